import { InstanceType, registeredMemory } from '../../internal/instance-types';
import type { Host, TaskKind } from '../../internal/packing';
import type { GroupModel } from './plan-model';

/** The resources of an empty instance of the group that tasks may use, beside its daemons. */
export function hostOf(
  type: InstanceType,
  group: GroupModel,
  trunking: boolean,
  memoryOf = ({ memoryMiB }: InstanceType): number => registeredMemory(memoryMiB),
): Host {
  const used = (pick: (kind: TaskKind) => number) => group.daemons.reduce((sum, kind) => sum + pick(kind), 0);
  return {
    cpu: type.cpu - used(({ cpu }) => cpu),
    memory: memoryOf(type) - group.reservedMemory - used(({ memory }) => memory),
    eni: (trunking ? (type.trunkTasks ?? type.eniTasks) : type.eniTasks) - used(({ eni }) => eni),
    gpu: type.gpus - used(({ gpu }) => gpu),
    ports: group.daemons.flatMap(({ ports }) => ports),
  };
}
