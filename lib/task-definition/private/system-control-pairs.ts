import { error, Finding, warning } from '../../internal/finding';
import type { Setting } from './system-control-names';
import { parseNumbers, PORT_RANGE, PORT_START, says } from './system-control-values';

/** Two settings of one namespace, of which the first must not exceed (the first number of) the second. */
interface Pair {
  readonly lower: string;
  readonly upper: string;
  /** The initial value in a new namespace. Source: Linux 5.10, 6.1, 6.12 and 6.18, read 2026-11-20. */
  readonly initialLower: bigint;
  readonly initialUpper: bigint;
}

const PORTS: Pair = { lower: PORT_START, upper: PORT_RANGE, initialLower: 1024n, initialUpper: 32768n };

const THRESHOLDS: readonly Pair[] = ['ipv4.ipfrag', 'ipv6.ip6frag', 'netfilter.nf_conntrack_frag6'].map((start) => ({
  lower: `net.${start}_low_thresh`,
  upper: `net.${start}_high_thresh`,
  initialLower: 3145728n,
  initialUpper: 4194304n,
}));

/** Whether the other half of the pair is among the settings, which moves the range of this one. */
export function isPaired({ name }: Setting, among: readonly Setting[]): boolean {
  return [PORTS, ...THRESHOLDS].some(
    ({ lower, upper }) =>
      (name === lower && among.some((other) => other.name === upper)) ||
      (name === upper && upper !== PORT_RANGE && among.some((other) => other.name === lower)),
  );
}

/**
 * Finds settings of one namespace that contradict each other.
 *
 * `startedByDocker`: Docker sets the start of the unprivileged ports to 0 for containers with a network of their own.
 * That is remembered, not read, so a range below the kernel's own start is a warning there.
 */
export function pairFindings(settings: readonly Setting[], startedByDocker = false): Finding[] {
  return [
    ...lowPortRange(settings, startedByDocker),
    ...[PORTS, ...THRESHOLDS].flatMap((pair) => pairFinding(pair, settings)),
  ];
}

/** A port range below the start of the unprivileged ports that nobody moved. */
function lowPortRange(settings: readonly Setting[], startedByDocker: boolean): Finding[] {
  const range = settings.find(({ name }) => name === PORT_RANGE);
  const low = parseNumbers(range?.value)?.[0];
  if (
    range === undefined ||
    low === undefined ||
    low < 1n ||
    low >= PORTS.initialLower ||
    settings.some(({ name }) => name === PORT_START)
  ) {
    return [];
  }
  const report = startedByDocker ? warning : error;
  return [
    report(
      'SystemControls.portRange',
      `${says(range)}, which begins below '${PORT_START}' (${PORTS.initialLower} unless it is set): the kernel refuses ` +
        `that and the container does not start; begin at ${PORTS.initialLower} or above`,
      range.container,
    ),
  ];
}

function pairFinding(pair: Pair, settings: readonly Setting[]): Finding[] {
  const lower = settings.find(({ name }) => name === pair.lower);
  const upper = settings.find(({ name }) => name === pair.upper);
  const [low, high] = [parseNumbers(lower?.value)?.[0], parseNumbers(upper?.value)?.[0]];
  if (lower === undefined || upper === undefined || low === undefined || high === undefined) {
    return [];
  }
  if (low > high) {
    return [
      error(
        pair === PORTS ? 'SystemControls.portRange' : 'SystemControls.outOfRange',
        `${says(upper)}, which begins below '${lower.name}' (set to '${lower.value}'): the kernel refuses that and the ` +
          'container does not start; raise the one or lower the other',
        upper.container,
      ),
    ];
  }
  // The runtime writes the settings of one container in random order: either must be possible first.
  return low > pair.initialUpper || high < pair.initialLower
    ? [
        warning(
          'SystemControls.applyOrder',
          `${says(upper)}, which the kernel takes only together with '${lower.name}' set to '${lower.value}', and nothing says ` +
            'which of the two the runtime writes first, so the container may fail to start now and then: keep ' +
            `'${upper.name}' at ${pair.initialLower} or above and '${lower.name}' at ${pair.initialUpper} or below`,
          upper.container,
        ),
      ]
    : [];
}
