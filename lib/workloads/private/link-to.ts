import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { fail } from '../../internal/errors';
import type { ResourceLink } from '../../security/resource-link';

/** Links a resource to the application's container of a workload, and opens the way there for its tasks. */
export function linkTo(
  owner: Construct,
  { defaultContainer, node }: ecs.TaskDefinition,
  service: ec2.IConnectable,
  resource: ResourceLink,
): void {
  if (defaultContainer === undefined) {
    fail(
      owner,
      'Workload.noContainer',
      `'${node.path}' has no essential container of an application yet, so nothing can be linked to it; add it before`,
    );
  }
  resource.attachTo(defaultContainer, { service });
}
