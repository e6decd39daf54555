import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { registriesOf } from '../../internal/cdk-internals';

/** The entry of Cloud Map in which ECS registers the tasks of a service; it takes one. */
export function registryOf(service: ecs.BaseService): ecs.CfnService.ServiceRegistryProperty | undefined {
  return registriesOf(service)[0];
}
