import { Finding } from '../../internal/finding';
import { TaskView, runsOn } from '../../internal/task-view';
import { flag, text } from '../../internal/template-value';
import { LocatedFinding, caution } from '../private/located-finding';
import { entries, isSet, knownContainers, literal } from '../private/task-reading';

/** The sockets of container runtimes: they give root on the instance, mounted read-only too. */
const SOCKETS = /^\/(var\/)?run(\/(docker\.sock|docker|(containerd|crio|podman)(\/.*)?))?\/?$/;

/** Host directories whose contents decide what the host runs or who may log in. */
const SENSITIVE =
  /^\/(bin|boot|dev|etc|home|lib|lib64|proc|root|sbin|sys|usr|var\/lib\/(docker|containerd|ecs|kubelet))?(\/.*)?$/;

/**
 * Finds settings that give a container the instance. Legal on instances, and worth one visible line; the NIST pack
 * covers the rest.
 */
export function hostAccessFindings(task: TaskView): Finding[] {
  const findings: LocatedFinding[] = [];
  if (text(task.properties.IpcMode) === 'host' && !runsOn(task, 'FARGATE')) {
    findings.push(
      caution(
        'HostAccess.ipcMode',
        'IpcMode',
        "'ipcMode' host lets the containers read shared memory of every process on the instance; use 'task'",
      ),
    );
  }
  const paths = new Map<string, string>();
  for (const [volume] of entries(task.properties.Volumes)) {
    const source = literal((volume.Host as { SourcePath?: unknown } | undefined)?.SourcePath);
    const name = text(volume.Name);
    if (source !== undefined && name !== undefined) {
      paths.set(name, source);
    }
  }
  for (const { name, properties } of knownContainers(task)) {
    if (flag(properties.Privileged) === true && !runsOn(task, 'FARGATE')) {
      findings.push(
        caution(
          'HostAccess.privileged',
          'Privileged',
          `'privileged' of container '${name}' makes it root on the instance, other tasks and their roles included; add the capabilities it needs instead`,
          name,
        ),
      );
    }
    for (const [mount, index] of entries(properties.MountPoints)) {
      const source = paths.get(text(mount.SourceVolume) ?? '');
      const finding = source === undefined ? undefined : mountFinding(source, mount, name, `MountPoints.${index}`);
      if (finding !== undefined) {
        findings.push(finding);
      }
    }
  }
  return findings;
}

function mountFinding(
  source: string,
  mount: Readonly<Record<string, unknown>>,
  name: string,
  property: string,
): LocatedFinding | undefined {
  if (SOCKETS.test(source)) {
    return caution(
      'HostAccess.runtimeSocket',
      property,
      `container '${name}' mounts '${source}' of the host, which may hold the container runtime's socket: any process that writes to it is root on the instance, also through a read-only mount; use ECS_CONTAINER_METADATA_URI_V4 or the ECS API instead`,
      name,
    );
  }
  // A value known only at deployment may well be read-only.
  const writable = !isSet(mount.ReadOnly) ? mount.ReadOnly === undefined : flag(mount.ReadOnly) === false;
  return writable && SENSITIVE.test(source)
    ? caution(
        'HostAccess.writableHostPath',
        `${property}.ReadOnly`,
        `container '${name}' may write '${source}' of the host: what it writes there can run as root on the instance; set 'readOnly' or mount a directory of its own`,
        name,
      )
    : undefined;
}
