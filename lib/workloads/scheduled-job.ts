import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { JobSchedule, type JobScheduleOptions } from './job-schedule';
import { JobWorkload, type JobWorkloadProps } from './job-workload';

/** The properties of a job that runs on a schedule. */
export interface ScheduledJobProps extends JobWorkloadProps, JobScheduleOptions {}

/**
 * A job that runs by the clock, in a time zone of your choice.
 *
 * EventBridge Scheduler starts a state machine, which runs the task. A run that takes longer than the time to the next one
 * does not hold the next one up. For a state machine of yours there is `JobSchedule`, and `JobTask` as a step in it.
 *
 * Fails with the faults of `JobTask` and `JobSchedule`, and with `Job.timeout`.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
@guarded
@propertyInjectable
export class ScheduledJob extends JobWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ScheduledJob';

  /** The schedule that starts it. */
  public readonly schedule: JobSchedule;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id, props);
    const { schedule, enabled, timeWindow, input, deadLetterQueue, alarmTopic } = props;
    this.schedule = new JobSchedule(this, 'Schedule', {
      stateMachine: this.stateMachine,
      schedule,
      enabled,
      timeWindow,
      input,
      deadLetterQueue,
      alarmTopic,
    });
  }
}
