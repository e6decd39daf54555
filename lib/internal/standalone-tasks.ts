import type { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Tasks that no service runs: those of a job. */
export interface StandaloneTasks {
  readonly taskDefinition: ecs.TaskDefinition;
  /** Their security groups. */
  readonly connectable: ec2.IConnectable;
  readonly cluster: ecs.ICluster;
  /** Names of the capacity providers that they ask for. */
  readonly providers: readonly string[];
  /** The construct that starts them, and has to wait until they can start. */
  readonly starter?: IConstruct;
}

const TASKS = Symbol.for('cdk-ecs-groundwork.StandaloneTasks');

/** Says that a construct runs tasks without a service, so that a network counts them. Said again, the last one holds. */
export function declareTasks(runner: IConstruct, tasks: StandaloneTasks): void {
  Object.defineProperty(runner, TASKS, { value: tasks, configurable: true });
}

/** The tasks that a construct declared to run. */
export function declaredTasks(runner: IConstruct): StandaloneTasks | undefined {
  return (runner as { [TASKS]?: StandaloneTasks })[TASKS];
}
