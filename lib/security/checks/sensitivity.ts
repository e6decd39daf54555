import { items, record, text } from '../../internal/template-value';
import { references, StackView } from './stack-view';

/** Where the tasks of a service land. */
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

/** Where the tasks of a service land, as far as the stack tells. */
export function placementOf(properties: Readonly<Record<string, unknown>>, stack: StackView): Placement {
  const providers = items(properties.CapacityProviderStrategy).map((entry) => record(entry).CapacityProvider);
  const launch = text(properties.LaunchType);
  const names = providers.map((provider) => text(provider) ?? references(provider)[0] ?? 'unknown');
  if (launch === 'FARGATE' || (names.length > 0 && names.every((name) => name.startsWith('FARGATE')))) {
    return { sharesKernel: false, pools: [] };
  }
  if (names.length === 0 && launch === undefined && defaultIsFargate(properties.Cluster, stack)) {
    return { sharesKernel: false, pools: [] };
  }
  const constraint = items(properties.PlacementConstraints)
    .map((entry) => text(record(entry).Expression))
    .filter((expression) => expression !== undefined)
    .join(' && ');
  const pools = names.length > 0 ? names : [text(properties.Cluster) ?? references(properties.Cluster)[0] ?? 'default'];
  // Hosts with another attribute are other hosts, even behind the same provider.
  return { sharesKernel: true, pools: pools.map((pool) => `${pool} ${constraint}`.trim()) };
}

function defaultIsFargate(cluster: unknown, stack: StackView): boolean {
  const associations = stack
    .all('AWS::ECS::ClusterCapacityProviderAssociations')
    .filter(({ properties }) => JSON.stringify(properties.Cluster) === JSON.stringify(cluster));
  const strategies = associations.flatMap(({ properties }) => items(properties.DefaultCapacityProviderStrategy));
  return (
    strategies.length > 0 &&
    strategies.every((entry) => text(record(entry).CapacityProvider)?.startsWith('FARGATE') === true)
  );
}
