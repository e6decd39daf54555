import { Pointer, Value } from '../../../app-model/app-model';
import type { Need } from '../need';
import { Context, describe, service } from './context';

/** Secrets Manager and Parameter Store decrypt on their side: a customer key needs no endpoint of its own. */
export function secretNeeds(
  context: Context,
  valueFrom: Value,
  container: string | undefined,
  property: string,
): Need[] {
  const base = { plane: context.host, ...(container !== undefined && { container }), property };
  const text = secretArn(context, valueFrom);
  const [, found, region] =
    /^arn:[^:]*:(secretsmanager|ssm):(\u27e6[^\u27e7]*\u27e7|[^:]*):/.exec(maskPartition(text)) ?? [];
  if (found === 'secretsmanager') {
    return [
      {
        ...base,
        target: service('secretsmanager', region || context.region, ['secretsmanager:GetSecretValue'], text),
        purpose: 'read a secret',
      },
    ];
  }
  const pointer = context.graph.marksIn(text).find((mark) => mark instanceof Pointer);
  const parameter = pointer instanceof Pointer && pointer.resource.type === 'AWS::SSM::Parameter';
  if (found === 'ssm' || parameter || !/[\u27e6:]/.test(text)) {
    return [
      {
        ...base,
        target: service('ssm', region || context.region, ['ssm:GetParameters'], found === 'ssm' ? text : '*'),
        purpose: 'read a parameter',
      },
    ];
  }
  return [
    {
      ...base,
      target: { kind: 'unknown', reason: `whether ${describe(context.graph, valueFrom)} is a secret or a parameter` },
      purpose: 'read a secret',
    },
  ];
}

/** The partition's mark holds colons; they are no separators. */
function maskPartition(text: string): string {
  return text.replace(/^arn:\u27e6[^\u27e7]*\u27e7/, 'arn:partition');
}

/** The ARN that a value is, or that it will be. */
export function secretArn({ graph }: Context, value: Value): string {
  return graph.text(value) ?? '';
}

/** The region of a secret. */
export function secretRegion(context: Context, value: Value): string {
  return (
    /^arn:[^:]*:secretsmanager:(\u27e6[^\u27e7]*\u27e7|[^:]*):/.exec(maskPartition(secretArn(context, value)))?.[1] ||
    context.region
  );
}
