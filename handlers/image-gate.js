/**
 * The function behind an `ImageGate`, as the Lambda console shows it.
 *
 * It reads the images of the task definition that is about to start and answers SUCCEEDED, FAILED, or IN_PROGRESS while a
 * scan or signature is not finished, AWS does not answer, or its rights may be too young: refused access is a denial at the
 * third try, after a minute. SUCCEEDED is given only when every image was found, and every
 * image that is checked has a complete scan without findings that are denied: whatever cannot be found out is a denial.
 * The containers are those of the task definition: the list of the revision may be empty before its first task starts.
 * What it finds is logged as one JSON line.
 */

// #region deployed
const ecs = require('@aws-sdk/client-ecs');
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
/** @type {import('./types').AskBy<import('@aws-sdk/client-ecr').ECRClient, typeof ecr>} */
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
};
// #endregion
