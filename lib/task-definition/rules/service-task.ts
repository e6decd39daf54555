import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { flag, isUnknown, isWhollyKnown, items, number, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { cpuUnitsOf } from '../private/size-text';
import {
  containerNamesKnown,
  entries,
  hasItems,
  isLinux,
  isSet,
  knownContainers,
  platformsKnown,
} from '../private/task-reading';
import { externalServiceFindings } from './external-services';

/** The final properties of an `AWS::ECS::Service`. */
export type ServiceProperties = Readonly<Record<string, unknown>>;

/** Finds contradictions between a service and its task definition. Properties are those of the service. */
export function serviceTaskFindings(service: ServiceProperties, task: TaskView): Finding[] {
  return [
    ...launchFindings(service, task),
    ...externalServiceFindings(service),
    ...platformVersionFindings(service, task),
    ...networkFindings(service, task),
    ...placementFindings(service, task),
    ...graceFindings(service, task),
    ...volumeFindings(service, task),
    ...loadBalancerFindings(service, task),
    ...serviceConnectFindings(service, task),
    ...execFindings(service, task),
  ];
}

function launchFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  if (!platformsKnown(task) || task.platforms.length === 0) {
    return [];
  }
  const findings: LocatedFinding[] = [];
  const can = task.platforms.join(', ');
  const launchType = text(service.LaunchType);
  if (launchType !== undefined && !(task.platforms as readonly string[]).includes(launchType)) {
    findings.push(
      refusal(
        'ServiceTask.launchType',
        'LaunchType',
        `launch type ${launchType} of the service must be one that its task definition is made for, got a task definition for ${can}; change either`,
      ),
    );
  }
  const fargate = entries(service.CapacityProviderStrategy)
    .map(([item]) => text(item.CapacityProvider))
    .filter((provider) => provider === 'FARGATE' || provider === 'FARGATE_SPOT');
  if (fargate.length > 0 && !task.platforms.includes('FARGATE')) {
    findings.push(
      refusal(
        'ServiceTask.capacityProvider',
        'CapacityProviderStrategy',
        `capacity provider ${fargate[0]} of the service needs a task definition for FARGATE, got one for ${can}; change either`,
      ),
    );
  }
  return findings;
}

/** Finds features that a Fargate platform version below 1.4.0 does not have. ECS developer guide, read 2026-11-20. */
function platformVersionFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  const version = text(service.PlatformVersion);
  const match = /^(\d+)\.(\d+)\.\d+$/.exec(version ?? '');
  if (match === null || !isLinux(task) || Number(match[1]) > 1 || Number(match[2]) >= 4) {
    return [];
  }
  const containers = knownContainers(task);
  const uses: readonly (readonly [boolean, string])[] = [
    [entries(task.properties.Volumes).some(([volume]) => isSet(volume.EFSVolumeConfiguration)), 'an EFS volume'],
    [entries(task.properties.Volumes).some(([volume]) => flag(volume.ConfiguredAtLaunch) === true), 'an EBS volume'],
    [task.pidMode !== undefined, "'pidMode'"],
    [containers.some(({ properties }) => hasItems(properties.SystemControls)), "'systemControls'"],
    [isSet(task.properties.EphemeralStorage), "'ephemeralStorage'"],
    [
      containers.some(({ properties }) => hasItems(record(record(properties.LinuxParameters).Capabilities).Add)),
      "'capabilities.add'",
    ],
    [containers.some(({ properties }) => hasItems(properties.EnvironmentFiles)), "'environmentFiles'"],
    [(cpuUnitsOf(task.properties.Cpu) ?? 0) >= 8192, '8 vCPU or more'],
  ];
  const spot = entries(service.CapacityProviderStrategy).some(
    ([item]) => text(item.CapacityProvider) === 'FARGATE_SPOT',
  );
  const arm = text(record(task.properties.RuntimePlatform).CpuArchitecture) === 'ARM64';
  const used = [...uses, [spot && arm, 'ARM64 on Fargate Spot'] as const]
    .filter(([use]) => use)
    .map(([, name]) => name);
  return used.length === 0
    ? []
    : [
        refusal(
          'ServiceTask.platformVersion',
          'PlatformVersion',
          `'platformVersion' of the service must be 1.4.0 or LATEST, since its task has ${used.join(', ')}, got ${version}`,
        ),
      ];
}

function networkFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  const { DeploymentController } = service;
  const controller = record(DeploymentController).Type ?? 'ECS';
  // With an external controller the task sets have the network configuration.
  const external = isUnknown(DeploymentController) || isUnknown(controller) || controller === 'EXTERNAL';
  if (task.networkMode === undefined || external) {
    return [];
  }
  if (task.networkMode === 'awsvpc' && service.NetworkConfiguration === undefined) {
    return [
      refusal(
        'ServiceTask.networkMissing',
        'NetworkConfiguration',
        "the service must have a network configuration, since its task has network mode awsvpc, got none; set 'vpcSubnets' or 'securityGroups' (CDK), or 'NetworkConfiguration.AwsvpcConfiguration' (template)",
      ),
    ];
  }
  // awslabs/fargatecli#73, and API_AwsVpcConfiguration: required. Read 2026-11-29.
  const { Subnets } = record(record(service.NetworkConfiguration).AwsvpcConfiguration);
  if (task.networkMode === 'awsvpc' && Array.isArray(Subnets) && Subnets.length === 0) {
    return [
      refusal(
        'ServiceTask.subnetsEmpty',
        'NetworkConfiguration.AwsvpcConfiguration.Subnets',
        `'subnets' of the service must name at least one subnet, since its task has network mode awsvpc, got an empty list; choose other 'vpcSubnets'${inEcsWords('subnets can not be empty.')}`,
      ),
    ];
  }
  return task.networkMode !== 'awsvpc' && isSet(task.properties.NetworkMode) && isSet(service.NetworkConfiguration)
    ? [
        refusal(
          'ServiceTask.networkUnused',
          'NetworkConfiguration',
          `the service must not have a network configuration, since its task has network mode ${task.networkMode}; remove it or use awsvpc${inEcsWords('Network Configuration is not valid for the given networkMode of this task definition.')}`,
        ),
      ]
    : [];
}

/** Source: GetSimpl/cloudlift#138, hashicorp/terraform-provider-aws#26337, both with ECS's words. Read 2026-11-29. */
function placementFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  const providers = entries(service.CapacityProviderStrategy).map(([item]) => text(item.CapacityProvider));
  const onFargate =
    text(service.LaunchType) === 'FARGATE' || providers.some((each) => each === 'FARGATE' || each === 'FARGATE_SPOT');
  if (!onFargate || !task.platforms.includes('FARGATE')) {
    return [];
  }
  return (
    [
      ['PlacementConstraints', 'placementConstraints', 'Placement constraints'],
      ['PlacementStrategies', 'placementStrategies', 'Placement strategies'],
    ] as const
  ).flatMap(([property, written, words]) =>
    hasItems(service[property])
      ? [
          refusal(
            'ServiceTask.placement',
            property,
            `'${written}' of the service must not be set on Fargate; remove them: Fargate has no instances to choose from, and spreads over the zones of the subnets by itself${inEcsWords(`${words} are not supported with FARGATE launch type`)}`,
          ),
        ]
      : [],
  );
}

/**
 * A grace period for no health check at all. ECS refused it in 2024 (aws-cloudformation/cfn-lint#3612); CreateService says since
 * that it is unused then, and that it counts for the health checks of containers too. Zero is what ECS itself says of a
 * service without one. Read 2026-11-29.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
function graceFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  const period = number(service.HealthCheckGracePeriodSeconds);
  const { LoadBalancers: balancers, VpcLatticeConfigurations: lattice, DeploymentController: controller } = service;
  const none = balancers === undefined || (Array.isArray(balancers) && balancers.length === 0);
  // Task sets have load balancers of their own.
  const known = controller === undefined || ['ECS', 'CODE_DEPLOY'].includes(text(record(controller).Type) ?? '');
  const unchecked =
    task.containers.length > 0 &&
    knownContainers(task).length === task.containers.length &&
    task.containers.every(({ properties }) => properties.HealthCheck === undefined);
  return period !== undefined && period > 0 && none && known && lattice === undefined && unchecked
    ? [
        caution(
          'ServiceTask.gracePeriod',
          'HealthCheckGracePeriodSeconds',
          `'healthCheckGracePeriod' is ${period} seconds, but the service is behind no load balancer and no container has a health check: it has no effect, or ECS refuses it; leave it out, or give a container a 'healthCheck'`,
        ),
      ]
    : [];
}

function volumeFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const volumes = entries(task.properties.Volumes);
  const atLaunch = new Set(
    volumes.filter(([volume]) => flag(volume.ConfiguredAtLaunch) === true).map(([volume]) => text(volume.Name)),
  );
  const volumesKnown =
    isWhollyKnown(task.properties.Volumes) &&
    volumes.every(([volume]) => !isUnknown(volume.Name) && !isUnknown(volume.ConfiguredAtLaunch));
  const configurations = entries(service.VolumeConfigurations);
  const configured = new Set(configurations.map(([configuration]) => text(configuration.Name)));
  for (const [configuration, index] of configurations) {
    const name = text(configuration.Name);
    const property = `VolumeConfigurations.${index}`;
    if (name !== undefined && volumesKnown && !atLaunch.has(name)) {
      findings.push(
        refusal(
          'ServiceTask.volumeNotInTask',
          `${property}.Name`,
          `the service configures volume '${name}', its task definition has ${atLaunch.size === 0 ? 'none' : [...atLaunch].join(', ')} with 'configuredAtLaunch'; declare and mount it there${inEcsWords(`The volume name '${name}' in your request does not have a matching volume in your Task Definition`)}`,
        ),
      );
    }
    const fileSystem = text(record(configuration.ManagedEBSVolume).FilesystemType)?.toLowerCase();
    const windows = task.operatingSystem === 'WINDOWS';
    if (fileSystem !== undefined && (fileSystem === 'ntfs' ? isLinux(task) : windows)) {
      findings.push(
        refusal(
          'ServiceTask.fileSystemType',
          `${property}.ManagedEBSVolume.FilesystemType`,
          `file system of volume '${name ?? `#${index + 1}`}' must be ${windows ? 'ntfs on Windows' : 'ext3, ext4 or xfs on Linux'}, got ${fileSystem}`,
        ),
      );
    }
  }
  const configuredKnown =
    isWhollyKnown(service.VolumeConfigurations) &&
    configurations.every(([configuration]) => !isUnknown(configuration.Name));
  for (const name of configuredKnown ? atLaunch : []) {
    if (name !== undefined && !configured.has(name)) {
      findings.push(
        refusal(
          'ServiceTask.volumeNotConfigured',
          'VolumeConfigurations',
          `volume '${name}' of the task definition is configured at launch, the service has no configuration for it; call addVolume on the service (CDK), or give its 'VolumeConfigurations' one (template)`,
        ),
      );
    }
  }
  return findings;
}

function loadBalancerFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  return entries(service.LoadBalancers).flatMap(([balancer, index]) => {
    const name = text(balancer.ContainerName);
    const port = number(balancer.ContainerPort);
    if (name === undefined || !containerNamesKnown(task)) {
      return [];
    }
    const container = task.containers.find((candidate) => candidate.name === name);
    if (container === undefined) {
      return [
        refusal(
          'ServiceTask.targetContainer',
          `LoadBalancers.${index}.ContainerName`,
          `a load balancer of the service sends to container '${name}', the task has ${task.containers.map((candidate) => candidate.name).join(', ')}${inEcsWords(`The container ${name} does not exist in the task definition`)}`,
        ),
      ];
    }
    return port === undefined || mayListen(container.properties.PortMappings, port)
      ? []
      : [
          refusal(
            'ServiceTask.targetPort',
            `LoadBalancers.${index}.ContainerPort`,
            `a load balancer of the service sends to port ${port} of container '${name}', which does not map it; add a port mapping${inEcsWords(`The container ${name} did not have a container port ${port} defined`)}`,
          ),
        ];
  });
}

/** Whether the mappings have the port, or may have it once they are known. */
function mayListen(mappings: unknown, port: number): boolean {
  return (
    !isWhollyKnown(mappings) ||
    entries(mappings).some(([mapping]) => {
      const [first, last] = (text(mapping.ContainerPortRange) ?? '').split('-').map(Number);
      return (
        number(mapping.ContainerPort) === port ||
        isUnknown(mapping.ContainerPort) ||
        isUnknown(mapping.ContainerPortRange) ||
        (port >= first && port <= last)
      );
    })
  );
}

function serviceConnectFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  const names = new Set<string>();
  const protocols = new Map<string, unknown>();
  let known = isWhollyKnown(task.properties.ContainerDefinitions);
  for (const { properties } of knownContainers(task)) {
    known &&= isWhollyKnown(properties.PortMappings);
    for (const [mapping] of entries(properties.PortMappings)) {
      known &&= !isUnknown(mapping.Name);
      names.add(text(mapping.Name) ?? '');
      protocols.set(text(mapping.Name) ?? '', mapping.AppProtocol);
    }
  }
  if (!known) {
    return [];
  }
  return items(record(service.ServiceConnectConfiguration).Services).flatMap((item, index) => {
    const { PortName, Timeout } = record(item);
    const name = text(PortName);
    const perRequest = record(Timeout).PerRequestTimeoutSeconds;
    if (name !== undefined && names.has(name) && isSet(perRequest) && protocols.get(name) === undefined) {
      return [
        refusal(
          'ServiceConnect.requestsOfTcp',
          `ServiceConnectConfiguration.Services.${index}.Timeout.PerRequestTimeoutSeconds`,
          `'perRequestTimeout' of Service Connect needs a protocol that has requests, and port '${name}' is plain TCP; give its port mapping an 'appProtocol', or leave the timeout out, 0 too`,
        ),
      ];
    }
    return name === undefined || names.has(name)
      ? []
      : [
          refusal(
            'ServiceTask.portName',
            `ServiceConnectConfiguration.Services.${index}.PortName`,
            `'portMappingName' of Service Connect must name a port mapping of the task, got '${name}'; give a port mapping that 'name'${inEcsWords(`portName(${name}) does not refer to any named PortMapping in the container definitions`)}`,
          ),
        ];
  });
}

/**
 * The paths that the agent of ECS Exec writes to, whatever the root file system is. Source:
 * aws/containers-roadmap#1359, 2026-11.
 */
const WRITTEN_BY_EXEC = ['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm'];

function execFindings(service: ServiceProperties, task: TaskView): LocatedFinding[] {
  if (flag(service.EnableExecuteCommand) !== true || !isLinux(task)) {
    return [];
  }
  const together = task.pidMode === 'task' && task.containers.length > 1;
  const shared = together
    ? [
        caution(
          'ServiceTask.execSharedProcesses',
          'EnableExecuteCommand',
          `ECS Exec is on, and the ${task.containers.length} containers share a process namespace, in which ECS opens sessions into one container only; leave 'pidMode' out, or expect one`,
        ),
      ]
    : [];
  const readOnly = knownContainers(task)
    .filter(
      ({ properties }) => flag(properties.ReadonlyRootFilesystem) === true && isWhollyKnown(properties.MountPoints),
    )
    .flatMap(({ name, properties }) => {
      const mounts = entries(properties.MountPoints).filter(([mount]) => flag(mount.ReadOnly) !== true);
      const known = mounts.every(([mount]) => text(mount.ContainerPath) !== undefined);
      const missing = WRITTEN_BY_EXEC.filter((path) => !mounts.some(([mount]) => text(mount.ContainerPath) === path));
      return known && missing.length > 0
        ? [
            caution(
              'ServiceTask.execReadonlyRoot',
              'EnableExecuteCommand',
              `ECS Exec is on, but container '${name}' has a read-only root and nothing writable at ${missing.join(', ')}, where its agent writes: no session can be opened; mount volumes there, as ExecAccess does, or switch Exec off`,
            ),
          ]
        : [];
    });
  return [...shared, ...readOnly];
}
