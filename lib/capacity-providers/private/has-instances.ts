import type * as ecs from 'aws-cdk-lib/aws-ecs';

/** Answers what `Ec2Service` asks of a cluster before it lets itself be synthesized. */
export function hasInstances(cluster: ecs.Cluster): void {
  if (!cluster.hasEc2Capacity) {
    Object.defineProperty(cluster, 'hasEc2Capacity', { value: true, configurable: true });
  }
}
