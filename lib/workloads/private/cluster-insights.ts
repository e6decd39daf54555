import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { items, record, text } from '../../internal/template-value';

/** Whether a cluster is known to have Container Insights; of an imported one nothing is known. */
export function hasInsights(cluster: ecs.ICluster): boolean {
  const resource = cluster.node.defaultChild;
  if (resource === undefined || !ecs.CfnCluster.isCfnCluster(resource)) {
    return false;
  }
  return items(Stack.of(cluster).resolve(resource.clusterSettings)).some((setting) => {
    const { name, value } = record(setting);
    return text(name) === 'containerInsights' && ['enabled', 'enhanced'].includes(text(value) ?? '');
  });
}
