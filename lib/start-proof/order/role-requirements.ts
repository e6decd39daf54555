import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { valueAt } from '../../app-model/values';
import { Requirement } from './requirement';
import type { ServiceView } from '../../app-model/views/service';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { perModel } from '../../app-model/views/view';

/** The purpose of the policies of a task role. */
export const TASK_RIGHTS = 'rights of the task role';

/** Policies that stand apart from their role, as far as an app has any: what is written into a role is there with it. */
const policyTypes = perModel((model) => {
  const all: readonly (readonly [type: string, property: string])[] = [
    ['AWS::IAM::Policy', 'Roles'],
    ['AWS::IAM::ManagedPolicy', 'Roles'],
    ['AWS::IAM::RolePolicy', 'RoleName'],
  ];
  return all.filter(([type]) => model.ofType(type).length > 0);
});

/** The policies of a role. */
export function policiesOf(model: AppModel, role: Resource, purpose: string): Requirement[] {
  return policyTypes(model).flatMap(([type, property]) =>
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
  service: ServiceView | undefined,
  taskDefinition: Resource | undefined,
): Requirement[] {
  const task = taskDefinition && taskDefinitionView(model, taskDefinition);
  const { targets = [], volumes = [], lattice = [], connect, balancerRole, deployment } = service ?? {};
  const hooks = deployment?.hooks ?? [];
  const infrastructure = targets
    .map(({ advanced }) => valueAt(advanced, 'RoleArn'))
    .concat(
      volumes.map(({ RoleArn }) => RoleArn),
      (connect?.services ?? []).map(({ Tls }) => valueAt(Tls, 'RoleArn')),
      lattice.map(({ RoleArn }) => RoleArn),
    );
  return policiesOfValue(model, task?.executionRole, 'rights of the execution role').concat(
    policiesOfValue(model, task?.taskRole, TASK_RIGHTS),
    policiesOfValue(model, balancerRole, 'rights of the role of the load balancer'),
    infrastructure.flatMap((role) => policiesOfValue(model, role, 'rights of the infrastructure role')),
    hooks.flatMap(({ RoleArn }) => policiesOfValue(model, RoleArn, 'rights of the role of a hook')),
    hooks.flatMap(({ HookTargetArn }) => hookRights(model, HookTargetArn)),
  );
}

/** Finds the policies that give the function behind a hook its rights. */
function hookRights(model: AppModel, target: Value): Requirement[] {
  const fn =
    target instanceof Pointer && target.resource.type === 'AWS::Lambda::Function' ? target.resource : undefined;
  return fn === undefined ? [] : policiesOfValue(model, model.property(fn, 'Role'), 'rights of the function of a hook');
}
