import type { Value } from '../../../app-model/app-model';
import { splitAroundMarks } from '../../../app-model/values';
import { givenBy } from '../../rights/access';
import type { Need } from '../need';
import { Context, calls, describe, service } from './context';

/** Secrets Manager and Parameter Store decrypt on their side: a customer key needs no endpoint of its own. */
export function secretNeeds(
  context: Context,
  valueFrom: Value,
  container: string | undefined,
  property: string,
  purpose?: string,
): Need[] {
  const base = { plane: context.host, ...(container !== undefined && { container }), property };
  const { graph, arns, executionRole } = context;
  const given = givenBy({ model: graph, arns }, valueFrom, context);
  if (given === undefined || given.kind === 'either') {
    const reason = `whether ${describe(graph, valueFrom)} is a secret or a parameter`;
    return [{ ...base, target: { kind: 'unknown', reason }, purpose: purpose ?? 'read a secret' }];
  }
  const [arn, ...others] = given.arns;
  const region = splitAroundMarks(arn, ':')[3] || context.region;
  return given.kind === 'secret'
    ? [
        {
          ...base,
          target: service(
            'secretsmanager',
            region,
            calls(executionRole, ['secretsmanager:GetSecretValue'], arn, ...others),
          ),
          purpose: purpose ?? 'read a secret',
        },
      ]
    : [
        {
          ...base,
          target: service('ssm', region, calls(executionRole, ['ssm:GetParameters'], arn, ...others)),
          purpose: purpose ?? 'read a parameter',
        },
      ];
}
