import { replaceMarks } from '../../../app-model/values';
import { LogOutput, LogRouter, logRoutingView } from '../../../app-model/views/log-router';
import { OUTPUT_ACTIONS, reachesOf } from '../../../internal/fluent-bit-services';
import { deliveryStreamOf, objectOf, streamOf, streamsOf } from '../../rights/output-calls';
import type { Access, Need } from '../need';
import { Context, calls, service } from './context';
import { objectNeeds } from './object-needs';

/** FireLens is a container of the task: it sends over the task's own interface. */
export function fluentBitNeeds(context: Context): Need[] {
  const { routers, outputs } = logRoutingView(context.graph, context.definition);
  if (routers.length === 0 && outputs.length === 0) {
    return [];
  }
  return [
    ...outputs.flatMap((output) => outputNeeds(context, output)),
    ...routers.slice(0, 1).flatMap((router) => configurationNeeds(context, router)),
  ];
}

function outputNeeds(context: Context, output: LogOutput): Need[] {
  const { options } = output;
  const container = output.container?.name;
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
      const access = context.callsMatter && accessOf(context, reach.service, region, output);
      return { ...base, target: service(reach.service, region, access) };
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
  { options }: LogOutput,
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
function configurationNeeds(context: Context, { container, fetchedByAgent, fetchedByInit }: LogRouter): Need[] {
  const base = {
    container: container.name,
    property: 'LogConfiguration',
    purpose: 'read the log router configuration from S3',
  };
  const { graph, host, task, executionRole, taskRole } = context;
  return [
    ...fetchedByInit.flatMap((value) => objectNeeds(context, taskRole, graph.text(value), { ...base, plane: task })),
    ...fetchedByAgent.flatMap((value) =>
      objectNeeds(context, executionRole, graph.text(value), { ...base, plane: host }),
    ),
  ];
}
