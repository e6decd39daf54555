import { isEcsName } from '../../internal/container-values';
import { Finding } from '../../internal/finding';
import { ContainerView, TaskView } from '../../internal/task-view';
import { flag, isUnknown, isWhollyKnown, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { containerNamesKnown, entries, isLinux, isSet, knownContainers, literal } from '../private/task-reading';

/** Volumes, and who mounts them where. */
export function volumeFindings(task: TaskView): Finding[] {
  const containers = knownContainers(task);
  return [
    ...declarationFindings(task),
    ...unmountedFindings(task, containers),
    ...missingVolumeFindings(task, containers),
    ...containers.flatMap((container) => pathFindings(container, isLinux(task))),
    ...volumesFromFindings(task, containers),
  ];
}

function declarationFindings(task: TaskView): LocatedFinding[] {
  const linux = isLinux(task);
  const findings: LocatedFinding[] = [];
  const names = new Set<string>();
  const atLaunch: string[] = [];
  for (const [volume, index] of entries(task.properties.Volumes)) {
    const name = text(volume.Name);
    if (name !== undefined && names.has(name)) {
      findings.push(
        caution(
          'Volumes.duplicateName',
          `Volumes.${index}.Name`,
          `'name' of a volume should be unique in the task, got '${name}' twice: which one a container mounts is not defined`,
        ),
      );
    }
    names.add(name ?? '');
    if (name !== undefined && !isEcsName(name)) {
      findings.push(
        refusal(
          'Volumes.name',
          `Volumes.${index}.Name`,
          `'name' of a volume must be up to 255 letters, digits, '_' and '-', got '${name}'; choose another`,
        ),
      );
    }
    if (flag(volume.ConfiguredAtLaunch) === true) {
      atLaunch.push(name ?? `#${index + 1}`);
    }
    if (isSet(volume.FSxWindowsFileServerVolumeConfiguration) && linux) {
      findings.push(
        caution(
          'Volumes.fsxOnLinux',
          `Volumes.${index}.FSxWindowsFileServerVolumeConfiguration`,
          `volume '${name ?? `#${index + 1}`}' is FSx for Windows File Server, which Linux containers do not mount; use EFS`,
        ),
      );
    }
  }
  if (atLaunch.length > 1) {
    findings.push(
      refusal(
        'Volumes.severalAtLaunch',
        'Volumes',
        `a task must have at most one volume with 'configuredAtLaunch', got ${atLaunch.join(', ')}; use EFS or task storage for the others`,
      ),
    );
  }
  return findings;
}

function unmountedFindings(task: TaskView, containers: readonly ContainerView[]): LocatedFinding[] {
  const mounted = new Set<string>();
  for (const { properties } of containers) {
    for (const [mount] of entries(properties.MountPoints)) {
      mounted.add(text(mount.SourceVolume) ?? '');
    }
  }
  const mountsKnown =
    isWhollyKnown(task.properties.ContainerDefinitions) &&
    containers.every(
      ({ properties }) =>
        isWhollyKnown(properties.MountPoints) &&
        entries(properties.MountPoints).every(([mount]) => !isUnknown(mount.SourceVolume)),
    );
  if (!mountsKnown) {
    return [];
  }
  return entries(task.properties.Volumes).flatMap(([volume, index]) => {
    const name = text(volume.Name);
    if (name === undefined || mounted.has(name)) {
      return [];
    }
    const property = `Volumes.${index}.Name`;
    return flag(volume.ConfiguredAtLaunch) === true
      ? [
          refusal(
            'Volumes.unmountedAtLaunch',
            property,
            `volume '${name}' is configured at launch and must be mounted, got no container that does; add a mount point${inEcsWords(`Volumes [${name}] are not referenced by any of the containers`)}`,
          ),
        ]
      : [
          caution(
            'Volumes.unmounted',
            property,
            `volume '${name}' is mounted by no container; call addMountPoints, or remove the volume`,
          ),
        ];
  });
}

function missingVolumeFindings(task: TaskView, containers: readonly ContainerView[]): LocatedFinding[] {
  const volumes = entries(task.properties.Volumes);
  const names = new Set(volumes.map(([volume]) => text(volume.Name)));
  if (!isWhollyKnown(task.properties.Volumes) || volumes.some(([volume]) => isUnknown(volume.Name))) {
    return [];
  }
  return containers.flatMap(({ name, properties }) =>
    entries(properties.MountPoints).flatMap(([mount, index]) => {
      const source = text(mount.SourceVolume);
      return source === undefined || names.has(source)
        ? []
        : [
            refusal(
              'Volumes.missing',
              `MountPoints.${index}.SourceVolume`,
              `container '${name}' mounts volume '${source}', the task has ${names.size === 0 ? 'none' : [...names].join(', ')}; call addVolume on the task definition${inEcsWords(`Unknown volume '${source}'`)}`,
              name,
            ),
          ];
    }),
  );
}

/** Docker refuses two mounts at one path, tmpfs included, and paths that are not absolute. */
function pathFindings({ name, properties }: ContainerView, linux: boolean): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const taken = new Set<string>();
  const check = (value: unknown, property: string): void => {
    const path = literal(value);
    if (path === undefined) {
      return;
    }
    if (linux && !path.startsWith('/')) {
      findings.push(
        refusal(
          'Volumes.relativePath',
          property,
          `'containerPath' of container '${name}' must be absolute, got '${path}': Docker refuses to create the container`,
          name,
        ),
      );
    }
    const normal = path.replace(/(?<=.)[/\\]+$/, '');
    if (taken.has(normal)) {
      findings.push(
        refusal(
          'Volumes.pathTaken',
          property,
          `'containerPath' must be unique in container '${name}', got '${normal}' twice: Docker refuses to create the container; mount one of them elsewhere`,
          name,
        ),
      );
    }
    taken.add(normal);
  };
  entries(properties.MountPoints).forEach(([mount, index]) =>
    check(mount.ContainerPath, `MountPoints.${index}.ContainerPath`),
  );
  entries(record(properties.LinuxParameters).Tmpfs).forEach(([tmpfs, index]) =>
    check(tmpfs.ContainerPath, `LinuxParameters.Tmpfs.${index}.ContainerPath`),
  );
  return findings;
}

function volumesFromFindings(task: TaskView, containers: readonly ContainerView[]): LocatedFinding[] {
  if (!containerNamesKnown(task)) {
    return [];
  }
  const names = new Set(containers.map(({ name }) => name));
  return containers.flatMap(({ name, properties }) =>
    entries(properties.VolumesFrom).flatMap(([from, index]) => {
      const source = text(from.SourceContainer);
      return source === undefined || names.has(source)
        ? []
        : [
            refusal(
              'Volumes.missingContainer',
              `VolumesFrom.${index}.SourceContainer`,
              `container '${name}' takes volumes from '${source}', the task has ${[...names].join(', ')}${inEcsWords(`Invalid 'volumesFrom' setting. Unknown container: '${source}'`)}`,
              name,
            ),
          ];
    }),
  );
}
