/**
 * Takes the task of an interruption warning out of its target groups, so that requests stop before the task does. A group
 * that is gone keeps no other from it; any other failure fails the call at its end, so that it is tried again.
 */

// #region deployed

const { ElasticLoadBalancingV2Client, DeregisterTargetsCommand } = require('@aws-sdk/client-elastic-load-balancing-v2');
const client = new ElasticLoadBalancingV2Client({});
exports.handler = async (event) => {
  const addresses = new Set(((event.detail || {}).attachments || [])
    .flatMap((each) => each.details || [])
    .filter((each) => each.name === 'privateIPv4Address')
    .map((each) => each.value));
  const failed = [];
  for (const { arn, port } of JSON.parse(process.env.TARGETS)) {
    const Targets = [...addresses].map((Id) => ({ Id, Port: port }));
    if (Targets.length === 0) continue;
    try {
      await client.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets }));
    } catch (error) {
      if (!/^TargetGroupNotFound/.test(error.name)) failed.push(arn + ': ' + error.name + ': ' + error.message);
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
};

// #endregion
