/**
 * End of the source of a function behind a custom resource: answers CloudFormation itself, and reports a failure instead of
 * letting the stack wait for an hour.
 *
 * What goes before it defines `create(properties, context, event)`, which updates too, `remove(properties, context, event)`
 * and `idOf(event)`. Both must be safe to run again: Lambda delivers an event at least once, and once more when the answer
 * did not get through.
 *
 * `until(context, changes, attempt)` tries again while `changes` says that the state of a resource has to change first, as long as
 * the function has time. Faults of the service, throttling, and rights younger than the seconds that IAM needs to spread
 * them are tried again too, for two and a half minutes.
 *
 * An answer holds at most 4,096 bytes, so the reason is cut, and control characters,
 * which JSON writes as six, become a blank. An answer that does not get through is sent again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */

/** @type {import('./types').CustomResource} The functions of the source that goes before. */
const { create, idOf, remove } = Object();

// #region deployed

const https = require('https');
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const is = (error, ...names) => names.includes(String(Object(error).name).replace(/(Exception|Fault|Error)$/, ''));
const transient = (error) => Object(error).$fault === 'server' || Object(error).$retryable !== undefined ||
  is(error, 'Throttling', 'Throttled', 'TooManyRequests', 'RequestLimitExceeded', 'SlowDown', 'ServiceUnavailable',
    'InternalFailure', 'Internal', 'InternalServer', 'InternalService', 'Server', 'Client', 'RequestTimeout', 'Timeout') ||
  ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(Object(error).code);
const young = (error) => is(error, 'AccessDenied', 'UnauthorizedOperation', 'NotAuthorized');
const until = async (context, changes, attempt) => {
  for (let patience = 150000; ;) {
    try {
      return await attempt();
    } catch (error) {
      const waits = changes(error);
      if (!waits && !(patience > 0 && (transient(error) || young(error)))) throw error;
      if (context.getRemainingTimeInMillis() < 30000) throw error;
      patience -= waits ? 0 : 5000;
      await wait(5000);
    }
  }
};
const put = (url, body) => new Promise((resolve, reject) => {
  const request = https.request({
    hostname: url.hostname,
    path: url.pathname + url.search,
    method: 'PUT',
    timeout: 10000,
    headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
  }, (response) => {
    response.resume();
    response.on('end', () => response.statusCode < 300 ? resolve() : reject(new Error('status ' + response.statusCode)));
  });
  request.on('timeout', () => request.destroy(new Error('no response')));
  request.on('error', reject);
  request.end(body);
});
const answer = async (event, context, status, reason) => {
  const body = JSON.stringify({
    Status: status,
    Reason: Buffer.from((reason || 'see log stream ' + context.logStreamName).replace(/\p{Cc}+/gu, ' ')).subarray(0, 1000).toString(),
    PhysicalResourceId: String(idOf(event) || event.PhysicalResourceId || event.LogicalResourceId),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  for (let pause = 1000; ; pause *= 2) {
    try {
      return await put(new URL(event.ResponseURL), body);
    } catch (error) {
      console.error(error);
      if (context.getRemainingTimeInMillis() < 15000 + pause) throw error;
      await wait(pause);
    }
  }
};
exports.handler = async (event, context) => {
  event.ResourceProperties = event.ResourceProperties || {};
  let status = 'SUCCESS';
  let reason = '';
  try {
    await (event.RequestType === 'Delete' ? remove : create)(event.ResourceProperties, context, event);
  } catch (error) {
    console.error(error);
    [status, reason] = ['FAILED', Object(error).name + ': ' + Object(error).message];
  }
  await answer(event, context, status, reason);
};

// #endregion

exports.is = is;
exports.until = until;
exports.wait = wait;
