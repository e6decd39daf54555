import { App, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { didYouMean } from '../internal/did-you-mean';
import type { EcsStartProofProps } from './ecs-start-proof';
import type { ReachQuestions } from './reach/questions';
import type { Judged, Right } from './rights/right';
import { StartVerdict } from './start-proof-result';

/**
 * The demands that tests of an app may make of its tasks. Each throws with a message that says what it found.
 *
 * For any test framework: nothing here depends on one.
 *
 * ```ts
 * const start = StartAssertions.fromApp(app);
 * start.expectTask(api).starts().reaches('dynamodb').cannotReach('example.com:443');
 * ```
 */
@guarded
export class StartAssertions {
  /** Synthesizes the app and proves its tasks, without a report and without failing. */
  public static fromApp(app: App, props: EcsStartProofProps = {}): StartAssertions {
    return StartAssertions.fromAssembly(app.synth().directory, props);
  }

  /** The tasks of a cloud assembly that is already on disk, or of a template. */
  public static fromAssembly(path: string, props: EcsStartProofProps = {}): StartAssertions {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
    const { modelOfPath } = require('../app-model/load') as typeof import('../app-model/load');
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
    const { ReachQuestions: Questions } = require('./reach/questions') as typeof import('./reach/questions');
    const model = modelOfPath(path);
    return new StartAssertions(new Questions(props.facts?._into(model) ?? model));
  }

  private constructor(private readonly questions: ReachQuestions) {}

  /**
   * The tasks that a construct starts: a service, a workload, a scheduled rule.
   *
   * Fails with `StartAssertions.task` when there are none, or more than one kind.
   */
  public expectTask(construct: IConstruct): TaskExpectation {
    return this.expectTaskAt(construct.node.path);
  }

  /**
   * The tasks that something starts, by its path in the app as findings name it, or by the path of what it is in.
   *
   * Fails with `StartAssertions.task` when there are none, or more than one kind.
   */
  public expectTaskAt(path: string): TaskExpectation {
    const paths = this.questions.paths();
    const found = paths.filter((each) => each === path || each.startsWith(`${path}/`));
    if (found.length !== 1) {
      fail(
        undefined,
        'StartAssertions.task',
        `'${path}' starts ${found.length === 0 ? 'no tasks' : `several: ${found.join(', ')}`}; tasks are started by ${paths.join(', ') || 'nothing'}`,
      );
    }
    return TaskExpectation._of(this.questions, found[0]);
  }
}

/** The demands of a test on the tasks of one service, rule, schedule, state machine or pipe. */
@guarded
export class TaskExpectation {
  /** @internal */
  public static _of(questions: ReachQuestions, path: string): TaskExpectation {
    return new TaskExpectation(questions, path);
  }

  private constructor(
    private readonly questions: ReachQuestions,
    /** Path of what starts the tasks. */
    public readonly path: string,
  ) {}

  /**
   * Everything that the tasks need to start is proved to be reached.
   *
   * Fails with `StartAssertions.starts` when something is not, or is not known to be.
   */
  public starts(): TaskExpectation {
    const open = this.questions.needsOf(this.path).filter(({ verdict }) => verdict !== StartVerdict.PROVED);
    if (open.length > 0) {
      const lines = open.map(
        ({ verdict, purpose, target, reason }) => `${verdict}: ${purpose} (${target}): ${reason ?? ''}`,
      );
      fail(
        undefined,
        'StartAssertions.starts',
        `the tasks of '${this.path}' are not proved to start: ${lines.join('; ')}`,
      );
    }
    return this;
  }

  /**
   * The containers reach a target, from every subnet in which they may be.
   *
   * Fails with `StartAssertions.reaches` when they do not, or are not known to, and with `StartAssertions.target` for what
   * is neither a service nor a host with its port.
   *
   * @param target service by the name of its endpoint (`ecr.api`, `dynamodb`), or host and port (`example.com:443`, TCP)
   */
  public reaches(target: string): TaskExpectation {
    this.isTarget(target);
    const { verdict, reason, fix } = this.questions.reach(this.path, target);
    if (verdict !== 'yes') {
      fail(
        undefined,
        'StartAssertions.reaches',
        `the tasks of '${this.path}' ${verdict === 'no' ? 'do not reach' : 'are not known to reach'} '${target}': ${verdict === 'no' ? '' : 'not known is '}${reason}${fix === undefined ? '' : `; ${fix}`}`,
      );
    }
    return this;
  }

  /**
   * The containers reach a target from no subnet in which they may be.
   *
   * Fails with `StartAssertions.cannotReach` when they do, or when it is not known, and with `StartAssertions.target` for
   * what is neither a service nor a host with its port.
   *
   * @param target service by the name of its endpoint (`ecr.api`, `dynamodb`), or host and port (`example.com:443`, TCP)
   */
  public cannotReach(target: string): TaskExpectation {
    this.isTarget(target);
    const { verdict, reason, via } = this.questions.reach(this.path, target, true);
    if (verdict !== 'no') {
      fail(
        undefined,
        'StartAssertions.cannotReach',
        `the tasks of '${this.path}' ${verdict === 'yes' ? `reach '${target}' by ${via}` : `may reach '${target}': not known is ${reason}`}`,
      );
    }
    return this;
  }

  /**
   * The task role allows an action on a resource, by all policies that have a say as far as the app has them.
   *
   * Fails with `StartAssertions.may` when it does not, or is not known to, and with `StartAssertions.call` for what is no
   * action or no ARN.
   *
   * @param action as `s3:GetObject`, one and no pattern
   * @param arn of the resource, `*` for actions that know none; it may be that of a construct. With a wildcard in it, all
   * that it may stand for.
   */
  public may(action: string, arn: string): TaskExpectation {
    const { verdict, reason, right } = this.judged(action, arn, false);
    if (verdict !== 'proved') {
      fail(
        undefined,
        'StartAssertions.may',
        `the task role of '${this.path}' ${verdict === 'broken' ? 'may not' : 'is not known to be allowed'} ${action} on ${this.named(right)}: ${reason ?? ''}${verdict === 'broken' ? '; grant it, or correct the test' : ''}`,
      );
    }
    return this;
  }

  /**
   * The task role does not allow an action on a resource.
   *
   * Fails with `StartAssertions.mayNot` when it does, or when it is not known, and with `StartAssertions.call` for what is
   * no action or no ARN.
   *
   * @param action as `s3:DeleteObject`, one and no pattern
   * @param arn of the resource, `*` for actions that know none; it may be that of a construct. With a wildcard in it, any
   * that it may stand for.
   */
  public mayNot(action: string, arn: string): TaskExpectation {
    const { verdict, reason, outside, right } = this.judged(action, arn, true);
    const call = `${action} on ${this.named(right)}`;
    if (verdict !== 'broken') {
      fail(
        undefined,
        'StartAssertions.mayNot',
        verdict === 'proved'
          ? `the task role of '${this.path}' may ${call}`
          : `the task role of '${this.path}' may be allowed ${call}: not known is ${outside ? 'the policy of the resource, which is not part of the app' : (reason ?? 'its policies')}`,
      );
    }
    return this;
  }

  /** An ARN of a construct is read in the stack that has it, where nothing of it is imported. */
  private judged(action: string, arn: string, some: boolean): Judged {
    const faults = [
      ...(/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)
        ? []
        : [`'action' must be one action of a service, as s3:GetObject, without wildcards, got '${action}'`]),
      ...(Token.isUnresolved(arn) || /^(\*|arn:.*)$/.test(arn) ? [] : [noArn(`'${arn}'`)]),
    ];
    failAll(
      undefined,
      faults.map((message) => ({ code: 'StartAssertions.call', message })),
    );
    const owner = Tokenization.reverseString(arn).tokens.find((token) => Reference.isReference(token));
    const stack = owner === undefined ? new Stack() : Stack.of((owner as Reference).target);
    const resolved: unknown = Token.isUnresolved(arn) ? stack.resolve(arn) : arn;
    const place = owner === undefined ? undefined : stack.node.path;
    const named = this.questions.namedBy(this.path, resolved, place);
    if (named !== undefined) {
      fail(undefined, 'StartAssertions.call', noArn(`the name of ${named}`));
    }
    return this.questions.may(this.path, action, resolved, { some, ...(place !== undefined && { stack: place }) });
  }

  private named({ resources: [resource] }: Right): string {
    return this.questions.readable(resource).replaceAll('«?»', '*');
  }

  /** A demand that nothing could be reached by a name that nothing has would always hold. */
  private isTarget(target: string): void {
    if (/^[^\s/:]+:\d+$/.test(target)) {
      return;
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
    const ec2 = require('aws-cdk-lib/aws-ec2') as typeof import('aws-cdk-lib/aws-ec2');
    const services = ec2.InterfaceVpcEndpointAwsService;
    const known = [
      ...Object.values(services as unknown as Record<string, unknown>).flatMap((each) =>
        each instanceof services ? each.shortName : [],
      ),
      ...['s3', 'dynamodb'],
      ...this.questions.services(),
    ];
    if (!known.includes(target)) {
      fail(
        undefined,
        'StartAssertions.target',
        `'target' must be the name of a service of AWS as in that of its endpoint, as ecr.api, or a host with its port, as example.com:443, got '${target}'${didYouMean(target, known)}`,
      );
    }
  }
}

function noArn(got: string): string {
  return `'arn' must be the ARN of a resource, as table.tableArn or bucket.arnForObjects('*'), or * for actions that know none, got ${got}`;
}
