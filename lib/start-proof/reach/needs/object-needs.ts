import type { Need } from '../need';
import { Context, calls, service, someResource } from './context';

/** An object that a role reads, and the question where its bucket is, which not every agent asks. */
export function objectNeeds(
  { region }: Context,
  role: string | undefined,
  object: string | undefined,
  base: Omit<Need, 'target'>,
): Need[] {
  const bucket = object === undefined ? undefined : /^(?:\u27e6[^\u27e7]*\u27e7|[^/\u27e6])+(?=\/)/.exec(object)?.[0];
  return [
    { ...base, target: service('s3', region, calls(role, ['s3:GetObject'], object ?? someResource('an object'))) },
    {
      ...base,
      target: service('s3', region, calls(role, ['s3:GetBucketLocation'], bucket ?? someResource('a bucket'))),
      purpose: `ask for the region of the bucket, to ${base.purpose}`,
      soft: true,
    },
  ];
}
