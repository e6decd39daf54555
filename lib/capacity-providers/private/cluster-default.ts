import { aws_ecs as ecs, CfnResource, Stack } from 'aws-cdk-lib';
import { faultLine } from '../../internal/errors';
import { finalPropertiesNamed } from '../../internal/final-properties';

const required = new WeakSet<ecs.Cluster>();

/** Reports, once the app is complete, that services leave the choice to a cluster that has no default strategy. */
export function requireDefault(cluster: ecs.Cluster): void {
  if (!required.has(cluster)) {
    required.add(cluster);
    cluster.node.addValidation({ validate: () => (hasDefault(cluster) ? [] : [faultLine(NO_DEFAULT)]) });
  }
}

const PROPERTY = 'DefaultCapacityProviderStrategy';

const NO_DEFAULT = {
  code: 'CapacityStrategy.noDefault',
  message:
    'services leave the choice to the default capacity provider strategy of the cluster (CapacityStrategy.clusterDefault()), and it has none, so ECS would find neither a strategy nor a launch type for them; give the cluster one with addDefaultCapacityProviderStrategy(), use a TaskCluster, or name the providers',
};

/** By aws-cdk-lib's method, by an association that somebody wrote, or by the cluster's own property. */
function hasDefault(cluster: ecs.Cluster): boolean {
  const resource = cluster.node.defaultChild;
  return (
    cluster.defaultCapacityProviderStrategy.length > 0 ||
    !CfnResource.isCfnResource(resource) ||
    finalPropertiesNamed(resource, [PROPERTY])[PROPERTY] !== undefined ||
    // aws-cdk-lib's own hangs under the cluster and says what the method was told.
    Stack.of(cluster)
      .node.findAll()
      .some(
        (each) =>
          ecs.CfnClusterCapacityProviderAssociations.isCfnClusterCapacityProviderAssociations(each) &&
          !each.node.scopes.includes(cluster),
      )
  );
}
