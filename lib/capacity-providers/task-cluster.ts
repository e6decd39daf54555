import {
  AspectPriority,
  Aspects,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { isEcsName } from '../internal/container-values';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { enumFault } from '../internal/value-faults';
import { isUnknown } from '../internal/template-value';
import { CapacityStrategy } from './capacity-strategy';
import { AssociatedOnce } from './private/associated-once';
import { FollowDefaultStrategy } from './private/service-default';
import { orderServices } from './private/service-order';

/** Settings of a `TaskCluster`. */
export interface TaskClusterProps {
  /** The VPC of the tasks and hosts. */
  readonly vpc: ec2.IVpc;

  /**
   * Physical name of the cluster.
   *
   * @default - CloudFormation gives a name
   */
  readonly clusterName?: string;

  /**
   * The default capacity provider strategy, for services that name none.
   *
   * A strategy on capacity that is created with this cluster is set afterwards, by `useByDefault()`.
   *
   * @default CapacityStrategy.fargate()
   */
  readonly defaultStrategy?: CapacityStrategy;

  /**
   * The level of CloudWatch Container Insights. Metrics are billed, by their number: `ENHANCED` has those of each task and container,
   * `ENABLED` those of the cluster and its services, `DISABLED` none, which is enough for a development stage.
   *
   * @default ecs.ContainerInsights.ENHANCED
   */
  readonly containerInsights?: ecs.ContainerInsights;

  /**
   * Retention of the log of ECS Exec sessions. Not beside `execLogGroup`, which has its own.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly execLogRetention?: logs.RetentionDays;

  /**
   * Key that encrypts Exec sessions. The log is encrypted by its own: give a log group with a key as `execLogGroup`.
   *
   * @default - sessions are encrypted by TLS only
   */
  readonly execEncryptionKey?: kms.IKey;

  /**
   * The log group that records Exec sessions.
   *
   * @default - a new log group, which is kept when the stack is deleted
   */
  readonly execLogGroup?: logs.ILogGroup;

  /**
   * Keys of Fargate's ephemeral storage and of volumes that ECS manages.
   *
   * @default - keys that AWS owns
   */
  readonly managedStorageConfiguration?: ecs.ManagedStorageConfiguration;
}

/**
 * A cluster whose default strategy is really used, whose Exec sessions leave a record, and that measures itself.
 *
 * It is an `ecs.Cluster`: every L2 takes it. Both Fargate providers are attached, which costs nothing. Services of its
 * stack that name no strategy follow the default one: aws-cdk-lib renders a launch type for them, and ECS would then
 * ignore it. All services wait for the capacity and go before it, so that the stack can be deleted.
 *
 * Fails with `TaskCluster.defaultStrategy` when its default is to be the default of the cluster, with
 * `TaskCluster.execLogRetention` when a log group is given that has its own, and with `TaskCluster.containerInsights` for a
 * level that there is not.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
 */
@guarded
@propertyInjectable
export class TaskCluster extends ecs.Cluster {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskCluster';

  private readonly recordsIn: logs.ILogGroup;
  private isAskedFor = false;
  private otherRecord?: ecs.ExecuteCommandConfiguration;
  private readonly execEncryptionKey?: kms.IKey;
  private strategy: CapacityStrategy;
  private readonly associated: AssociatedOnce;

  constructor(scope: Construct, id: string, props: TaskClusterProps) {
    failAll(scope, faults(id, props));
    super(scope, id, {
      vpc: props.vpc,
      clusterName: props.clusterName,
      enableFargateCapacityProviders: true,
      containerInsightsV2: props.containerInsights ?? ecs.ContainerInsights.ENHANCED,
      managedStorageConfiguration: props.managedStorageConfiguration,
    });
    this.recordsIn =
      props.execLogGroup ??
      new logs.LogGroup(this, 'ExecLog', {
        retention: props.execLogRetention ?? logs.RetentionDays.ONE_YEAR,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    this.execEncryptionKey = props.execEncryptionKey;
    this.recordExec();
    if (props.execLogGroup === undefined) {
      this.leaveOutUnusedLog(this.recordsIn);
    }
    this.strategy = this.checked(props.defaultStrategy ?? CapacityStrategy.fargate());
    this.associated = new AssociatedOnce(this);
    orderServices(this, this);
    Aspects.of(Stack.of(this)).add(new FollowDefaultStrategy(this, () => this.strategy), {
      priority: AspectPriority.MUTATING,
    });
  }

  /**
   * Log group that records ECS Exec sessions.
   *
   * Once an `ExecAccess` records the sessions of the cluster, its log group does, and the cluster makes none of its own
   * unless somebody asks for this one.
   */
  public get execLogGroup(): logs.ILogGroup {
    this.isAskedFor = true;
    return this.recordsIn;
  }

  /** The default capacity provider strategy, for services that name none. */
  public get defaultStrategy(): CapacityStrategy {
    return this.strategy;
  }

  /** Sets the default capacity provider strategy: for capacity that was created with this cluster. */
  public useByDefault(strategy: CapacityStrategy): void {
    this.strategy = this.checked(strategy);
  }

  /** The default strategy as aws-cdk-lib renders it. */
  public override get defaultCapacityProviderStrategy(): ecs.CapacityProviderStrategy[] {
    // aws-cdk-lib asks while the cluster is constructed, too.
    if (this.associated?.again === true) {
      return [];
    }
    const added = super.defaultCapacityProviderStrategy;
    return added.length > 0 ? added : this.strategy.bind(this);
  }

  /** The recording of Exec sessions, for services that turn Exec on. */
  public override get executeCommandConfiguration(): ecs.ExecuteCommandConfiguration | undefined {
    return (
      this.otherRecord ?? {
        kmsKey: this.execEncryptionKey,
        logging: ecs.ExecuteCommandLogging.OVERRIDE,
        logConfiguration: { cloudWatchLogGroup: this.execLogGroup },
      }
    );
  }

  /**
   * Leaves the record of Exec sessions to an `ExecAccess`.
   *
   * @internal
   */
  public _recordExecBy(configuration: ecs.ExecuteCommandConfiguration): void {
    this.otherRecord = configuration;
  }

  /** The log group hangs under the cluster, so the cluster has to exist first. */
  private recordExec(): void {
    const cluster = this.node.defaultChild as ecs.CfnCluster;
    cluster.addPropertyOverride('Configuration.ExecuteCommandConfiguration', {
      ...(this.execEncryptionKey && { KmsKeyId: this.execEncryptionKey.keyArn }),
      Logging: 'OVERRIDE',
      LogConfiguration: { CloudWatchLogGroupName: this.recordsIn.logGroupName },
    });
  }

  /** A group that nothing writes to and nobody refers to would be kept for ever. */
  private leaveOutUnusedLog(group: logs.ILogGroup): void {
    const isUsed = () => this.isAskedFor || this.otherRecord === undefined;
    Object.defineProperty(group.node.defaultChild, 'shouldSynthesize', { value: isUsed });
  }

  private checked(strategy: CapacityStrategy): CapacityStrategy {
    if (strategy.usesClusterDefault) {
      fail(
        this,
        'TaskCluster.defaultStrategy',
        "'defaultStrategy' must name providers, got CapacityStrategy.clusterDefault(), which asks for it",
      );
    }
    strategy.bind(this);
    return strategy;
  }
}

function faults(
  id: string,
  { clusterName, execLogGroup, execLogRetention, containerInsights }: TaskClusterProps,
): Finding[] {
  return [
    ...(clusterName === undefined || isEcsName(clusterName)
      ? []
      : [
          error(
            'TaskCluster.name',
            `'clusterName' of ${id} must be up to 255 letters, digits, '_' and '-', got '${clusterName}'; leave it out to have one`,
          ),
        ]),
    ...(execLogGroup !== undefined && execLogRetention !== undefined
      ? [
          error(
            'TaskCluster.execLogRetention',
            `'execLogRetention' of ${id} is for the log group that the cluster makes, got it beside 'execLogGroup'; set the retention of that group, or leave one of them out`,
          ),
        ]
      : []),
    ...(isUnknown(containerInsights)
      ? []
      : enumFault('TaskCluster.containerInsights', "'containerInsights'", containerInsights, ecs.ContainerInsights)),
  ];
}
