/**
 * The sources of the Lambda functions. Written by `npm run handlers` from the files of the same names in `handlers`; do not edit.
 */

/** The source of handlers/answer.js. */
const ANSWER = String.raw`
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
`;

/** The source of handlers/backlog.js. */
export const BACKLOG = String.raw`const { ECSClient, DescribeServicesCommand } = require('@aws-sdk/client-ecs');
const { SQSClient, GetQueueAttributesCommand } = require('@aws-sdk/client-sqs');
const ecs = new ECSClient({});
const sqs = new SQSClient({});

async function visible(queue) {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({
    QueueUrl: queue, AttributeNames: ['ApproximateNumberOfMessages'],
  }));
  const count = Number((Attributes || {}).ApproximateNumberOfMessages);
  if (Number.isNaN(count)) throw new Error('no count of ' + queue);
  return count;
}

async function running(cluster, services) {
  const { services: found = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services }));
  return found.map(({ serviceName, runningCount }) => [cluster + '/' + serviceName, runningCount]);
}

// With no task, a single message must exceed the target, or nothing would ever add the first one.
const perTask = (messages, tasks, target) =>
  tasks > 0 ? messages / tasks : messages > 0 ? Math.max(messages, target + 1) : 0;

exports.handler = async ({ services }) => {
  const byCluster = new Map();
  for (const { cluster, service } of services) {
    byCluster.set(cluster, (byCluster.get(cluster) || new Set()).add(service));
  }
  // ECS describes ten services at a time.
  const calls = [...byCluster].flatMap(([cluster, names]) => [...names]
    .flatMap((name, at, all) => at % 10 === 0 ? [running(cluster, all.slice(at, at + 10))] : []));
  const queues = [...new Set(services.map(({ queue }) => queue))];
  const [tasks, messages] = await Promise.all([
    Promise.allSettled(calls),
    Promise.allSettled(queues.map(visible)),
  ]);
  const failed = [...tasks, ...messages].flatMap((one) => one.status === 'rejected' ? [String(one.reason)] : []);
  const tasksOf = new Map(tasks.flatMap((one) => one.status === 'fulfilled' ? one.value : []));
  const messagesOf = new Map();
  messages.forEach((one, at) => { if (one.status === 'fulfilled') messagesOf.set(queues[at], one.value); });
  for (const { cluster, service, queue, target } of services) {
    const count = tasksOf.get(cluster + '/' + service);
    const waiting = messagesOf.get(queue);
    if (!Number.isFinite(count) || waiting === undefined) {
      failed.push('not measured: ' + cluster + '/' + service + ' of ' + queue);
      continue;
    }
    process.stdout.write(JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{
          Namespace: 'ECS/QueueBacklog',
          Dimensions: [['ClusterName', 'QueueName', 'ServiceName']],
          Metrics: [{ Name: 'BacklogPerTask', Unit: 'Count' }],
        }],
      },
      ClusterName: cluster,
      QueueName: queue.split('/').pop(),
      ServiceName: service,
      BacklogPerTask: perTask(waiting, count, target),
      Messages: waiting,
      RunningTasks: count,
    }) + '\n');
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
};`;

/** The source of handlers/cluster-attachment.js. */
export const CLUSTER_ATTACHMENT = String.raw`
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
      if (!says(error, /Managed\s+Instances/i)) throw error;
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

/** The source of handlers/eni-trunking.js. */
export const ENI_TRUNKING = String.raw`
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
${ANSWER}`;

/** The source of handlers/group-release.js. */
export const GROUP_RELEASE = String.raw`
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

/** The source of handlers/image-gate.js. */
export const IMAGE_GATE = String.raw`const ecs = require('@aws-sdk/client-ecs');
const ecr = require('@aws-sdk/client-ecr');
const E = process.env;
const list = (name) => (E[name] || '').split(',').filter(Boolean);
const ORDER = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED', 'UNTRIAGED'];
// Who denies all findings denies those without a severity too.
const DENIED = E.DENY_FROM === 'INFORMATIONAL' ? ORDER : ORDER.slice(0, ORDER.indexOf(E.DENY_FROM) + 1);
const TYPES = ['oci.image.index.v1', 'oci.image.manifest.v1', 'docker.distribution.manifest.list.v2', 'docker.distribution.manifest.v2'];
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const SUFFIXES = 'amazonaws\\.com(?:\\.cn)?|amazonaws\\.eu|on\\.aws|on\\.amazonwebservices\\.com\\.cn|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov';
const ECR = new RegExp('^(\\d{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.(?:' + SUFFIXES + ')/([^:@]+)(?::([^@]+))?(?:@(.*))?$');
const later = (error) => Object(error).$fault === 'server' || Object(error).$retryable !== undefined ||
  /^(Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|Internal|Server|RequestTimeout|Timeout)/.test(Object(error).name);
// Rights that are as young as the service itself: IAM takes some seconds to spread them.
const young = (error) => /^(AccessDenied|UnrecognizedClient|UnauthorizedOperation)/.test(Object(error).name);
const ask = (client, name, input) => client.send(new ecr[name + 'Command'](input));

// The digests of what can run of an image: itself, or the images of an index.
async function parts(client, image, imageId, say, depth) {
  const { images: [found] = [] } = await ask(client, 'BatchGetImage', {
    ...image, imageIds: [imageId], acceptedMediaTypes: TYPES.map((type) => 'application/vnd.' + type + '+json'),
  });
  if (!found) return say.no('not in the registry');
  const { imageManifest, imageManifestMediaType } = found;
  const { imageDigest } = found.imageId || {};
  if (!DIGEST.test(imageDigest)) return say.no('the registry names no digest of it');
  if (imageId.imageDigest && imageDigest !== imageId.imageDigest) return say.no('the registry answered for ' + imageDigest);
  const { mediaType, manifests } = JSON.parse(imageManifest);
  if (!Array.isArray(manifests) && !/index|manifest\.list/.test(imageManifestMediaType || mediaType)) return { digest: imageDigest, all: [imageDigest] };
  const runs = (manifests || []).filter(({ platform, annotations }) =>
    !(platform && platform.os === 'unknown') && !(annotations && annotations['vnd.docker.reference.type']));
  if (runs.length === 0) return say.no('an index without images');
  const all = [];
  for (const one of runs) {
    if (!DIGEST.test(one.digest)) return say.no('an index with an entry that has no digest');
    if (!/index|manifest\.list/.test(one.mediaType)) all.push(one.digest);
    else if (depth === 0) return say.no('an index in an index in an index');
    else {
      const inner = await parts(client, image, { imageDigest: one.digest }, say, depth - 1);
      if (!inner) return undefined;
      all.push(...inner.all);
    }
  }
  return { digest: imageDigest, all };
}

async function scan(client, image, imageDigest, say) {
  try {
    const { imageScanStatus, imageScanFindings } = await ask(client, 'DescribeImageScanFindings', {
      ...image, imageId: { imageDigest }, maxResults: 1,
    });
    const { status } = imageScanStatus || {};
    if (status === 'IN_PROGRESS' || status === 'PENDING') return say.wait('scan of ' + imageDigest + ' not finished');
    if (status !== 'COMPLETE' && status !== 'ACTIVE') return say.no('scan of ' + imageDigest + ' is ' + status);
    if (!imageScanFindings) return say.no('scan of ' + imageDigest + ' has no result');
    const counts = imageScanFindings.findingSeverityCounts || {};
    for (const level of DENIED) if (counts[level]) say.no(counts[level] + ' ' + level + ' findings in ' + imageDigest);
  } catch (error) {
    if (Object(error).name !== 'ScanNotFoundException') throw error;
    say.wait('no scan of ' + imageDigest + ' yet');
  }
}

async function signature(client, image, imageDigest, say) {
  const { signingStatuses = [] } = await ask(client, 'DescribeImageSigningStatus', { ...image, imageId: { imageDigest } });
  const mine = signingStatuses.filter(({ signingProfileArn = '' }) => list('SIGNERS').includes(signingProfileArn));
  if (mine.some(({ status }) => status === 'COMPLETE')) return;
  if (mine.some(({ status }) => status === 'IN_PROGRESS')) return say.wait('signature of ' + imageDigest + ' not finished');
  say.no(imageDigest + ' is not signed by a trusted profile');
}

async function check({ image: name, imageDigest }, say) {
  const match = ECR.exec(name);
  if (!match && !list('REGISTRIES').some((prefix) => name.startsWith(prefix + '/'))) say.no('registry is not trusted');
  const [, pinned] = /@(.*)$/.exec(name) || [];
  if (E.DIGEST === 'true' && pinned === undefined) say.no('not pinned by a digest');
  if (pinned !== undefined && !DIGEST.test(pinned)) return say.no('what follows @ is no digest');
  if (!match) return;
  const [, registryId, region, repositoryName, imageTag = 'latest'] = match;
  imageDigest = pinned || imageDigest;
  const client = new ecr.ECRClient({ region });
  const image = { registryId, repositoryName };
  const found = await parts(client, image, imageDigest ? { imageDigest } : { imageTag }, say, 1);
  if (!found) return;
  if (E.DENY_FROM) for (const part of new Set(found.all)) await scan(client, image, part, say);
  if (list('SIGNERS').length) await signature(client, image, found.digest, say);
}

// The images of the task definition, each with the digest that the revision has for it.
async function imagesOf(revisionArn, say) {
  const client = new ecs.ECSClient({});
  const { serviceRevisions: [revision] = [] } = await client.send(new ecs.DescribeServiceRevisionsCommand({ serviceRevisionArns: [revisionArn] }));
  if (!revision || !revision.taskDefinition) return say.no('the service revision was not found');
  const { taskDefinition } = await client.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition: revision.taskDefinition }));
  const containers = (taskDefinition || {}).containerDefinitions || [];
  const listed = revision.containerImages || [];
  if (containers.length === 0) say.no('the task definition has no containers');
  return containers.map(({ name, image }) => {
    const one = listed.find(({ containerName }) => containerName === name);
    if (listed.length > 0 && (!one || one.image !== image)) say.no('the service revision does not list ' + image + ' of ' + name);
    return { containerName: name, image: String(image), imageDigest: one && one.imageDigest };
  });
}

exports.handler = async (event) => {
  const tries = 1 + Number(Object(Object(event).hookDetails).tries || 0);
  const denied = [];
  const waiting = [];
  const about = (what) => ({ no: (reason) => { denied.push(what + ': ' + reason); }, wait: (reason) => { waiting.push(what + ': ' + reason); } });
  const guarded = async (say, attempt) => {
    try {
      return await attempt(say);
    } catch (error) {
      const reason = Object(error).name + ': ' + Object(error).message;
      (later(error) || (young(error) && tries <= 2) ? say.wait : say.no)(reason);
    }
  };
  const revision = Object(Object(event).executionDetails).targetServiceRevisionArn;
  const images = await guarded(about('revision'), (say) => imagesOf(revision, say));
  for (const image of images || []) {
    await guarded(about(image.containerName + ' (' + image.image + ')'), (say) => check(image, say));
  }
  if (!images && denied.length + waiting.length === 0) denied.push('revision: no images');
  const late = tries > Number(E.TRIES);
  const hookStatus = denied.length || (waiting.length && late) ? 'FAILED' : waiting.length ? 'IN_PROGRESS' : 'SUCCEEDED';
  console.log(JSON.stringify({ hookStatus, revision, denied, waiting }));
  return { hookStatus, ...(hookStatus === 'IN_PROGRESS' && { callBackDelay: 30, hookDetails: { tries } }) };
};`;

/** The source of handlers/interruption.js. */
export const INTERRUPTION = String.raw`
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
`;

/** The source of handlers/listener-rule.js. */
export const LISTENER_RULE = String.raw`
const elb = require('@aws-sdk/client-elastic-load-balancing-v2');
const client = new elb.ElasticLoadBalancingV2Client({});
const idOf = (event) => event.RuleArn || event.PhysicalResourceId || 'no-rule';
const asker = (context) => (name, input) => until(context, () => false, () => client.send(new elb[name + 'Command'](input)));
const refuse = (message) => { throw Object.assign(new Error(message), { name: 'HeldRule' }); };
const targetsOf = (rule) => (rule.Actions || []).flatMap(({ ForwardConfig, TargetGroupArn }) =>
  ForwardConfig ? ForwardConfig.TargetGroups : TargetGroupArn ? [{ TargetGroupArn, Weight: 100 }] : []);
const forward = (TargetGroups) => [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
// What stands before the forward, as a sign-in, stays, and so does the stickiness of the rule.
const replaced = (actions, TargetGroups) => actions.map((action) => {
  if (action.Type === 'forward') return { ...forward([])[0], Order: action.Order, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
  return action.AuthenticateOidcConfig
    ? { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true } }
    : action;
});
const conditionsOf = (conditions) => JSON.stringify((conditions || []).map(({ Field, Values, HostHeaderConfig, PathPatternConfig }) =>
  [Field, [...((HostHeaderConfig || PathPatternConfig || {}).Values || Values || [])].sort()]).sort());
const same = (rule, { Priority, Conditions, TargetGroups }) => rule.Priority === String(Priority) &&
  conditionsOf(rule.Conditions) === conditionsOf(Conditions) &&
  JSON.stringify(targetsOf(rule).map(({ TargetGroupArn }) => TargetGroupArn).sort()) === JSON.stringify([...(TargetGroups || [])].sort());
const joined = (live, groups) => [
  ...live.filter(({ TargetGroupArn, Weight }) => Weight > 0 || groups.includes(TargetGroupArn)),
  ...groups.filter((arn) => !live.some(({ TargetGroupArn }) => TargetGroupArn === arn))
    .map((TargetGroupArn) => ({ TargetGroupArn, Weight: 0 })),
];
const rulesOf = async (ask, ListenerArn) => {
  const all = [];
  for (let Marker; ;) {
    const { Rules = [], NextMarker } = await ask('DescribeRules', { ListenerArn, ...(Marker && { Marker }) });
    all.push(...Rules);
    if (!NextMarker) return all;
    Marker = NextMarker;
  }
};
const find = async (ask, arn) => {
  try {
    return (await ask('DescribeRules', { RuleArns: [arn] })).Rules[0];
  } catch (error) {
    if (!is(error, 'RuleNotFound')) throw error;
  }
};
const serving = async (ask, groups) => {
  for (const TargetGroupArn of groups) {
    const { TargetHealthDescriptions = [] } = await ask('DescribeTargetHealth', { TargetGroupArn });
    if (TargetHealthDescriptions.length > 0) return TargetGroupArn;
  }
  return groups[0];
};
const make = async (ask, { ListenerArn, Priority, Conditions, TargetGroups }, live) => {
  const rules = await rulesOf(ask, ListenerArn);
  // Made before, by a call whose answer was lost: nobody else forwards to these groups by these conditions.
  const made = rules.find((rule) => same(rule, { Priority, Conditions, TargetGroups }));
  if (made) return made.RuleArn;
  if (rules.some((rule) => rule.Priority === String(Priority))) {
    refuse('priority ' + Priority + ' is taken by another rule of ' + ListenerArn + '; a rolling service that changes to shifting traffic has both rules for a while: give it a lower priority, and a higher one on the way back');
  }
  const first = rules.find((rule) => Number(rule.Priority) < Number(Priority) &&
    targetsOf(rule).some(({ TargetGroupArn }) => TargetGroups.includes(TargetGroupArn)));
  if (first) refuse('the rule with priority ' + first.Priority + ' sends traffic to the same tasks and goes before ' + Priority + '; give this one a priority below ' + first.Priority);
  const known = live.length > 0;
  const now = known ? undefined : await serving(ask, TargetGroups);
  const targets = known ? joined(live, TargetGroups) :
    TargetGroups.map((TargetGroupArn) => ({ TargetGroupArn, Weight: TargetGroupArn === now ? 100 : 0 }));
  const { Rules } = await ask('CreateRule', { ListenerArn, Priority: Number(Priority), Conditions, Actions: forward(targets) });
  return Rules[0].RuleArn;
};
const create = async (wanted, context, event) => {
  const ask = asker(context);
  const { PhysicalResourceId: RuleArn, OldResourceProperties: old } = event;
  const rule = event.RequestType === 'Create' ? undefined : await find(ask, RuleArn);
  if (!rule || old.ListenerArn !== wanted.ListenerArn) {
    event.RuleArn = await make(ask, wanted, rule ? targetsOf(rule) : []);
    return;
  }
  const live = targetsOf(rule);
  // Whoever made it answer itself, as with a maintenance page, takes that back.
  if (live.length > 0 && !wanted.TargetGroups.every((arn) => live.some(({ TargetGroupArn }) => TargetGroupArn === arn))) {
    await ask('ModifyRule', { RuleArn, Actions: replaced(rule.Actions, joined(live, wanted.TargetGroups)) });
  }
  if (JSON.stringify(old.Conditions) !== JSON.stringify(wanted.Conditions)) {
    await ask('ModifyRule', { RuleArn, Conditions: wanted.Conditions });
  }
  if (String(old.Priority) !== String(wanted.Priority)) {
    await ask('SetRulePriorities', { RulePriorities: [{ RuleArn, Priority: Number(wanted.Priority) }] });
  }
};
const gone = (error) => is(error, 'RuleNotFound', 'ListenerNotFound', 'LoadBalancerNotFound');
const remove = async (wanted, context, event) => {
  const ask = asker(context);
  const { PhysicalResourceId: id } = event;
  try {
    // Without an id, a rule may have been made all the same, and would keep its priority and its target groups.
    const RuleArn = id.startsWith('arn:') ? id
      : ((await rulesOf(ask, wanted.ListenerArn)).find((rule) => same(rule, wanted)) || {}).RuleArn;
    if (RuleArn) await ask('DeleteRule', { RuleArn });
  } catch (error) {
    if (!gone(error)) throw error;
  }
};
${ANSWER}`;

/** The source of handlers/retirement.js. */
export const RETIREMENT = String.raw`const { createHash } = require('node:crypto');
const { SchedulerClient, CreateScheduleCommand } = require('@aws-sdk/client-scheduler');
const E = process.env;
const WEEK = 7 * 24 * 3600 * 1000;
const SOON = 5 * 60 * 1000;

// The first window from 'from' on: the hour of the day of the week.
function windowFrom(from) {
  const next = new Date(from);
  next.setUTCHours(Number(E.HOUR), 0, 0, 0);
  next.setUTCDate(next.getUTCDate() + ((Number(E.DAY) - next.getUTCDay() + 7) % 7));
  return next < from ? next.getTime() + WEEK : next.getTime();
}

// When to restart, or why not.
function windowOf(now, start) {
  if (Number.isNaN(start)) return { at: windowFrom(now + SOON) };
  const end = start - Number(E.MINUTES) * 60 * 1000;
  const at = windowFrom(end - WEEK + 1000);
  return at < now + SOON ? { late: true } : { at };
}

exports.handler = async (event) => {
  const client = new SchedulerClient({});
  const { detail = {}, resources = [] } = event;
  const planned = [];
  const left = [];
  const failed = [];
  const { at: time, late } = windowOf(Date.parse(event.time), Date.parse(detail.startTime));
  for (const resource of detail.statusCode === 'closed' ? [] : resources) {
    const [, cluster, service] = /^(?:.*:cluster\/)?([^|]+?)\s*\|\s*(?:.*\/)?([^|/]+?)$/.exec(resource.trim()) || [];
    if (!service || late || !E.CLUSTERS.split(',').includes(cluster)) { left.push(resource); continue; }
    const at = new Date(time).toISOString().slice(0, 19);
    const name = 'retirement-' + createHash('sha256').update(cluster + '/' + service + '/' + at).digest('hex').slice(0, 40);
    try {
      await client.send(new CreateScheduleCommand({
        Name: name,
        GroupName: E.GROUP,
        ScheduleExpression: 'at(' + at + ')',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: Number(E.MINUTES) },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: E.TARGET,
          RoleArn: E.ROLE,
          Input: JSON.stringify({ Cluster: cluster, Service: service, ForceNewDeployment: true }),
          ...(E.DEAD_LETTERS && { DeadLetterConfig: { Arn: E.DEAD_LETTERS } }),
        },
      }));
    } catch (error) {
      if (error.name !== 'ConflictException') { failed.push(cluster + '/' + service + ': ' + error.name + ': ' + error.message); continue; }
    }
    planned.push({ cluster, service, at });
  }
  console.log(JSON.stringify({ planned, left, failed, late: Boolean(late), closed: detail.statusCode === 'closed' }));
  if (failed.length > 0) throw new Error(failed.join('; '));
  return { planned, left };
};`;
