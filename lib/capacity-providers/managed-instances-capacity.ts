import { aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, Names, Size, Validations } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { isUnknown, text } from '../internal/template-value';
import { booleanFaults, enumFault, gibibytes, integerFault } from '../internal/value-faults';
import { HostRole } from '../security/host-role';
import { ScopedRole } from '../security/scoped-role';
import { CapacityKind, ICapacity } from './capacity';
import { IdleInstances } from './idle-instances';
import { isNamedApart, providerNameFindings } from './private/provider-name';
import { orderServices } from './private/service-order';
import { subnetFaults } from '../internal/subnet-faults';

/** The purchase option of managed instances. */
export enum ManagedInstancesPurchase {
  /** On demand. */
  ON_DEMAND = 'ON_DEMAND',
  /** Spot: taken back with two minutes' warning. */
  SPOT = 'SPOT',
  /** From capacity reservations. */
  RESERVED = 'RESERVED',
}

/** The use of capacity reservations. */
export enum ReservationPreference {
  /** Only reserved capacity. */
  RESERVATIONS_ONLY = 'RESERVATIONS_ONLY',
  /** Reserved capacity first, then on demand. */
  RESERVATIONS_FIRST = 'RESERVATIONS_FIRST',
  /** Never reserved capacity. */
  RESERVATIONS_EXCLUDED = 'RESERVATIONS_EXCLUDED',
}

/** Settings of a `ManagedInstancesCapacity`. */
export interface ManagedInstancesCapacityProps {
  /** The cluster that the instances join, of this app or imported. A provider belongs to one cluster for good. */
  readonly cluster: ecs.ICluster;

  /**
   * The attributes of the instance types that ECS may launch.
   *
   * @default - any that fits the tasks, at the lowest cost
   */
  readonly instanceRequirements?: ec2.InstanceRequirementsConfig;

  /**
   * Name of the capacity provider. A new name makes a new provider.
   *
   * @default - CloudFormation gives a name
   */
  readonly capacityProviderName?: string;

  /**
   * The purchase option of the instances.
   *
   * @default - on demand
   */
  readonly purchase?: ManagedInstancesPurchase;

  /**
   * ARN of the resource group of capacity reservations to use.
   *
   * @default - any open reservation that fits
   */
  readonly reservationGroupArn?: string;

  /**
   * The use of capacity reservations.
   *
   * @default - ECS decides by `purchase`
   */
  readonly reservationPreference?: ReservationPreference;

  /**
   * Subnets of the instances.
   *
   * @default - private subnets with egress, else isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the instances. Image pulls, secrets and logs of tasks pass through these, not those of the tasks.
   *
   * @default - a new one that lets nothing in, and out only to port 443
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Role by which ECS launches, watches and terminates the instances. Nothing is added to it.
   *
   * @default - a new role that may pass exactly the role of these instances
   */
  readonly infrastructureRole?: iam.IRole;

  /**
   * Instance profile of the instances. The infrastructure role must be allowed to pass its role.
   *
   * @default - a new one with a `HostRole`
   */
  readonly instanceProfile?: iam.IInstanceProfile;

  /**
   * Storage for images and containers, from 30 GiB to 16 TiB.
   *
   * @default - 80 GiB
   */
  readonly storage?: Size;

  /**
   * Whether images and containers use the disks in the instance where it has some.
   *
   * @default - ECS does not
   */
  readonly localStorage?: boolean;

  /**
   * Whether CloudWatch measures the instances every minute, which is billed.
   *
   * @default - every five minutes
   */
  readonly detailedMonitoring?: boolean;

  /**
   * Whether the instances run with FIPS-validated cryptography. Changing it makes a new provider.
   *
   * @default - they do not
   */
  readonly fips?: boolean;

  /**
   * Whether the instances may run Nitro Enclaves.
   *
   * @default - they may not
   */
  readonly nitroEnclaves?: boolean;

  /**
   * Whether ECS replaces instances that are found unhealthy.
   *
   * @default - ECS decides
   */
  readonly autoRepair?: boolean;

  /**
   * The treatment of instances that run no task.
   *
   * @default - ECS decides when to terminate them
   */
  readonly idleInstances?: IdleInstances;

  /**
   * Whether the instances and volumes get the tags of the provider.
   *
   * @default - they get none
   */
  readonly propagateTags?: boolean;

  /**
   * Whether programs on the instance can read its tags from the metadata service. Tags with `/` in their keys break it.
   *
   * @default - they can
   */
  readonly instanceMetadataTags?: boolean;
}

/**
 * ECS Managed Instances: EC2 hosts that AWS chooses, launches, patches and replaces, in your account.
 *
 * The roles work whatever they are named: AWS's policy for the infrastructure role passes only roles whose name begins
 * with `ecsInstanceRole`, so this one may pass the exact role of its instances instead. Services run on it through
 * `ecs.FargateService` or L1, with a task definition of compatibility `MANAGED_INSTANCES`.
 *
 * Fails with `ManagedInstancesCapacity.storage`, `ManagedInstancesCapacity.securityGroups` and `CapacityProvider.name`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html
 */
@guarded
@propertyInjectable
export class ManagedInstancesCapacity extends Construct implements ICapacity, ec2.IConnectable {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ManagedInstancesCapacity';

  /** Managed Instances. */
  public readonly kind = CapacityKind.MANAGED_INSTANCES;

  /** Name of the capacity provider. */
  public readonly capacityProviderName: string;

  /** The cluster that the instances join. */
  public readonly cluster?: ecs.ICluster;

  /** The capacity provider. */
  public readonly capacityProvider: ecs.ManagedInstancesCapacityProvider;

  /** Role by which ECS manages the instances. */
  public readonly infrastructureRole: iam.IRole;

  /** Instance profile of the instances. */
  public readonly instanceProfile: iam.IInstanceProfile;

  /** Ports of the instances. */
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: ManagedInstancesCapacityProps) {
    super(scope, id);
    failAll(this, faults(props));
    const { vpc } = props.cluster;
    const securityGroups = props.securityGroups ?? [this.closedSecurityGroup(vpc)];
    this.cluster = props.cluster;
    this.connections = new ec2.Connections({ securityGroups });
    this.instanceProfile = props.instanceProfile ?? this.createInstanceProfile(props.cluster);
    this.infrastructureRole = props.infrastructureRole ?? this.createInfrastructureRole();
    const selected = vpc.selectSubnets(props.vpcSubnets ?? defaultSubnets(vpc));
    failAll(this, subnetFaults('ManagedInstancesCapacity', selected, props.vpcSubnets !== undefined));
    const { subnets, internetConnectivityEstablished } = selected;
    this.capacityProvider = new ecs.ManagedInstancesCapacityProvider(this, 'CapacityProvider', {
      capacityProviderName: props.capacityProviderName ?? this.nameApart(),
      infrastructureRole: this.infrastructureRole,
      ec2InstanceProfile: this.instanceProfile,
      subnets,
      securityGroups,
      taskVolumeStorage: props.storage,
      instanceRequirements: props.instanceRequirements,
      ...(props.detailedMonitoring !== undefined && {
        monitoring: props.detailedMonitoring ? ecs.InstanceMonitoring.DETAILED : ecs.InstanceMonitoring.BASIC,
      }),
      ...(props.propagateTags !== undefined && {
        propagateTags: props.propagateTags
          ? ecs.PropagateManagedInstancesTags.CAPACITY_PROVIDER
          : ecs.PropagateManagedInstancesTags.NONE,
      }),
    });
    // Instances register over these routes, and leave the cluster over them when all is deleted.
    this.capacityProvider.node.addDependency(internetConnectivityEstablished);
    this.setWhatTheL2Lacks(props);
    this.capacityProviderName = this.capacityProvider.capacityProviderName;
    this.join(props.cluster);
  }

  /**
   * CloudFormation's names begin with that of the stack, and ECS keeps some beginnings to itself. aws-cdk-lib sees them in
   * small letters only, and names such a provider in the same way.
   */
  private nameApart(): string | undefined {
    return isNamedApart(this)
      ? `cp-${Names.uniqueResourceName(this, { maxLength: 252, allowedSpecialCharacters: '-_' })}`
      : undefined;
  }

  /** It belongs to its cluster by creation; the association must not list it. */
  private join(cluster: ecs.ICluster): void {
    if (ecs.Cluster.isCluster(cluster)) {
      cluster.addManagedInstancesCapacityProvider(this.capacityProvider);
    } else {
      this.capacityProvider.bind(cluster);
    }
    // ECS takes the provider away from running services otherwise, and needs its role until it is gone.
    this.capacityProvider.node.addDependency(this.infrastructureRole);
    // Both change the cluster, and ECS makes one change at a time: the association comes after the provider.
    orderServices(this, cluster, this.capacityProvider);
  }

  private setWhatTheL2Lacks(props: ManagedInstancesCapacityProps): void {
    const provider = this.capacityProvider.node.defaultChild as ecs.CfnCapacityProvider;
    const launch = 'InstanceLaunchTemplate';
    const settings: [string, unknown][] = [
      [`${launch}.CapacityOptionType`, props.purchase],
      [`${launch}.CapacityReservations.ReservationGroupArn`, props.reservationGroupArn],
      [`${launch}.CapacityReservations.ReservationPreference`, props.reservationPreference],
      [`${launch}.LocalStorageConfiguration.UseLocalStorage`, props.localStorage],
      [`${launch}.FipsEnabled`, props.fips],
      [`${launch}.NitroEnclavesEnabled`, props.nitroEnclaves],
      [`${launch}.InstanceMetadataTagsPropagation`, props.instanceMetadataTags],
      ['AutoRepairConfiguration.ActionsStatus', switched(props.autoRepair)],
      ['InfrastructureOptimization.ScaleInAfter', props.idleInstances?.scaleInAfter],
    ];
    settings
      .filter(([, value]) => value !== undefined)
      .forEach(([path, value]) => provider.addPropertyOverride(`ManagedInstancesProvider.${path}`, value));
    if (props.nitroEnclaves !== undefined) {
      Validations.of(provider).acknowledge({
        id: 'CloudFormation-Validate::F3002',
        reason: 'the schema that the CDK validates with does not know NitroEnclavesEnabled yet; CloudFormation does',
      });
    }
  }

  private createInstanceProfile(cluster: ecs.ICluster): iam.InstanceProfile {
    const role = new HostRole(this, 'InstanceRole', { cluster, managedInstances: true });
    const profile = new iam.InstanceProfile(this, 'InstanceProfile', { role });
    // Instances that start before the role has its permissions could not register.
    profile.node.addDependency(role);
    return profile;
  }

  private createInfrastructureRole(): iam.Role {
    const role = new ScopedRole(this, 'InfrastructureRole', {
      assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
    });
    role.addManagedPolicy(
      iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForManagedInstances'),
    );
    const { role: instanceRole } = this.instanceProfile;
    if (instanceRole !== undefined) {
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [instanceRole.roleArn],
          conditions: { StringLike: { 'iam:PassedToService': 'ec2.*' } },
        }),
      );
    }
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForManagedInstances]',
      reason: 'AWS extends this policy when Managed Instances learn something new; a copy would stop working then',
    });
    return role;
  }

  private closedSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      allowAllOutbound: false,
      description: 'ECS managed instances',
    });
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'ECS, registries and S3');
    return securityGroup;
  }
}

function defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
  return vpc.privateSubnets.length > 0
    ? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }
    : { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
}

function switched(on: boolean | undefined): string | undefined {
  return on === undefined ? undefined : on ? 'ENABLED' : 'DISABLED';
}

/** Ranges of the ECS API model and of the CloudFormation schema, 2026-11. */
function faults(props: ManagedInstancesCapacityProps): Finding[] {
  const { capacityProviderName, storage, securityGroups, purchase, reservationPreference } = props;
  const name = text(capacityProviderName);
  return [
    ...(name === undefined ? [] : providerNameFindings(name).filter(({ severity }) => severity === 'error')),
    ...integerFault('ManagedInstancesCapacity.storage', "'storage' in GiB", gibibytes(storage), 30, 16_384),
    ...booleanFaults('ManagedInstancesCapacity', {
      detailedMonitoring: props.detailedMonitoring,
      autoRepair: props.autoRepair,
      propagateTags: props.propagateTags,
      // These go into the template as they are, so the deployment may decide.
      ...known({
        localStorage: props.localStorage,
        fips: props.fips,
        nitroEnclaves: props.nitroEnclaves,
        instanceMetadataTags: props.instanceMetadataTags,
      }),
    }),
    ...Object.entries(known({ purchase, reservationPreference })).flatMap(([name, value]) =>
      enumFault(
        `ManagedInstancesCapacity.${name}`,
        `'${name}'`,
        value,
        name === 'purchase' ? ManagedInstancesPurchase : ReservationPreference,
      ),
    ),
    ...(securityGroups?.length === 0
      ? [
          error(
            'ManagedInstancesCapacity.securityGroups',
            "'securityGroups' needs at least one security group, got none; leave it out for a closed one",
          ),
        ]
      : []),
  ];
}

/** Without what only the deployment knows. */
function known(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnknown(value)));
}
