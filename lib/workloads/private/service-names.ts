import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { fail } from '../../internal/errors';
import { text } from '../../internal/template-value';

/** The service of each name in a cluster. */
const TAKEN = new WeakMap<ecs.ICluster, Map<string, IConstruct>>();

/** Takes a name in a cluster, or fails with `Workload.serviceNameTaken`: ECS gives each name once. */
export function claimServiceName(owner: IConstruct, cluster: ecs.ICluster, serviceName: string | undefined): void {
  const name = text(serviceName);
  if (name === undefined) {
    return;
  }
  const taken = TAKEN.get(cluster) ?? new Map<string, IConstruct>();
  TAKEN.set(cluster, taken);
  const other = taken.get(name);
  if (other !== undefined) {
    fail(
      owner,
      'Workload.serviceNameTaken',
      `'serviceName' '${name}' is that of '${other.node.path}' in the same cluster, which has each name once; give another one, or leave it out`,
    );
  }
  taken.set(name, owner);
}
