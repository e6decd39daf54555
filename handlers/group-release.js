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

const { is, until, wait } = require('./answer');

// #region deployed

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

// #endregion

module.exports = { create, idOf, remove };
