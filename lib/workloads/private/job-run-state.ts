import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** The task to run, and the rights to do it. */
export interface JobRunStateProps {
  /** The parameters of `RunTask`. */
  readonly request: Readonly<Record<string, unknown>>;
  /** The statements that the state machine needs. */
  readonly statements: iam.PolicyStatement[];
  /**
   * The longest duration of the run.
   *
   * @default - as long as the execution
   */
  readonly timeout?: Duration;
  /** Variables that are set when the task succeeded. */
  readonly assign: Record<string, unknown>;
  /** The output that goes to the next state. */
  readonly outputs: string;
}

/**
 * The state that runs the task and waits for it.
 *
 * `EcsRunTask` of aws-cdk-lib knows no Managed Instances, may stop and see all tasks of the account, and may pass the roles
 * to every service.
 */
export class JobRunState extends sfn.TaskStateBase {
  protected readonly taskMetrics = undefined;
  protected readonly taskPolicies: iam.PolicyStatement[];
  private readonly request: JobRunStateProps['request'];

  constructor(scope: Construct, id: string, props: JobRunStateProps) {
    super(scope, id, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      assign: props.assign,
      outputs: props.outputs,
      taskTimeout: props.timeout && sfn.Timeout.duration(props.timeout),
    });
    this.taskPolicies = props.statements;
    this.request = props.request;
  }

  /** @internal */
  protected override _renderTask(): object {
    const resource = { service: 'states', region: '', account: '', resource: 'ecs:runTask.sync' };
    return {
      Resource: Stack.of(this).formatArn({ ...resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
      Arguments: this.request,
    };
  }
}
