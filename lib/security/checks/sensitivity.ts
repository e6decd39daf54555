import { items, record, text } from '../../internal/template-value';
import type { Resource } from '../../app-model/resource';
import { SERVICE } from './rule';
import type { StackView } from './stack-view';

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

/** Where the tasks of a service land, as far as the app tells. */
export function placementOf(service: Resource, stack: StackView): Placement {
  return stack
    .once('placements', () => new Map(stack.all(SERVICE).map((each) => [each.id, readPlacement(each, stack)])))
    .get(service.id)!;
}

function readPlacement({ properties, scope }: Resource, stack: StackView): Placement {
  const { account = '', region = '' } = scope.stack;
  const named = (value: unknown): string | undefined => {
    const name = text(value);
    return name === undefined || name.startsWith('FARGATE') ? name : `${name} ${account}/${region}`.trim();
  };
  const identity = (value: unknown): string | undefined => named(value) ?? stack.mentions(value, scope)[0]?.id;
  const providers = items(properties.CapacityProviderStrategy).map((entry) => record(entry).CapacityProvider);
  const launch = text(properties.LaunchType);
  const names = providers.map((provider) => identity(provider) ?? 'unknown');
  if (launch === 'FARGATE' || (names.length > 0 && names.every((name) => name.startsWith('FARGATE')))) {
    return { sharesKernel: false, pools: [] };
  }
  if (names.length === 0 && launch === undefined && defaultIsFargate(identity(properties.Cluster), stack)) {
    return { sharesKernel: false, pools: [] };
  }
  const constraint = items(properties.PlacementConstraints)
    .map((entry) => text(record(entry).Expression))
    .filter((expression) => expression !== undefined)
    .join(' && ');
  const pools = names.length > 0 ? names : [identity(properties.Cluster) ?? `default ${account}/${region}`];
  // Hosts with another attribute are other hosts, even behind the same provider.
  return { sharesKernel: true, pools: pools.map((pool) => `${pool} ${constraint}`.trim()) };
}

function defaultIsFargate(cluster: string | undefined, stack: StackView): boolean {
  const strategies = stack
    .all('AWS::ECS::ClusterCapacityProviderAssociations')
    .filter(
      ({ properties, scope }) =>
        cluster !== undefined &&
        (stack.mentions(properties.Cluster, scope)[0]?.id ?? text(properties.Cluster)) === cluster,
    )
    .flatMap(({ properties }) => items(properties.DefaultCapacityProviderStrategy));
  return (
    strategies.length > 0 &&
    strategies.every((entry) => text(record(entry).CapacityProvider)?.startsWith('FARGATE') === true)
  );
}
