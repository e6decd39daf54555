import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ALWAYS_DROPPED, DEFAULT_CAPABILITIES } from '../../internal/capabilities';
import type { Platform } from '../../internal/task-view';
import { isUnknown, items, record, text } from '../../internal/template-value';

/*
 * The hardening of one container, as a pure function from what was rendered to what the template will hold. It runs when
 * the template is written, so it sees every container however it was added, and the values that the user gave win.
 */

/** A container as the L1 takes it, resolved: plain values and intrinsics. */
export type RenderedContainer = Readonly<Record<string, unknown>> & { readonly name?: unknown };

/** The hardening options of one container. */
export interface ContainerHardening {
  readonly user?: string;
  readonly writablePaths?: readonly string[];
  readonly keepCapabilities?: readonly string[];
  readonly initProcessEnabled?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly dropCapabilities?: boolean;
  readonly noNewPrivileges?: boolean;
  readonly defaultLogging?: boolean;
  readonly notSecret?: readonly string[];
}

/** The hardening options of all containers of the task. */
export interface HardeningContext {
  readonly platforms: readonly Platform[];
  readonly windows: boolean;
  /** MiB of each tmpfs; `undefined`: volumes instead. */
  readonly tmpfsMiB?: number;
  /** Log configuration for containers that have none. */
  readonly logConfiguration?: (containerName: string) => CfnTaskDefinition.LogConfigurationProperty | undefined;
}

/** A hardened container and the volumes that it needs. */
export interface HardenedContainer {
  readonly container: RenderedContainer;
  readonly volumes: readonly CfnTaskDefinition.VolumeProperty[];
}

/** Hardens one rendered container, the one at `index` of the task. */
export function hardenContainer(
  rendered: RenderedContainer,
  asked: ContainerHardening,
  context: HardeningContext,
  index: number,
): HardenedContainer {
  const logged = asked.defaultLogging === false ? rendered : withLogging(rendered, context);
  if (context.windows) {
    // Windows has none of the Linux settings below, and ECS rejects them there.
    return { container: withUser(logged, asked), volumes: [] };
  }
  const identified = withUser(logged, asked);
  const linux = record(identified.linuxParameters);
  const readonlyRoot = identified.readonlyRootFilesystem ?? asked.readonlyRootFilesystem ?? true;
  const scratch = scratchFor(identified, asked, readonlyRoot !== false, context, index);
  return {
    container: {
      ...identified,
      readonlyRootFilesystem: readonlyRoot,
      linuxParameters: {
        ...linux,
        initProcessEnabled: linux.initProcessEnabled ?? asked.initProcessEnabled ?? true,
        capabilities:
          asked.dropCapabilities === false ? linux.capabilities : capabilities(identified, linux.capabilities, asked),
        ...(scratch.tmpfs.length > 0 && { tmpfs: [...items(linux.tmpfs), ...scratch.tmpfs] }),
      },
      ...(scratch.mountPoints.length > 0 && {
        mountPoints: [...items(identified.mountPoints), ...scratch.mountPoints],
      }),
      ...(asked.noNewPrivileges === false ? {} : securityOptions(identified, context)),
    },
    volumes: scratch.volumes,
  };
}

/** The container's name as it was given, for what was asked by that name: a name that is a token is text of its own. */
export function nameGiven({ name }: RenderedContainer): string {
  return typeof name === 'string' ? name : '';
}

/** Whether `user` names somebody else than root. Unknown (a token, nothing said) is no. */
export function isNonRoot(user: unknown): boolean {
  const name = text(user)?.split(':')[0];
  return name !== undefined && name !== '' && name !== 'root' && !/^0+$/.test(name);
}

function withUser(container: RenderedContainer, { user }: ContainerHardening): RenderedContainer {
  return container.user === undefined && user !== undefined ? { ...container, user } : container;
}

function withLogging(container: RenderedContainer, { logConfiguration }: HardeningContext): RenderedContainer {
  const name = nameGiven(container);
  const given = container.logConfiguration === undefined && name !== '' ? logConfiguration?.(name) : undefined;
  return given === undefined ? container : { ...container, logConfiguration: given };
}

/** The user's `add` wins over our `drop`; the user's `drop` is kept and ours joins it. */
function capabilities(
  container: RenderedContainer,
  given: unknown,
  { keepCapabilities = [] }: ContainerHardening,
): CfnTaskDefinition.KernelCapabilitiesProperty | unknown {
  if (isUnknown(given)) {
    return given;
  }
  const { add, drop } = record(given);
  const added = items(add).map(text);
  const dropped = items(drop).map(text);
  const ours = isNonRoot(container.user)
    ? keepCapabilities.length === 0
      ? ['ALL']
      : DEFAULT_CAPABILITIES
    : ALWAYS_DROPPED;
  const all = dropped.includes('ALL') || ours.includes('ALL');
  const merged = all
    ? ['ALL']
    : [
        ...new Set([...dropped, ...ours.filter((name) => !keepCapabilities.includes(name) && !added.includes(name))]),
      ].sort();
  return { ...(added.length > 0 && { add }), ...(merged.length > 0 && { drop: merged }) };
}

/** Only EC2 and external instances take Docker security options; a definition for others would be rejected with them. */
function securityOptions(container: RenderedContainer, { platforms }: HardeningContext): Record<string, unknown> {
  const takesOptions = platforms.every((platform) => platform === 'EC2' || platform === 'EXTERNAL');
  const given = container.dockerSecurityOptions;
  if (
    !takesOptions ||
    isUnknown(given) ||
    items(given).some((option) => text(option)?.startsWith('no-new-privileges'))
  ) {
    return {};
  }
  return { dockerSecurityOptions: [...items(given), 'no-new-privileges'] };
}

interface Scratch {
  readonly tmpfs: CfnTaskDefinition.TmpfsProperty[];
  readonly mountPoints: CfnTaskDefinition.MountPointProperty[];
  readonly volumes: CfnTaskDefinition.VolumeProperty[];
}

/** Storage for `/tmp` (when the root is read-only) and the asked paths, but not where the user mounted something. */
function scratchFor(
  container: RenderedContainer,
  { writablePaths = [] }: ContainerHardening,
  readonlyRoot: boolean,
  { tmpfsMiB }: HardeningContext,
  index: number,
): Scratch {
  const mounted = new Set([
    ...items(container.mountPoints).map((mount) => text(record(mount).containerPath)),
    ...items(record(container.linuxParameters).tmpfs).map((mount) => text(record(mount).containerPath)),
  ]);
  const paths = [...new Set([...(readonlyRoot ? ['/tmp'] : []), ...writablePaths])]
    .filter((path) => !mounted.has(path))
    .sort();
  if (tmpfsMiB !== undefined) {
    const owner = ownerOptions(container.user);
    return {
      tmpfs: paths.map((containerPath) => ({
        containerPath,
        size: tmpfsMiB,
        ...(containerPath !== '/tmp' && owner.length > 0 && { mountOptions: owner }),
      })),
      mountPoints: [],
      volumes: [],
    };
  }
  const named = paths.map((containerPath, place) => ({
    containerPath,
    sourceVolume: scratchVolumeName(
      text(container.name) ?? `container${index + 1}`,
      text(containerPath) ?? `path${place + 1}`,
    ),
  }));
  return {
    tmpfs: [],
    mountPoints: named.map((mount) => ({ ...mount, readOnly: false })),
    volumes: named.map(({ sourceVolume }) => ({ name: sourceVolume })),
  };
}

/**
 * The numeric user and group of a container as the owner of its tmpfs. Over a directory of the image a tmpfs takes that
 * directory's mode, usually 0755, and belongs to root, so nobody else could write to it; `/tmp` is open to all anyway.
 */
function ownerOptions(user: unknown): string[] {
  const [uid, gid] = (text(user) ?? '').split(':');
  return isNonRoot(user) && isId(uid) ? [`uid=${uid}`, ...(isId(gid) ? [`gid=${gid}`] : [])] : [];
}

function isId(part: string | undefined): part is string {
  return part !== undefined && /^\d+$/.test(part);
}

/**
 * `scratch-web_-var-cache-nginx`. Hyphens and underscores of the names are doubled, so that two containers or two paths
 * never end up with one volume.
 */
function scratchVolumeName(container: string, path: string): string {
  const escape = (part: string) => part.replace(/[-_]/g, '$&$&');
  return `scratch-${escape(container)}_${escape(path)
    .replace(/\//g, '-')
    .replace(/[^A-Za-z0-9_-]/g, '_')}`;
}
