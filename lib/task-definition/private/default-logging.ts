import { RemovalPolicy, Size } from 'aws-cdk-lib';
import { AwsLogDriverMode, LogDriver, LogDrivers } from 'aws-cdk-lib/aws-ecs';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** The memory that non-blocking logging may use before it drops lines; AWS advises 25 MiB. */
export const LOG_BUFFER = '25m';

/** The log group that a task definition makes for itself: kept for a month, and on deletion of the stack. */
export function defaultLogGroup(scope: Construct, retention: RetentionDays | undefined): LogGroup {
  // eslint-disable-next-line awscdk/require-passing-this -- the scope is the construct that owns the group
  return new LogGroup(scope, 'LogGroup', {
    retention: retention ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/**
 * CloudWatch Logs in non-blocking mode: a log service that stalls must not stall the application.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
 */
export function defaultLogging(logGroup: ILogGroup, containerName: string): LogDriver {
  return LogDrivers.awsLogs({
    logGroup,
    streamPrefix: containerName,
    mode: AwsLogDriverMode.NON_BLOCKING,
    maxBufferSize: Size.mebibytes(25),
  });
}
