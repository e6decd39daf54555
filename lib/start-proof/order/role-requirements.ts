import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, dig, items } from '../../app-model/values';
import { Requirement } from './requirement';

/** The purpose of the policies of a task role. */
export const TASK_RIGHTS = 'rights of the task role';

/** Policies that stand apart from their role: what is written into a role is there with it. */
const POLICIES: readonly (readonly [type: string, property: string])[] = [
  ['AWS::IAM::Policy', 'Roles'],
  ['AWS::IAM::ManagedPolicy', 'Roles'],
  ['AWS::IAM::RolePolicy', 'RoleName'],
];

/** The policies of a role. */
export function policiesOf(model: AppModel, role: Resource, purpose: string): Requirement[] {
  return POLICIES.flatMap(([type, property]) =>
    model.referrersOf(role, type, property).map((resource): Requirement => ({ kind: 'policy', resource, purpose })),
  );
}

/** The policies of a role of the app, named by its ARN. */
export function policiesOfValue(model: AppModel, role: Value, purpose: string): Requirement[] {
  return role instanceof Pointer && role.resource.type === 'AWS::IAM::Role'
    ? policiesOf(model, role.resource, purpose)
    : [];
}

/** The policies of every role that ECS or the tasks of a service take on from the first task on. */
export function roleRequirements(
  model: AppModel,
  service: Readonly<Record<string, Value>>,
  taskDefinition: Resource | undefined,
): Requirement[] {
  const ofTask = (name: string) => taskDefinition && model.property(taskDefinition, name);
  const hooks = items(dig(service.DeploymentConfiguration, 'LifecycleHooks'));
  const roles: readonly (readonly [Value, string])[] = [
    [ofTask('ExecutionRoleArn'), 'execution role'],
    [ofTask('TaskRoleArn'), 'task role'],
    [service.Role, 'role of the load balancer'],
    ...items(service.LoadBalancers).map(
      (each) => [dig(each, 'AdvancedConfiguration', 'RoleArn'), 'infrastructure role'] as const,
    ),
    ...items(service.VolumeConfigurations).map(
      (each) => [dig(each, 'ManagedEBSVolume', 'RoleArn'), 'infrastructure role'] as const,
    ),
    ...items(dig(service.ServiceConnectConfiguration, 'Services')).map(
      (each) => [dig(each, 'Tls', 'RoleArn'), 'infrastructure role'] as const,
    ),
    ...items(service.VpcLatticeConfigurations).map((each) => [asRecord(each).RoleArn, 'infrastructure role'] as const),
    ...hooks.map((hook) => [asRecord(hook).RoleArn, 'role of a hook'] as const),
  ];
  return [
    ...roles.flatMap(([value, name]) => policiesOfValue(model, value, `rights of the ${name}`)),
    ...hooks.flatMap((hook) => hookRights(model, asRecord(hook).HookTargetArn)),
  ];
}

/** Finds the policies that give the function behind a hook its rights. */
function hookRights(model: AppModel, target: Value): Requirement[] {
  const fn =
    target instanceof Pointer && target.resource.type === 'AWS::Lambda::Function' ? target.resource : undefined;
  return fn === undefined ? [] : policiesOfValue(model, model.property(fn, 'Role'), 'rights of the function of a hook');
}
