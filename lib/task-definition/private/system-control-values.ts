import { error, Finding, warning } from '../../internal/finding';
import { findParameter, IntegerRange, KernelParameter, KERNELS } from './kernel-parameters';
import { isSettable, kernelList, Setting, whereOf } from './system-control-names';

export const PORT_RANGE = 'net.ipv4.ip_local_port_range';
export const PORT_START = 'net.ipv4.ip_unprivileged_port_start';
export const RESERVED_PORTS = 'net.ipv4.ip_local_reserved_ports';

const NOT_NEGATIVE = { low: 0n, high: 2n ** 63n - 1n };
const PORT = { low: 0n, high: 65535n };

/** Names whose values can be taken by the kernel and still be a mistake: the sensible values, and what the others do. */
const SENSIBLE: { readonly [name: string]: IntegerRange & { readonly otherwise: string } } = {
  'net.core.somaxconn': { low: 1n, high: 2147483647n, otherwise: '0 leaves no room for connections to be accepted' },
  'net.ipv4.ip_forward': { low: 0n, high: 1n, otherwise: 'it is a switch' },
  'net.ipv4.tcp_fin_timeout': { low: 1n, high: 32767n, otherwise: 'it is a number of seconds' },
  'net.ipv4.tcp_keepalive_intvl': { low: 1n, high: 32767n, otherwise: 'it is a number of seconds' },
  'net.ipv4.tcp_keepalive_probes': { low: 1n, high: 127n, otherwise: '0 ends connections for being idle' },
  'net.ipv4.tcp_keepalive_time': { low: 1n, high: 32767n, otherwise: 'it is a number of seconds' },
  'net.ipv4.tcp_max_syn_backlog': { low: 1n, high: 2147483647n, otherwise: 'it is a number of connections' },
  'net.ipv4.tcp_syncookies': { low: 0n, high: 2n, otherwise: 'it has no other values' },
};

/** An integer as the kernel reads one: decimal, 0x hexadecimal, or octal after a leading 0. */
export function parseInteger(text: string): bigint | undefined {
  const [, sign, hexadecimal, octal, decimal] = /^(-?)(?:0x([0-9a-f]+)|0([0-7]+)|(0|[1-9]\d*))$/i.exec(text) ?? [];
  const digits = hexadecimal !== undefined ? `0x${hexadecimal}` : octal !== undefined ? `0o${octal}` : decimal;
  if (digits === undefined) {
    return undefined;
  }
  return sign === '-' ? -BigInt(digits) : BigInt(digits);
}

/** The numbers of a value, when it is nothing but numbers with white space between them. */
export function parseNumbers(value: string | undefined): readonly bigint[] | undefined {
  const numbers = value?.trim().split(/\s+/).map(parseInteger);
  return numbers?.every((number) => number !== undefined) ? (numbers as bigint[]) : undefined;
}

/**
 * Finds faults and dangers of the value, for a name that a container can set. Tokens have no findings.
 *
 * `rangeIsRelative`: another setting of the same namespace moves the range, so the measured one does not count.
 */
export function valueFindings(setting: Setting, rangeIsRelative = false): Finding[] {
  const { name, value } = setting;
  const found = findParameter(name);
  if (value === undefined || found === undefined || !isSettable(found)) {
    return [];
  }
  const parameter = rangeIsRelative ? { ...found, ranges: [NOT_NEGATIVE] } : found;
  const fault = valueFault(setting, parameter, value);
  return fault === undefined ? doubts(setting, parameter, value) : [fault];
}

function valueFault(setting: Setting, parameter: KernelParameter, value: string): Finding | undefined {
  const refuse = (code: string, must: string): Finding =>
    error(`SystemControls.${code}`, `${says(setting)}; it must be ${must}`, setting.container);
  if (setting.name === RESERVED_PORTS) {
    return parsePorts(value) === undefined
      ? refuse('invalidValue', "ports from 0 to 65535 and ranges of them, like '8080,9000-9010', without spaces")
      : undefined;
  }
  if (parameter.type === 'text') {
    return undefined;
  }
  const numbers = parseNumbers(value);
  const shape = parameter.count === 1 ? 'one integer' : `${parameter.count} integers with spaces between them`;
  if (numbers === undefined) {
    return refuse('invalidValue', shape);
  }
  if (numbers.length !== parameter.count) {
    return refuse(
      'invalidValue',
      `${shape}: the kernel ${numbers.length > parameter.count ? 'ignores the numbers that are too many' : 'leaves the numbers that are missing as they were'}`,
    );
  }
  if (setting.name === PORT_RANGE && numbers[0] > numbers[1]) {
    return refuse('portRange', "'low high', with low not above high");
  }
  if (setting.name === 'kernel.sem' && (numbers[3] < 0n || numbers[3] > 32768n)) {
    return refuse('outOfRange', 'SEMMSL SEMMNS SEMOPM SEMMNI, with SEMMNI from 0 to 32768');
  }
  const ranges = parameter.ranges.filter((range) => range !== undefined);
  return ranges.length === 0 || ranges.some((range) => numbers.every((number) => within(number, range)))
    ? undefined
    : refuse('outOfRange', describeRanges(parameter));
}

/** Values that may be refused, or that do what nobody wants. */
function doubts(setting: Setting, parameter: KernelParameter, value: string): Finding[] {
  const { name, container } = setting;
  const findings: Finding[] = [];
  const doubt = (code: string, message: string): void => {
    findings.push(warning(`SystemControls.${code}`, `${says(setting)}; ${message}`, container));
  };
  if (name === 'net.ipv4.tcp_congestion_control' && value !== 'cubic' && value !== 'reno') {
    doubt(
      'hostDependentValue',
      "a container gets only what the host's tcp_allowed_congestion_control lists, else it does not start. Load the " +
        'module and allow it in the user data of the EC2 instances; on Fargate stay with cubic or reno',
    );
  }
  const numbers = parameter.type === 'text' ? [] : (parseNumbers(value) ?? []);
  const { ranges } = parameter;
  if (ranges.length > 1) {
    const refused = (index: number): boolean => {
      const range = ranges[index];
      return range !== undefined && !within(numbers[0], range);
    };
    if (ranges.some((_, index) => refused(index))) {
      doubt(
        'kernelDependentValue',
        `Linux ${kernelList(refused)} refuses it, and then the container does not start: it takes ${describeRanges(parameter)}`,
      );
    }
  }
  if (parameter.type !== 'text' && /(^|\s)-?0\d/.test(value)) {
    doubt('questionableValue', `the kernel reads a number after a leading 0 as octal: ${numbers.join(' ')}`);
  }
  const sensible = SENSIBLE[name];
  if (sensible !== undefined && !within(numbers[0], sensible)) {
    doubt('questionableValue', `the kernel takes it, but ${sensible.otherwise}: use ${span(sensible)}`);
  }
  if (/\.tcp_[rw]mem$/.test(name) && (numbers[0] > numbers[1] || numbers[1] > numbers[2])) {
    doubt('questionableValue', 'the numbers are the least, the initial and the greatest size: they should rise');
  }
  return findings;
}

/** Every port that a value of `ip_local_reserved_ports` names, as ranges; `undefined` when it is none. */
export function parsePorts(value: string): readonly IntegerRange[] | undefined {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*,?$/.test(value)) {
    return undefined;
  }
  const ranges = value
    .replace(/,$/, '')
    .split(',')
    .map((part) => {
      const [low, high = low] = part.split('-').map((port) => BigInt(port));
      return { low, high };
    });
  return ranges.every(({ low, high }) => within(low, PORT) && within(high, PORT) && low <= high) ? ranges : undefined;
}

/** Whether the range has the number. */
export function within(number: bigint, { low, high }: IntegerRange): boolean {
  return low <= number && number <= high;
}

/** `'systemControls' of container 'web' sets 'net.core.somaxconn' to 'many'`. */
export function says(setting: Setting): string {
  return `${whereOf(setting)} sets '${setting.name}' to '${setting.value}'`;
}

function span({ low, high }: IntegerRange): string {
  return `${low} to ${high}`;
}

/** `0 to 255`, or by kernel: `0 to 255 (Linux 5.10), 0 to 2 (Linux 6.1, 6.12 and 6.18)`. */
function describeRanges({ ranges, count }: KernelParameter): string {
  const texts = KERNELS.map((_, index) => {
    const range = ranges[ranges.length === 1 ? 0 : index];
    return range === undefined ? undefined : span(range);
  });
  const distinct = [...new Set(texts)].filter((text) => text !== undefined);
  const each = count > 1 ? 'each ' : '';
  return distinct.length === 1
    ? `${each}${distinct[0]}`
    : distinct.map((text) => `${text} (Linux ${kernelList((index) => texts[index] === text)})`).join(', ');
}
