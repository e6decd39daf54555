import type { Need } from '../need';
import { Context, calls, service, someResource } from './context';

/** An object that a role reads, and the question where its bucket is, which not every agent asks. */
export function objectNeeds(
  { region, callsMatter }: Context,
  role: string | undefined,
  object: string | undefined,
  base: Omit<Need, 'target'>,
): Need[] {
  const bucket = object === undefined ? undefined : /^(?:\u27e6[^\u27e7]*\u27e7|[^/\u27e6])+(?=\/)/.exec(object)?.[0];
  const get = callsMatter && calls(role, ['s3:GetObject'], object ?? someResource('an object'));
  const locate = callsMatter && calls(role, ['s3:GetBucketLocation'], bucket ?? someResource('a bucket'));
  return [
    { ...base, target: service('s3', region, get) },
    {
      ...base,
      target: service('s3', region, locate),
      purpose: `ask for the region of the bucket, to ${base.purpose}`,
      soft: true,
    },
  ];
}
