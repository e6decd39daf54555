import { ANSWER } from '../../internal/custom-resource-answer';

/*
 * Source of the functions behind the two custom resources. Plain JavaScript, run as it is by Lambda's Node.js, which
 * brings the AWS SDK; small enough to go into the template, so that no asset has to be published.
 *
 * Each can be repeated at any time: it looks first and then changes what is still to be changed.
 */

/** Lifts scale-in protection before CloudFormation deletes a group. */
export const GROUP_RELEASE_CODE = `
const {
  AutoScalingClient, DescribeAutoScalingGroupsCommand, SetInstanceProtectionCommand, UpdateAutoScalingGroupCommand,
} = require('@aws-sdk/client-auto-scaling');
const client = new AutoScalingClient({});
const idOf = (event) => event.PhysicalResourceId || event.ResourceProperties.GroupName;
const create = async () => {};
const busy = (error) => ['ScalingActivityInProgress', 'ScalingActivityInProgressFault', 'ResourceContention',
  'ResourceContentionFault', 'ThrottlingException', 'Throttling'].includes(error.name);
const find = async (name) => {
  const found = await client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  return (found.AutoScalingGroups || [])[0];
};
const remove = async (properties, context, event) => {
  const name = event.PhysicalResourceId;
  if (!(await find(name))) return;
  await until(context, busy, () => client.send(new UpdateAutoScalingGroupCommand({
    AutoScalingGroupName: name, NewInstancesProtectedFromScaleIn: false, MinSize: 0, DesiredCapacity: 0,
  })));
  const group = await find(name);
  const ids = ((group && group.Instances) || []).filter((each) => each.ProtectedFromScaleIn).map((each) => each.InstanceId);
  for (let start = 0; start < ids.length; start += 50) {
    await until(context, busy, () => client.send(new SetInstanceProtectionCommand({
      AutoScalingGroupName: name, InstanceIds: ids.slice(start, start + 50), ProtectedFromScaleIn: false,
    })));
  }
};
${ANSWER}`;

/** Adds one provider to a cluster of somebody else, and takes it away again, without touching the others. */
export const CLUSTER_ATTACHMENT_CODE = `
const { ECSClient, DescribeClustersCommand, PutClusterCapacityProvidersCommand } = require('@aws-sdk/client-ecs');
const client = new ECSClient({});
const idOf = (event) => event.PhysicalResourceId && event.RequestType === 'Delete'
  ? event.PhysicalResourceId
  : event.ResourceProperties.Cluster + '|' + event.ResourceProperties.CapacityProvider;
const busy = (error) => ['UpdateInProgressException', 'ResourceInUseException', 'ThrottlingException'].includes(error.name);
const change = (context, cluster, next) => until(context, busy, async () => {
  const found = ((await client.send(new DescribeClustersCommand({ clusters: [cluster] }))).clusters || [])[0];
  if (!found || found.status === 'INACTIVE') return false;
  const providers = found.capacityProviders || [];
  const wanted = next(providers);
  if (wanted.length === providers.length) return true;
  await client.send(new PutClusterCapacityProvidersCommand({
    cluster,
    capacityProviders: wanted,
    defaultCapacityProviderStrategy: found.defaultCapacityProviderStrategy || [],
  }));
  await wait(1000);
  const after = ((await client.send(new DescribeClustersCommand({ clusters: [cluster] }))).clusters || [])[0];
  if (next(after.capacityProviders || []).length !== (after.capacityProviders || []).length) {
    throw Object.assign(new Error('another update came between'), { name: 'UpdateInProgressException' });
  }
  return true;
});
const create = async ({ Cluster, CapacityProvider }, context) => {
  const done = await change(context, Cluster, (all) => all.includes(CapacityProvider) ? all : [...all, CapacityProvider]);
  if (!done) throw Object.assign(new Error('no active cluster ' + Cluster), { name: 'ClusterNotFound' });
};
const remove = ({ Cluster, CapacityProvider }, context) =>
  change(context, Cluster, (all) => all.filter((each) => each !== CapacityProvider));
${ANSWER}`;
