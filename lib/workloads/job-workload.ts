import { ArnFormat, Aws, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { CapacityStrategy } from '../capacity-providers/capacity-strategy';
import { acknowledgeWildcard } from '../internal/acknowledge-wildcard';
import { notify } from '../internal/alarm-topic';
import { failAll } from '../internal/errors';
import type { ResourceLink } from '../security/resource-link';
import { guarded } from '../internal/guard/guarded';
import { ScopedRole } from '../security/scoped-role';
import { allowCall } from './private/allow-call';
import { linkTo } from './private/link-to';
import { JobTask } from './job-task';
import type { JobTaskProps } from './job-task-props';
import { atFirst, unsuccessful } from './private/job-alarms';
import { timeoutFaults } from './private/job-faults';

/** The properties of every job. */
export interface JobWorkloadProps extends JobTaskProps {
  /**
   * The longest duration of an execution, with all its retries. It is then given up, and Step Functions tries to stop
   * the task. Whole seconds.
   *
   * @default Duration.days(1)
   */
  readonly timeout?: Duration;

  /**
   * The topic that is notified when an execution failed, ran out of time or was aborted.
   *
   * @default - no alarm: a job that fails does so in silence
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * The log group in which Step Functions logs what the executions do, without their input and output.
   *
   * @default - a new log group under `/aws/vendedlogs/states/` that keeps its events for a month
   */
  readonly executionLogGroup?: logs.ILogGroup;
}

/**
 * A task that runs until it is done, with what every kind of job here has in common; `ScheduledJob` and `OneOffJob` are
 * such jobs.
 *
 * A Step Functions state machine runs the task, looks at how it ended, and runs it again or fails. Thin: `JobTask` is the
 * step, for a state machine of yours.
 */
@guarded
export abstract class JobWorkload extends Construct implements ec2.IConnectable, iam.IGrantable {
  /** The state machine, of type standard: one execution is one run of the job. */
  public readonly stateMachine: sfn.StateMachine;
  /** The task definition of the job. */
  public readonly taskDefinition: ecs.TaskDefinition;
  /** The cluster. */
  public readonly cluster: ecs.ICluster;
  /** On which capacity the task starts. */
  public readonly strategy: CapacityStrategy;
  /** The security groups of the task. */
  public readonly connections: ec2.Connections;
  /** The task role: what the job may do. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** The alarm on executions that did not succeed; `undefined` without `alarmTopic`. */
  public readonly failureAlarm?: cloudwatch.Alarm;

  protected constructor(scope: Construct, id: string, props: JobWorkloadProps) {
    super(scope, id);
    failAll(this, timeoutFaults(props.timeout));
    const job = new JobTask(this, 'Job', props);
    this.taskDefinition = job.taskDefinition;
    this.cluster = job.cluster;
    this.strategy = job.strategy;
    this.connections = job.connections;
    this.grantPrincipal = job.taskDefinition.taskRole;
    this.stateMachine = this.makeStateMachine(job, props);
    this.node.defaultChild = this.stateMachine;
    const resource = this.stateMachine.node.defaultChild as sfn.CfnStateMachine;
    // The resource alone: on the construct, whatever hangs under it would wait as well.
    resource.node.addDependency(...job._dependables());
    job._declare(resource);
    this.failureAlarm = props.alarmTopic && this.makeAlarm(props.alarmTopic);
  }

  /** Lets somebody start the job. The input of the execution can be seen by the overrides only. */
  public grantStart(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }

  /**
   * Lets the job open TCP connections to a service, a database or anything else with security groups: both sides, on one
   * port.
   *
   * Fails with `Workload.noPort` when the port is not given and not known.
   *
   * @param server which it calls
   * @param port on which the server listens; of a workload, the first port of its container unless it is given
   */
  public allowTo(server: ec2.IConnectable, port?: number): void {
    allowCall(this, server, port);
  }

  /**
   * Links a resource to the application's container: the permission of the task role, the environment variable or secret, and the
   * network way.
   *
   * Fails with `Workload.noContainer` when the task definition has no container yet, and with the codes of `ResourceLink`.
   */
  public link(resource: ResourceLink): void {
    linkTo(this, this.taskDefinition, this, resource);
  }

  /** The number of executions that failed, ran out of time or were aborted, by the minute. */
  public metricUnsuccessful(): cloudwatch.IMetric {
    return unsuccessful(this.stateMachine);
  }

  private makeStateMachine(job: JobTask, props: JobWorkloadProps): sfn.StateMachine {
    const role = new ScopedRole(this, 'Role', { assumedBy: this.statesPrincipal() });
    const machine = new sfn.StateMachine(this, 'StateMachine', {
      definitionBody: sfn.DefinitionBody.fromChainable(job),
      role,
      timeout: props.timeout ?? Duration.days(1),
      tracingEnabled: true,
      logs: { destination: props.executionLogGroup ?? this.makeLogGroup(), level: sfn.LogLevel.ALL },
    });
    job._wildcards.forEach(([arn, reason]) => acknowledgeWildcard(role, arn, reason));
    return machine;
  }

  private statesPrincipal(): iam.IPrincipal {
    const machines = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new iam.ServicePrincipal('states.amazonaws.com', {
      conditions: { ArnLike: { 'aws:SourceArn': machines }, StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    });
  }

  /** Under the prefix that spares the resource policy of CloudWatch Logs, which has room for a few dozen groups only. */
  private makeLogGroup(): logs.LogGroup {
    const name = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    return new logs.LogGroup(this, 'Executions', {
      logGroupName: `/aws/vendedlogs/states/${Aws.STACK_NAME}/${name}`,
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeAlarm(topic: sns.ITopic): cloudwatch.Alarm {
    const what = `An execution of the job ${this.node.path} failed, ran out of time or was aborted`;
    const alarm = new cloudwatch.Alarm(this, 'FailureAlarm', atFirst(this.metricUnsuccessful(), what));
    notify(alarm, topic);
    return alarm;
  }
}
