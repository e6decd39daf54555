import { Value, asRecord, asText, valueAt, items, replaceMarks } from '../../../app-model/values';
import { OUTPUT_ACTIONS, initObjectName, reachesOf } from '../../../internal/fluent-bit-services';
import { Output, deliveryStreamOf, objectOf, outputsOf, streamOf, streamsOf } from '../../rights/output-calls';
import type { Access, Need } from '../need';
import { Context, calls, service } from './context';
import { objectNeeds } from './object-needs';

/** FireLens is a container of the task: it sends over the task's own interface. */
export function fluentBitNeeds(context: Context): Need[] {
  const containers = items(context.graph.property(context.definition, 'ContainerDefinitions')).map((each) => {
    const properties = asRecord(each);
    return { name: asText(properties.Name) ?? '', properties };
  });
  const router = containers.find(({ properties }) => properties.FirelensConfiguration !== undefined);
  return [
    ...outputsOf(context.graph, containers, router).flatMap((output) => outputNeeds(context, output)),
    ...(router === undefined ? [] : configurationNeeds(context, router.name, router.properties)),
  ];
}

function outputNeeds(context: Context, output: Output): Need[] {
  const { container, options } = output;
  const plugin = options.name?.toLowerCase();
  if (plugin === undefined) {
    return [];
  }
  // Guillemets in place of what only the deployment knows.
  const shown = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      replaceMarks(value ?? '«?»', (mark) => `«${mark.slice(1, -1)}»`),
    ]),
  );
  return reachesOf({ ...(container !== undefined && { container }), plugin, options: shown }).map((reach): Need => {
    const base = {
      plane: context.task,
      ...(container !== undefined && { container }),
      property: 'LogConfiguration',
      purpose: `send logs by the ${plugin} output`,
    };
    if (reach.service !== undefined) {
      const region = reach.region ?? context.region;
      return { ...base, target: service(reach.service, region, accessOf(context, reach.service, region, output)) };
    }
    const host = reach.host ?? '';
    return host === '' || host.includes('«') || reach.port === undefined
      ? { ...base, target: { kind: 'unknown', reason: `the host of the ${plugin} output` } }
      : { ...base, target: { kind: 'host', host, port: reach.port, protocol: reach.protocol } };
  });
}

/** The calls of an output, as the role of the task or the one that it takes. */
function accessOf(
  { account, taskRole }: Context,
  name: string,
  region: string,
  { options }: Output,
): Access | undefined {
  const actions = OUTPUT_ACTIONS[name];
  const taken = options.role_arn ?? options.aws_role_arn;
  const place = { region, account };
  switch (name) {
    case 'logs': {
      const streams = streamsOf(options, place);
      return calls(taken ?? taskRole, actions, streams, streams.replace(/:log-stream:.*$/, ''));
    }
    case 'kinesis-firehose':
      return calls(taken ?? taskRole, actions, deliveryStreamOf(options, place));
    case 'kinesis-streams':
      return calls(taken ?? taskRole, actions, streamOf(options, place));
    case 's3':
      return calls(taken ?? taskRole, actions, objectOf(options));
    case 'sts':
      return calls(taskRole, actions, taken ?? '');
    default:
      return undefined;
  }
}

/** The objects that a router is configured by: the agent fetches one that its options name, the init image the others. */
function configurationNeeds(context: Context, container: string, router: Readonly<Record<string, Value>>): Need[] {
  const base = { container, property: 'LogConfiguration', purpose: 'read the log router configuration from S3' };
  const options = asRecord(valueAt(router.FirelensConfiguration, 'Options'));
  const file = asText(options['config-file-type']) === 's3' ? [options['config-file-value']] : [];
  const fetched = items(router.Environment)
    .map((variable) => asRecord(variable))
    .filter((variable) => initObjectName(asText(variable.Name) ?? ''))
    .map(({ Value: value }) => value);
  const { graph, host, task, executionRole, taskRole } = context;
  return [
    ...fetched.flatMap((value) => objectNeeds(context, taskRole, graph.text(value), { ...base, plane: task })),
    ...file.flatMap((value) => objectNeeds(context, executionRole, graph.text(value), { ...base, plane: host })),
  ];
}
