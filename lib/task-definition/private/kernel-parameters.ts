import { nearest } from '../../internal/did-you-mean';
import type * as table from './kernel-parameter-table';

/** The kernels that the table was read from. */
export const KERNELS = ['5.10', '6.1', '6.12', '6.18'] as const;

/** The state of a parameter in a container: see the head of kernel-parameter-table.ts. */
export type KernelState = 'writable' | 'read-only' | 'host-only' | 'trigger' | 'missing';

/** Integers from `low` to `high`. Some are 64 bits wide. */
export interface IntegerRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** One name as the four kernels have it. */
export interface KernelParameter {
  readonly name: string;
  /** One for each of `KERNELS`. */
  readonly states: readonly KernelState[];
  readonly type: 'integer' | 'numbers' | 'text' | 'none';
  /** The number of values in a value of type `numbers`. */
  readonly count: number;
  /** The range of each number: one for all kernels, or one for each of `KERNELS`; empty where it was not measured. */
  readonly ranges: readonly (IntegerRange | undefined)[];
  /** The initial value in a new namespace, when that is the same on every machine. */
  readonly initial?: string;
}

/** In the table, an interface's name: the parameters are there once for each interface. */
export const INTERFACE = '<iface>';

const STATES: { readonly [letter: string]: KernelState } = {
  w: 'writable',
  r: 'read-only',
  h: 'host-only',
  t: 'trigger',
  '-': 'missing',
};

const INTERFACE_NAME = /^(net\.ipv[46]\.(?:conf|neigh)\.)([^.]+)(\.[^.]+)$/;

/** Kernel modules that make a folder of names when the host loads them, by the start of the name. */
const MODULES: readonly (readonly [string, string])[] = [
  ['net.bridge.', 'br_netfilter'],
  ['net.ipv4.vs.', 'ip_vs'],
  ['net.netfilter.nf_conntrack_', 'nf_conntrack'],
  ['net.netfilter.nf_flowtable_', 'nf_flow_table'],
  ['net.sctp.', 'sctp'],
];

let loaded: ReadonlyMap<string, KernelParameter> | undefined;

/** All parameters by name, interfaces as `<iface>`. Reads the table when it is first asked for. */
export function kernelParameters(): ReadonlyMap<string, KernelParameter> {
  if (loaded === undefined) {
    // An app without system controls should not pay for the table.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { KERNEL_PARAMETER_TABLE, RANGES } = require('./kernel-parameter-table') as typeof table;
    loaded = parseTable(KERNEL_PARAMETER_TABLE, RANGES);
  }
  return loaded;
}

/** The parameter of that name. `net.ipv4.conf.eth0.rp_filter` is found as `net.ipv4.conf.<iface>.rp_filter`. */
export function findParameter(name: string): KernelParameter | undefined {
  const exact = kernelParameters().get(name);
  return exact ?? kernelParameters().get(name.replace(INTERFACE_NAME, `$1${INTERFACE}$3`));
}

/** The module that the host must have loaded for the name to exist. */
export function moduleOf(name: string): string | undefined {
  return MODULES.find(([start]) => name.startsWith(start))?.[1];
}

/** Whether every name of the folder is known: a name that the table lacks there is on none of the kernels. */
export function isKnownFolder(name: string): boolean {
  const folder = folderOf(name.replace(INTERFACE_NAME, `$1${INTERFACE}$3`));
  return (
    moduleOf(name) === undefined &&
    folder !== 'net' &&
    [...kernelParameters().keys()].some((known) => folderOf(known) === folder)
  );
}

/** The known name that looks most like it, when one looks much like it: a slip of the pen, or the wrong folder. */
export function nearestName(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const known = [...kernelParameters().keys()].filter((candidate) => !candidate.includes(INTERFACE));
  const sameLeaf = known.filter((candidate) => leafOf(candidate) === leafOf(wanted));
  const slips = Math.max(2, Math.floor(wanted.length / 6));
  const near = nearest(wanted, sameLeaf.length > 0 ? sameLeaf : known, slips);
  // The right name in the wrong one of the known folders; an unknown folder may well have a name of its own.
  return near ?? (sameLeaf.length === 1 && isKnownFolder(wanted) ? sameLeaf[0] : undefined);
}

/** Reads the text of kernel-parameter-table.ts. */
export function parseTable(
  text: string,
  shortRanges: { readonly [kind: string]: string },
): ReadonlyMap<string, KernelParameter> {
  const parameters = new Map<string, KernelParameter>();
  let prefixes: string[] = [];
  for (const line of text
    .trim()
    .replace(/\n {2}/g, ' ')
    .split('\n')) {
    if (line.startsWith('@')) {
      prefixes = expand(line.slice(1));
      continue;
    }
    const [, letters, kind, entries] = /^(\S{4}) (\S+): (.+)$/.exec(line) ?? [];
    const states = [...letters].map((letter) => STATES[letter]);
    const shape = parseKind(kind, shortRanges);
    for (const entry of entries.split(' ')) {
      const [leaf, initials] = entry.split('=');
      prefixes.forEach((prefix, index) => {
        const initial = pick(initials?.split('/'), index)?.replaceAll('~', ' ');
        const name = `${prefix}.${leaf}`;
        parameters.set(name, { name, states, ...shape, ...(initial !== undefined && { initial }) });
      });
    }
  }
  return parameters;
}

function expand(prefix: string): string[] {
  const [, start, choices] = /^(.*)\{(.*)\}$/.exec(prefix) ?? [];
  return choices === undefined ? [prefix] : choices.split(',').map((choice) => `${start}${choice}`);
}

function pick(values: readonly string[] | undefined, index: number): string | undefined {
  return values === undefined ? undefined : values[values.length === 1 ? 0 : index];
}

function parseKind(
  kind: string,
  shortRanges: { readonly [kind: string]: string },
): Pick<KernelParameter, 'type' | 'count' | 'ranges'> {
  if (kind === 'text' || kind === 'none') {
    return { type: kind, count: 0, ranges: [] };
  }
  if (kind === 'int') {
    return { type: 'integer', count: 1, ranges: [] };
  }
  const [, count, each] = /^(\d)(?::(.+))?$/.exec(kind) ?? [];
  if (count !== undefined) {
    return { type: 'numbers', count: Number(count), ranges: each === undefined ? [] : [parseRange(each)] };
  }
  return {
    type: 'integer',
    count: 1,
    ranges: kind.split('|').map((range) => (range === '' ? undefined : parseRange(shortRanges[range] ?? range))),
  };
}

function parseRange(range: string): IntegerRange {
  const [low, high] = range.split('..').map(BigInt);
  return { low, high };
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function leafOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
