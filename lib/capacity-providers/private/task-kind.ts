import { ContainerView, TaskView } from '../../internal/task-view';
import { items, number, record, text } from '../../internal/template-value';
import type { TaskKind } from './packing';

/** What one task of a definition takes from its host; `undefined` when a size is known only at deployment. */
export function taskKindOf(name: string, task: TaskView, distinct: boolean): TaskKind | undefined {
  const cpu = taskSize(task.properties.Cpu, 'vcpu') ?? sumOf(task, ({ properties }) => properties.Cpu);
  const memory =
    taskSize(task.properties.Memory, 'gb') ??
    sumOf(task, ({ properties }) => properties.MemoryReservation ?? properties.Memory);
  const sizeUnknown =
    (task.properties.Cpu !== undefined && taskSize(task.properties.Cpu, 'vcpu') === undefined) ||
    (task.properties.Memory !== undefined && taskSize(task.properties.Memory, 'gb') === undefined);
  return cpu === undefined || memory === undefined || sizeUnknown || task.networkMode === undefined
    ? undefined
    : {
        name,
        count: 1,
        cpu,
        memory,
        eni: task.networkMode === 'awsvpc' ? 1 : 0,
        gpu: sumOf(task, gpus) ?? 0,
        ports:
          task.networkMode === 'awsvpc' ? [] : task.containers.flatMap((each) => hostPorts(each, task.networkMode)),
        distinct,
      };
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
