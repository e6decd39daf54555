import { ARN } from '../../app-model/policy/arns';
import { markOf } from '../../app-model/values';
import type { LogOutput } from '../../app-model/views/log-router';
import { logStreams } from './access';

/** The account and region whose resources an output names. */
interface Place {
  readonly region: string;
  readonly account: string;
}

/** ARN of the delivery stream of an output. */
export function deliveryStreamOf(options: LogOutput['options'], { region, account }: Place): string {
  return `${ARN}:firehose:${region}:${account}:deliverystream/${filled(options.delivery_stream)}`;
}

/** ARN of the Kinesis stream of an output. */
export function streamOf(options: LogOutput['options'], { region, account }: Place): string {
  return `${ARN}:kinesis:${region}:${account}:stream/${filled(options.stream)}`;
}

/** ARN of an object that an output writes. */
export function objectOf(options: LogOutput['options']): string {
  return `${ARN}:s3:::${filled(options.bucket)}/${keyPrefix(options)}${markOf('an object')}`;
}

/** ARN of the log streams of an output. */
export function streamsOf(options: LogOutput['options'], { region, account }: Place): string {
  // With a template the group has another name for each record.
  const group =
    options.log_group_template === undefined ? filled(options.log_group_name) : markOf('the log group of a record');
  return logStreams(region, account, group);
}

/** An option; what the router fills in for itself (`$(tag)`, `${NAME}`) is known only at run time. */
function filled(option: string | undefined): string {
  return option === undefined
    ? markOf('an option of the output')
    : option.replace(/\$\([^)]*\)|\$\{[^}]*\}|\$[A-Za-z_][\w.[\]']*/g, (part) => markOf(`run time ${part}`));
}

/** The text of the object's key before its first placeholder. */
function keyPrefix({ s3_key_format: format, static_file_path: fixed }: LogOutput['options']): string {
  return (format ?? fixed ?? '/fluent-bit-logs/').replace(/^\//, '').replace(/[$%\u27e6][\s\S]*$/, '');
}
