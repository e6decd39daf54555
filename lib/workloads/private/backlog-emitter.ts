import { Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { explainFunction, explainLog } from '../../internal/explain-function';
import { FUNCTION_RUNTIME } from '../../internal/function-runtime';
import { BACKLOG } from '../../internal/handlers';
import { writeTo } from '../../security/inline-function';
import { ScopedRole } from '../../security/scoped-role';

/** The namespace of the metric that handlers/backlog.js writes. */
export const BACKLOG_NAMESPACE = 'ECS/QueueBacklog';
/** Its name. */
export const BACKLOG_METRIC = 'BacklogPerTask';
/** Id of the emitter in its stack. */
const ID = 'QueueBacklogs';
/**
 * Targets that a rule takes.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const PER_RULE = 5;
/** Characters that a target passes on. */
const MOST_INPUT = 8192;

/** A queue, the service whose tasks read it, and the messages per task that are done in time. */
interface Backlog {
  readonly queue: sqs.IQueue;
  readonly service: ecs.BaseService;
  readonly target: number;
}

/**
 * Measures the backlogs of all services of a stack each minute: one function, whatever their number.
 *
 * The function is an L1, so that it need not wait for its policies, which wait for the services: the chain of resources
 * stays short, and a call that comes too early is followed by the next a minute later.
 */
export class BacklogEmitter extends Construct {
  /** The emitter of a stack, made on first use. */
  public static of(stack: Stack): BacklogEmitter {
    return (stack.node.tryFindChild(ID) as BacklogEmitter | undefined) ?? new BacklogEmitter(stack);
  }

  private readonly backlogs: Backlog[] = [];
  private readonly role: ScopedRole;
  private readonly functionArn: string;
  private readonly functionName: string;
  private rules = 0;

  private constructor(stack: Stack) {
    super(stack, ID);
    this.role = new ScopedRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Counts waiting messages and running tasks',
    });
    const log = new logs.LogGroup(this, 'Log', {
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role.addToPolicy(writeTo(log));
    const { attrArn, ref } = new CfnFunction(this, 'Function', {
      runtime: FUNCTION_RUNTIME.name,
      handler: 'index.handler',
      code: { zipFile: BACKLOG },
      description: 'Measures how many messages wait for each running task',
      timeout: 30,
      memorySize: 128,
      role: this.role.roleArn,
      loggingConfig: { logGroup: log.logGroupName },
    });
    this.functionArn = attrArn;
    this.functionName = ref;
    this.explain();
  }

  /** Measures one more. */
  public add(backlog: Backlog): void {
    const { queue, service } = backlog;
    this.backlogs.push(backlog);
    this.role.addToPolicy(
      new iam.PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [queue.queueArn] }),
    );
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['ecs:DescribeServices'],
        resources: [service.serviceArn],
        conditions: { ArnEquals: { 'ecs:cluster': service.cluster.clusterArn } },
      }),
    );
    if (this.calls().length > this.rules * PER_RULE) {
      this.addRule();
    }
  }

  /** The next rule, with the calls that the others have no place for. */
  private addRule(): void {
    const first = this.rules * PER_RULE;
    this.rules += 1;
    const number = this.rules === 1 ? '' : String(this.rules);
    const rule = new CfnRule(this, `EachMinute${number}`, {
      description: 'Measures how many messages wait for each running task',
      scheduleExpression: 'rate(1 minute)',
      targets: Lazy.any({ produce: () => this.targets(first) }),
    });
    new CfnPermission(this, `Permission${number}`, {
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      functionName: this.functionName,
      sourceArn: rule.attrArn,
    });
  }

  private targets(first: number): CfnRule.TargetProperty[] {
    return this.calls()
      .slice(first, first + PER_RULE)
      .map((services, index) => ({
        id: `Call${first + index + 1}`,
        arn: this.functionArn,
        input: Stack.of(this).toJsonString({ services }),
        // A late measurement is worth less than the next.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      }));
  }

  /** The services of each call: as many as its input has room for, in the order in which they came. */
  private calls(): Measured[][] {
    const calls: Measured[][] = [];
    let room = 0;
    for (const { service, queue, target } of this.backlogs) {
      const measured: Measured = {
        cluster: service.cluster.clusterName,
        service: service.serviceName,
        queue: queue.queueUrl,
        target,
      };
      const size = sizeOf(measured);
      if (size > room) {
        calls.push([]);
        room = MOST_INPUT - '{"services":[]}'.length;
      }
      calls[calls.length - 1].push(measured);
      room -= size;
    }
    return calls;
  }

  private explain(): void {
    explainFunction(this, {
      LambdaConcurrency: 'called once a minute; a reservation would take from the account and protect nothing',
      LambdaDLQ: 'the next minute measures again, so nothing is left to a queue',
    });
    explainLog(this, 'the log holds numbers and names, no content');
  }
}

/** The input of the function for one service. */
interface Measured {
  readonly cluster: string;
  readonly service: string;
  readonly queue: string;
  readonly target: number;
}

/** Longest names that ECS gives, and the longest URL of a queue: 80 characters of a name and what goes before it. */
const LONGEST = { cluster: 255, service: 255, queue: 160, target: 20 };

/** Characters of a service in the input; what is known only at deployment counts as its longest. */
function sizeOf(measured: Measured): number {
  const keys = Object.keys(LONGEST) as (keyof typeof LONGEST)[];
  return keys.reduce((sum, key) => {
    const value = measured[key];
    const length = Token.isUnresolved(value) ? LONGEST[key] : String(value).length;
    return sum + `"${key}":"",`.length + length;
  }, '{},'.length);
}
