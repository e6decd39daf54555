/**
 * Code of the function that turns trunking on and off, for Lambda's Node.js runtime: it has the SDK and `cfn-response`.
 *
 * ECS changes a setting for the caller only, so the function calls as the instance role. A role that was just created may
 * take a while until it can be assumed: it tries for two minutes. On deletion a role that is gone has no setting left.
 */
export const HANDLER = `
const { ECSClient, PutAccountSettingCommand, DeleteAccountSettingCommand } = require('@aws-sdk/client-ecs');
const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
const response = require('cfn-response');
const name = 'awsvpcTrunking';
async function as(role) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { Credentials: c } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: name }));
      return new ECSClient({ credentials: { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken } });
    } catch (error) {
      if (attempt === 12) throw error;
      await new Promise((done) => setTimeout(done, 10000));
    }
  }
}
exports.handler = async (event, context) => {
  const role = event.ResourceProperties.RoleArn;
  const id = event.RequestType === 'Delete' ? event.PhysicalResourceId : role;
  try {
    if (event.RequestType === 'Delete') {
      try {
        await (await as(role)).send(new DeleteAccountSettingCommand({ name }));
      } catch (error) {
        console.log('left as it is:', error);
      }
    } else {
      await (await as(role)).send(new PutAccountSettingCommand({ name, value: 'enabled' }));
    }
    await new Promise((done) => response.send(event, { ...context, done }, response.SUCCESS, {}, id));
  } catch (error) {
    console.log(error);
    await new Promise((done) => response.send(event, { ...context, done }, response.FAILED, { Error: String(error) }, id));
  }
};
`;
