import { Tags, Token } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { text } from '../internal/template-value';

/** The isolation of tasks on one platform, and its limits. */
export interface IsolationGuarantee {
  /** Platform, as `FARGATE`. */
  readonly platform: string;
  /** The resources that two tasks do not share. */
  readonly separated: string;
  /** The resources that they may share, or that the user decides on. */
  readonly shared: string;
  /** The source of both statements. */
  readonly source: string;
}

/** Settings of an `IsolationTier`. */
export interface IsolationTierOptions {
  /**
   * Each task has a host to itself, among the tasks of its service. Together with a capacity provider of its own per
   * service this comes nearest to what Fargate does, at the price of a host per task.
   *
   * @default false
   */
  readonly oneTaskPerHost?: boolean;
}

/** The tier of a container instance or provider: two would share a kernel. */
const tierOf = new WeakMap<IConstruct, IsolationTier>();

/**
 * A level of sensitivity whose tasks never share a kernel with those of another level.
 *
 * On Fargate that is so by nature, and the tier only marks the service. On EC2 the hosts of the tier carry an attribute,
 * and its services may be placed on no others; a capacity provider belongs to one tier.
 *
 * ```
 * const cardholder = IsolationTier.of('cardholder', { oneTaskPerHost: true });
 * cardholder.ownHosts(autoScalingGroup);
 * cardholder.ownProvider(capacityProvider);
 * cardholder.place(service);
 * ```
 *
 * The tag `Sensitivity` lets the NIST SP 800-190 pack find levels that share hosts.
 */
@guarded
export class IsolationTier {
  /** Name of the attribute that hosts register with. */
  public static readonly ATTRIBUTE = 'sensitivity';

  /**
   * A tier by its name: letters, digits, hyphens, underscores and dots.
   *
   * Fails with `IsolationTier.name` when the name cannot be an attribute's value.
   */
  public static of(name: string, options: IsolationTierOptions = {}): IsolationTier {
    const known = text(name);
    if (known !== undefined && !/^[A-Za-z0-9._-]{1,128}$/.test(known)) {
      fail(
        undefined,
        'IsolationTier.name',
        `'name' must be 1 to 128 letters, digits, hyphens, underscores or dots, got '${known}'; it becomes the value of an instance attribute`,
      );
    }
    return new IsolationTier(name, options.oneTaskPerHost ?? false);
  }

  /** The guarantees of each platform, in writing. */
  public static guarantees(): IsolationGuarantee[] {
    return [
      {
        platform: 'EC2',
        separated: 'with awsvpc, the network interface; namespaces and cgroups of Linux',
        shared:
          'the kernel, disk and agent of the host with every task on it; the metadata service unless the host blocks it',
        source: 'ECS developer guide, security considerations for EC2',
      },
      {
        platform: 'FARGATE',
        separated:
          'kernel, CPU, memory, ephemeral storage and network interface of each task: a virtual machine of its own',
        shared: 'nothing with other tasks; containers of one task share kernel, network and ephemeral storage',
        source: 'ECS developer guide, Fargate security considerations',
      },
      {
        platform: 'MANAGED_INSTANCES',
        separated: 'as on EC2; AWS operates, patches and replaces the hosts, and login is not possible',
        shared: 'the kernel of the host with the tasks placed on it, unless task isolation by sandbox is chosen',
        source: 'ECS developer guide, Managed Instances',
      },
    ];
  }

  private constructor(
    /** Name of the tier. */
    public readonly name: string,
    private readonly oneTaskPerHost: boolean,
  ) {}

  /** The placement expression that only hosts of the tier meet. */
  public get expression(): string {
    return `attribute:${IsolationTier.ATTRIBUTE} == ${this.name}`;
  }

  /** The attribute that hosts of the tier register with, for constructs that write a host's configuration. */
  public get hostAttributes(): { [key: string]: string } {
    return { [IsolationTier.ATTRIBUTE]: this.name };
  }

  /**
   * Has the hosts of an Auto Scaling group register as the tier's. For Linux AMIs whose agent reads /etc/ecs/ecs.config;
   * Bottlerocket takes `hostAttributes` in its settings.
   *
   * Fails with `IsolationTier.shared` when the group belongs to another tier.
   */
  public ownHosts(group: autoscaling.AutoScalingGroup): void {
    this.own(group, 'Auto Scaling group');
    group.addUserData(`echo 'ECS_INSTANCE_ATTRIBUTES=${JSON.stringify(this.hostAttributes)}' >> /etc/ecs/ecs.config`);
  }

  /** Takes a capacity provider for the tier. Fails with `IsolationTier.shared` when another tier has it. */
  public ownProvider(provider: IConstruct): void {
    this.own(provider, 'capacity provider');
  }

  /**
   * Marks a service as the tier's, and on EC2 places it on the tier's hosts only.
   *
   * Fails with `IsolationTier.shared` when the service belongs to another tier, and with `IsolationTier.oneTaskPerHost` on Managed
   * Instances, where no placement constraint would keep it.
   */
  public place(service: ecs.BaseService): void {
    this.own(service, 'service');
    Tags.of(service).add('Sensitivity', this.name, { includeResourceTypes: ['AWS::ECS::Service'] });
    if (isEc2Service(service)) {
      service.addPlacementConstraints(
        ecs.PlacementConstraint.memberOf(this.expression),
        ...(this.oneTaskPerHost ? [ecs.PlacementConstraint.distinctInstances()] : []),
      );
    } else if (this.oneTaskPerHost && !service.taskDefinition.isFargateCompatible) {
      fail(
        service,
        'IsolationTier.oneTaskPerHost',
        `'oneTaskPerHost' of tier '${this.name}' cannot be kept for ${service.node.path}, which runs on Managed Instances, and aws-cdk-lib sets placement constraints of services on EC2 alone; place it on a provider of its own by ownProvider(), or run it on Fargate, where each task has a host of its own`,
      );
    }
  }

  private own(construct: IConstruct, what: string): void {
    const other = tierOf.get(construct);
    if (other !== undefined && (Token.isUnresolved(other.name) || other.name !== this.name)) {
      fail(
        construct,
        'IsolationTier.shared',
        `${what} ${construct.node.path} belongs to tier '${other.name}' and cannot serve '${this.name}' too; their tasks would share a kernel: give each tier its own`,
      );
    }
    tierOf.set(construct, this);
  }
}

function isEc2Service(service: ecs.BaseService): service is ecs.Ec2Service {
  return 'addPlacementConstraints' in service;
}
