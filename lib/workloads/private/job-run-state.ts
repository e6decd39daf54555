import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** What the state does. */
export interface JobRunStateProps {
  /** What `RunTask` is called with. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What the state machine needs to do it. */
  readonly statements: iam.PolicyStatement[];
  /**
   * How long it may take.
   *
   * @default - as long as the execution
   */
  readonly timeout?: Duration;
  /** Variables that are set when the task succeeded. */
  readonly assign: Record<string, unknown>;
  /** What goes on to the next state. */
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
