/** Takes the task of an interruption warning out of its target groups, so that requests stop before the task does. */
export const INTERRUPTION_CODE = `
const { ElasticLoadBalancingV2Client, DeregisterTargetsCommand } = require('@aws-sdk/client-elastic-load-balancing-v2');
const client = new ElasticLoadBalancingV2Client({});
exports.handler = async ({ detail }) => {
  const addresses = new Set((detail.attachments || [])
    .flatMap((each) => each.details || [])
    .filter((each) => each.name === 'privateIPv4Address')
    .map((each) => each.value));
  for (const { arn, port } of JSON.parse(process.env.TARGETS)) {
    const Targets = [...addresses].map((Id) => ({ Id, Port: port }));
    if (Targets.length > 0) {
      await client.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets }));
    }
  }
};
`;
