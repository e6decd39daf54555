import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import type { ServiceDeployment } from '../service-deployment';

/** A service waits for its task role only; the execution role may be made when the last container is added. */
export function deferredExecutionRole(task: ecs.TaskDefinition): IDependable {
  return late(() => (task.executionRole === undefined ? [] : [task.executionRole]));
}

/** The roles by which ECS calls the hooks, with their policies: the first deployment calls them too. */
export function deferredHookRoles(service: ecs.BaseService, deployment: ServiceDeployment): IDependable {
  return late(() => {
    // Hooks are bound when the service is rendered; that makes the roles which were not given.
    Stack.of(service).resolve((service.node.defaultChild as ecs.CfnService).deploymentConfiguration);
    return deployment._hookRoles;
  });
}

function late(constructs: () => readonly IConstruct[]): IDependable {
  const dependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return constructs().flatMap((each) => Dependable.of(each).dependencyRoots);
    },
  });
  return dependable;
}
