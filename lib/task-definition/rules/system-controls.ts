import { error, Finding, warning } from '../../internal/finding';
import { ContainerView, runsOn, TaskView } from '../../internal/task-view';
import { isUnknown, items, number, record, text } from '../../internal/template-value';
import { settingFindings } from '../private/system-control-findings';
import { isNetworkName, Setting } from '../private/system-control-names';
import { parseNumbers, parsePorts, PORT_RANGE, RESERVED_PORTS, within } from '../private/system-control-values';

/** A setting on a container. */
interface ContainerSetting extends Setting {
  readonly container: string;
}

/**
 * Names that a socket takes when it begins to listen (`listen`) or when it is made (`socket`): what a container that
 * starts first has taken stays, whatever another container sets later. All other names hold from the moment they are set.
 *
 * Remembered from the kernel's sources, so they only warn.
 */
const TAKEN_EARLY: { readonly [name: string]: 'listen' | 'socket' } = {
  'net.core.somaxconn': 'listen',
  'net.ipv4.ip_unprivileged_port_start': 'listen',
  'net.ipv4.tcp_congestion_control': 'socket',
  'net.ipv4.tcp_fastopen': 'listen',
  'net.ipv4.tcp_rmem': 'socket',
  'net.ipv4.tcp_wmem': 'socket',
  'net.ipv6.bindv6only': 'socket',
  'net.mptcp.enabled': 'socket',
  'net.unix.max_dgram_qlen': 'socket',
};

/** Lowest port that the kernel gives to outgoing connections unless told otherwise (Linux 5.10 to 6.18). */
const INITIAL_LOWEST_PORT = 32768n;

/** Kernel parameters of a finished task definition that ECS refuses, that keep a container from starting, or that hurt. */
export function systemControlFindings(task: TaskView): Finding[] {
  const settings = task.containers.flatMap(readSettings);
  if (settings.length === 0) {
    return task.containers.flatMap(incompleteFindings);
  }
  if (task.operatingSystem === 'WINDOWS') {
    return [...new Set(settings.map(({ container }) => container))].map((container) =>
      error(
        'SystemControls.windows',
        `'systemControls' of container '${container}' are kernel parameters of Linux, and the task runs on Windows; leave them out`,
        container,
      ),
    );
  }
  return [
    ...task.containers.flatMap(incompleteFindings),
    ...duplicateFindings(settings),
    ...hostNamespaceFindings(task, settings),
    ...namespaceFindings(
      task,
      settings.filter(({ name }) => isNetworkName(name)),
      sharesNetwork(task),
    ),
    ...namespaceFindings(
      task,
      settings.filter(({ name }) => !isNetworkName(name)),
      task.ipcMode === 'task',
    ),
    ...(sharesNetwork(task) ? startOrderFindings(task, settings) : []),
    ...portClashFindings(task, settings),
  ];
}

/** In `awsvpc` all containers live in the network of the task; Fargate knows nothing else. */
function sharesNetwork(task: TaskView): boolean {
  return task.networkMode === 'awsvpc' || (task.networkMode === undefined && runsOn(task, 'FARGATE'));
}

/** The settings of a container as far as they are known: names that are tokens are left out, values may be unknown. */
function readSettings(container: ContainerView): ContainerSetting[] {
  return items(container.properties.SystemControls).flatMap((item) => {
    const { Namespace, Value } = record(item);
    const name = text(Namespace);
    return name === undefined || name === '' ? [] : [{ name, container: container.name, ...valueOf(Value) }];
  });
}

function valueOf(value: unknown): { value?: string } {
  const known = text(value);
  return known === undefined || known === '' ? {} : { value: known };
}

function incompleteFindings(container: ContainerView): Finding[] {
  return items(container.properties.SystemControls).flatMap((item, index) => {
    const { Namespace, Value } = record(item);
    if (isUnknown(item)) {
      return [];
    }
    const where = `'systemControls' of container '${container.name}'`;
    if (isNothing(Namespace)) {
      return [
        error(
          'SystemControls.missingName',
          `${where} has no name ('Namespace') in item ${index + 1}; name the kernel parameter or remove the item`,
          container.name,
        ),
      ];
    }
    return isNothing(Value)
      ? [
          error(
            'SystemControls.missingValue',
            `${where} sets '${text(Namespace) ?? `item ${index + 1}`}' to nothing ('Value'); give a value or remove the item`,
            container.name,
          ),
        ]
      : [];
  });
}

function isNothing(value: unknown): boolean {
  return !isUnknown(value) && (text(value) ?? '') === '';
}

function duplicateFindings(settings: readonly ContainerSetting[]): Finding[] {
  return settings
    .filter((setting, index) => settings.findIndex((other) => isSame(other, setting)) < index)
    .filter((setting, index, repeated) => repeated.findIndex((other) => isSame(other, setting)) === index)
    .map(({ name, container }) =>
      error(
        'SystemControls.duplicateName',
        `'systemControls' of container '${container}' sets '${name}' more than once; keep one of them`,
        container,
      ),
    );
}

function isSame(one: ContainerSetting, other: ContainerSetting): boolean {
  return one.name === other.name && one.container === other.container;
}

/** A namespace that is the host's cannot be written by a container. */
function hostNamespaceFindings(task: TaskView, settings: readonly ContainerSetting[]): Finding[] {
  return settings.flatMap(({ name, container }) => {
    const network = isNetworkName(name);
    const mode = network ? task.networkMode : task.ipcMode;
    if (mode !== 'host') {
      return [];
    }
    const prop = network ? 'networkMode' : 'ipcMode';
    return [
      error(
        network ? 'SystemControls.hostNetwork' : 'SystemControls.hostIpc',
        `'systemControls' of container '${container}' sets '${name}' although the task has '${prop}' 'host'; set it on the ` +
          `host (user data of the EC2 instances), or use another '${prop}'`,
        container,
      ),
    ];
  });
}

/** Checks the settings of one kind by the namespaces that they end in: the task's, or each container's own. */
function namespaceFindings(task: TaskView, settings: readonly ContainerSetting[], shared: boolean): Finding[] {
  const startedByDocker = !runsOn(task, 'FARGATE') && !runsOn(task, 'MANAGED_INSTANCES');
  if (!shared) {
    return task.containers.flatMap(({ name }) =>
      settingFindings(firstOfEach(settings.filter(({ container }) => container === name)), startedByDocker),
    );
  }
  return [...conflictFindings(settings), ...settingFindings(firstOfEach(settings), startedByDocker)];
}

/** Each name with each of its values once: what is repeated on several containers is checked once. */
function firstOfEach(settings: readonly ContainerSetting[]): ContainerSetting[] {
  return settings.filter(
    (setting, index) =>
      settings.findIndex((other) => other.name === setting.name && plain(other) === plain(setting)) === index,
  );
}

/** The last container to start decides for all: two values are a lottery. */
function conflictFindings(settings: readonly ContainerSetting[]): Finding[] {
  return settings.flatMap((setting, index) => {
    const first = settings.find(({ name, value }) => name === setting.name && value !== undefined);
    return first === undefined ||
      settings.indexOf(first) >= index ||
      first.container === setting.container ||
      setting.value === undefined ||
      plain(first) === plain(setting)
      ? []
      : [
          error(
            'SystemControls.conflict',
            `'systemControls' sets '${setting.name}' to '${first.value}' on container '${first.container}' and to ` +
              `'${setting.value}' on container '${setting.container}', which share one ` +
              `${isNetworkName(setting.name) ? 'network' : 'IPC'} namespace: the container that starts last decides for ` +
              'both; set one value on all of them',
            setting.container,
          ),
        ];
  });
}

/** The value with single spaces: `1024 65000` however it is written. */
function plain({ value }: Setting): string | undefined {
  return value?.trim().replace(/\s+/g, ' ');
}

/** A container that may start before the one with the setting keeps what its sockets took before. */
function startOrderFindings(task: TaskView, settings: readonly ContainerSetting[]): Finding[] {
  const reported = new Set<string>();
  return settings.flatMap((setting) => {
    const taken = TAKEN_EARLY[setting.name];
    const setters = settings.filter(({ name }) => name === setting.name).map(({ container }) => container);
    const early = task.containers.filter(
      (container) =>
        !setters.includes(container.name) &&
        !setters.some((setter) => waitsFor(task, container.name, setter)) &&
        (taken === 'socket' || items(container.properties.PortMappings).length > 0),
    );
    if (taken === undefined || early.length === 0 || reported.has(setting.name)) {
      return [];
    }
    reported.add(setting.name);
    const names = early.map(({ name }) => `'${name}'`).join(', ');
    return [
      warning(
        'SystemControls.startOrder',
        `'systemControls' of container '${setting.container}' sets '${setting.name}' for the whole task, but ${names} may ` +
          `start earlier, and what ${taken === 'listen' ? 'already listens' : 'sockets are open by then'} keeps the ` +
          `kernel's own value; set it on every container, or let ${names} depend on '${setting.container}'`,
        setting.container,
      ),
    ];
  });
}

/** Whether the container starts only after the other, by `DependsOn` directly or through others. */
function waitsFor(task: TaskView, container: string, other: string, seen: readonly string[] = []): boolean {
  const view = task.containers.find(({ name }) => name === container);
  const before = items(view?.properties.DependsOn)
    .map((dependency) => text(record(dependency).ContainerName))
    .filter((name) => name !== undefined && !seen.includes(name)) as string[];
  return before.some((name) => name === other || waitsFor(task, name, other, [...seen, container]));
}

/** A wider port range may give the port of a server to an outgoing connection before the server listens. */
function portClashFindings(task: TaskView, settings: readonly ContainerSetting[]): Finding[] {
  const shared = sharesNetwork(task);
  return settings
    .filter(({ name }) => name === PORT_RANGE)
    .filter((_, index) => !shared || index === 0)
    .flatMap((range) => {
      const [low, high] = parseNumbers(range.value) ?? [];
      if (low === undefined || high === undefined || low >= INITIAL_LOWEST_PORT) {
        return [];
      }
      const inNamespace = ({ container }: { readonly container: string }): boolean =>
        shared || container === range.container;
      const reservedSetting = settings.find((setting) => setting.name === RESERVED_PORTS && inNamespace(setting));
      if (reservedSetting !== undefined && reservedSetting.value === undefined) {
        return [];
      }
      const reserved = parsePorts(reservedSetting?.value ?? '') ?? [];
      const open = task.containers
        .filter(({ name }) => inNamespace({ container: name }))
        .flatMap(({ properties }) => items(properties.PortMappings))
        .map((mapping) => number(record(mapping).ContainerPort))
        .filter((port): port is number => port !== undefined && Number.isInteger(port))
        .filter((port) => within(BigInt(port), { low, high: INITIAL_LOWEST_PORT - 1n }))
        .filter((port) => within(BigInt(port), { low, high }) && !reserved.some((span) => within(BigInt(port), span)))
        .sort((one, other) => one - other);
      const ports = [...new Set(open)].join(',');
      return open.length === 0
        ? []
        : [
            warning(
              'SystemControls.portClash',
              `'systemControls' of container '${range.container}' sets '${range.name}' to '${range.value}', which includes ` +
                `the container port ${ports}: an outgoing connection may hold it when the container starts to listen, ` +
                `which then fails; reserve it with '${RESERVED_PORTS}': '${ports}'`,
              range.container,
            ),
          ];
    });
}
