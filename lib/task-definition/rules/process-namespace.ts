import { Finding, error, warning } from '../../internal/finding';
import { ContainerView, TaskView, runsOn } from '../../internal/task-view';
import { items, record, text } from '../../internal/template-value';

/*
 * What `pidMode` and `ipcMode` allow and expose. Rules and messages of the service: ECS API reference, RegisterTaskDefinition (pidMode,
 * ipcMode). What one container can read of another was measured with runc and Docker's default capabilities, 2026-11-20:
 * equal uid reads /proc/<pid>/{environ,root,cwd,maps} without any capability, root reads others only with SYS_PTRACE,
 * SYS_PTRACE given to a non-root container changes nothing.
 */

/** Faults and dangers of a task definition's process namespace. */
export function processNamespaceFindings(task: TaskView): Finding[] {
  if (task.pidMode === undefined) {
    return [];
  }
  return [...modeFindings(task), ...(task.pidMode === 'task' ? exposureFindings(task) : [])];
}

function modeFindings(task: TaskView): Finding[] {
  const { pidMode } = task;
  if (pidMode !== 'task' && pidMode !== 'host') {
    return [
      error(
        'ProcessNamespace.mode',
        `'pidMode' must be task or host, got ${pidMode}; leave it out for a namespace per container`,
      ),
    ];
  }
  if (task.operatingSystem === 'WINDOWS') {
    return [
      error(
        'ProcessNamespace.windows',
        `'pidMode' must be left out for Windows containers, got ${pidMode}; Windows has no shared process namespace`,
      ),
    ];
  }
  if (pidMode === 'task') {
    return [];
  }
  return [
    ...(runsOn(task, 'FARGATE')
      ? [
          error(
            'ProcessNamespace.hostOnFargate',
            "'pidMode' of a task that may run on Fargate must be task or left out, got host; use ProcessNamespace.sharedByTask(), or take FARGATE out of the compatibilities",
          ),
        ]
      : []),
    warning(
      'ProcessNamespace.host',
      "'pidMode' is host: the containers see every process of the instance, of other tasks too; use ProcessNamespace.sharedByTask(), or ProcessNamespace.sharedWithHost(reason) with the reason for it",
    ),
  ];
}

function exposureFindings({ containers }: TaskView): Finding[] {
  return [...containers.flatMap(ptraceFindings), ...observersFindings(containers), ...sharedUserFindings(containers)];
}

/** Each that may trace may read and change the other. */
function observersFindings(containers: readonly ContainerView[]): Finding[] {
  const observers = containers.filter((container) => hasPtrace(container) && uidOf(container) === ROOT);
  return observers.length > 1
    ? [
        warning(
          'ProcessNamespace.severalObservers',
          `containers ${observers.map(({ name }) => `'${name}'`).join(', ')} share a process namespace and each may trace all others (root with SYS_PTRACE); leave the capability to one observer`,
        ),
      ]
    : [];
}

function ptraceFindings(container: ContainerView): Finding[] {
  return hasPtrace(container) && uidOf(container) !== ROOT
    ? [
        warning(
          'ProcessNamespace.ptraceWithoutRoot',
          `SYS_PTRACE of container '${container.name}' has no effect while its 'user' is ${text(container.properties.User)}; run the observer as root ('user' 0), or drop the capability`,
          container.name,
        ),
      ]
    : [];
}

/** One finding for each group of containers that run as one user. */
function sharedUserFindings(containers: readonly ContainerView[]): Finding[] {
  const byUser = new Map<string, ContainerView[]>();
  for (const container of containers) {
    const user = uidOf(container);
    if (user !== undefined) {
      byUser.set(user, [...(byUser.get(user) ?? []), container]);
    }
  }
  return [...byUser]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([user, sharing]) => {
      const names = sharing.map(({ name }) => `'${name}'`).join(', ');
      const who = user === ROOT ? "root (no 'user' means the image's, usually root)" : `user ${user}`;
      const secret = sharing.filter(({ properties }) => items(properties.Secrets).length > 0);
      const remedy = "give each container a 'user' of its own, such as '10001' and '10002'";
      return secret.length > 0
        ? warning(
            'ProcessNamespace.sharedSecrets',
            `containers ${names} share a process namespace and run as ${who}, so each can read the secrets injected into ${secret.map(({ name }) => `'${name}'`).join(', ')}, without any capability; ${remedy}`,
          )
        : warning(
            'ProcessNamespace.sharedUser',
            `containers ${names} share a process namespace and run as ${who}, so each can read the environment and the root file system of the others, without any capability; ${remedy}`,
          );
    });
}

const ROOT = '0';

/** The uid or user name; root when nothing is said (images run as root unless they say otherwise), unknown for a token. */
function uidOf({ properties }: ContainerView): string | undefined {
  if (properties.User === undefined) {
    return ROOT;
  }
  const user = text(properties.User)?.split(':')[0];
  return user === 'root' || (user !== undefined && /^0*$/.test(user)) ? ROOT : user;
}

function hasPtrace({ properties }: ContainerView): boolean {
  return items(record(record(properties.LinuxParameters).Capabilities).Add).some((name) => text(name) === 'SYS_PTRACE');
}
