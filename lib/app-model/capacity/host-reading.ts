import { items, number, record, text } from '../../internal/template-value';
import { InstanceType, instanceType, instanceTypes } from '../../internal/instance-types';
import type { HostLimits } from './plan-model';
import { asNumber } from '../values';
import type { GroupView, LaunchView } from '../views/launch';

/*
 * What a template says of the hosts that a group or a provider launches.
 */

/** The names of the types that a group launches from its own image; none when it chooses them by attributes. */
export function typeNamesOf({ overrides, launch }: GroupView): string[] {
  const { InstanceType: type, InstanceRequirements } = launch?.properties ?? {};
  const own = text(type);
  const named = overrides
    .filter(({ LaunchTemplateSpecification }) => LaunchTemplateSpecification === undefined)
    .map(({ InstanceType: name }) => text(name))
    .filter((name): name is string => name !== undefined);
  return overrides.length > 0 || own === undefined || InstanceRequirements !== undefined ? named : [own];
}

/** Whether a group launches Spot instances, some of them at least. */
export function isSpotGroup({ onDemandPercentage, launch }: GroupView): boolean {
  const onDemand = asNumber(onDemandPercentage);
  const { InstanceMarketOptions, SpotPrice } = launch?.properties ?? {};
  return (
    (onDemand !== undefined && onDemand < 100) ||
    text(record(InstanceMarketOptions).MarketType) === 'spot' ||
    text(SpotPrice) !== undefined
  );
}

/** The types that a group names; those that the table does not know are left out. */
export function typesOf(group: GroupView): InstanceType[] {
  const own = text(group.launch?.properties.InstanceType);
  const named = group.overrides
    .map(({ InstanceType: name }) => text(name))
    .filter((name): name is string => name !== undefined);
  const names = named.length > 0 || own === undefined || limitsOfGroup(group) ? named : [own];
  return names.map(instanceType).filter((type): type is InstanceType => type !== undefined);
}

/**
 * The upper limits of any instance of a group that chooses its types by attributes; absent for a group that names
 * types.
 */
export function limitsOfGroup({ overrides, launch }: GroupView): HostLimits | undefined {
  const chosen = overrides.filter(({ InstanceRequirements }) => InstanceRequirements !== undefined);
  const requirements = (chosen.length > 0 ? chosen : [launch?.properties ?? {}]).map(({ InstanceRequirements }) =>
    record(InstanceRequirements),
  );
  return requirements.some((each) => Object.keys(each).length === 0)
    ? undefined
    : requirements.map(limitsOf).reduce((one, other) => ({
        cpu: Math.max(one.cpu, other.cpu),
        memoryMiB: Math.max(one.memoryMiB, other.memoryMiB),
        gpu: Math.max(one.gpu, other.gpu),
        ...(one.architectures &&
          other.architectures && { architectures: [...new Set([...one.architectures, ...other.architectures])] }),
      }));
}

/** The upper limits of any instance that meets these requirements. */
export function limitsOf(requirements: Readonly<Record<string, unknown>>): HostLimits {
  const most = (range: unknown) => number(record(range).Max) ?? Infinity;
  const allowed = allowedTypes(requirements.AllowedInstanceTypes);
  const largest = (pick: (type: InstanceType) => number) => (allowed ? Math.max(...allowed.map(pick)) : Infinity);
  return {
    cpu: Math.min(
      most(requirements.VCpuCount) * 1024,
      largest(({ cpu }) => cpu),
    ),
    memoryMiB: Math.min(
      most(requirements.MemoryMiB),
      largest(({ memoryMiB }) => memoryMiB),
    ),
    gpu: Math.min(
      most(requirements.AcceleratorCount),
      largest(({ gpus }) => gpus),
    ),
    ...architecturesOf(requirements, allowed),
  };
}

/** The architectures of the types that are allowed; Graviton is the only one of its manufacturer. */
function architecturesOf(
  requirements: Readonly<Record<string, unknown>>,
  allowed: readonly InstanceType[] | undefined,
): Pick<HostLimits, 'architectures'> {
  const makers = items(requirements.CpuManufacturers).map(text);
  if (allowed) {
    return { architectures: [...new Set(allowed.map(({ architecture }) => architecture))] };
  }
  if (makers.length === 0 || makers.includes(undefined)) {
    return {};
  }
  const graviton = makers.includes('amazon-web-services');
  return { architectures: [...(graviton ? ['arm64'] : []), ...(makers.length > (graviton ? 1 : 0) ? ['x86_64'] : [])] };
}

/** The types that a list of names with `*` allows; absent when a name matches no known type, which may be a new one. */
function allowedTypes(list: unknown): InstanceType[] | undefined {
  const names = items(list).map(text);
  const matching = names.map((name) => {
    const pattern = name?.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
    return pattern === undefined ? [] : instanceTypes().filter((type) => new RegExp(`^${pattern}$`).test(type.name));
  });
  return names.length > 0 && matching.every((types) => types.length > 0) ? matching.flat() : undefined;
}

/**
 * The attributes that the agents of these hosts register by their user data; absent when it cannot be told: with an image
 * that AWS did not make, which may bring a configuration of its own, or text that is known only at deployment.
 */
export function attributesOf(
  launch: LaunchView | undefined,
  config: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (launch === undefined || config === undefined || !isImageOfAws(launch)) {
    return undefined;
  }
  // Of several lines all count, though the agent may read the last one only: a constraint is not refused on that account.
  const told = [...config.matchAll(/ECS_INSTANCE_ATTRIBUTES=(\{.*?\})/g)].map(([, pairs]) => pairs).join();
  const table = /\[settings\.ecs\.instance-attributes\]([^[]*)/.exec(config)?.[1] ?? '';
  const pairs = (told + table).matchAll(/"([^"]+)"\s*[:=]\s*"([^"]*)"/g);
  const mentioned = /instance.attributes|put-attributes/i.test(config);
  const attributes = Object.fromEntries([...pairs].map(([, name, value]) => [name, value]));
  return mentioned && Object.keys(attributes).length === 0 ? undefined : attributes;
}

/** Whether the image is one that AWS publishes, by the name of its parameter. */
function isImageOfAws({ imageParameter }: LaunchView): boolean {
  return /^\/aws\/service\/(ecs|bottlerocket)\//.test(imageParameter ?? '');
}
