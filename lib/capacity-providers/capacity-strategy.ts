import { createHash } from 'node:crypto';
import { aws_ecs as ecs, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import type { TaskView } from '../internal/task-view';
import { isUnknown, number, text } from '../internal/template-value';
import { Capacity, CapacityKind, ICapacity } from './capacity';
import { shown } from '../internal/value-faults';
import { distribute } from './private/distribution';
import { requireDefault } from './private/cluster-default';
import { hasInstances } from './private/has-instances';
import { orderServices } from './private/service-order';
import { strategyFaults } from './private/strategy-rules';
import { fitFindings } from './private/task-fit';

/** One provider's part in a strategy. */
export interface CapacityShare {
  /** The provider. */
  readonly capacity: ICapacity;

  /**
   * Tasks of each service that start on this provider before weights are considered, from 0 to 100,000.
   *
   * At most one provider of a strategy may have a base above 0.
   *
   * @default 0
   */
  readonly base?: number;

  /**
   * Its part of the tasks beyond the base, relative to the weights of the other providers, from 0 to 1,000.
   *
   * A provider of weight 0 gets no tasks beyond its base. At least one provider needs a weight above 0.
   *
   * @default 0
   */
  readonly weight?: number;
}

/** The number of tasks that a provider gets. Both numbers are the same where AWS documents the outcome. */
export interface CapacityDistribution {
  /** Name of the capacity provider. */
  readonly capacityProviderName: string;

  /** Tasks that it gets at least. */
  readonly minimum: number;

  /** Tasks that it gets at most. */
  readonly maximum: number;
}

/**
 * On which capacity providers the tasks of a service start, in words of intent.
 *
 * Rendered to `base` and `weight`, and checked whole before ECS sees it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
 */
@guarded
export class CapacityStrategy {
  /** Every task on Fargate, on demand. */
  public static fargate(): CapacityStrategy {
    return CapacityStrategy.only(Capacity.fargate());
  }

  /** Every task on Fargate Spot. While AWS has no spare capacity, tasks wait: there is no fallback. */
  public static fargateSpot(): CapacityStrategy {
    return CapacityStrategy.only(Capacity.fargateSpot());
  }

  /**
   * The first `base` tasks of the service on Fargate, all others on Fargate Spot.
   *
   * @param base tasks on demand, from 1 to 100,000
   */
  public static onDemandFloor(base: number): CapacityStrategy {
    return CapacityStrategy.floor(base, Capacity.fargate(), Capacity.fargateSpot());
  }

  /**
   * Fargate and Fargate Spot in a fixed ratio, as `60, 40`.
   *
   * @param onDemand weight of Fargate, from 0 to 1,000
   * @param spot weight of Fargate Spot, from 0 to 1,000
   */
  public static fargateSplit(onDemand: number, spot: number): CapacityStrategy {
    return CapacityStrategy.split(
      { capacity: Capacity.fargate(), weight: onDemand },
      { capacity: Capacity.fargateSpot(), weight: spot },
    );
  }

  /** Every task on one provider. */
  public static only(capacity: ICapacity): CapacityStrategy {
    return new CapacityStrategy([{ capacity, weight: 1 }]);
  }

  /**
   * The first `base` tasks of the service on one provider, all others on another.
   *
   * @param base tasks on `first`, from 1 to 100,000
   * @param first provider of the floor
   * @param then provider of every further task
   */
  public static floor(base: number, first: ICapacity, then: ICapacity): CapacityStrategy {
    return new CapacityStrategy([
      { capacity: first, base },
      { capacity: then, weight: 1 },
    ]);
  }

  /** Any mix of providers of one kind, each with its own base and weight. */
  public static split(...shares: CapacityShare[]): CapacityStrategy {
    if (shares.length === 0) {
      fail(
        undefined,
        'CapacityStrategy.empty',
        'a strategy needs at least one provider, got none; CapacityStrategy.clusterDefault() leaves the choice to the cluster',
      );
    }
    return new CapacityStrategy(shares);
  }

  /**
   * The default capacity provider strategy of the cluster, as it is when the service is created or deployed.
   *
   * A workload on a `TaskCluster` gets a copy of the cluster's default: the template shows what the tasks run on, and another
   * default reaches the service with the deployment that changes it.
   *
   * aws-cdk-lib's services render a launch type otherwise, and ECS then ignores the cluster's default.
   */
  public static clusterDefault(): CapacityStrategy {
    return new CapacityStrategy([]);
  }

  /** Whether the choice is left to the cluster. */
  public readonly usesClusterDefault: boolean;

  /** The providers with their parts; empty when the choice is left to the cluster. */
  public readonly shares: CapacityShare[];

  private constructor(shares: CapacityShare[]) {
    failAll(undefined, strategyFaults(shares.map(asItem)));
    this.shares = [...shares];
    this.usesClusterDefault = shares.length === 0;
  }

  /**
   * The type of compute of all its providers.
   *
   * @default - undefined when the choice is left to the cluster
   */
  public get kind(): CapacityKind | undefined {
    return this.shares[0]?.capacity.kind;
  }

  /**
   * Distributes `taskCount` tasks of one service over the providers, in the order of the strategy.
   *
   * Exact where AWS documents the outcome; where the ratio leaves tasks over, AWS does not say who gets them, and each
   * provider has a range. Fails with `CapacityStrategy.distribute` when the choice is left to the cluster, or when a base
   * or weight is known only at deployment.
   *
   * @param taskCount tasks of the service, an integer of at least 0
   */
  public distribute(taskCount: number): CapacityDistribution[] {
    failAll(undefined, this.distributeFaults(taskCount));
    const shares = distribute(
      taskCount,
      this.shares.map(({ base = 0, weight = 0 }) => ({ base, weight })),
    );
    return this.shares.map(({ capacity }, index) => ({
      capacityProviderName: capacity.capacityProviderName,
      ...shares[index],
    }));
  }

  /**
   * The strategy for a service of this cluster, for `capacityProviderStrategies` of aws-cdk-lib's services.
   *
   * Attaches Fargate's providers to a cluster of this app. Fails with `CapacityStrategy.otherCluster` when a provider
   * belongs to another cluster, and with `CapacityStrategy.notAttached` when the cluster does not have it. Reports
   * `CapacityStrategy.noDefault` when the choice is left to a cluster of this app that has no default strategy.
   */
  public bind(cluster: ecs.ICluster): ecs.CapacityProviderStrategy[] {
    failAll(cluster, this.clusterFaults(cluster));
    if (ecs.Cluster.isCluster(cluster)) {
      orderServices(cluster, cluster);
      if (this.usesClusterDefault) {
        requireDefault(cluster);
      }
    }
    return this.shares.map(({ capacity, base, weight }) => ({
      capacityProvider: capacity.capacityProviderName,
      ...(base !== undefined && { base }),
      ...(weight !== undefined && { weight }),
    }));
  }

  /**
   * The constructs behind its providers, for services to wait for.
   *
   * @internal
   */
  public _constructs(): Construct[] {
    return this.shares.flatMap(({ capacity }) => (Construct.isConstruct(capacity) ? [capacity as Construct] : []));
  }

  /**
   * A text that changes when the strategy does.
   *
   * @internal
   */
  public _signature(): string {
    const shares = this.shares.map(({ capacity, base = 0, weight = 0 }) => `${nameOf(capacity)}:${base}:${weight}`);
    const whole = this.usesClusterDefault ? 'cluster default' : shares.join(' ');
    // ECS takes 255 characters: what is cut off must count all the same.
    if (whole.length <= 255) {
      return whole;
    }
    // Names that only the deployment knows stay as they are: what stands for them here is no content.
    const [known, unknown] = [shares.filter((each) => !isUnknown(each)), shares.filter(isUnknown)];
    return [createHash('sha256').update(known.join(' ')).digest('hex'), ...unknown].join(' ');
  }

  /**
   * The reasons why a task could not run on its providers.
   *
   * @internal
   */
  public _taskFaults(task: TaskView): Finding[] {
    return this.shares.flatMap(({ capacity }) =>
      fitFindings(
        {
          label: nameOf(capacity),
          kind: capacity.kind,
          spot: capacity.capacityProviderName === 'FARGATE_SPOT',
          architectures: capacity.cpuArchitecture ? [capacity.cpuArchitecture._cpuArchitecture.toLowerCase()] : [],
        },
        task,
      ),
    );
  }

  private distributeFaults(taskCount: number): Finding[] {
    const count = number(taskCount);
    const fault = (message: string): Finding[] => [error('CapacityStrategy.distribute', message)];
    if (this.usesClusterDefault) {
      return fault("the cluster's default strategy is not known here; ask the cluster's 'defaultStrategy'");
    }
    if (this.shares.some(({ base, weight }) => isUnknown(base) || isUnknown(weight))) {
      return fault("a 'base' or 'weight' that is known only at deployment cannot be planned with; use plain numbers");
    }
    return count === undefined || !Number.isInteger(count) || count < 0
      ? fault(`'taskCount' must be an integer of at least 0, got ${shown(taskCount)}`)
      : [];
  }

  private clusterFaults(cluster: ecs.ICluster): Finding[] {
    return this.shares.flatMap(({ capacity }): Finding[] => {
      if (capacity.cluster !== undefined && !sameCluster(capacity.cluster, cluster)) {
        return [
          error(
            'CapacityStrategy.otherCluster',
            `provider '${told(nameOf(capacity))}' belongs to cluster '${capacity.cluster.node.path}' and cannot serve '${cluster.node.path}'; a provider serves one cluster`,
          ),
        ];
      }
      return ecs.Cluster.isCluster(cluster) ? attach(capacity, cluster) : [];
    });
  }
}

function attach(capacity: ICapacity, cluster: ecs.Cluster): Finding[] {
  const name = capacity.capacityProviderName;
  if (capacity.kind === CapacityKind.FARGATE) {
    cluster.enableFargateCapacityProviders();
    return [];
  }
  const attached = [...cluster.capacityProviderNames, ...cluster.clusterScopedCapacityProviderNames];
  const unknowable = Token.isUnresolved(name) && !(capacity as Capacity)._ofThisApp;
  if (unknowable && capacity.kind === CapacityKind.AUTO_SCALING_GROUP) {
    // Whoever names a provider says that its cluster has it.
    hasInstances(cluster);
  }
  return attached.includes(name) || capacity.cluster !== undefined || unknowable
    ? []
    : [
        error(
          'CapacityStrategy.notAttached',
          `provider '${told(nameOf(capacity))}' is not attached to cluster '${cluster.node.path}', which has ${attached.map((other) => `'${told(other)}'`).join(', ') || 'none'}; create it with this cluster, or add it to the cluster first`,
        ),
      ];
}

function sameCluster(one: ecs.ICluster, other: ecs.ICluster): boolean {
  return one === other || one.clusterArn === other.clusterArn;
}

function asItem({ capacity, base, weight }: CapacityShare) {
  return { label: nameOf(capacity), kind: capacity.kind, base, weight };
}

/** A name that tells providers apart and that the user recognizes, although the real one may be a token. */
function nameOf(capacity: ICapacity): string {
  return Construct.isConstruct(capacity) ? capacity.node.path : capacity.capacityProviderName;
}

/** A name as a message shows it: what stands for a token is no name. */
function told(name: string): string {
  return text(name) ?? 'name known only at deployment';
}
