import type { AppModel } from '../../../app-model/app-model';
import type { Resource } from '../../../app-model/resource';
import { Platform, TaskView } from '../../../internal/task-view';
import { flag, isUnknown, items, number, record, text } from '../../../internal/template-value';
import type { ReportedStart } from './starts';
import { said } from './said';
import { taskDefinitionView } from '../../../app-model/views/task-definition';

/** A task definition as the report shows it. */
export interface ReportedTask {
  /** Construct path. */
  readonly path: string;
  readonly family?: string;
  readonly platforms: readonly Platform[];
  readonly cpu?: number;
  readonly memory?: number;
  /** Ephemeral storage that is asked for. */
  readonly ephemeralGiB?: number;
  /** Cores and memory that only the deployment knows. */
  readonly sizeUnknown: boolean;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly networkMode: string;
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly kernel: readonly string[];
  readonly volumes: readonly string[];
  readonly taskRole?: string;
  readonly executionRole?: string;
  readonly containers: readonly ReportedContainer[];
  /** The resources that start it; empty when nothing in the app does. */
  readonly starts: readonly ReportedStart[];
}

/** A container as the report shows it. */
export interface ReportedContainer {
  readonly name: string;
  readonly essential: boolean;
  readonly image: string;
  /** The user of the task definition; absent when the image decides. */
  readonly user?: string;
  readonly runsAsRoot: 'yes' | 'no' | 'the image decides' | 'known at deployment';
  readonly privileged: boolean;
  /** Absent when it is known only at deployment. */
  readonly readOnlyRoot?: boolean;
  readonly writable: readonly string[];
  readonly added: readonly string[];
  readonly dropped: readonly string[];
  readonly ports: readonly string[];
  readonly secrets: number;
  readonly logs: string;
}

/** The task definitions of an app, in its order. */
export function tasksOf(model: AppModel, starts: readonly ReportedStart[]): ReportedTask[] {
  const byTask = new Map<string, ReportedStart[]>();
  for (const start of starts) {
    byTask.set(start.taskDefinition, [...(byTask.get(start.taskDefinition) ?? []), start]);
  }
  return model
    .ofType('AWS::ECS::TaskDefinition')
    .map((resource) => taskOf(model, resource, byTask.get(resource.path) ?? []));
}

function taskOf(model: AppModel, resource: Resource, starts: readonly ReportedStart[]): ReportedTask {
  const properties = resource.properties;
  const { task: view } = taskDefinitionView(model, resource);
  const say = (value: unknown): string | undefined => said(model, resource.scope, value);
  const [cpu, memory] = [number(properties.Cpu), number(properties.Memory)];
  const ephemeralGiB = number(record(properties.EphemeralStorage).SizeInGiB);
  const role = (value: unknown): string | undefined => model.referred(resource, value)?.path ?? say(value);
  const [taskRole, executionRole] = [role(properties.TaskRoleArn), role(properties.ExecutionRoleArn)];
  const family = text(properties.Family);
  return {
    path: resource.path,
    ...(family !== undefined && { family }),
    platforms: view.platforms,
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(ephemeralGiB !== undefined && { ephemeralGiB }),
    sizeUnknown: isUnknown(properties.Cpu) || isUnknown(properties.Memory),
    operatingSystem: say(record(properties.RuntimePlatform).OperatingSystemFamily) ?? 'LINUX',
    architecture: say(record(properties.RuntimePlatform).CpuArchitecture) ?? 'X86_64',
    networkMode: view.networkMode ?? 'known at deployment',
    ...(view.pidMode !== undefined && { pidMode: view.pidMode }),
    ...(view.ipcMode !== undefined && { ipcMode: view.ipcMode }),
    kernel: kernelOf(view, say),
    volumes: items(properties.Volumes).map((volume) => volumeOf(record(volume), say)),
    ...(taskRole !== undefined && { taskRole }),
    ...(executionRole !== undefined && { executionRole }),
    containers: view.containers.map((container) => containerOf(container, say)),
    starts,
  };
}

type Say = (value: unknown) => string | undefined;

/** Kernel parameters once for the task, not once for each container that repeats them. */
function kernelOf({ containers }: TaskView, say: Say): string[] {
  const settings = containers.flatMap(({ properties }) =>
    items(properties.SystemControls)
      .map(record)
      .map(({ Namespace, Value }) => `${say(Namespace) ?? '?'} = ${say(Value) ?? '?'}`),
  );
  return [...new Set(settings)].sort();
}

function volumeOf(volume: Readonly<Record<string, unknown>>, say: Say): string {
  const kind =
    volume.EFSVolumeConfiguration !== undefined
      ? 'EFS'
      : volume.ConfiguredAtLaunch !== undefined
        ? 'EBS, configured at launch'
        : volume.FSxWindowsFileServerVolumeConfiguration !== undefined
          ? 'FSx'
          : volume.DockerVolumeConfiguration !== undefined
            ? 'Docker volume'
            : record(volume.Host).SourcePath !== undefined
              ? `host path ${say(record(volume.Host).SourcePath) ?? '?'}`
              : 'ephemeral';
  return `${say(volume.Name) ?? '?'} (${kind})`;
}

function containerOf({ name, essential, properties }: TaskView['containers'][number], say: Say): ReportedContainer {
  const linux = record(properties.LinuxParameters);
  const capabilities = record(linux.Capabilities);
  const list = (value: unknown): string[] => items(value).map((each) => say(each) ?? '?');
  const user = say(properties.User);
  const privileged = flag(properties.Privileged) === true;
  const readOnlyRoot = flag(properties.ReadonlyRootFilesystem ?? false);
  const writable = [
    ...items(linux.Tmpfs)
      .map(record)
      .map(({ ContainerPath, Size }) => `${say(ContainerPath) ?? '?'} (tmpfs, ${say(Size) ?? '?'} MiB)`),
    ...items(properties.MountPoints)
      .map(record)
      .filter(({ ReadOnly }) => flag(ReadOnly) !== true)
      .map(({ ContainerPath, SourceVolume }) => `${say(ContainerPath) ?? '?'} (${say(SourceVolume) ?? 'volume'})`),
  ];
  return {
    name,
    essential,
    image: say(properties.Image) ?? 'known at deployment',
    ...(user !== undefined && { user }),
    runsAsRoot: rootOf(properties.User),
    privileged,
    ...(readOnlyRoot !== undefined && { readOnlyRoot }),
    writable,
    added: list(capabilities.Add),
    dropped: list(capabilities.Drop),
    ports: items(properties.PortMappings)
      .map(record)
      .map(({ ContainerPort, ContainerPortRange }) => say(ContainerPort ?? ContainerPortRange) ?? '?'),
    secrets: items(properties.Secrets).length,
    logs: say(record(properties.LogConfiguration).LogDriver) ?? 'none',
  };
}

/** A user that only the deployment knows may be any. */
function rootOf(user: unknown): ReportedContainer['runsAsRoot'] {
  if (user === undefined || user === null) {
    return 'the image decides';
  }
  const known = text(user);
  return known === undefined ? 'known at deployment' : /^(root|0)(:|$)/.test(known) ? 'yes' : 'no';
}
