import type { Resource } from '../../app-model/resource';
import { GroupView, groupView } from '../../app-model/views/launch';
import { error, Finding, warning } from '../../internal/finding';
import { didYouMean } from '../../internal/did-you-mean';
import { text } from '../../internal/template-value';
import type { CapacityReading, ServiceReading } from '../../app-model/capacity/capacity-reading';
import { HostBoot, hostBootOf, isToml } from '../../app-model/capacity/host-boot';
import { HostImage, hostImageOf } from '../private/host-image';
import { isSpotGroup, typeNamesOf } from '../../app-model/capacity/host-reading';
import { instanceType, instanceTypes } from '../../internal/instance-types';
import { at, LocatedFinding } from './located-finding';

/** A group of hosts with the image and the user data that they start from. */
interface Hosts {
  readonly group: Resource;
  readonly view: GroupView;
  readonly typeNames: readonly string[];
  /** Absent for an image that AWS does not publish, which may bring anything. */
  readonly image?: HostImage;
  readonly boot: HostBoot;
  /** Clusters of the app that the provider in front of the group is attached to. */
  readonly clusters: readonly Resource[];
  readonly provided: boolean;
  readonly services: readonly ServiceReading[];
}

/** Hosts that never start, never join their cluster, or lose tasks by surprise. */
export function hostImageFindings(app: CapacityReading): LocatedFinding[] {
  return app.model
    .ofType('AWS::AutoScaling::AutoScalingGroup')
    .flatMap((group) => readHosts(app, group))
    .flatMap((hosts) =>
      at(
        hosts.group,
        ...typeFindings(hosts),
        ...agentFindings(hosts),
        ...architectureFindings(hosts),
        ...acceleratorFindings(hosts),
        ...formatFindings(hosts),
        ...clusterFindings(hosts),
        ...drainingFindings(hosts),
      ),
    );
}

/** Groups that have nothing to do with ECS are left alone: they are behind no provider and have none of its images. */
function readHosts(app: CapacityReading, group: Resource): Hosts[] {
  const view = groupView(app.model, group);
  const { launch } = view;
  const providers = app.providers.filter(({ groupResource }) => groupResource?.id === group.id);
  const image = launch && hostImageOf(launch);
  if (launch === undefined || group.told || (providers.length === 0 && image?.ecs !== true)) {
    return [];
  }
  const uses = (service: ServiceReading) =>
    service.strategy.some(({ provider }) => providers.some(({ key }) => key === provider?.key));
  return [
    {
      group,
      view,
      typeNames: typeNamesOf(view),
      ...(image && { image }),
      boot: hostBootOf(app.model, group, launch),
      clusters: app.clusters
        .filter(({ attached }) => providers.some(({ key }) => attached.has(key)))
        .map(({ resource }) => resource),
      provided: providers.length > 0,
      services: app.services.filter(uses),
    },
  ];
}

/** New types come out every month, so a name that is not in the table warns and no more. */
function typeFindings({ typeNames, group }: Hosts): Finding[] {
  return [...new Set(typeNames)]
    .filter((name) => instanceType(name) === undefined)
    .map((name) =>
      warning(
        'CapacityProvider.unknownType',
        `instance type '${name}' of '${group.label}' is none that this version knows${didYouMean(
          name,
          instanceTypes().map((type) => type.name),
        )}; it is left out of the plan`,
      ),
    );
}

/** Commands and names by which people install the agent on an image without it. */
const AGENT = /ecs-init|ecs-agent|amazon-ecs|\binstall\b|cfn-init/i;

function agentFindings({ image, boot, group }: Hosts): Finding[] {
  return image?.ecs === false && !boot.open && !AGENT.test(boot.text)
    ? [
        error(
          'CapacityProvider.imageWithoutAgent',
          `image '${image.parameter}' of '${group.label}' does not have the agent of ECS, and the user data installs none, so no instance joins a cluster; use an image optimized for ECS, as ecs.EcsOptimizedImage.amazonLinux2023() or AsgCapacity give`,
        ),
      ]
    : [];
}

function architectureFindings({ image, typeNames, group }: Hosts): Finding[] {
  if (image?.architecture === undefined) {
    return [];
  }
  const wrong = typeNames.filter((name) => {
    const type = instanceType(name);
    return type !== undefined && type.architecture !== image.architecture;
  });
  const told = `image '${image.parameter}' of '${group.label}' is for ${image.architecture}, and ${wrong.map((name) => `'${name}'`).join(', ')} ${wrong.length === 1 ? 'is' : 'are'} not`;
  const remedy = `use the image for ${image.architecture === 'arm64' ? 'x86_64' : 'arm64'}, as ecs.EcsOptimizedImage.amazonLinux2023(${image.architecture === 'arm64' ? '' : 'ecs.AmiHardwareType.ARM'}) gives, or other types`;
  return wrong.length === 0
    ? []
    : wrong.length === typeNames.length
      ? [error('CapacityProvider.imageArchitecture', `${told}, so no instance starts; ${remedy}`)]
      : [warning('CapacityProvider.imageArchitecture', `${told}, so none of these start; ${remedy}`)];
}

/** Only the images for GPUs register them with ECS, unless the user data brings driver and setting. */
function acceleratorFindings({ image, typeNames, group, boot, services }: Hosts): Finding[] {
  const asking = services.find(({ model }) => (model?.task.gpu ?? 0) > 0);
  const have = typeNames.some((name) => (instanceType(name)?.gpus ?? 0) > 0);
  return asking && have && image?.ecs && image.accelerator !== 'gpu' && !boot.open && !/gpu|nvidia/i.test(boot.text)
    ? [
        error(
          'CapacityProvider.imageAccelerator',
          `tasks of '${asking.resource.label}' ask for GPUs, and image '${image.parameter}' of '${group.label}' has no driver for them, so the agent registers none and no task is placed; use ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.GPU), or the nvidia variant of Bottlerocket`,
        ),
      ]
    : [];
}

/** Bottlerocket reads settings, all others run a script. */
function formatFindings({ image, boot, group }: Hosts): Finding[] {
  const script = /^#!|^content-type:|^mime-version:|^<(powershell|script)>/im.test(boot.text);
  const settings = isToml(boot.text);
  const wrong =
    image?.system === 'bottlerocket'
      ? (script || (!settings && !boot.open && boot.text.trim() !== '')) &&
        'runs Bottlerocket, which takes settings in TOML and runs no script'
      : image !== undefined && !script && settings && 'runs no Bottlerocket, and its user data is settings of it';
  return wrong
    ? [
        error(
          'CapacityProvider.userData',
          `'${group.label}' ${wrong}, so what stands there is not done and the instances do not join the cluster; ${
            image?.system === 'bottlerocket' ? 'write [settings.ecs] with cluster = "..."' : 'write a script'
          }, or let the operating system decide it (machineImageType, 'operatingSystem' of AsgCapacity)`,
        ),
      ]
    : [];
}

function clusterFindings(hosts: Hosts): Finding[] {
  const { image, boot, group, clusters, provided } = hosts;
  if (boot.open || formatFindings(hosts).length > 0) {
    return [];
  }
  const names = boot.clusters.map((cluster) => (typeof cluster === 'string' ? cluster : cluster.label));
  if (boot.clusters.length > 1) {
    return [
      warning(
        'CapacityProvider.twoClusters',
        `the user data of '${group.label}' names the clusters ${names.map((name) => `'${name}'`).join(' and ')}, and an instance joins one of them; keep one`,
      ),
    ];
  }
  if (!provided || clusters.length === 0) {
    return [];
  }
  const [named] = boot.clusters;
  const isOne = (cluster: Resource) =>
    named === undefined
      ? text(cluster.properties.ClusterName) === 'default'
      : typeof named === 'string'
        ? cluster.properties.ClusterName !== undefined &&
          (text(cluster.properties.ClusterName) === undefined || text(cluster.properties.ClusterName) === named)
        : named.id === cluster.id;
  if (clusters.some(isOne) || (named === undefined && (image?.ecs !== true || image.system === 'windows'))) {
    return [];
  }
  const its = clusters.map(({ label }) => `'${label}'`).join(', ');
  return [
    error(
      'CapacityProvider.otherCluster',
      `the provider of '${group.label}' is attached to ${its}, and its instances join ${
        named === undefined ? "the cluster 'default', since their user data names none" : `'${names[0]}'`
      }, so no task is placed on them; write ECS_CLUSTER=<name> into /etc/ecs/ecs.config, as Cluster.addAsgCapacityProvider and AsgCapacity do`,
    ),
  ];
}

function drainingFindings({ image, boot, group, view }: Hosts): Finding[] {
  const drains = /ECS_ENABLE_SPOT_INSTANCE_DRAINING["']?\s*[=,:]\s*["']?true|enable-spot-instance-draining\s*=\s*true/;
  return isSpotGroup(view) && image?.ecs && image.system !== 'windows' && !boot.open && !drains.test(boot.text)
    ? [
        warning(
          'Interruption.draining',
          `'${group.label}' launches Spot instances whose agent does not drain them when they are interrupted, so tasks go without notice to the load balancer; set ECS_ENABLE_SPOT_INSTANCE_DRAINING=true ('spotInstanceDraining' of aws-ecs, on in AsgCapacity)`,
        ),
      ]
    : [];
}
