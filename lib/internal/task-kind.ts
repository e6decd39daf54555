import { ContainerView, TaskView } from './task-view';
import { items, number, record, text } from './template-value';
import type { TaskKind } from './packing';

/** More CPU units or MiB than any host has; sums of it still are exact. */
const MOST = 1e9;

/**
 * The resources that one task of a definition takes from its instance; `undefined` when a size is known only at
 * deployment, or is none that ECS takes: a task without any memory, which ECS refuses to register, cannot be planned
 * with.
 */
export function taskKindOf(name: string, task: TaskView, distinct: boolean): TaskKind | undefined {
  const cpu = sound(
    sizeOf(task.properties.Cpu, 'vcpu', () => sumOf(task, ({ properties }) => properties.Cpu)),
    0,
  );
  const memory = sound(
    sizeOf(task.properties.Memory, 'gb', () =>
      sumOf(task, ({ properties }) => properties.MemoryReservation ?? properties.Memory),
    ),
    1,
  );
  const gpu = sound(sumOf(task, gpus), 0);
  return cpu === undefined || memory === undefined || gpu === undefined || task.networkMode === undefined
    ? undefined
    : {
        name,
        count: 1,
        cpu,
        memory,
        eni: task.networkMode === 'awsvpc' ? 1 : 0,
        gpu,
        ports:
          task.networkMode === 'awsvpc' ? [] : task.containers.flatMap((each) => hostPorts(each, task.networkMode)),
        distinct,
      };
}

/** The size of the task, else what its containers add up to. */
function sizeOf(written: unknown, unit: 'vcpu' | 'gb', ofContainers: () => number | undefined): number | undefined {
  return written === undefined ? ofContainers() : taskSize(written, unit);
}

function sound(size: number | undefined, least: number): number | undefined {
  return size !== undefined && size >= least && size <= MOST ? size : undefined;
}

/** CPU units or MiB, written as a number, as `1 vCPU` or as `2 GB`. */
function taskSize(value: unknown, unit: 'vcpu' | 'gb'): number | undefined {
  const written = text(value)?.toLowerCase().replace(/\s/g, '');
  return written?.endsWith(unit) ? scaled(written.slice(0, -unit.length)) : number(written);
}

function scaled(value: string): number | undefined {
  const size = number(value.startsWith('.') ? `0${value}` : value);
  return size === undefined ? undefined : size * 1024;
}

/** The sum over the containers; what a container leaves out counts as nothing. */
function sumOf(task: TaskView, pick: (container: ContainerView) => unknown): number | undefined {
  return task.containers.reduce<number | undefined>((sum, container) => {
    const value = pick(container);
    const known = value === undefined ? 0 : number(value);
    return sum === undefined || known === undefined ? undefined : sum + known;
  }, 0);
}

function gpus({ properties }: ContainerView): number {
  return items(properties.ResourceRequirements)
    .map(record)
    .filter(({ Type }) => text(Type) === 'GPU')
    .reduce((sum, { Value }) => sum + (number(Value) ?? 0), 0);
}

/** In host mode the container's port is the host's; in bridge mode only a port that is set is fixed. */
function hostPorts({ properties }: ContainerView, networkMode: string | undefined): string[] {
  return items(properties.PortMappings)
    .map(record)
    .flatMap(({ HostPort, ContainerPort, Protocol }) => {
      const port = number(HostPort) ?? (networkMode === 'host' ? number(ContainerPort) : undefined);
      return port === undefined || port === 0 ? [] : [`${port}/${text(Protocol) ?? 'tcp'}`];
    });
}
