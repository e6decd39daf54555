import type { Resource, Value } from '../../app-model/app-model';
import { asText } from '../../app-model/values';
import { associationsOf } from '../../app-model/views/capacity';
import { serviceView } from '../../app-model/views/service';
import { perModel } from '../../app-model/views/view';
import { items, record, text } from '../../internal/template-value';
import { all, append, clusterOf, identity, identityOf, named } from './app-reading';
import { CLUSTER, SERVICE } from './resource-types';
import type { Subject } from './subject';

/** The compute on which the tasks of a service run. */
export interface Placement {
  /** Whether tasks of others may run under the same kernel: everything but Fargate. */
  readonly sharesKernel: boolean;
  /** The capacity providers by name or logical id; the cluster, when the service names none. */
  readonly pools: readonly string[];
}

/** The level that a service's `Sensitivity` tag declares. */
export function sensitivityOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  const tag = items(properties.Tags)
    .map(record)
    .find(({ Key }) => text(Key) === 'Sensitivity');
  return text(tag?.Value);
}

/** Whether the service says by itself that its tasks run on Fargate, where none shares a kernel. */
export function asksForFargate(properties: Readonly<Record<string, unknown>>): boolean {
  return text(properties.LaunchType) === 'FARGATE';
}

/** A service with its app. */
export type ServiceOfApp = Pick<Subject, 'model' | 'resource'>;

/** The compute on which the tasks of a service run, as far as the app tells. */
export function placementOf(service: ServiceOfApp): Placement {
  const { model, resource } = service;
  const { properties } = resource;
  const providers = ownProviders(service);
  const isByDefault = providers.length === 0 && text(properties.LaunchType) === undefined;
  if (asksForFargate(properties) || isFargate(isByDefault ? defaultProviders(service) : providers)) {
    return { sharesKernel: false, pools: [] };
  }
  const constraint = items(properties.PlacementConstraints)
    .map((entry) => text(record(entry).Expression))
    .filter((expression) => expression !== undefined)
    .join(' && ');
  const pools =
    providers.length > 0
      ? providers
          .filter((provider) => !isFargate([provider]))
          .map(({ from, value }) => poolOf({ model, resource: from }, value, PROVIDER, 'Name'))
      : [poolOf(service, model.property(resource, 'Cluster') ?? 'default', CLUSTER, 'ClusterName')];
  // Hosts with another attribute are other hosts, even behind the same provider.
  return { sharesKernel: true, pools: pools.map((pool) => `${pool} ${constraint}`.trim()) };
}

/** The services that declare a level, by the hosts that they share and by their level. */
export const levelsOfPools = perModel((model) => {
  const pools = new Map<string, Map<string, Resource[]>>();
  for (const service of all(model, SERVICE)) {
    const level = sensitivityOf(service.properties);
    if (level === undefined) {
      continue;
    }
    for (const pool of placementOf(service).pools) {
      const levels = pools.get(pool) ?? new Map<string, Resource[]>();
      pools.set(pool, levels);
      append(levels, level, service.resource);
    }
  }
  return pools;
});

const PROVIDER = 'AWS::ECS::CapacityProvider';

/** A provider of a strategy, and the resource that says so: names mean something in its account and region. */
interface NamedProvider {
  readonly from: Resource;
  readonly value: Value;
}

/** The providers that a service names. */
export function ownProviders({ model, resource }: ServiceOfApp): NamedProvider[] {
  return serviceView(model, resource).strategy.items.map(({ provider }) => ({ from: resource, value: provider }));
}

/** The providers that the cluster gives to services that name none. */
export function defaultProviders(service: ServiceOfApp): readonly NamedProvider[] {
  return defaultsByCluster(service.model).get(clusterOf(service) ?? nameOfCluster(service)) ?? [];
}

/** The default providers of clusters: by the cluster, or by its name when the app does not have it. */
const defaultsByCluster = perModel((model) => {
  const found = new Map<Resource | string | undefined, NamedProvider[]>();
  for (const { resource, defaults } of associationsOf(model)) {
    const key =
      resource.type === CLUSTER ? resource : (clusterOf({ model, resource }) ?? nameOfCluster({ model, resource }));
    append(found, key, ...defaults.items.map(({ provider }) => ({ from: resource, value: provider })));
  }
  return found;
});

function nameOfCluster({ model, resource }: ServiceOfApp): string | undefined {
  return identity({ model, resource }, resource.properties.Cluster);
}

/** The capacity provider of the app behind one of a strategy. */
export function providerOf({ model }: ServiceOfApp, { from, value }: NamedProvider): Resource | undefined {
  return named({ model, resource: from }, value, PROVIDER, 'Name');
}

function isFargate(providers: readonly NamedProvider[]): boolean {
  return providers.length > 0 && providers.every(({ value }) => asText(value)?.startsWith('FARGATE') === true);
}

function poolOf(from: ServiceOfApp, value: Value, type: string, nameProperty: string): string {
  return named(from, value, type, nameProperty)?.id ?? identityOf(from, value) ?? 'unknown';
}
