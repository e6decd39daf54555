import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { isUnknown, items, number, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, isSet, knownContainers, literal } from '../private/task-reading';

/** Host ports that ECS and Docker keep for themselves on an instance. ECS API reference, read 2026-11-20. */
const RESERVED_HOST_PORTS = new Set([22, 2375, 2376, 51678, 51679, 51680]);

/**
 * The highest port. ECS checks it of host ports, where 0 is as good as none (amazon-ecs-agent#3584), and refuses a container
 * port that it cannot read, or that is not there (aws-cli#7288), with the words of aws-cdk#8762. Read 2026-11-29.
 */
const HIGHEST_PORT = 65535;

/** Fixed ports of one protocol that an instance may have: 100, of which six of TCP are its own. Read 2026-11-28. */
const MOST_HOST_PORTS: Readonly<Record<string, number>> = { tcp: 100 - RESERVED_HOST_PORTS.size, udp: 100 };

/** One mapping: the ports that it takes, and where it stands. */
interface PortUse {
  readonly first: number;
  readonly last: number;
  readonly range: boolean;
  readonly hostPort?: number;
  readonly protocol: string;
  readonly container: string;
  readonly property: string;
}

/** Port mappings that cannot be, and that take each other's ports or names. */
export function portFindings(task: TaskView): Finding[] {
  const findings: LocatedFinding[] = [];
  const uses: PortUse[] = [];
  const names = new Map<string, string>();
  for (const { name: container, properties } of knownContainers(task)) {
    for (const [mapping, index] of entries(properties.PortMappings)) {
      if (isUnknown(items(properties.PortMappings)[index])) {
        continue;
      }
      const property = `PortMappings.${index}`;
      findings.push(...mappingFindings(mapping, property, container, task.networkMode));
      findings.push(...nameFindings(mapping, property, container, names));
      const use = portUse(mapping, property, container);
      if (use !== undefined) {
        uses.push(use);
      }
    }
  }
  return [...findings, ...clashFindings(uses, task.networkMode), ...hostPortFindings(uses, task.networkMode)];
}

function mappingFindings(
  mapping: Readonly<Record<string, unknown>>,
  property: string,
  container: string,
  networkMode?: string,
): LocatedFinding[] {
  const findings: LocatedFinding[] = numberFindings(mapping, property, container);
  const range = literal(mapping.ContainerPortRange);
  if (networkMode === 'none') {
    findings.push(
      refusal(
        'Ports.noNetwork',
        property,
        `'portMappings' of container '${container}' must be empty in network mode none; remove them or use another mode`,
        container,
      ),
    );
  }
  if (range === undefined) {
    return findings;
  }
  if (parseRange(range) === undefined) {
    findings.push(
      refusal(
        'Ports.range',
        `${property}.ContainerPortRange`,
        `'containerPortRange' of container '${container}' must read 'low-high' with 1 <= low < high <= ${HIGHEST_PORT}, got '${range}'${inEcsWords("Invalid 'containerPortRange' setting")}`,
        container,
      ),
    );
  }
  if (isSet(mapping.ContainerPort) || isSet(mapping.HostPort)) {
    findings.push(
      refusal(
        'Ports.rangeAndPort',
        property,
        `'containerPortRange' of container '${container}' must stand alone, got a single port beside it; use two mappings${inEcsWords('cannot specify both single port and port range')}`,
        container,
      ),
    );
  }
  if (networkMode === 'host') {
    findings.push(
      refusal(
        'Ports.rangeOnHost',
        `${property}.ContainerPortRange`,
        `'containerPortRange' of container '${container}' needs network mode bridge or awsvpc, got host`,
        container,
      ),
    );
  }
  return findings;
}

/** Ports that are no port. */
function numberFindings(
  mapping: Readonly<Record<string, unknown>>,
  property: string,
  container: string,
): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const containerPort = number(mapping.ContainerPort);
  const hostPort = number(mapping.HostPort);
  if (containerPort !== undefined && containerPort !== 0 && !isPort(containerPort)) {
    findings.push(
      refusal(
        'Ports.containerPort',
        `${property}.ContainerPort`,
        `'containerPort' of container '${container}' must be a whole number from 1 to ${HIGHEST_PORT}, got ${containerPort}${inEcsWords(`Invalid 'containerPort' setting for container '${container}'`)}`,
        container,
      ),
    );
  }
  if (mapping.ContainerPort === undefined && mapping.ContainerPortRange === undefined) {
    findings.push(
      refusal(
        'Ports.containerPort',
        property,
        `a port mapping of container '${container}' must have a 'containerPort' or a 'containerPortRange', got neither; give one, or leave the mapping out${inEcsWords(`Invalid 'containerPort' setting for container '${container}'`)}`,
        container,
      ),
    );
  }
  if (containerPort === 0 && mapping.ContainerPortRange === undefined) {
    findings.push(
      caution(
        'Ports.containerPortZero',
        `${property}.ContainerPort`,
        `'containerPort' of container '${container}' is 0, on which nothing can listen; give the port, or a 'containerPortRange' in its place`,
        container,
      ),
    );
  }
  if (hostPort !== undefined && hostPort !== 0 && !isPort(hostPort)) {
    findings.push(
      refusal(
        'Ports.hostPort',
        `${property}.HostPort`,
        `'hostPort' of container '${container}' must be a whole number from 0 to ${HIGHEST_PORT}, got ${hostPort}; leave it out to get a free one`,
        container,
      ),
    );
  }
  return findings;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= HIGHEST_PORT;
}

function nameFindings(
  mapping: Readonly<Record<string, unknown>>,
  property: string,
  container: string,
  names: Map<string, string>,
): LocatedFinding[] {
  const name = literal(mapping.Name);
  if (name === undefined) {
    return [];
  }
  const findings: LocatedFinding[] = [];
  const owner = names.get(name);
  if (owner !== undefined) {
    findings.push(
      refusal(
        'Ports.duplicateName',
        `${property}.Name`,
        `'name' of a port mapping must be unique in the task, got '${name}' in containers '${owner}' and '${container}'${inEcsWords('port mapping name is already used')}`,
        container,
      ),
    );
  }
  if (!/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name)) {
    findings.push(
      refusal(
        'Ports.name',
        `${property}.Name`,
        `'name' of a port mapping of container '${container}' must be up to 64 of a-z, 0-9, '_' and '-', not starting with '-', got '${name}'`,
        container,
      ),
    );
  }
  names.set(name, owner ?? container);
  return findings;
}

/** Neighbours in port order that overlap: in awsvpc and host mode all of them, in bridge mode only ranges do harm. */
function clashFindings(uses: readonly PortUse[], networkMode?: string): LocatedFinding[] {
  const shared = networkMode === 'awsvpc' || networkMode === 'host';
  const findings: LocatedFinding[] = [];
  const widest = new Map<string, PortUse>();
  const relevant = shared ? uses : uses.filter(({ range }) => range);
  for (const use of [...relevant].sort((a, b) => a.first - b.first || a.last - b.last)) {
    const other = widest.get(use.protocol);
    if (other !== undefined && use.first <= other.last) {
      findings.push(
        refusal(
          'Ports.clash',
          use.property,
          `container port ${portText(use)} of '${use.container}' is taken by ${other.container === use.container ? 'another mapping of it' : `container '${other.container}'`} (${portText(other)}): change one of them${inEcsWords('container port is used multiple times in task')}`,
          use.container,
        ),
      );
    }
    if (other === undefined || use.last > other.last) {
      widest.set(use.protocol, use);
    }
  }
  return findings;
}

function hostPortFindings(uses: readonly PortUse[], networkMode?: string): LocatedFinding[] {
  if (networkMode !== 'bridge' && networkMode !== 'host') {
    return [];
  }
  const findings: LocatedFinding[] = [];
  const taken = new Map<string, string>();
  for (const { container, property, protocol, hostPort, first, range } of uses) {
    const port = networkMode === 'host' && !range ? first : hostPort;
    if (port === undefined || port === 0) {
      continue;
    }
    if (RESERVED_HOST_PORTS.has(port)) {
      findings.push(
        caution(
          'Ports.reservedHostPort',
          property,
          `host port ${port} of container '${container}' is kept by ECS, Docker or SSH on every instance: no instance can take the task; use another, or none in network mode bridge`,
          container,
        ),
      );
    }
    const key = `${port}/${protocol}`;
    const owner = taken.get(key);
    if (owner !== undefined && networkMode === 'bridge') {
      findings.push(
        refusal(
          'Ports.hostPortClash',
          `${property}.HostPort`,
          `host port ${key} of container '${container}' is taken by ${owner === container ? 'another mapping of it' : `container '${owner}'`}; leave 'hostPort' out to get a free one`,
          container,
        ),
      );
    }
    taken.set(key, owner ?? container);
  }
  for (const [protocol, most] of Object.entries(MOST_HOST_PORTS)) {
    const count = [...taken.keys()].filter((key) => key.endsWith(`/${protocol}`)).length;
    if (count > most) {
      findings.push(
        refusal(
          'Ports.tooManyHostPorts',
          'ContainerDefinitions',
          `the containers take ${count} fixed host ports of ${protocol.toUpperCase()}, and an instance has ${most} for tasks, so none can take the task; leave 'hostPort' out to get free ones, which do not count, or use network mode awsvpc`,
        ),
      );
    }
  }
  return findings;
}

function portUse(mapping: Readonly<Record<string, unknown>>, property: string, container: string): PortUse | undefined {
  const protocol = mapping.Protocol === undefined ? 'tcp' : text(mapping.Protocol)?.toLowerCase();
  if (protocol === undefined) {
    return undefined;
  }
  const common = { protocol, container, property, hostPort: number(mapping.HostPort) };
  const range = parseRange(text(mapping.ContainerPortRange));
  if (range !== undefined) {
    return { ...common, ...range, range: true };
  }
  const port = number(mapping.ContainerPort);
  return port === undefined ? undefined : { ...common, first: port, last: port, range: false };
}

function parseRange(range: string | undefined): { first: number; last: number } | undefined {
  const match = range === undefined ? null : /^(\d+)-(\d+)$/.exec(range);
  if (match === null) {
    return undefined;
  }
  const [first, last] = [Number(match[1]), Number(match[2])];
  return first >= 1 && first < last && last <= HIGHEST_PORT ? { first, last } : undefined;
}

function portText({ first, last, protocol }: PortUse): string {
  return `${first === last ? first : `${first}-${last}`}/${protocol}`;
}
