/**
 * End of the source of a function behind a custom resource: answers CloudFormation itself, and reports a failure instead of
 * letting the stack wait for an hour.
 *
 * What goes before it defines `create(properties, context, event)`, which updates too, `remove(properties, context, event)`
 * and `idOf(event)`.
 */
export const ANSWER = `
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
