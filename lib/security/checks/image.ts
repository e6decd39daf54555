import type { ContainerView } from '../../internal/task-view';
import { OwnSubject, perContent } from './subject';

/** The origin of an image, as far as the template tells. */
export interface ImageView {
  /** Host of the registry; `docker.io` when none is named. */
  readonly host: string;
  /** Host and repository, without tag and digest. */
  readonly path: string;
  /** `unknown` when the deployment fills it in; absent when there is none. */
  readonly tag?: string;
  readonly digest?: string;
}

/** The image of a container of the task, as several rules ask for it. */
export function imageOf(subject: OwnSubject, { index, properties }: ContainerView): ImageView | undefined {
  const known = imagesOf(subject);
  if (!known.has(index)) {
    known.set(index, readImage(subject, properties.Image));
  }
  return known.get(index);
}

const imagesOf = perContent(() => new Map<number, ImageView | undefined>());

/** Reads an image reference; joins of an ECR registry and a repository included. */
function readImage(subject: OwnSubject, value: unknown): ImageView | undefined {
  const whole = subject.textOf(value);
  if (whole === undefined || /^\$\{[^}]*\}$/.test(whole)) {
    return undefined;
  }
  const [name, digest] = whole.split('@');
  // A colon after the last slash separates the tag; one before it, the port of the host.
  const [, path, tag] = /^(.*?)(?::([^/:]*(?:\$\{[^}]*\}[^/:]*)*))?$/.exec(name) ?? [];
  const first = (path ?? name).split('/')[0];
  const hasHost = (path ?? name).includes('/') && /[.:$]|^localhost$/.test(first);
  return {
    host: hasHost ? first : 'docker.io',
    path: hasHost ? (path ?? name) : `docker.io/${path ?? name}`,
    ...(tag !== undefined && { tag: tag.includes('${') ? 'unknown' : tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** Whether the host is a private ECR, its account, region or suffix given by the deployment or not. */
export function isEcrHost(host: string): boolean {
  return /\.dkr\.ecr(-fips)?\./.test(host) || /\.dkr-ecr(-fips)?\./.test(host);
}
