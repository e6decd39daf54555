import type { Resource } from '../../app-model/app-model';
import { items, record, text } from '../../internal/template-value';
import { perModel } from '../../app-model/views/view';
import { all, append, identity, named } from './app-reading';
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

/** A service with its app. */
export type ServiceView = Pick<Subject, 'model' | 'resource' | 'properties'>;

/** The compute on which the tasks of a service run, as far as the app tells. */
export function placementOf(service: ServiceView): Placement {
  const { properties } = service;
  const providers = items(properties.CapacityProviderStrategy).map((entry) => record(entry).CapacityProvider);
  const launch = text(properties.LaunchType);
  if (launch === 'FARGATE' || isFargate(providers)) {
    return { sharesKernel: false, pools: [] };
  }
  if (providers.length === 0 && launch === undefined && isFargate(defaultProviders(service))) {
    return { sharesKernel: false, pools: [] };
  }
  const constraint = items(properties.PlacementConstraints)
    .map((entry) => text(record(entry).Expression))
    .filter((expression) => expression !== undefined)
    .join(' && ');
  const pools =
    providers.length > 0
      ? providers
          .filter((provider) => text(provider)?.startsWith('FARGATE') !== true)
          .map((provider) => poolOf(service, provider, PROVIDER, 'Name'))
      : [poolOf(service, properties.Cluster ?? 'default', CLUSTER, 'ClusterName')];
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

/** The providers that the cluster gives to services that name none. */
export function defaultProviders({ model, resource, properties }: ServiceView): unknown[] {
  const cluster = named({ model, resource }, properties.Cluster, CLUSTER, 'ClusterName');
  const own = identity({ model, resource }, properties.Cluster);
  const associated = all(model, 'AWS::ECS::ClusterCapacityProviderAssociations').filter((each) => {
    const theirs = named(each, each.properties.Cluster, CLUSTER, 'ClusterName');
    return cluster === undefined ? identity(each, each.properties.Cluster) === own : theirs === cluster;
  });
  return [...associated.map((each) => each.properties), ...(cluster === undefined ? [] : [cluster.properties])]
    .flatMap(({ DefaultCapacityProviderStrategy }) => items(DefaultCapacityProviderStrategy))
    .map((entry) => record(entry).CapacityProvider);
}

function isFargate(providers: readonly unknown[]): boolean {
  return providers.length > 0 && providers.every((provider) => text(provider)?.startsWith('FARGATE') === true);
}

function poolOf(service: ServiceView, value: unknown, type: string, nameProperty: string): string {
  return named(service, value, type, nameProperty)?.id ?? identity(service, value) ?? 'unknown';
}
