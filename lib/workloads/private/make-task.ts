import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { CapacityKind } from '../../capacity-providers/capacity';
import type { LogDestination } from '../../firelens/log-destination';
import { LogRouter } from '../../firelens/log-router';
import { RouterImage } from '../../firelens/router-image';
import { Every, allTaken } from '../../internal/every';
import { containersOf } from '../../internal/cdk-internals';
import { Finding, error, warning } from '../../internal/finding';
import { choiceFault } from '../../internal/value-faults';
import { reportFindings } from '../../internal/warnings';
import { HardenedTaskDefinition } from '../../task-definition/hardened-task-definition';
import type { TaskContainerOptions } from '../../task-definition/task-container-options';
import type { WorkloadTaskProps } from '../workload-props';
import type { TaskLogGroup } from '../task-log-group';
import type { WorkloadTask, WorkloadTaskOptions } from '../workload-task';

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

/** Finds the reasons why the task of a workload cannot be made or taken. */
export function taskFaults({ container, task }: Pick<WorkloadTaskProps, 'container' | 'task'>): Finding[] {
  const unmade = choiceFault('Workload.task', 'task', task, '_options', 'WorkloadTask.of({ size })');
  const { _existing: existing, _options: { logs } = {} }: Partial<WorkloadTask> = unmade.length > 0 ? {} : (task ?? {});
  return [
    ...unmade,
    ...(!container && existing === undefined && unmade.length === 0
      ? [error('Workload.noContainer', "'container' is not given; say which image runs, or give a 'task' that exists")]
      : []),
    ...(container && existing !== undefined && !(existing instanceof HardenedTaskDefinition)
      ? [
          error(
            'Workload.taskDefinitionGiven',
            `'container' cannot be added to '${existing.node.path}', which is no HardenedTaskDefinition; add it there with addContainer(), and leave out 'container'`,
          ),
        ]
      : []),
    ...(logs !== undefined && container?.logging !== undefined
      ? [
          error(
            'Workload.twoLogs',
            "'logs' of 'task' and 'container.logging' both say where the container logs to; leave out one",
          ),
        ]
      : []),
    ...(logs?.length === 0
      ? [
          error(
            'Workload.noLogs',
            "'logs' of 'task' is empty; name a destination, or leave it out to log to CloudWatch Logs",
          ),
        ]
      : []),
  ];
}

/** Finds the reasons why an existing task definition could not run on the capacity. */
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
          `'task' '${task.node.path}' does not run on ${NAMES[kind]}, where 'strategy' puts it; give it the compatibility, or another 'strategy'`,
        ),
      ];
}

/** Makes the task of a workload under it, unless one is given, and adds what is given to it. */
export function workloadTask(
  owner: Construct,
  { container, task, telemetry }: Every<WorkloadTaskProps>,
  kind: CapacityKind,
  isolated: boolean,
): ecs.TaskDefinition {
  const { _existing: existing, _options: options = {} }: Partial<WorkloadTask> = task ?? {};
  const definition = existing ?? newTask(owner, options, kind);
  const application =
    container && addApplication(owner, definition as HardenedTaskDefinition, container, options.logs ?? [], isolated);
  if (existing !== undefined && application !== undefined) {
    // Others may have been added to a task definition that exists before it.
    definition.defaultContainer = application;
  }
  telemetry?._addTo(definition, owner.node.id, application);
  return definition;
}

function newTask(owner: Construct, options: WorkloadTaskOptions, kind: CapacityKind): HardenedTaskDefinition {
  const {
    logGroup,
    size,
    systemControls,
    processNamespace,
    scratch,
    runtimePlatform,
    ephemeralStorage,
    volumes,
    taskRole,
    executionRole,
    ...rest
  } = options;
  allTaken<typeof rest, Pick<WorkloadTaskOptions, 'logs'>>(rest);
  const task = new HardenedTaskDefinition(owner, 'Task', {
    compatibility: COMPATIBILITY[kind],
    size,
    systemControls,
    processNamespace,
    scratch,
    runtimePlatform,
    ephemeralStorage,
    volumes,
    taskRole,
    executionRole,
    logGroup: logGroup?._existing,
    logRetention: logGroup?._retention,
  });
  if (options.logs !== undefined && logGroup !== undefined) {
    task.node.addValidation({ validate: () => reportFindings(task, unusedLogGroup(task, logGroup)) });
  }
  return task;
}

/** A log group beside destinations that no container logs to; sidecars may, and may come later. */
function unusedLogGroup(task: HardenedTaskDefinition, { _existing: given }: TaskLogGroup): Finding[] {
  const used =
    given === undefined
      ? task.node.tryFindChild('LogGroup') !== undefined
      : containersOf(task).some(
          ({ logDriverConfig }) => logDriverConfig?.options?.['awslogs-group'] === given.logGroupName,
        );
  return used
    ? []
    : [
        warning(
          'Workload.unusedLogGroup',
          "'logGroup' of 'task' is for containers that log to CloudWatch Logs, and all of them log to 'logs'; leave it out",
        ),
      ];
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
