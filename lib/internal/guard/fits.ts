import type { Duration, Size } from 'aws-cdk-lib';
import { isAmount } from './amounts';
import { enumShape, thingShape } from './shape';

/** Whether a value is of a type of one word; lists, maps and structs are opened instead. */
export function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 's':
      return typeof value === 'string';
    case 'b':
      return typeof value === 'boolean';
    case 'n':
      // Beyond whole numbers AWS takes nothing, and the template would have `1e+21`.
      return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  }
  if (typeof value !== 'object' || value === null) {
    const members = enumShape(type);
    return members !== undefined && isMember(members, value);
  }
  if (Array.isArray(value)) {
    return false;
  }
  if (type === 'Duration') {
    return 'toMilliseconds' in value && isAmount(value as Duration);
  }
  if (type === 'Size') {
    return 'toBytes' in value && isAmount(value as Size);
  }
  const marks = type === 'Construct' ? ['node'] : thingShape(type)?.marks;
  return marks !== undefined && marks.every((mark) => mark in value) && !(type === 'ecs.Secret' && isOfNothing(value));
}

/** One of `ecs.Secret.fromSecretsManager('name')`: it takes the secret itself, and fails when the container is made. */
function isOfNothing(secret: object): boolean {
  return (secret as Readonly<Partial<Record<'arn', unknown>>>).arn === undefined;
}

function isMember(members: Readonly<Record<string, string | number>>, value: unknown): boolean {
  const allowed = Object.values(members);
  return allowed.length === 0
    ? typeof value === 'string' || Number.isFinite(value)
    : allowed.some((each) => each === value);
}
