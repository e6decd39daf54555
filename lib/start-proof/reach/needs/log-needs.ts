import type { Value } from '../../../app-model/app-model';
import { asRecord, asText, items } from '../../../app-model/values';
import type { Need } from '../need';
import { Context, describe, service } from './context';
import { secretNeeds } from './secret-needs';

/** The destination of a log driver, and the secrets of its options. */
export function logDriverNeeds(
  context: Context,
  log: Readonly<Record<string, Value>>,
  container: string | undefined,
): Need[] {
  const options = asRecord(log.Options);
  const base = { plane: context.host, ...(container !== undefined && { container }), property: 'LogConfiguration' };
  const secrets = items(log.SecretOptions).flatMap((secret) =>
    secretNeeds(context, asRecord(secret).ValueFrom, container, 'LogConfiguration.SecretOptions'),
  );
  switch (asText(log.LogDriver)) {
    case 'awslogs': {
      const region = context.graph.text(options['awslogs-region']) ?? context.region;
      const endpoint = options['awslogs-endpoint'];
      return [
        endpoint === undefined
          ? {
              ...base,
              target: service('logs', region, ['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
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
