import type * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { JobWorkload, type JobWorkloadProps } from './job-workload';

/** The properties of a job that is started on request. */
export interface OneOffJobProps extends JobWorkloadProps {
  /**
   * The principals that may start it.
   *
   * @default - whoever may start executions of state machines anyway
   */
  readonly starters?: iam.IGrantable[];
}

/**
 * A job that runs when somebody starts it: a database migration, a backfill, a report.
 *
 * `starters` and `grantStart()` say who may; the state machine is then started from the console, the CLI
 * (`aws stepfunctions start-execution`), a pipeline or another state machine. A deployment does not start it.
 *
 * Fails with the faults of `JobTask`, and with `Job.timeout`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-tasks.html
 */
@guarded
@propertyInjectable
export class OneOffJob extends JobWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.OneOffJob';

  constructor(scope: Construct, id: string, props: OneOffJobProps) {
    super(scope, id, props);
    props.starters?.forEach((starter) => this.grantStart(starter));
  }
}
