import type { AppModel } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import { Value, asRecord, asText, items, markOf } from '../../app-model/values';
import { INCLUDED_FILE } from '../../internal/fluent-bit-services';
import { readFluentBit } from '../../internal/fluent-bit-text';
import { logStreams } from './access';

/** One output of a log router, options by their names in small letters. */
export interface Output {
  readonly container: string | undefined;
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** A container with its name. */
interface Named {
  readonly name: string;
  readonly properties: Readonly<Record<string, Value>>;
}

/** The outputs of the containers that log through a router, and those of the text that the router writes when it starts. */
export function outputsOf(model: AppModel, containers: readonly Named[], router: Named | undefined): Output[] {
  const ofContainers = containers.flatMap(({ name, properties }): Output[] => {
    const { LogDriver: driver, Options: options } = asRecord(properties.LogConfiguration);
    return asText(driver) === 'awsfirelens'
      ? [
          {
            container: name,
            options: lowered(Object.entries(asRecord(options)).map(([key, value]) => [key, model.text(value)])),
          },
        ]
      : [];
  });
  const [script, , included] = items(router?.properties.Command);
  const text = (model.text(script) ?? '').includes(`> ${INCLUDED_FILE}`) ? (model.text(included) ?? '') : '';
  const ofText = readFluentBit(text)
    .sections.filter(({ kind }) => kind === 'OUTPUT')
    .map(({ entries }): Output => ({
      container: undefined,
      options: lowered(entries.map(({ key, value }) => [key, value])),
    }));
  return [...ofContainers, ...ofText];
}

function lowered(entries: readonly (readonly [string, string | undefined])[]): Output['options'] {
  return Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value]));
}

/** The account and region whose resources an output names. */
interface Place {
  readonly region: string;
  readonly account: string;
}

/** ARN of the delivery stream of an output. */
export function deliveryStreamOf(options: Output['options'], { region, account }: Place): string {
  return `${ARN}:firehose:${region}:${account}:deliverystream/${filled(options.delivery_stream)}`;
}

/** ARN of the Kinesis stream of an output. */
export function streamOf(options: Output['options'], { region, account }: Place): string {
  return `${ARN}:kinesis:${region}:${account}:stream/${filled(options.stream)}`;
}

/** ARN of an object that an output writes. */
export function objectOf(options: Output['options']): string {
  return `${ARN}:s3:::${filled(options.bucket)}/${keyPrefix(options)}${markOf('an object')}`;
}

/** ARN of the log streams of an output. */
export function streamsOf(options: Output['options'], { region, account }: Place): string {
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
function keyPrefix({ s3_key_format: format, static_file_path: fixed }: Output['options']): string {
  return (format ?? fixed ?? '/fluent-bit-logs/').replace(/^\//, '').replace(/[$%\u27e6][\s\S]*$/, '');
}
