import type { Fault } from '../../../internal/errors';
import { text } from '../../../internal/template-value';
import type { Told } from '../told';

/** An entry of a list that the AWS CLI printed. */
export type Entry = Readonly<Record<string, unknown>>;

/** Collects what one file tells. */
export interface Describing {
  readonly source: string;
  /** The ids in the name of the file, by their prefix: what was asked for, so that its list is whole. */
  readonly asked: Readonly<Record<string, string | undefined>>;
  readonly faults: Fault[];
  add(one: Omit<Told, 'source'>): void;
}

/** Reads one entry of a list. */
export type Reader = (entry: Entry, told: Describing) => void;

/** States of an endpoint, NAT gateway or the like that will not be there again. */
export const GONE = new Set(['deleting', 'deleted', 'failed', 'rejected', 'expired']);

/** The resource that an entry is about. */
export function known(entry: Entry, type: string, name: string, told: Describing): Pick<Told, 'type' | 'id' | 'owner'> {
  const owner = text(entry.OwnerId);
  return { type, id: needed(entry, name, undefined, told), ...(owner !== undefined && { owner }) };
}

/** A text that every entry of the kind has. */
export function needed(entry: Entry, name: string, of: string | undefined, { source, faults }: Describing): string {
  const value = text(entry[name]);
  if (value === undefined) {
    const which = of === undefined ? 'an entry' : `'${text(entry[of]) ?? of}'`;
    faults.push({ code: 'NetworkFacts.entry', message: `${which} of ${source} has no '${name}'` });
  }
  return value ?? '';
}

/** A policy, which some calls print as text. */
export function policyOf(policy: unknown, id: string, { source, faults }: Describing): unknown {
  if (typeof policy !== 'string') {
    return policy;
  }
  try {
    // IAM encodes its documents where no SDK decodes them.
    return JSON.parse(policy.startsWith('%7B') ? decodeURIComponent(policy) : policy);
  } catch {
    faults.push({ code: 'NetworkFacts.entry', message: `the 'PolicyDocument' of '${id}' of ${source} is no JSON` });
    return undefined;
  }
}
