import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { CapacityKind } from '../../capacity-providers/capacity';
import type { LogDestination } from '../../firelens/log-destination';
import { LogRouter } from '../../firelens/log-router';
import { RouterImage } from '../../firelens/router-image';
import { Finding, error } from '../../internal/finding';
import { HardenedTaskDefinition } from '../../task-definition/hardened-task-definition';
import type { TaskContainerOptions } from '../../task-definition/task-container-options';
import type { WorkloadTaskProps } from '../workload-props';
import { existingAndNew } from './exclusive';

/** Name of the application's container unless it is given. */
export const CONTAINER = 'app';

const COMPATIBILITY: Readonly<Record<CapacityKind, ecs.Compatibility>> = {
  [CapacityKind.FARGATE]: ecs.Compatibility.FARGATE,
  [CapacityKind.AUTO_SCALING_GROUP]: ecs.Compatibility.EC2,
  [CapacityKind.MANAGED_INSTANCES]: ecs.Compatibility.MANAGED_INSTANCES,
};

const NAMES: Readonly<Record<CapacityKind, string>> = {
  [CapacityKind.FARGATE]: 'Fargate',
  [CapacityKind.AUTO_SCALING_GROUP]: 'EC2',
  [CapacityKind.MANAGED_INSTANCES]: 'Managed Instances',
};

/** What only a new task definition can take. */
function partsOf(props: WorkloadTaskProps): Readonly<Record<string, unknown>> {
  return {
    container: props.container,
    size: props.size,
    systemControls: props.systemControls,
    processNamespace: props.processNamespace,
    scratch: props.scratch,
    runtimePlatform: props.runtimePlatform,
    ephemeralStorage: props.ephemeralStorage,
    volumes: props.volumes,
    taskRole: props.taskRole,
    executionRole: props.executionRole,
    logGroup: props.logGroup,
    logRetention: props.logRetention,
    logs: props.logs,
    telemetry: props.telemetry,
  };
}

/** Why the task of a workload cannot be made or taken. */
export function taskFaults(props: WorkloadTaskProps): Finding[] {
  const { taskDefinition, container, logs } = props;
  if (taskDefinition !== undefined) {
    return existingAndNew('Workload.taskDefinitionGiven', 'taskDefinition', partsOf(props));
  }
  const fault = (code: string, message: string) => [error(code, message)];
  return [
    ...(!container
      ? fault('Workload.noContainer', "'container' is not given; say which image runs, or give a 'taskDefinition'")
      : []),
    ...(logs !== undefined && container?.logging !== undefined
      ? fault('Workload.twoLogs', "'logs' and 'container.logging' both say where the container logs to; leave out one")
      : []),
    ...(logs?.length === 0
      ? fault('Workload.noLogs', "'logs' is empty; name a destination, or leave it out to log to CloudWatch Logs")
      : []),
  ];
}

/** Why a task definition that exists could not run on the capacity. */
export function compatibilityFaults(task: ecs.TaskDefinition, kind: CapacityKind): Finding[] {
  const fits: Readonly<Record<CapacityKind, boolean>> = {
    [CapacityKind.FARGATE]: task.isFargateCompatible,
    [CapacityKind.AUTO_SCALING_GROUP]: task.isEc2Compatible,
    [CapacityKind.MANAGED_INSTANCES]: task.isManagedInstancesCompatible,
  };
  return fits[kind]
    ? []
    : [
        error(
          'Workload.incompatibleTask',
          `'taskDefinition' '${task.node.path}' does not run on ${NAMES[kind]}, where 'strategy' puts it; give it the compatibility, or another 'strategy'`,
        ),
      ];
}

/** Makes the task of a workload under it, unless one is given. */
export function workloadTask(
  owner: Construct,
  props: WorkloadTaskProps,
  kind: CapacityKind,
  isolated: boolean,
): ecs.TaskDefinition {
  const { taskDefinition, container, logs = [], ...parts } = props;
  if (taskDefinition !== undefined) {
    return taskDefinition;
  }
  const task = new HardenedTaskDefinition(owner, 'Task', {
    compatibility: COMPATIBILITY[kind],
    size: parts.size,
    systemControls: parts.systemControls,
    processNamespace: parts.processNamespace,
    scratch: parts.scratch,
    runtimePlatform: parts.runtimePlatform,
    ephemeralStorage: parts.ephemeralStorage,
    volumes: parts.volumes,
    taskRole: parts.taskRole,
    executionRole: parts.executionRole,
    logGroup: parts.logGroup,
    logRetention: parts.logRetention,
  });
  const application = addApplication(owner, task, container!, logs, isolated);
  props.telemetry?._addTo(task, owner.node.id, application);
  return task;
}

function addApplication(
  owner: Construct,
  task: HardenedTaskDefinition,
  container: TaskContainerOptions,
  logs: readonly LogDestination[],
  isolated: boolean,
): ecs.ContainerDefinition {
  const name = container.containerName ?? CONTAINER;
  if (logs.length === 0) {
    return task.addTaskContainer(name, container);
  }
  const router = new LogRouter(owner, 'LogRouter', {
    taskDefinition: task,
    ...(isolated && { image: RouterImage.regionalEcr() }),
  });
  const [first, ...alsoTo] = logs;
  return task.addTaskContainer(name, { ...container, logging: router.logTo(first, { alsoTo }) });
}
