/*
 * Source of the functions behind the two custom resources. Plain JavaScript, run as it is by Lambda's Node.js, which
 * brings the AWS SDK; small enough to go into the template, so that no asset has to be published.
 *
 * Each answers CloudFormation itself, whatever happens, and can be repeated at any time: it looks first and then changes
 * what is still to be changed.
 */

/** Answers CloudFormation, and reports a failure instead of letting the stack wait for an hour. */
const ANSWER = `
const https = require('https');
const answer = (event, context, status, reason) => new Promise((resolve, reject) => {
  const body = JSON.stringify({
    Status: status,
    Reason: reason || 'see log stream ' + context.logStreamName,
    PhysicalResourceId: idOf(event),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  const url = new URL(event.ResponseURL);
  const request = https.request({
    hostname: url.hostname,
    path: url.pathname + url.search,
    method: 'PUT',
    headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
  }, (response) => { response.resume(); response.on('end', resolve); });
  request.on('error', reject);
  request.end(body);
});
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (context, busy, attempt) => {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!busy(error) || context.getRemainingTimeInMillis() < 30000) throw error;
      await wait(5000);
    }
  }
};
exports.handler = async (event, context) => {
  try {
    await (event.RequestType === 'Delete' ? remove : create)(event.ResourceProperties, context, event);
    await answer(event, context, 'SUCCESS');
  } catch (error) {
    console.error(error);
    await answer(event, context, 'FAILED', error.name + ': ' + error.message);
  }
};
`;

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
