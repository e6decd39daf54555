import { flag, items, number, record, text } from './template-value';

/** A launch type that a task definition may be placed on, as `RequiresCompatibilities` spells it. */
export type Platform = 'EC2' | 'EXTERNAL' | 'FARGATE' | 'MANAGED_INSTANCES';

/** One container of a task definition, read from the properties that the template holds. */
export interface ContainerView {
  readonly name: string;
  /** Position in `ContainerDefinitions`. */
  readonly index: number;
  readonly essential: boolean;
  /** The container's properties, in CloudFormation's spelling. Read values through `template-value`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A task definition as a check sees it: the final properties, whoever wrote them. */
export interface TaskView {
  /** Empty when the definition names none; ECS then validates for EC2. */
  readonly platforms: readonly Platform[];
  readonly operatingSystem: 'LINUX' | 'WINDOWS';
  /** `bridge` when the definition says nothing on Linux, as in ECS; `undefined` when known only at deployment. */
  readonly networkMode?: string;
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly containers: readonly ContainerView[];
  /** The task definition's properties, in CloudFormation's spelling. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Reads the properties of an `AWS::ECS::TaskDefinition`. Unknown parts (tokens, intrinsics) stay unknown. */
export function viewTask(properties: Readonly<Record<string, unknown>>): TaskView {
  const family = text(record(properties.RuntimePlatform).OperatingSystemFamily) ?? 'LINUX';
  return {
    platforms: items(properties.RequiresCompatibilities).map(text).filter(isPlatform),
    operatingSystem: family.startsWith('WINDOWS') ? 'WINDOWS' : 'LINUX',
    networkMode: properties.NetworkMode === undefined ? 'bridge' : text(properties.NetworkMode),
    pidMode: text(properties.PidMode),
    ipcMode: text(properties.IpcMode),
    containers: items(properties.ContainerDefinitions).map(viewContainer),
    properties,
  };
}

/** Whether the task may run there. A definition that names no platform runs on EC2. */
export function runsOn(task: TaskView, platform: Platform): boolean {
  return task.platforms.length === 0 ? platform === 'EC2' : task.platforms.includes(platform);
}

/** The container's `Memory` (hard limit), in MiB, when it is known. */
export function memoryLimit(container: ContainerView): number | undefined {
  return number(container.properties.Memory);
}

function viewContainer(value: unknown, index: number): ContainerView {
  const properties = record(value);
  return {
    name: text(properties.Name) ?? `#${index + 1}`,
    index,
    essential: flag(properties.Essential) ?? true,
    properties,
  };
}

function isPlatform(value: string | undefined): value is Platform {
  return value === 'EC2' || value === 'EXTERNAL' || value === 'FARGATE' || value === 'MANAGED_INSTANCES';
}
