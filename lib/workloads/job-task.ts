import { Duration, Lazy, Names } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct, type IDependable } from 'constructs';
import type { CapacityStrategy } from '../capacity-providers/capacity-strategy';
import { containersOf } from '../internal/cdk-internals';
import { fail, failAll } from '../internal/errors';
import { declareCalls } from '../internal/called-services';
import { guarded } from '../internal/guard/guarded';
import { declareTasks } from '../internal/standalone-tasks';
import { reportFindings, warn } from '../internal/warnings';
import type { JobRetries } from './job-run';
import { finishedJobFaults, overrideFaults, retryFaults, runTimeoutFaults } from './private/job-faults';
import { jobPermissions } from './private/job-permissions';
import { runRequest } from './private/job-request';
import { JobRunState } from './private/job-run-state';
import { jsonata, pause, runsAgain, verdictOfFailure, verdictOfResult } from './private/job-verdict';
import { WorkloadPlace, placeFaults } from './private/workload-place';
import { taskFaults, workloadTask } from './private/make-task';
import type { JobTaskProps } from './job-task-props';

/** Times that a task is started again that never ran: an image that could not be pulled is there a minute later, or never. */
const STARTS = 2;

/**
 * Errors of `RunTask` that pass by themselves; in all of them the task did not start. `AmazonECS.Unknown` is what Step
 * Functions calls an answer with failures: no capacity, no room on the instances.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html, and execution histories quoted in public
 * issues for the others; 2026-11.
 */
const PASSING_ERRORS = [
  'AmazonECS.Unknown',
  'ECS.AmazonECSException',
  'ECS.ServerException',
  'ECS.ThrottlingException',
];

/**
 * Runs a task and waits for it, as a step of a state machine of yours: `Chain.start(prepare).next(new JobTask(...))`.
 *
 * Of a task that failed it looks at who failed: the job succeeded when its own container exited with 0 and no other
 * essential container of the task definition broke. What AWS adds to the task, as GuardDuty's agent, does not count, nor
 * do sidecars that are killed because the job is done. Everything else fails with the error and the cause that Step
 * Functions gave.
 *
 * What comes in goes out. It gives the role of the state machine exactly the permissions to run this task definition on
 * this cluster, and to pass its two roles.
 *
 * Fails with `Job.retries`, `Job.runTimeout`, `Job.override`, `Job.networkMode` and `Secrets.inClearText`, with the faults of the task and of
 * its place, and at synthesis with `Job.noContainer`, `Job.unknownContainer` and `Job.notEssential`. Warns with
 * `Job.spotWithoutRetries`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
@guarded
@propertyInjectable
export class JobTask extends sfn.StateMachineFragment implements ec2.IConnectable {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.JobTask';

  /** The first state of the step. */
  public readonly startState: sfn.State;
  /** The states in which it ends when the job succeeded. */
  public readonly endStates: sfn.INextable[];
  /** The task definition of the job. */
  public readonly taskDefinition: ecs.TaskDefinition;
  /** The cluster. */
  public readonly cluster: ecs.ICluster;
  /** On which capacity the task starts. */
  public readonly strategy: CapacityStrategy;
  /** The security groups of the task. */
  public readonly connections: ec2.Connections;
  /** @internal */
  public readonly _wildcards: readonly (readonly [arn: string, reason: string])[];

  private readonly place: WorkloadPlace;
  private readonly providers: readonly string[];
  private readonly executionRole: IDependable;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: JobTaskProps,
  ) {
    super(scope, id);
    failAll(this, [
      ...taskFaults(props),
      ...placeFaults(props),
      ...retryFaults(props.retries),
      ...runTimeoutFaults(props),
      ...overrideFaults(props),
    ]);
    this.place = new WorkloadPlace(this, props);
    this.cluster = props.cluster;
    this.strategy = this.place.strategy;
    const { container, task, telemetry } = props;
    this.taskDefinition = workloadTask(this, { container, task, telemetry }, this.place.kind, this.place.isolated);
    this.connections = new ec2.Connections({ securityGroups: this.place.securityGroups });
    this.refuseOtherNetworks();
    const request = runRequest({
      props,
      place: this.place,
      taskDefinition: this.taskDefinition,
      container: () => this.ownContainer() ?? '',
    });
    this.providers = request.providers;
    const executionRole = this.taskDefinition.obtainExecutionRole();
    this.executionRole = executionRole;
    const { statements, wildcards } = jobPermissions(this, props.cluster, this.taskDefinition, executionRole);
    this._wildcards = wildcards;
    const done = sfn.Pass.jsonata(this, 'Done');
    this.startState = this.connect(request.parameters, statements, done);
    this.endStates = [done];
    this.prefixStates();
    this._declare();
    declareCalls(this, ...(props.telemetry?._endpoints ?? []));
    this.node.addValidation({ validate: () => this.finishedFaults() });
    this.warnOfSpot();
  }

  /**
   * The resources that must exist before the task starts.
   *
   * @internal
   */
  public _dependables(): IDependable[] {
    const { taskDefinition, executionRole, place, strategy, cluster } = this;
    // The definition is named by its family, which tells CloudFormation nothing of the order.
    const task = [taskDefinition, taskDefinition.taskRole, executionRole];
    return [...place.dependables(), ...strategy._constructs(), cluster, ...task];
  }

  /**
   * Lets the network of the cluster count the task.
   *
   * @internal
   */
  public _declare(starter?: Construct): void {
    const { taskDefinition, cluster, providers } = this;
    declareTasks(this, { taskDefinition, cluster, providers, connectable: this, starter });
  }

  private connect(
    request: Readonly<Record<string, unknown>>,
    statements: iam.PolicyStatement[],
    done: sfn.Pass,
  ): sfn.State {
    const { attempts, interval, backoffRate = 2, maxInterval }: JobRetries = this.props.retries ?? { attempts: 0 };
    // Unique in the app: a branch of a parallel state must not take a name of the states around it.
    const name = `job${Names.uniqueResourceName(this, { maxLength: 60 })}`;
    const job = `$${name}`;
    const input = jsonata('$states.input');
    const ended = (verdict: string, failure: string) => ({
      [name]: jsonata(`$merge([${job}, {'verdict': ${verdict}, 'failure': ${failure}}])`),
    });

    const begin = sfn.Pass.jsonata(this, 'Begin', {
      assign: {
        [name]: {
          attempt: 1,
          container: Lazy.string({ produce: () => this.ownContainer() ?? '' }),
          essential: Lazy.any({ produce: () => this.otherEssentials() }),
        },
      },
    });
    const run = new JobRunState(this, 'Run', {
      request,
      statements,
      timeout: this.props.runTimeout,
      outputs: input,
      assign: ended(verdictOfResult(), "{'Error': 'Job.TakenAway', 'Cause': $string($states.result)}"),
    });
    const judge = sfn.Choice.jsonata(this, 'Judge');
    const wait = sfn.Wait.jsonata(this, 'Wait', {
      time: sfn.WaitTime.seconds(
        jsonata(
          pause(
            job,
            (interval ?? Duration.minutes(1)).toSeconds(),
            backoffRate,
            (maxInterval ?? Duration.hours(1)).toSeconds(),
          ),
        ),
      ),
      assign: { [name]: jsonata(`$merge([${job}, {'attempt': ${job}.attempt + 1}])`) },
    });
    const failed = sfn.Fail.jsonata(this, 'Failed', {
      error: jsonata(`${job}.failure.Error`),
      // An expression without a value would be an error of its own, in place of the one to tell.
      cause: jsonata(`$exists(${job}.failure.Cause) ? ${job}.failure.Cause : ''`),
    });

    begin.next(run);
    run.addRetry({
      errors: PASSING_ERRORS,
      interval: Duration.seconds(10),
      maxAttempts: 5,
      backoffRate: 2,
      jitterStrategy: sfn.JitterType.FULL,
    });
    // Caught, not retried: what became of the job has to be known first.
    run.addCatch(judge, {
      errors: [sfn.Errors.TASKS_FAILED],
      assign: ended(verdictOfFailure(job), '$states.errorOutput'),
      outputs: input,
    });
    if (this.props.runTimeout !== undefined) {
      // No task failed for Step Functions, so the other catch does not see it.
      run.addCatch(judge, {
        errors: [sfn.Errors.TIMEOUT],
        assign: ended("'Failed'", '$states.errorOutput'),
        outputs: input,
      });
    }
    run.next(judge);
    judge
      .when(sfn.Condition.jsonata(jsonata(`${job}.verdict = 'Succeeded'`)), done)
      .when(sfn.Condition.jsonata(jsonata(runsAgain(job, attempts, STARTS))), wait.next(run))
      .otherwise(failed);
    return begin;
  }

  private ownContainer(): string | undefined {
    return this.props.jobContainer ?? this.taskDefinition.defaultContainer?.containerName;
  }

  private otherEssentials(): string[] {
    const own = this.ownContainer();
    return containersOf(this.taskDefinition)
      .filter(({ essential }) => essential)
      .map(({ containerName }) => containerName)
      .filter((name) => name !== own)
      .sort();
  }

  private refuseOtherNetworks(): void {
    const { networkMode } = this.taskDefinition;
    if (networkMode !== ecs.NetworkMode.AWS_VPC) {
      fail(
        this,
        'Job.networkMode',
        `'task' must have the network mode awsvpc, got ${networkMode}; the task has no security group otherwise`,
      );
    }
  }

  private finishedFaults(): string[] {
    return reportFindings(
      this,
      finishedJobFaults(this.taskDefinition, this.strategy, this.ownContainer(), this.props.overrides),
    );
  }

  private warnOfSpot(): void {
    const spot = this.strategy.shares.some(
      ({ capacity, base = 0, weight = 0 }) => capacity.capacityProviderName === 'FARGATE_SPOT' && base + weight > 0,
    );
    if (spot && (this.props.retries?.attempts ?? 0) === 0) {
      warn(this, {
        code: 'Job.spotWithoutRetries',
        message:
          "AWS may take the task back in the middle of the job, and 'retries' does not run it again; set 'retries', or run it on demand",
      });
    }
  }
}
