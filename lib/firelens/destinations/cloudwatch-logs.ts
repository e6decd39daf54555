import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import {
  BoundDestination,
  allow,
  commonFaults,
  commonOptions,
  fault,
  roleOptions,
  statementsFor,
} from '../private/bound-destination';
import type { AwsDestinationOptions } from './destination-options';

/** The options of logs for CloudWatch Logs. */
export interface CloudWatchLogsDestinationOptions extends AwsDestinationOptions {
  /**
   * One stream for all records. Tasks that share it write in turn, and CloudWatch accepts that. Excludes
   * `logStreamPrefix`.
   *
   * @default - a stream for each container of each task
   */
  readonly logStreamName?: string;

  /**
   * Begin of the stream's name; the tag follows: `<prefix><container>-firelens-<task id>`.
   *
   * @default 'task/'
   */
  readonly logStreamPrefix?: string;

  /**
   * Name of the stream made of the record, as `$ecs_task_definition`; records for which it cannot be made go to
   * `logStreamName` or `logStreamPrefix`.
   *
   * @default - no template
   * @see https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch
   */
  readonly logStreamTemplate?: string;

  /**
   * Send the value of this key alone, as text, instead of the whole record as JSON.
   *
   * @default - the whole record
   */
  readonly logKey?: string;

  /**
   * Records are in the CloudWatch embedded metric format.
   *
   * @default false
   */
  readonly embeddedMetrics?: boolean;
}

/** `cloudwatch_logs`: the C plugin. Observed calls: CreateLogStream, PutLogEvents; never DescribeLogStreams. */
export function cloudWatchLogs(logGroup: logs.ILogGroup, options: CloudWatchLogsDestinationOptions): BoundDestination {
  const { logStreamName, logStreamPrefix, logStreamTemplate, logKey, embeddedMetrics } = options;
  return {
    plugin: 'cloudwatch_logs',
    options: {
      region: options.region ?? logGroup.env.region,
      log_group_name: logGroup.logGroupName,
      log_stream_name: logStreamName,
      // Fluent Bit refuses an empty value: the shortest prefix is a separator that reads well.
      log_stream_prefix: logStreamName === undefined ? (logStreamPrefix ?? 'task/') : logStreamPrefix,
      log_stream_template: logStreamTemplate,
      log_key: logKey,
      log_format: embeddedMetrics ? 'json/emf' : undefined,
      ...roleOptions(options),
      ...commonOptions(options),
    },
    statements: statementsFor(options, [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [streamsOf(logGroup)])]),
    faults: [
      ...commonFaults(options),
      ...(logStreamName !== undefined && logStreamPrefix !== undefined
        ? [
            fault(
              `'logStreamName' and 'logStreamPrefix' exclude each other, got '${logStreamName}' and '${logStreamPrefix}'`,
            ),
          ]
        : []),
      ...(logStreamPrefix === ''
        ? [fault("'logStreamPrefix' must not be empty: Fluent Bit refuses an empty value")]
        : []),
    ],
  };
}

/** The ARN of all streams of the group; imported groups may come without the `:*` that stands for them. */
function streamsOf(logGroup: logs.ILogGroup): string {
  const arn = logGroup.logGroupArn;
  return Token.isUnresolved(arn) || arn.endsWith(':*') ? arn : `${arn}:*`;
}

/** For a group that Fluent Bit creates: its name is all there is. */
export interface CreatedLogGroupOptions extends CloudWatchLogsDestinationOptions {
  /**
   * Days that the group keeps its events, one of those that CloudWatch Logs knows. Set only when the router creates the
   * group: a change does not reach a group that is there.
   *
   * @default - kept for ever
   */
  readonly retentionDays?: number;
}

/** The same for a group that the router creates when it is not there yet. */
export function createdLogGroup(stack: Stack, name: string, options: CreatedLogGroupOptions): BoundDestination {
  const arn = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    ...(options.region !== undefined && { region: options.region }),
  });
  const group = { env: { region: stack.region }, logGroupName: name, logGroupArn: `${arn}:*` } as logs.ILogGroup;
  const bound = cloudWatchLogs(group, options);
  const { retentionDays } = options;
  return {
    ...bound,
    options: { ...bound.options, auto_create_group: 'true', log_retention_days: retentionDays },
    faults: [
      ...(bound.faults ?? []),
      ...(Token.isUnresolved(name) || /^[A-Za-z0-9._/#-]{1,512}$/.test(name)
        ? []
        : [fault(`'logGroupName' must be up to 512 letters, digits and . - _ / #, got '${name}'`)]),
    ],
    statements: statementsFor(options, [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${arn}:*`]),
      // Both act on the group, and IAM matches its ARN with and without the streams.
      allow(
        ['logs:CreateLogGroup', ...(retentionDays === undefined ? [] : ['logs:PutRetentionPolicy'])],
        [arn, `${arn}:*`],
      ),
    ]),
  };
}
