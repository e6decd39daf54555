import { Finding, error } from '../../internal/finding';
import { outputPlugin } from '../../internal/fluent-bit-outputs';
import { FirelensView } from '../private/firelens-view';
import { isOn } from '../private/option-value';
import { OutputSection, optionOf, outputSections } from '../private/output-section';

/** Finds options that an output needs to start, or to go where it is meant to. */
export function requiredOptions(view: FirelensView): Finding[] {
  return view.type === 'fluentbit' ? outputSections(view).flatMap(faultsOf) : [];
}

function faultsOf(section: OutputSection): Finding[] {
  const name = section.plugin.toLowerCase();
  const given = (key: string) => optionOf(section, key) !== undefined;
  const { where, container, plugin } = section;
  const { required = [], destination } = outputPlugin(name);
  const missing = required
    .filter((group) => !group.some(given))
    .map((group) =>
      error(
        'Firelens.missingOption',
        `${where}: '${plugin}' must have ${group.map((key) => `'${key}'`).join(' or ')}; Fluent Bit refuses to start without`,
        container,
      ),
    );
  return [
    ...missing,
    ...(destination === undefined || destination.some(given)
      ? []
      : [
          error(
            'Firelens.missingHost',
            `${where}: '${plugin}' must have ${destination.map((key) => `'${key}'`).join(' or ')}; without it Fluent Bit sends to 127.0.0.1 and says nothing`,
            container,
          ),
        ]),
    ...combinations(section, name, given),
  ];
}

/** Options that need or exclude each other. */
function combinations(section: OutputSection, name: string, given: (key: string) => boolean): Finding[] {
  const { where, container } = section;
  const on = (key: string) => isOn(optionOf(section, key)?.value);
  const operation = optionOf(section, 'write_operation')?.value ?? '';
  const faults: readonly (readonly [boolean, string, string])[] = [
    [
      name === 'cloudwatch_logs' && given('log_stream_name') && given('log_stream_prefix'),
      'Firelens.exclusiveOptions',
      `${where}: 'log_stream_name' and 'log_stream_prefix' exclude each other; keep one`,
    ],
    [
      name === 's3' && !given('region'),
      'Firelens.missingRegion',
      `${where}: 's3' must have 'region'; without it Fluent Bit takes us-east-1, wherever the task runs`,
    ],
    [
      (name === 'opensearch' || name === 'es' || name === 'http' || name === 'opentelemetry') &&
        on('aws_auth') &&
        !given('aws_region'),
      'Firelens.missingOption',
      `${where}: 'aws_auth' needs 'aws_region'; Fluent Bit refuses to start without`,
    ],
    [
      name === 'http' && on('aws_auth') && !given('aws_service'),
      'Firelens.missingOption',
      `${where}: 'aws_auth' needs 'aws_service', the name that the signature is for`,
    ],
    [
      (name === 'opensearch' || name === 'es') &&
        /^(update|upsert)$/i.test(operation) &&
        !given('id_key') &&
        !on('generate_id'),
      'Firelens.missingOption',
      `${where}: 'write_operation' ${operation} needs 'id_key' or 'generate_id'; Fluent Bit refuses to start without`,
    ],
    [
      name === 'syslog' && !given('syslog_message_key'),
      'Firelens.emptyMessages',
      `${where}: 'syslog' must have 'syslog_message_key'; without it every message is empty. Container output is in 'log'`,
    ],
    [
      name === 'kafka' && on('aws_msk_iam') && !given('aws_msk_iam_cluster_arn'),
      'Firelens.missingOption',
      `${where}: 'aws_msk_iam' needs 'aws_msk_iam_cluster_arn'`,
    ],
  ];
  return faults.filter(([wrong]) => wrong).map(([, code, message]) => error(code, message, container));
}
