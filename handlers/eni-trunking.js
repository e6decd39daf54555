/**
 * Code of the function that turns trunking on and off, for Lambda's Node.js runtime, which has the SDK.
 *
 * ECS changes a setting for the caller only, so the function calls as the instance role. A role that was just created may
 * take a while until it can be assumed, and its rights until they hold: both are tried for two and a half minutes. On
 * deletion a role that is gone, or no longer lets the function in, keeps its setting.
 */

const { until } = require('./answer');

// #region deployed

const { ECSClient, PutAccountSettingCommand, DeleteAccountSettingCommand } = require('@aws-sdk/client-ecs');
const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
const name = 'awsvpcTrunking';
const idOf = (event) => event.RequestType === 'Delete' ? event.PhysicalResourceId : event.ResourceProperties.RoleArn;
const as = async (context, RoleArn, command) => {
  const patient = (attempt) => until(context, () => false, attempt);
  const { Credentials: c } = await patient(() => new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: name })));
  const client = new ECSClient({ credentials: { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken } });
  await patient(() => client.send(command));
};
const create = ({ RoleArn }, context) => as(context, RoleArn, new PutAccountSettingCommand({ name, value: 'enabled' }));
const remove = async (_, context, event) => {
  try {
    await as(context, event.PhysicalResourceId, new DeleteAccountSettingCommand({ name }));
  } catch (error) {
    console.error('left as it is:', error);
  }
};

// #endregion

module.exports = { create, idOf, remove };
