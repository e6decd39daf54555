import type { Value } from '../../../app-model/app-model';
import { givenBy } from '../../rights/access';
import type { Need, Target } from '../need';
import { Context, calls, describe, service } from './context';

/** Secrets Manager and Parameter Store decrypt on their side: a customer key needs no endpoint of its own. */
export function secretNeed(
  context: Context,
  valueFrom: Value,
  container: string | undefined,
  property: string,
  purpose?: string,
): Need {
  const { graph, arns, host: plane } = context;
  const given = givenBy({ model: graph, arns }, valueFrom, context);
  const kind = given?.kind ?? 'either';
  const target: Target =
    given === undefined || kind === 'either'
      ? { kind: 'unknown', reason: `whether ${describe(graph, valueFrom)} is a secret or a parameter` }
      : readOf(context, kind, given.arns);
  return {
    target,
    plane,
    container,
    property,
    purpose: purpose ?? (kind === 'parameter' ? 'read a parameter' : 'read a secret'),
  };
}

/** The region in an ARN; marks may hold colons. */
const REGION = /^(?:(?:\u27e6[^\u27e7]*\u27e7|[^:\u27e6])*:){3}((?:\u27e6[^\u27e7]*\u27e7|[^:\u27e6])*):/;

function readOf(
  { region: here, executionRole, callsMatter }: Context,
  kind: 'secret' | 'parameter',
  [arn, ...others]: readonly string[],
): Target {
  const region = REGION.exec(arn)?.[1] || here;
  return kind === 'secret'
    ? service(
        'secretsmanager',
        region,
        callsMatter && calls(executionRole, ['secretsmanager:GetSecretValue'], arn, ...others),
      )
    : service('ssm', region, callsMatter && calls(executionRole, ['ssm:GetParameters'], arn, ...others));
}
