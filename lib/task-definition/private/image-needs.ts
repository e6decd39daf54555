import { textWithGaps } from '../../internal/flat-text';
import type { ImageNeeds } from './image-needs-table';

/** An image as far as the template tells. */
export interface ImageReference {
  /** Registry host; absent when only the end of the name is known. */
  readonly registry?: string;
  /** Segments of the repository's name, or as many of its last ones as are known, be it none. */
  readonly segments: readonly string[];
  /** `latest` when neither tag nor digest is given; absent when it is known only at deployment, or only the digest is. */
  readonly tag?: string;
}

/** Stands for a part that is known only at deployment; no image name can hold it. */
export const UNKNOWN = '\0';

/**
 * Reads an image name: text, or an intrinsic whose end is known, as an image of an ECR repository has.
 * `undefined` when nothing of it is known.
 */
export function parseImage(image: unknown): ImageReference | undefined {
  if (typeof image !== 'string') {
    return parse(image);
  }
  // The services of an app share few images, and each is looked at in every synthesis.
  if (!parsed.has(image)) {
    parsed.set(image, parse(image));
  }
  return parsed.get(image);
}

const parsed = new Map<string, ImageReference | undefined>();

function parse(image: unknown): ImageReference | undefined {
  const name = flatten(image);
  if (name === undefined || name === '') {
    return undefined;
  }
  const [tagged, digest] = splitAt(name, '@', name.indexOf('@'));
  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  const [path, written] = splitAt(tagged, ':', colon);
  // What ends unknown may hold the tag as well.
  const tag = written ?? (digest === undefined && !path.endsWith(UNKNOWN) ? 'latest' : undefined);
  const parts = path.toLowerCase().split('/');
  const unknown = parts.map((part) => part.includes(UNKNOWN)).lastIndexOf(true);
  const known = tag?.includes(UNKNOWN) ? undefined : tag;
  if (unknown >= 0) {
    return { segments: parts.slice(unknown + 1), ...(known !== undefined && { tag: known }) };
  }
  return { ...withRegistry(parts), ...(known !== undefined && { tag: known }) };
}

/** The known needs of an image; `undefined` when it is none of the known ones. */
export function needsOf(image: ImageReference): ImageNeeds | undefined {
  if (!known.has(image)) {
    known.set(image, find(image));
  }
  return known.get(image);
}

const known = new WeakMap<ImageReference, ImageNeeds | undefined>();

function find({ registry, segments, tag }: ImageReference): ImageNeeds | undefined {
  const candidates = table().filter((needs) => isPublishedAs(needs, registry, segments));
  return (
    candidates.find(({ tags }) => tags !== undefined && tag !== undefined && tags.test(tag)) ??
    candidates.find(({ tags }) => tags === undefined)
  );
}

/** The table is loaded by the first container that is looked at, not by everyone who imports the library. */
function table(): readonly ImageNeeds[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a static import would load it with the library
  return (require('./image-needs-table') as typeof import('./image-needs-table')).IMAGE_NEEDS;
}

/**
 * By its full name, or, in a mirror or a pull-through cache, by the end of it: two segments (`nginx/nginx`,
 * `library/nginx`) are enough, one only where the name is unmistakable.
 */
function isPublishedAs(
  { repositories, unmistakable }: ImageNeeds,
  registry: string | undefined,
  path: readonly string[],
) {
  return repositories.some((repository) => {
    const [host, ...name] = repository.split('/');
    return (
      (registry === host && name.length === path.length && endsWith(path, name)) ||
      (name.length > 1 && endsWith(path, name) && !isOfficialHost(registry)) ||
      (unmistakable === true && path.at(-1) === name.at(-1) && !isOfficialHost(registry))
    );
  });
}

/** Names on the public registries are whole: `docker.io/acme/nginx/nginx` does not exist, and is no mirror. */
function isOfficialHost(registry: string | undefined): boolean {
  return registry === 'docker.io' || registry === 'public.ecr.aws';
}

function endsWith(path: readonly string[], name: readonly string[]): boolean {
  const offset = path.length - name.length;
  return offset >= 0 && name.every((segment, index) => segment === '*' || segment === path[offset + index]);
}

function withRegistry(parts: readonly string[]): Pick<ImageReference, 'registry' | 'segments'> {
  const [first, ...rest] = parts;
  const named = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = named ? hubAlias(first) : 'docker.io';
  const segments = named ? rest : parts;
  return {
    registry,
    segments: registry === 'docker.io' && segments.length === 1 ? ['library', ...segments] : segments,
  };
}

function hubAlias(host: string): string {
  return ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'].includes(host) ? 'docker.io' : host;
}

function splitAt(value: string, separator: string, index: number): [string, string?] {
  return index < 0 ? [value] : [value.slice(0, index), value.slice(index + separator.length)];
}

/** The image as one text, with UNKNOWN for each part that is known only at deployment; `undefined` when that is all. */
export function flattenImage(image: unknown): string | undefined {
  // Before anything is resolved, what is not known yet is a token inside the text.
  const encoded = typeof image === 'string' ? image.replace(/\$\{Token\[[^\]]*\]\}/g, UNKNOWN) : image;
  return flatten(encoded);
}

/** The name as one text, with UNKNOWN for what is not known. */
function flatten(image: unknown): string | undefined {
  const flat = textWithGaps(image, UNKNOWN)?.replace(/\{\{resolve:[^}]*\}\}/g, UNKNOWN);
  return flat === UNKNOWN && typeof image !== 'string' ? undefined : flat;
}
