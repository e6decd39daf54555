import { aws_ecs as ecs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { hasInstances } from './has-instances';
import { orderServices } from './service-order';
import { ClusterProviderAttachment } from './cluster-provider-attachment';

/**
 * Attaches the provider of an Auto Scaling group to its cluster, and puts the cluster's services after it.
 *
 * Not by `cluster.addAsgCapacityProvider()`: that writes its own user data into the group, grants its role more than a
 * host needs, and takes no imported cluster.
 */
export function attachProvider(
  capacity: Construct,
  cluster: ecs.ICluster,
  provider: Construct,
  capacityProviderName: string,
): void {
  if (ecs.Cluster.isCluster(cluster)) {
    // The list is the cluster's own: its association renders it at the end of synthesis.
    cluster.capacityProviderNames.push(capacityProviderName);
    hasInstances(cluster);
    orderServices(capacity, cluster);
  } else {
    orderServices(
      capacity,
      cluster,
      new ClusterProviderAttachment(capacity, 'Attachment', { cluster, capacityProviderName }),
      provider,
    );
  }
}
