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
    ...containers.flatMap((name) => switchFaults(first, second, name)),
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

function isSame(first: AppliedHardening, { _tmpfsMiB: size }: ScratchStorage): boolean {
  return first.scratchInVolumes ? size === undefined : size === first.tmpfsMiB;
}

function words(tmpfsMiB: number | undefined): string {
  return tmpfsMiB === undefined ? 'volumes' : `a tmpfs of ${tmpfsMiB} MiB`;
}

function contradiction(message: string): Finding {
  return error('TaskHardening.contradiction', message);
}
