/**
 * The function behind an `ImageGate`, as the Lambda console shows it.
 *
 * It reads the images of the revision that is about to start and answers SUCCEEDED, FAILED, or IN_PROGRESS while a scan
 * or signature is not finished. What it finds is logged as one JSON line.
 */
export const IMAGE_GATE_HANDLER = `
const ecs = require('@aws-sdk/client-ecs');
const ecr = require('@aws-sdk/client-ecr');
const E = process.env;
const list = (name) => (E[name] || '').split(',').filter(Boolean);
const ORDER = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];
const DENIED = ORDER.slice(0, ORDER.indexOf(E.DENY_FROM) + 1);
const TYPES = ['oci.image.index.v1', 'oci.image.manifest.v1', 'docker.distribution.manifest.list.v2', 'docker.distribution.manifest.v2'];
const ask = (client, name, input) => client.send(new ecr[name + 'Command'](input));
const ECR = /^(\\d{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.[^/]+\\/([^:@]+)(?::([^@]+))?/;

async function find(client, image, imageId) {
  const { images: [found] = [] } = await ask(client, 'BatchGetImage', {
    ...image, imageIds: [imageId], acceptedMediaTypes: TYPES.map((type) => 'application/vnd.' + type + '+json'),
  });
  if (!found) return undefined;
  const { imageManifest, imageManifestMediaType: type, imageId: { imageDigest } } = found;
  const { mediaType, manifests = [] } = JSON.parse(imageManifest);
  const parts = manifests.filter(({ platform }) => platform && platform.os !== 'unknown').map(({ digest }) => digest);
  return { digest: imageDigest, parts: /index|list/.test(type || mediaType) ? parts : [imageDigest] };
}

async function scan(client, image, imageDigest, say) {
  try {
    const { imageScanStatus: { status }, imageScanFindings = {} } = await ask(client, 'DescribeImageScanFindings', {
      ...image, imageId: { imageDigest }, maxResults: 1,
    });
    if (status === 'IN_PROGRESS' || status === 'PENDING') return say.wait('scan of ' + imageDigest + ' not finished');
    if (status !== 'COMPLETE' && status !== 'ACTIVE') return say.no('scan of ' + imageDigest + ' is ' + status);
    const counts = imageScanFindings.findingSeverityCounts || {};
    for (const level of DENIED) if (counts[level]) say.no(counts[level] + ' ' + level + ' findings in ' + imageDigest);
  } catch (error) {
    if (error.name !== 'ScanNotFoundException') throw error;
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
  const pinned = /@(sha256:.*)/.exec(name);
  if (E.DIGEST === 'true' && !pinned) say.no('not pinned by a digest');
  if (!match) return;
  const [, registryId, region, repositoryName, imageTag = 'latest'] = match;
  imageDigest = pinned ? pinned[1] : imageDigest;
  const client = new ecr.ECRClient({ region });
  const image = { registryId, repositoryName };
  const found = await find(client, image, imageDigest ? { imageDigest } : { imageTag });
  if (!found) return say.no('not in the registry');
  if (E.DENY_FROM) for (const part of found.parts) await scan(client, image, part, say);
  if (list('SIGNERS').length) await signature(client, image, found.digest, say);
}

exports.handler = async (event) => {
  const serviceRevisionArns = [event.executionDetails.targetServiceRevisionArn];
  const { serviceRevisions } = await new ecs.ECSClient({}).send(new ecs.DescribeServiceRevisionsCommand({ serviceRevisionArns }));
  const denied = [];
  const waiting = [];
  for (const image of serviceRevisions[0].containerImages || []) {
    const about = (reasons) => (reason) => { reasons.push(image.containerName + ' (' + image.image + '): ' + reason); };
    await check(image, { no: about(denied), wait: about(waiting) });
  }
  const tries = 1 + Number((event.hookDetails || {}).tries || 0);
  const late = tries > Number(E.TRIES);
  const hookStatus = denied.length || (waiting.length && late) ? 'FAILED' : waiting.length ? 'IN_PROGRESS' : 'SUCCEEDED';
  console.log(JSON.stringify({ hookStatus, revision: serviceRevisionArns[0], denied, waiting }));
  return { hookStatus, ...(hookStatus === 'IN_PROGRESS' && { callBackDelay: 30, hookDetails: { tries } }) };
};
`.trim();
