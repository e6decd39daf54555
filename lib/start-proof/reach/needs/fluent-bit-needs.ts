import { Unknown } from '../../../app-model/app-model';
import { asRecord, asText, dig, items } from '../../../app-model/values';
import {
  CONFIGURATION,
  OUTPUT_ACTIONS,
  OutputReach,
  fluentBitReaches,
  initObjectName,
} from '../../../internal/fluent-bit-services';
import { viewTask } from '../../../internal/task-view';
import { record, text } from '../../../internal/template-value';
import type { Need } from '../need';
import { Context, PARTITION, containerNamed, service } from './context';
import { objectNeeds } from './object-needs';

/** FireLens is a container of the task: it sends over the task's own interface. */
export function fluentBitNeeds(context: Context): Need[] {
  const view = viewTask(context.definition.raw.Properties ?? {});
  // The agent fetches a configuration that the definition names, the init image one that its environment names.
  const byAgent = view.containers.some(
    ({ properties }) => text(record(record(properties.FirelensConfiguration).Options)['config-file-type']) === 's3',
  );
  return fluentBitReaches(view).flatMap((reach): Need[] => {
    const base = {
      plane: reach.plugin === CONFIGURATION && byAgent ? context.host : context.task,
      ...(reach.container !== undefined && { container: reach.container }),
      property: 'LogConfiguration',
      purpose:
        reach.plugin === CONFIGURATION
          ? 'read the log router configuration from S3'
          : `send logs by the ${reach.plugin} output`,
    };
    if (reach.plugin === CONFIGURATION) {
      return configurationObjects(context, reach.container).flatMap((object) => objectNeeds(context, object, base));
    }
    if (reach.service !== undefined) {
      const resource = reach.service === 's3' ? bucketObjects(context, reach) : '*';
      const actions = OUTPUT_ACTIONS[reach.service] ?? [];
      return [{ ...base, target: service(reach.service, reach.region ?? context.region, actions, resource) }];
    }
    const host = reach.host ?? '';
    return host === '' || host.includes('«') || reach.port === undefined
      ? [{ ...base, target: { kind: 'unknown', reason: `the host of the ${reach.plugin} output` } }]
      : [{ ...base, target: { kind: 'host', host, port: reach.port, protocol: reach.protocol } }];
  });
}

/** The objects that a router fetches before it starts, by ARN. */
function configurationObjects(context: Context, name: string | undefined): (string | undefined)[] {
  const router = containerNamed(context, name);
  const options = asRecord(dig(router.FirelensConfiguration, 'Options'));
  const fetched = items(router.Environment)
    .map((variable) => asRecord(variable))
    .filter((variable) => initObjectName(asText(variable.Name) ?? ''))
    .map(({ Value: value }) => value);
  const file = asText(options['config-file-type']) === 's3' ? [options['config-file-value']] : [];
  return [...fetched, ...file].map((value) => context.graph.text(value));
}

/** The objects of an S3 output's bucket; in the text of a configuration, the parts of its name are not followed. */
function bucketObjects(context: Context, { container, bucket }: OutputReach): string {
  const { graph } = context;
  const named = dig(containerNamed(context, container).LogConfiguration, 'Options', 'bucket');
  const name = container === undefined ? undefined : graph.text(named);
  const written = bucket === undefined || bucket.includes('«') ? undefined : bucket;
  return `arn:${PARTITION}:s3:::${name ?? written ?? graph.text(new Unknown('the bucket of an output'))}/*`;
}
