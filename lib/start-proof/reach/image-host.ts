import { replaceMarks } from '../../app-model/values';

/** The place that an image is pulled from. */
export type ImageSource =
  | { readonly kind: 'ecr'; readonly region: string; readonly repository: string }
  | { readonly kind: 'ecrDualStack'; readonly host: string }
  | { readonly kind: 'registry'; readonly host: string }
  | { readonly kind: 'unknown' };

const PART = '(?:\u27e6[^\u27e7]*\u27e7|[^./])+';
const ECR = new RegExp(`^${PART}\\.dkr\\.ecr(?:-fips)?\\.(${PART})\\.([^/]+)/(.+)$`);
const ECR_DUAL_STACK = new RegExp(`^(${PART}\\.dkr-ecr(?:-fips)?\\.${PART}\\.on\\.[^/]+)/`);

/** Reads the registry of an image name as Docker does: no host means Docker Hub. Marks stand for unknown parts. */
export function imageSource(image: string): ImageSource {
  const ecr = ECR.exec(image);
  if (ecr) {
    return { kind: 'ecr', region: ecr[1], repository: ecr[3] };
  }
  const dualStack = ECR_DUAL_STACK.exec(image);
  if (dualStack) {
    return { kind: 'ecrDualStack', host: dualStack[1] };
  }
  const slash = slashOutsideMarks(image);
  const first = slash < 0 ? '' : image.slice(0, slash);
  if (slash < 0) {
    // `nginx:1.27`; a name that is one unknown value may be anything.
    return image.startsWith('\u27e6') ? { kind: 'unknown' } : { kind: 'registry', host: 'registry-1.docker.io' };
  }
  if (first.includes('\u27e6')) {
    return { kind: 'unknown' };
  }
  if (!first.includes('.') && !first.includes(':') && first !== 'localhost') {
    return { kind: 'registry', host: 'registry-1.docker.io' };
  }
  return {
    kind: 'registry',
    host: first === 'docker.io' || first === 'index.docker.io' ? 'registry-1.docker.io' : first,
  };
}

function slashOutsideMarks(image: string): number {
  return replaceMarks(image, (mark) => '\u27e6'.repeat(mark.length)).indexOf('/');
}
