import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { makesReadonlyRoot } from './hardening-marker';

/**
 * The paths that the agent of ECS Exec writes to, whatever the root file system is. Source:
 * aws/containers-roadmap#1359, 2026-11.
 */
const WRITTEN = [
  { path: '/managed-agents', name: 'agents' },
  { path: '/var/lib/amazon/ssm', name: 'state' },
  { path: '/var/log/amazon/ssm', name: 'log' },
] as const;

/**
 * Gives a container with a read-only root the writable volumes that ECS Exec needs. Each container has its own: two
 * agents in one folder would take each other's state. A path that the user has mounted is left alone.
 */
export function mountForExec(container: ecs.ContainerDefinition, taskDefinition: ecs.TaskDefinition): void {
  const { readonlyRootFilesystem } = container.renderContainerDefinition(taskDefinition);
  if (
    (readonlyRootFilesystem ?? makesReadonlyRoot(taskDefinition.node.defaultChild, container.containerName)) !== true
  ) {
    return;
  }
  const mounted = container.mountPoints.map(({ containerPath }) => containerPath);
  for (const { path: containerPath, name } of WRITTEN) {
    if (!mounted.includes(containerPath)) {
      const sourceVolume = `exec-${container.containerName}-${name}`;
      taskDefinition.addVolume({ name: sourceVolume });
      container.addMountPoints({ containerPath, sourceVolume, readOnly: false });
    }
  }
}

/** Whether a service of the same stack runs the task definition with ECS Exec. Ask once the app is complete. */
export function entersByExec(taskDefinition: ecs.TaskDefinition): boolean {
  return Stack.of(taskDefinition)
    .node.findAll()
    .some(
      (construct) =>
        (construct as Partial<ecs.BaseService>).taskDefinition === taskDefinition &&
        (construct.node.defaultChild as Partial<ecs.CfnService> | undefined)?.enableExecuteCommand === true,
    );
}
