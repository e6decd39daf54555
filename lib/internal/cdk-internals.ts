import type { CfnElement, CfnResource, aws_ecs as ecs, aws_iam as iam } from 'aws-cdk-lib';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/*
 * Everything that this library uses of aws-cdk-lib beyond its public API, each with the reason. A member that a new version
 * renames fails in test/internal/cdk-internals.test.ts, not in the template of a user. See decisions/0098.
 */

/** Reads a member that TypeScript does not show. */
function hidden<Members>(object: unknown): Partial<Members> {
  return object as Partial<Members>;
}

/** The part of the template that one element writes. The only way to see overrides before the synth. */
export function fragmentOf(element: CfnElement): unknown {
  return hidden<{ _toCloudFormation(): unknown }>(element)._toCloudFormation!();
}

/** The properties of a resource as its constructor got them, unresolved: resolving all of them costs far more. */
export function givenProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  return hidden<{ cfnProperties: Readonly<Record<string, unknown>> }>(resource).cfnProperties!;
}

/** The overrides of a resource; `undefined` for one that does not have the member, as of another copy of aws-cdk-lib. */
export function overridesOf(resource: unknown): object | undefined {
  return hidden<{ rawOverrides: object }>(resource).rawOverrides;
}

/** The containers that a task has now, wherever they stand in the tree: a log router stands under its own construct. */
export function containersOf(task: ecs.TaskDefinition): readonly ecs.ContainerDefinition[] {
  return hidden<{ containers: readonly ecs.ContainerDefinition[] }>(task).containers ?? [];
}

/** The environment variables that a container has now. */
export function environmentOf(container: ecs.ContainerDefinition): Readonly<Record<string, string>> {
  return hidden<{ environment: Readonly<Record<string, string>> }>(container).environment!;
}

/** Sets the log driver of a container, which aws-cdk-lib reads when the template is written and has no setter for. */
export function setLogDriver(container: ecs.ContainerDefinition, config: ecs.LogDriverConfig): void {
  (container as { logDriverConfig?: ecs.LogDriverConfig }).logDriverConfig = config;
}

/** Sets the execution role before aws-cdk-lib makes one, and the statement by which `grantRun` passes it on. */
export function setExecutionRole(task: ecs.TaskDefinition, role: iam.IRole): void {
  task['_executionRole'] = role;
  task['passRoleStatement'].addResources(role.roleArn);
}

/** Sets the task role, which a class that makes its own can do only after the constructor of aws-cdk-lib. */
export function setTaskRole(task: ecs.TaskDefinition, role: iam.IRole): void {
  (task as { taskRole: iam.IRole }).taskRole = role;
}

/** The deployment alarms of a service. */
export function deploymentAlarmsOf(service: ecs.BaseService): ecs.CfnService.DeploymentAlarmsProperty | undefined {
  return service['deploymentAlarms'];
}

/** Sets the deployment alarms of a service: `enableDeploymentAlarms` forgets those of an earlier call. */
export function setDeploymentAlarms(service: ecs.BaseService, alarms: ecs.CfnService.DeploymentAlarmsProperty): void {
  service['deploymentAlarms'] = alarms;
}

/** The listeners of a target group that was made in the app; `undefined` for an imported one. */
export function listenersOf(targetGroup: ITargetGroup): readonly unknown[] | undefined {
  return hidden<{ listeners: readonly unknown[] }>(targetGroup).listeners;
}

/** The Service Connect configuration of a service; resolving its property early would freeze it. */
export function serviceConnectOf(
  service: ecs.BaseService | undefined,
): ecs.CfnService.ServiceConnectConfigurationProperty | undefined {
  type Configuration = ecs.CfnService.ServiceConnectConfigurationProperty;
  const held = hidden<{ _serviceConnectConfig: Configuration & { get?: () => unknown } }>(
    service ?? {},
  )._serviceConnectConfig;
  return (typeof held?.get === 'function' ? held.get() : held) as Configuration | undefined;
}

/** The services of Cloud Map in which the tasks of a service are registered: `cloudMapService` does not tell one that was given. */
export function registriesOf(service: ecs.BaseService): readonly ecs.CfnService.ServiceRegistryProperty[] {
  return (
    hidden<{ serviceRegistries: readonly ecs.CfnService.ServiceRegistryProperty[] }>(service).serviceRegistries ?? []
  );
}
