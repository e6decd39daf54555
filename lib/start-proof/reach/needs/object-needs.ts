import type { Need } from '../need';
import { Context, service } from './context';

/** An object that is read, and the question where its bucket is, which not every agent asks. */
export function objectNeeds({ region }: Context, object: string | undefined, base: Omit<Need, 'target'>): Need[] {
  const bucket = object === undefined ? undefined : /^(?:\u27e6[^\u27e7]*\u27e7|[^/\u27e6])+(?=\/)/.exec(object)?.[0];
  return [
    { ...base, target: service('s3', region, ['s3:GetObject'], object ?? '*') },
    {
      ...base,
      target: service('s3', region, ['s3:GetBucketLocation'], bucket ?? '*'),
      purpose: `ask for the region of the bucket, to ${base.purpose}`,
      soft: true,
    },
  ];
}
