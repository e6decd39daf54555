import { Finding } from '../../internal/finding';
import { ContainerView, TaskView } from '../../internal/task-view';
import { flag, number, record, text } from '../../internal/template-value';
import { LocatedFinding, inEcsWords, refusal } from '../private/located-finding';
import { containerNamesKnown, entries, hasItems, isSet, knownContainers } from '../private/task-reading';

/** Container settings that a task with its own network interface cannot have. */
const REFUSED: readonly (readonly [string, string, string, string | undefined])[] = [
  [
    'Hostname',
    'hostname',
    'remove it: the interface brings its own name',
    'hostname is not supported on container when networkMode=awsvpc',
  ],
  [
    'DnsServers',
    'dnsServers',
    "remove them: the task uses the VPC's resolver",
    'DNS servers are not supported on container when networkMode=awsvpc',
  ],
  ['DnsSearchDomains', 'dnsSearchDomains', "remove them: the task uses the VPC's resolver", undefined],
  [
    'ExtraHosts',
    'extraHosts',
    'remove them and use a private hosted zone or Service Connect',
    'Extra hosts are not supported on container when networkMode=awsvpc',
  ],
  [
    'DisableNetworking',
    'disableNetworking',
    'remove it: containers of the task share one network',
    'Disable Networking is not supported on container when networkMode=awsvpc',
  ],
  [
    'Links',
    'links',
    'remove them: containers of the task reach each other on localhost',
    'Links are not supported when networkMode=awsvpc',
  ],
];

/** Finds container settings that the network mode rules out, and the App Mesh proxy that only awsvpc has. */
export function awsvpcFindings(task: TaskView): Finding[] {
  const containers = knownContainers(task);
  const mode = task.networkMode;
  return [
    ...(mode === 'awsvpc' ? containers.flatMap(refusedFindings) : []),
    ...(mode === 'host' || mode === 'none' ? containers.flatMap((container) => linkFindings(container, mode)) : []),
    ...(mode === 'awsvpc' || mode === 'host'
      ? containers.flatMap((container) => hostPortFindings(container, mode))
      : []),
    ...proxyFindings(task),
  ];
}

function refusedFindings({ name, properties }: ContainerView): LocatedFinding[] {
  return REFUSED.filter(([property]) => isUsed(properties[property])).map(([property, written, remedy, words]) =>
    refusal(
      `Awsvpc.${written}`,
      property,
      `'${written}' of container '${name}' must not be set in network mode awsvpc; ${remedy}${words ? inEcsWords(words) : ''}`,
      name,
    ),
  );
}

function isUsed(value: unknown): boolean {
  return Array.isArray(value) ? hasItems(value) : (flag(value) ?? isSet(value));
}

function linkFindings({ name, properties }: ContainerView, mode: string): LocatedFinding[] {
  return hasItems(properties.Links)
    ? [
        refusal(
          'Awsvpc.links',
          'Links',
          `'links' of container '${name}' need network mode bridge, got ${mode}; remove them`,
          name,
        ),
      ]
    : [];
}

function hostPortFindings({ name, properties }: ContainerView, mode: string): LocatedFinding[] {
  return entries(properties.PortMappings).flatMap(([mapping, index]) => {
    const containerPort = number(mapping.ContainerPort);
    const hostPort = number(mapping.HostPort);
    return containerPort === undefined || hostPort === undefined || hostPort === 0 || hostPort === containerPort
      ? []
      : [
          refusal(
            'Awsvpc.hostPort',
            `PortMappings.${index}.HostPort`,
            `'hostPort' of container '${name}' must equal its 'containerPort' ${containerPort} in network mode ${mode}, got ${hostPort}; leave it out${mode === 'host' ? inEcsWords('When networkMode=host, the host ports and container ports in port mappings must match') : ''}`,
            name,
          ),
        ];
  });
}

function proxyFindings(task: TaskView): LocatedFinding[] {
  const { ProxyConfiguration } = task.properties;
  if (!isSet(ProxyConfiguration)) {
    return [];
  }
  const findings: LocatedFinding[] = [];
  if (task.networkMode !== undefined && task.networkMode !== 'awsvpc') {
    findings.push(
      refusal(
        'Awsvpc.proxyConfiguration',
        'ProxyConfiguration',
        `'proxyConfiguration' needs network mode awsvpc, got ${task.networkMode}${inEcsWords('APPMESH proxy configuration is only supported in networkMode=awsvpc')}`,
      ),
    );
  }
  const proxy = text(record(ProxyConfiguration).ContainerName);
  if (proxy !== undefined && containerNamesKnown(task) && !task.containers.some(({ name }) => name === proxy)) {
    findings.push(
      refusal(
        'Awsvpc.proxyContainer',
        'ProxyConfiguration.ContainerName',
        `'proxyConfiguration.containerName' must name a container of the task, got '${proxy}'${inEcsWords(`Proxy container [${proxy}] does not exist`)}`,
      ),
    );
  }
  return findings;
}
