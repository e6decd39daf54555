import { Unknown, Value } from '../../../app-model/app-model';
import { asRecord, asText, items, markOf } from '../../../app-model/values';
import type { Access, Need, Target } from '../need';
import { logStreams } from '../../rights/access';
import { Context, calls, describe, openNeed, service, someResource } from './context';
import { secretNeed } from './secret-need';

/** The destination of a log driver, and the secrets of its options. */
export function logDriverNeeds(context: Context, given: Value, container: string | undefined): Need[] {
  const log = asRecord(given);
  const { LogDriver: driver, Options } = log;
  const open = given instanceof Unknown ? given : driver instanceof Unknown ? driver : Options;
  if (open instanceof Unknown) {
    return [openNeed(context, 'ship logs', 'LogConfiguration', open, container)];
  }
  const needs = items(log.SecretOptions).map((secret) =>
    secretNeed(context, asRecord(secret).ValueFrom, container, 'LogConfiguration.SecretOptions'),
  );
  const options = asRecord(Options);
  const way =
    driver === 'awslogs' ? toCloudWatch(context, options) : driver === 'splunk' ? toSplunk(options) : undefined;
  if (way !== undefined) {
    const [target, purpose] = way;
    needs.unshift({ target, plane: context.host, container, property: 'LogConfiguration', purpose });
  }
  return needs;
}

type Options = Readonly<Record<string, Value>>;

function toCloudWatch(context: Context, options: Options): [Target, string] {
  const endpoint = options['awslogs-endpoint'];
  if (endpoint !== undefined) {
    const reason = `the network path to awslogs-endpoint ${describe(context.graph, endpoint)}`;
    return [{ kind: 'unknown', reason }, 'ship logs'];
  }
  const region = context.graph.text(options['awslogs-region']) ?? context.region;
  const access = context.callsMatter && callsOfDriver(context, region, options);
  return [service('logs', region, access), 'ship logs to CloudWatch Logs'];
}

function callsOfDriver(context: Context, region: string, options: Options): Access {
  const group = context.graph.text(options['awslogs-group']);
  const creates = asText(options['awslogs-create-group']) === 'true' && !isOfApp(context, group);
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents', ...(creates ? ['logs:CreateLogGroup'] : [])];
  return calls(context.agentRole, actions, ...groupArns(context, region, group));
}

function toSplunk(options: Options): [Target, string] {
  const [, host, port = 443] = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(asText(options['splunk-url']) ?? '') ?? [];
  const target: Target =
    host === undefined
      ? { kind: 'unknown', reason: 'the host of splunk-url' }
      : { kind: 'host', host, port: Number(port), protocol: 'tcp' };
  return [target, 'ship logs to Splunk'];
}

/** The ARN of the streams of a log group, and that of the group itself, which policies may have as well. */
export function groupArns({ account }: Context, region: string, group: string | undefined): [string, string] {
  const streams = logStreams(region, account, group ?? someResource('the log group'));
  return [streams, streams.replace(/:log-stream:.*$/, '')];
}

/** Whether the app makes the log group of a name. */
function isOfApp({ graph, arns }: Context, group: string | undefined): boolean {
  const name = group === undefined ? undefined : arns.write(group);
  return graph.ofType('AWS::Logs::LogGroup').some((each) => arns.write(markOf(`${each.id}#Ref`)) === name);
}
