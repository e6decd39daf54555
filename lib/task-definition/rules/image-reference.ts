import { Finding } from '../../internal/finding';
import type { TaskView } from '../../internal/task-view';
import { UNKNOWN, flattenImage } from '../private/image-needs';
import { refusal } from '../private/located-finding';

/**
 * Image names that no registry can have: the task definition is accepted, and every task stops at the pull. What is known
 * only at deployment is let through, and the rest of the name is looked at all the same.
 *
 * @see https://github.com/distribution/reference (grammar of references)
 */
export function imageReferenceFindings({ containers }: TaskView): Finding[] {
  return containers.flatMap(({ name, properties: { Image } }) => {
    const image = flattenImage(Image);
    const fault = image === undefined ? undefined : faultOf(image);
    return fault === undefined
      ? []
      : [
          refusal(
            'Image.reference',
            'Image',
            `'image' of container '${name}' ${fault}, got '${image?.split(UNKNOWN).join('…')}': no task could pull it; write registry/name:tag or registry/name@sha256:<64 hex digits>`,
            name,
          ),
        ];
  });
}

const PATH_PART = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+([+._-][a-z0-9]+)*:[0-9a-f]{32,}$/;

function faultOf(image: string): string | undefined {
  if (image === '') {
    return 'is empty';
  }
  if (/\s/.test(image)) {
    return 'must not hold blanks';
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(image)) {
    return 'must not begin with a scheme';
  }
  const [tagged, ...digests] = image.split('@');
  const digest = digests.join('@');
  if (digests.length > 0 && isKnown(digest) && !isDigest(digest)) {
    return 'must have sha256: and 64 lower case hex digits behind the @';
  }
  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  const [path, tag] = colon < 0 ? [tagged] : [tagged.slice(0, colon), tagged.slice(colon + 1)];
  if (tag !== undefined && isKnown(tag) && !TAG.test(tag)) {
    return 'must have a tag of letters, digits, _, . and -, at most 128';
  }
  const registry = registryFault(path);
  if (registry !== undefined) {
    return registry;
  }
  return pathOf(path).every((part) => !isKnown(part) || PATH_PART.test(part))
    ? undefined
    : 'must be lower case letters and digits, apart by /, ., _ or -';
}

/** Names that the registry in front cannot have, whatever is stored in it. */
function registryFault(path: string): string | undefined {
  const [host, ...rest] = path.split('/');
  const ecr = /^(.*)\.dkr[.-]ecr(?:-fips)?\.(.*)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/.exec(host);
  if (ecr !== null && isKnown(ecr[1]) && !/^\d{12}$/.test(ecr[1])) {
    return 'must begin with the 12 digits of the account';
  }
  if (ecr !== null && isKnown(ecr[2]) && !/^[a-z]{2,3}(-[a-z]+)+-\d$/.test(ecr[2])) {
    return 'must name a region such as eu-west-1 behind dkr.ecr';
  }
  if (ecr !== null && rest.join('') === '') {
    return 'must name a repository behind the registry';
  }
  return host === 'public.ecr.aws' && rest.length < 2 && isKnown(path)
    ? 'must name the alias of the registry and the repository behind public.ecr.aws'
    : undefined;
}

/** The segments behind the registry's host, which may have a port. What begins unknown may be a host and more. */
function pathOf(path: string): string[] {
  const [first, ...rest] = path.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || !isKnown(first));
  return isHost ? rest : [first, ...rest];
}

function isDigest(digest: string): boolean {
  return digest.startsWith('sha256:') ? /^sha256:[0-9a-f]{64}$/.test(digest) : DIGEST.test(digest);
}

function isKnown(part: string): boolean {
  return !part.includes(UNKNOWN);
}
