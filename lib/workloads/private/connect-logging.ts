import { Size } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { HardenedTaskDefinition } from '../../task-definition/hardened-task-definition';

/**
 * The log driver of the proxy: the one that is given, else that of the containers of a task that has a group of its
 * own.
 */
export function proxyLogging(task: ecs.TaskDefinition, given: ecs.LogDriver | undefined): ecs.LogDriver | undefined {
  if (given !== undefined || !(task instanceof HardenedTaskDefinition)) {
    return given;
  }
  return ecs.LogDrivers.awsLogs({
    logGroup: task.obtainLogGroup(),
    streamPrefix: 'service-connect',
    mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    maxBufferSize: Size.mebibytes(25),
  });
}
