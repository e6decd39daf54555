import { Finding, warning } from '../../internal/finding';
import { ContainerView, TaskView } from '../../internal/task-view';
import { flag, isUnknown, items, record, text } from '../../internal/template-value';
import { needsOf, parseImage } from '../private/image-needs';
import type { ImageNeeds, WrittenPath } from '../private/image-needs-table';

/*
 * Well-known images against the hardening of their container. All of it warns and nothing fails: the table knows the
 * image as published, not what was built on it or configured into it. What is known only at deployment is left alone.
 */

/**
 * Finds settings that keep a well-known image of the task from starting or working, each with the props that let it.
 */
export function imageNeedFindings(task: TaskView): Finding[] {
  return task.operatingSystem === 'WINDOWS'
    ? []
    : task.containers.flatMap((container) => containerFindings(task, container));
}

function containerFindings(task: TaskView, container: ContainerView): Finding[] {
  // As its makers meant it to run it has all that it needs, so nobody has to know the image.
  if (!isRestricted(task, container)) {
    return [];
  }
  const reference = parseImage(container.properties.Image);
  const needs = reference && needsOf(reference);
  return needs === undefined || !runsItsProgram(container, needs)
    ? []
    : [
        ...writableFindings(container, needs),
        ...capabilityFindings(container, needs),
        ...firstProcessFindings(task, container, needs),
        ...userFindings(container, needs),
      ];
}

/** Whether anything is set that can be at odds with the image. */
function isRestricted({ pidMode }: TaskView, { properties }: ContainerView): boolean {
  const { ReadonlyRootFilesystem, LinuxParameters, User } = properties;
  return [pidMode, ReadonlyRootFilesystem, LinuxParameters, User].some((setting) => setting !== undefined);
}

/** Whether what is started is the server that the needs belong to, and not a client or a shell of the same image. */
function runsItsProgram({ properties }: ContainerView, { programs }: ImageNeeds): boolean {
  const { EntryPoint, Command } = properties;
  if (programs === undefined) {
    return true;
  }
  if (isUnknown(EntryPoint) || isUnknown(Command)) {
    return false;
  }
  const given = [...items(EntryPoint), ...items(Command)];
  const words = given.flatMap((part) => text(part)?.split(/[\s;&|"'()]+/) ?? []);
  return (
    given.length === 0 ||
    // Images take a first argument that is an option as one for their program.
    words[0]?.startsWith('-') ||
    words.some((word) => programs.includes(word.slice(word.lastIndexOf('/') + 1)))
  );
}

function writableFindings(container: ContainerView, needs: ImageNeeds): Finding[] {
  if (flag(container.properties.ReadonlyRootFilesystem) !== true) {
    return [];
  }
  if (needs.writableRoot !== undefined) {
    return [
      finding(
        'ImageNeeds.writableRoot',
        container,
        needs,
        `cannot work with a read-only root file system: ${needs.writableRoot}; write readonlyRootFilesystem: false`,
      ),
    ];
  }
  const missing = uncovered(container, needs);
  if (missing.length === 0) {
    return [];
  }
  const places = missing.map(({ path, purpose }) => `${quoted(path)} (${purpose})`).join(', ');
  return [
    finding(
      'ImageNeeds.writablePath',
      container,
      needs,
      `writes to ${places}, which 'readonlyRootFilesystem' forbids; ${ways(missing).join('; ')}`,
    ),
  ];
}

function ways(missing: readonly WrittenPath[]): string[] {
  const paths = (wanted: WrittenPath['kind']) => missing.filter(({ kind }) => kind === wanted).map(({ path }) => path);
  const [scratch, data, seeded] = [paths(undefined), paths('data'), paths('seeded')];
  return [
    ...(scratch.length > 0 ? [`write writablePaths: ${listed(scratch)}`] : []),
    ...(data.length > 0
      ? [
          `mount a volume (EFS or EBS) at ${data.map(quoted).join(', ')}, or, if it may be lost with the task, write writablePaths: ${listed(data)}`,
        ]
      : []),
    ...(seeded.length > 0
      ? [
          `mount a volume at ${seeded.map(quoted).join(', ')} that another container of the same image fills first with what the image has there, or write readonlyRootFilesystem: false`,
        ]
      : []),
  ];
}

/** The paths that nothing writable is mounted at or above. */
function uncovered({ properties }: ContainerView, { writes = [] }: ImageNeeds): WrittenPath[] {
  const { LinuxParameters, MountPoints, VolumesFrom, Environment } = properties;
  const { Tmpfs } = record(LinuxParameters);
  const mounts = [...items(MountPoints), ...items(Tmpfs)].filter((mount) => flag(record(mount).ReadOnly) !== true);
  if (
    [LinuxParameters, MountPoints, Tmpfs, VolumesFrom].some(isUnknown) ||
    // Which paths come with another container's volumes depends on its image too, so they may be these.
    items(VolumesFrom).some((source) => flag(record(source).ReadOnly) !== true)
  ) {
    return [];
  }
  // A place known only at deployment may be any, so it counts as the root.
  const covering = mounts.map((mount) => normalized(text(record(mount).ContainerPath) ?? '/'));
  return relocated(writes, Environment).filter(({ path }) => {
    const wanted = normalized(path);
    return !covering.some((place) => wanted === place || wanted.startsWith(`${place}/`));
  });
}

/** With the paths that the environment moves elsewhere; those moved to a place known only at deployment are left out. */
function relocated(writes: readonly WrittenPath[], environment: unknown): WrittenPath[] {
  const values = new Map(items(environment).map((entry) => [text(record(entry).Name), record(entry).Value]));
  return writes.flatMap((place) => {
    if (place.variable === undefined || (!values.has(place.variable) && !isUnknown(environment))) {
      return [place];
    }
    const path = text(values.get(place.variable));
    return path === undefined ? [] : [{ ...place, path }];
  });
}

/** `/var/run` and `/var/lock` are links to `/run` and `/run/lock` in every distribution's image. */
function normalized(path: string): string {
  return path
    .replace(/\/+$/, '')
    .replace(/^\/var\/run(?=\/|$)/, '/run')
    .replace(/^\/var\/lock(?=\/|$)/, '/run/lock');
}

function capabilityFindings(container: ContainerView, needs: ImageNeeds): Finding[] {
  const { Privileged, User } = container.properties;
  if (flag(Privileged) === true) {
    return [];
  }
  const asRoot = User === undefined ? needs.user === 'root' : isRoot(text(User));
  const wanted = [...(needs.fileCapabilities ?? []), ...(asRoot ? (needs.capabilities ?? []) : [])];
  const dropped = droppedOf(container, wanted);
  if (dropped.length === 0) {
    return [];
  }
  const keep = `let it keep them with keepCapabilities: [${dropped.map((name) => `ecs.Capability.${name}`).join(', ')}] and no 'drop' of them`;
  const stepDown = needs.ownUser === undefined ? '' : `, or write user: ${quoted(needs.ownUser)}`;
  return [
    finding(
      'ImageNeeds.capability',
      container,
      needs,
      needs.fileCapabilities === undefined
        ? `starts as root and needs ${dropped.join(', ')}, which it was told to drop; ${keep}${stepDown}`
        : `has a program that cannot be executed without ${dropped.join(', ')}, which it was told to drop; ${keep}`,
    ),
  ];
}

/** Those of the capabilities that are dropped and not added again. */
function droppedOf({ properties }: ContainerView, wanted: readonly string[]): string[] {
  const { Add, Drop } = record(record(properties.LinuxParameters).Capabilities);
  if (isUnknown(Add) || items(Add).some(isUnknown)) {
    return [];
  }
  const [added, dropped] = [Add, Drop].map((list) => new Set(items(list).map(text)));
  return wanted.filter((name) => (dropped.has('ALL') || dropped.has(name)) && !added.has(name) && !added.has('ALL'));
}

function firstProcessFindings({ pidMode }: TaskView, container: ContainerView, needs: ImageNeeds): Finding[] {
  if (needs.firstProcess !== true) {
    return [];
  }
  const init = flag(record(container.properties.LinuxParameters).InitProcessEnabled) === true;
  const reasons = [
    ...(init ? [['another init process comes before it', 'write initProcessEnabled: false']] : []),
    ...(pidMode === 'task' || pidMode === 'host'
      ? [[`the task's 'pidMode' is ${pidMode}`, "leave 'pidMode' out"]]
      : []),
  ];
  return reasons.length === 0
    ? []
    : [
        finding(
          'ImageNeeds.firstProcess',
          container,
          needs,
          `has an init that must be process 1, but ${reasons.map(([why]) => why).join(' and ')}; ${reasons.map(([, way]) => way).join(' and ')}`,
        ),
      ];
}

function userFindings(container: ContainerView, needs: ImageNeeds): Finding[] {
  const user = text(container.properties.User);
  if (user === undefined || isRoot(user) || needs.otherUser === undefined) {
    return [];
  }
  const { problem, wayOut, users = [] } = needs.otherUser;
  return users.includes(user.split(':')[0])
    ? []
    : [finding('ImageNeeds.user', container, needs, `does not work as user ${quoted(user)}: ${problem}; ${wayOut}`)];
}

function isRoot(user: string | undefined): boolean {
  return user !== undefined && /^(root|0*)(:|$)/.test(user);
}

function finding(code: string, container: ContainerView, { name, unverified }: ImageNeeds, what: string): Finding {
  const claim = unverified === true ? `the image ${name} is reported as one that ${what}` : `the image ${name} ${what}`;
  return warning(code, `container '${container.name}': ${claim}`, container.name);
}

function quoted(value: string): string {
  return `'${value}'`;
}

function listed(values: readonly string[]): string {
  return `[${values.map(quoted).join(', ')}]`;
}
