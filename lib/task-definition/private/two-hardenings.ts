import type { IConstruct } from 'constructs';
import { Finding, error } from '../../internal/finding';
import type { AppliedHardening, HardeningSwitches } from '../../internal/hardening-marker';
import type { ScratchStorage } from '../scratch-storage';

const SWITCHES = [
  'initProcessEnabled',
  'readonlyRootFilesystem',
  'dropCapabilities',
  'noNewPrivileges',
  'defaultLogging',
] as const satisfies readonly (keyof HardeningSwitches)[];

/** The part of a hardening's properties that two hardenings may say differently. */
interface SaidHardening extends HardeningSwitches {
  readonly containers?: Readonly<Record<string, HardeningSwitches>>;
  readonly scratch?: ScratchStorage;
  readonly logGroup?: IConstruct;
  readonly logRetention?: number;
}

/** The wishes of a second hardening for one container: its own, and those of the first in what it does not say. */
export function following<T extends HardeningSwitches>(first: HardeningSwitches, second: T): T {
  const unsaid = [...SWITCHES, 'keepCapabilities' as const].filter((each) => second[each] === undefined);
  return { ...second, ...Object.fromEntries(unsaid.map((each) => [each, first[each]])) };
}

/**
 * Finds what a second hardening of a task definition says and does not get, since the first one decides: a switch that the first
 * has the other way, and storage of another kind. What it does not say follows the first, so a hardening of defaults fits every
 * other; what adds to the first (`writablePaths`, `user`) is added.
 *
 * @param containers of the finished task definition
 */
export function contradictions(
  first: AppliedHardening,
  second: SaidHardening,
  containers: readonly string[],
): Finding[] {
  return [
    ...containers.flatMap((name) => [...switchFaults(first, second, name), ...capabilityFaults(first, second, name)]),
    ...loggingFaults(first, second, containers),
    ...(second.scratch === undefined || isSame(first, second.scratch)
      ? []
      : [
          contradiction(
            `'scratch' of TaskHardening is ${words(second.scratch._tmpfsMiB)}, and an earlier hardening of the task definition has ${words(first.scratchInVolumes ? undefined : first.tmpfsMiB)}; say it in the earlier one, or leave it out here`,
          ),
        ]),
  ];
}

function switchFaults(first: AppliedHardening, second: SaidHardening, name: string): Finding[] {
  const earlier = first.switches(name);
  return SWITCHES.flatMap((each) => {
    const wanted = second.containers?.[name]?.[each] ?? second[each];
    const decided = earlier[each] ?? true;
    return wanted === undefined || wanted === decided
      ? []
      : [
          contradiction(
            `'${each}' of TaskHardening is ${wanted} for container '${name}', and an earlier hardening of the task definition decides ${decided}; say it in the earlier one or at the container, or leave it out here`,
          ),
        ];
  });
}

function capabilityFaults(first: AppliedHardening, second: SaidHardening, name: string): Finding[] {
  const wanted = second.containers?.[name]?.keepCapabilities;
  const decided = first.switches(name).keepCapabilities ?? [];
  return wanted === undefined || listed(wanted) === listed(decided) || first.switches(name).dropCapabilities === false
    ? []
    : [
        contradiction(
          `'keepCapabilities' of TaskHardening is ${listed(wanted)} for container '${name}', and an earlier hardening of the task definition keeps ${listed(decided)}; say it in the earlier one, or leave it out here`,
        ),
      ];
}

function listed(capabilities: readonly string[]): string {
  return capabilities.length === 0 ? 'none' : [...capabilities].sort().join(', ');
}

function loggingFaults(first: AppliedHardening, second: SaidHardening, containers: readonly string[]): Finding[] {
  const leavesAlone = containers.every((name) => first.switches(name).defaultLogging === false);
  const decided = leavesAlone
    ? 'gives no container a log configuration'
    : first.logGroup === undefined
      ? 'sends the logs to a group of its own'
      : `sends the logs to '${first.logGroup.node.path}'`;
  const same = {
    logGroup: second.logGroup === first.logGroup,
    logRetention: second.logRetention === first.logRetention,
  };
  const said = { logGroup: second.logGroup?.node.path, logRetention: second.logRetention };
  return (['logGroup', 'logRetention'] as const).flatMap((each) =>
    said[each] === undefined || (same[each] && !leavesAlone)
      ? []
      : [
          contradiction(
            `'${each}' of TaskHardening is '${said[each]}', and an earlier hardening of the task definition ${decided}; say it in the earlier one, or leave it out here`,
          ),
        ],
  );
}

function isSame(first: AppliedHardening, { _tmpfsMiB: size }: ScratchStorage): boolean {
  return first.scratchInVolumes ? size === undefined : size === first.tmpfsMiB;
}

function words(tmpfsMiB: number | undefined): string {
  return tmpfsMiB === undefined ? 'volumes' : `a tmpfs of ${tmpfsMiB} MiB`;
}

function contradiction(message: string): Finding {
  return error('TaskHardening.contradiction', message);
}
