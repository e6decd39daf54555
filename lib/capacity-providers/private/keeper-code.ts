import { ANSWER } from '../../internal/custom-resource-answer';

/*
 * Source of the functions behind the two custom resources. Plain JavaScript, run as it is by Lambda's Node.js, which
 * brings the AWS SDK; small enough to go into the template, so that no asset has to be published.
 *
 * Each can be repeated at any time: it looks first and then changes what is still to be changed.
 */

/**
 * Lifts scale-in protection, and nothing else: the sizes of a group belong to its owner. CloudFormation sends Delete also
 * when the protection is turned off, when an update that turned it on rolls back, and when the group is replaced. The
 * physical id is the name of the group, so a replaced group gets a Delete of its own.
 *
 * Auto Scaling changes the protection of an instance that is in service only. One that starts is waited for; one that
 * terminates needs no more.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html
 */
export const GROUP_RELEASE_CODE = `
const {
  AutoScalingClient, DescribeAutoScalingGroupsCommand, SetInstanceProtectionCommand, UpdateAutoScalingGroupCommand,
} = require('@aws-sdk/client-auto-scaling');
const client = new AutoScalingClient({});
const idOf = (event) => event.RequestType === 'Delete' ? event.PhysicalResourceId : event.ResourceProperties.GroupName;
const create = async () => {};
const busy = (error) => is(error, 'ScalingActivityInProgress', 'ResourceContention');
const READY = ['InService', 'EnteringStandby', 'Standby'];
const remove = async (_, context, event) => {
  const AutoScalingGroupName = event.PhysicalResourceId;
  const send = (Command, input) => until(context, busy, () => client.send(new Command(input)));
  const find = async () =>
    ((await send(DescribeAutoScalingGroupsCommand, { AutoScalingGroupNames: [AutoScalingGroupName] })).AutoScalingGroups || [])[0];
  // A group, or an instance, that goes while it is changed is no failure: the next look tells.
  const change = async (Command, input) => {
    try {
      await send(Command, { AutoScalingGroupName, ...input });
      return true;
    } catch (error) {
      if (!is(error, 'Validation')) throw error;
      return false;
    }
  };
  const lift = (InstanceIds) => change(SetInstanceProtectionCommand, { InstanceIds, ProtectedFromScaleIn: false });
  if (!(await find())) return;
  await change(UpdateAutoScalingGroupCommand, { NewInstancesProtectedFromScaleIn: false });
  for (;;) {
    const group = await find();
    const left = ((group && group.Instances) || []).filter(({ ProtectedFromScaleIn, LifecycleState }) =>
      ProtectedFromScaleIn && !/^(Terminat|Detach)/.test(LifecycleState));
    if (left.length === 0) return;
    const ids = left.filter(({ LifecycleState }) => READY.includes(LifecycleState)).map(({ InstanceId }) => InstanceId);
    for (let start = 0; start < ids.length; start += 50) {
      const some = ids.slice(start, start + 50);
      if (!(await lift(some))) for (const id of some) await lift([id]);
    }
    if (ids.length === left.length && !(await find())) return;
    if (context.getRemainingTimeInMillis() < 30000) {
      throw Object.assign(new Error(left.length + ' instances of ' + AutoScalingGroupName + ' are still protected from scale-in, ' +
        left[0].InstanceId + ' (' + left[0].LifecycleState + ') among them; delete the stack again'), { name: 'StillProtected' });
    }
    await wait(5000);
  }
};
${ANSWER}`;

/**
 * Adds one provider to a cluster of somebody else, and takes it away again, without touching the others.
 *
 * ECS refuses the names of Managed Instances providers in this call: they are associated with their cluster when they are
 * created. When it does so, they are left out of the list. A provider that is not yet active is waited for.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44783
 */
export const CLUSTER_ATTACHMENT_CODE = `
const {
  ECSClient, DescribeCapacityProvidersCommand, DescribeClustersCommand, PutClusterCapacityProvidersCommand,
} = require('@aws-sdk/client-ecs');
const client = new ECSClient({});
const idOf = (event) => event.PhysicalResourceId && event.RequestType === 'Delete'
  ? event.PhysicalResourceId
  : [event.ResourceProperties.Cluster, event.ResourceProperties.CapacityProvider].filter(Boolean).join('|');
const says = (error, text) => is(error, 'InvalidParameter', 'Client') && text.test(error.message);
const busy = (error) => is(error, 'UpdateInProgress', 'ResourceInUse') || says(error, /not in an ACTIVE state/);
const managed = async (cluster) => {
  const names = [];
  for (let nextToken; ;) {
    const page = await client.send(new DescribeCapacityProvidersCommand({ cluster, ...(nextToken && { nextToken }) }));
    names.push(...(page.capacityProviders || []).filter((each) => each.managedInstancesProvider).map(({ name }) => name));
    nextToken = page.nextToken;
    if (!nextToken) return names;
  }
};
const find = async (cluster) => {
  const found = ((await client.send(new DescribeClustersCommand({ clusters: [cluster] }))).clusters || [])[0];
  return found && found.status !== 'INACTIVE' ? found : undefined;
};
const change = (context, cluster, next) => until(context, busy, async () => {
  try {
    const found = await find(cluster);
    if (!found) return false;
    const providers = found.capacityProviders || [];
    const wanted = next(providers);
    if (wanted.length === providers.length) return true;
    const put = (capacityProviders) => client.send(new PutClusterCapacityProvidersCommand({
      cluster,
      capacityProviders,
      defaultCapacityProviderStrategy: found.defaultCapacityProviderStrategy || [],
    }));
    try {
      await put(wanted);
    } catch (error) {
      if (!says(error, /Managed\\s+Instances/i)) throw error;
      const others = await managed(cluster);
      if (!wanted.some((each) => others.includes(each))) throw error;
      await put(wanted.filter((each) => !others.includes(each)));
    }
  } catch (error) {
    if (!is(error, 'ClusterNotFound')) throw error;
    return false;
  }
  await wait(1000);
  const after = (await find(cluster) || {}).capacityProviders || [];
  if (next(after).length !== after.length) {
    throw Object.assign(new Error('another update came between'), { name: 'UpdateInProgressException' });
  }
  return true;
});
const create = async ({ Cluster, CapacityProvider }, context) => {
  const done = await change(context, Cluster, (all) => all.includes(CapacityProvider) ? all : [...all, CapacityProvider]);
  if (!done) throw Object.assign(new Error('no active cluster ' + Cluster), { name: 'ClusterNotFound' });
};
const remove = ({ Cluster, CapacityProvider }, context, _event) =>
  change(context, Cluster, (all) => all.filter((each) => each !== CapacityProvider));
${ANSWER}`;
