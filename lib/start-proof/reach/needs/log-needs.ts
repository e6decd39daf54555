import { Unknown, Value } from '../../../app-model/app-model';
import { asRecord, asText, items, markOf } from '../../../app-model/values';
import type { Need } from '../need';
import { logStreams } from '../../rights/access';
import { Context, calls, describe, openNeed, service, someResource } from './context';
import { secretNeeds } from './secret-needs';

/** The destination of a log driver, and the secrets of its options. */
export function logDriverNeeds(context: Context, given: Value, container: string | undefined): Need[] {
  const log = asRecord(given);
  const options = asRecord(log.Options);
  const base = { plane: context.host, ...(container !== undefined && { container }), property: 'LogConfiguration' };
  const open = [given, log.LogDriver, log.Options].find((value) => value instanceof Unknown);
  if (open instanceof Unknown) {
    return [openNeed(context, 'ship logs', 'LogConfiguration', open, container)];
  }
  const secrets = items(log.SecretOptions).flatMap((secret) =>
    secretNeeds(context, asRecord(secret).ValueFrom, container, 'LogConfiguration.SecretOptions'),
  );
  switch (asText(log.LogDriver)) {
    case 'awslogs': {
      const region = context.graph.text(options['awslogs-region']) ?? context.region;
      const endpoint = options['awslogs-endpoint'];
      const group = context.graph.text(options['awslogs-group']);
      const creates = asText(options['awslogs-create-group']) === 'true' && !isOfApp(context, group);
      const actions = ['logs:CreateLogStream', 'logs:PutLogEvents', ...(creates ? ['logs:CreateLogGroup'] : [])];
      return [
        endpoint === undefined
          ? {
              ...base,
              target: service('logs', region, calls(context.agentRole, actions, ...groupArns(context, region, group))),
              purpose: 'ship logs to CloudWatch Logs',
            }
          : {
              ...base,
              target: {
                kind: 'unknown',
                reason: `the network path to awslogs-endpoint ${describe(context.graph, endpoint)}`,
              },
              purpose: 'ship logs',
            },
        ...secrets,
      ];
    }
    case 'splunk': {
      const url = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(asText(options['splunk-url']) ?? '');
      return [
        url
          ? {
              ...base,
              target: { kind: 'host', host: url[1], port: Number(url[2] ?? 443), protocol: 'tcp' },
              purpose: 'ship logs to Splunk',
            }
          : { ...base, target: { kind: 'unknown', reason: 'the host of splunk-url' }, purpose: 'ship logs to Splunk' },
        ...secrets,
      ];
    }
    default:
      return secrets;
  }
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
