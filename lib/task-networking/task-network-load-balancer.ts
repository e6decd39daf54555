import { Duration, Token } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { booleanFaults } from '../internal/value-faults';
import { certificateRegionFaults } from './private/certificate-region';
import { AccessLogBucket, logAccess } from './private/access-log-bucket';
import { UNUSED_PORT, explainOpenGroup, healthPort, openTargets, targetPort } from './private/balanced-ports';

/** Properties of a network load balancer for tasks. */
export interface TaskNetworkLoadBalancerProps {
  /** VPC of the load balancer and of the tasks. */
  readonly vpc: ec2.IVpc;

  /**
   * Whether it is reached from the internet: it then has public addresses and accepts traffic from 0.0.0.0/0 on the ports of its listeners.
   *
   * An internal one admits nobody until it is said who: `TaskAccess.of(client).to(balancer, 443)`.
   *
   * @default false
   */
  readonly internetFacing?: boolean;

  /**
   * Subnets of the load balancer.
   *
   * @default - public subnets when it faces the internet, else private or isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Whether targets in every availability zone are used from each. Traffic between zones is charged.
   *
   * @default true
   */
  readonly crossZone?: boolean;

  /**
   * Bucket of the access logs, which exist for TLS listeners only.
   *
   * @default - a new bucket, encrypted by S3, whose objects expire after 90 days and which stays when the stack is deleted
   */
  readonly accessLogBucket?: s3.IBucket;

  /**
   * Whether the load balancer is protected from deletion; it must be switched off before the stack can be deleted.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}

/** Options of `TaskNetworkLoadBalancer.addService`. */
export interface AddTcpServiceOptions {
  /** Port of the listener, one for each service and port. */
  readonly port: number;

  /**
   * Certificate with which the listener ends TLS.
   *
   * @default - the listener passes TCP on as it comes
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Container that answers.
   *
   * @default - the default container of the task definition
   */
  readonly containerName?: string;

  /**
   * Port on which it answers.
   *
   * @default - the first port that the container exposes
   */
  readonly containerPort?: number;

  /**
   * Port of the health check, when it is another than that of the traffic; it is opened too.
   *
   * @default - the port of the traffic
   */
  readonly healthCheckPort?: number;

  /**
   * The deregistration delay of the target group: the time for open connections.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;
}

/**
 * A network load balancer with a security group of its own and a listener for each port, which may lead to different
 * services or containers.
 *
 * The L2 leaves both its group and those of the tasks closed; here they are opened for each other on exactly the ports of
 * traffic and health check.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb.html
 */
@guarded
@propertyInjectable
export class TaskNetworkLoadBalancer extends Construct implements ec2.IConnectable {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskNetworkLoadBalancer';

  /** The load balancer. */
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;
  /** Its security group. */
  public readonly connections: ec2.Connections;

  private readonly internetFacing: boolean;
  private readonly taken = new Set<number>();

  constructor(scope: Construct, id: string, props: TaskNetworkLoadBalancerProps) {
    super(scope, id);
    const { internetFacing = false, crossZone, deletionProtection } = props;
    failAll(this, booleanFaults('TaskNetworkLoadBalancer', { internetFacing, crossZone, deletionProtection }));
    this.internetFacing = internetFacing;
    this.refuseNoSubnets(props);
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc, allowAllOutbound: false });
    if (this.internetFacing) {
      explainOpenGroup(securityGroup);
    }
    this.loadBalancer = new elbv2.NetworkLoadBalancer(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      internetFacing: this.internetFacing,
      securityGroups: [securityGroup],
      crossZoneEnabled: props.crossZone ?? true,
      deletionProtection: props.deletionProtection ?? false,
    });
    this.connections = this.loadBalancer.connections;
    const logs = props.accessLogBucket ?? new AccessLogBucket(this, 'AccessLogs');
    logAccess(this.loadBalancer, logs, 'delivery.logs.amazonaws.com');
  }

  /** A selection that meets nothing; without one, the L2 says what is missing. */
  private refuseNoSubnets({ vpc, vpcSubnets }: TaskNetworkLoadBalancerProps): void {
    if (vpcSubnets === undefined) {
      return;
    }
    const { subnets, isPendingLookup } = vpc.selectSubnets(vpcSubnets);
    if (subnets.length === 0 && !isPendingLookup) {
      fail(
        this,
        'TaskNetworkLoadBalancer.noSubnets',
        `'vpcSubnets' selects no subnet of '${vpc.node.path}'; select others`,
      );
    }
  }

  /**
   * Listens on a port and passes its connections on to a service. Everything that is made goes to the stack of the service.
   *
   * @param id of the target under the service; it is part of the contract, as renaming it replaces the target group
   */
  public addService(id: string, service: ecs.BaseService, options: AddTcpServiceOptions): elbv2.NetworkTargetGroup {
    const target = new Construct(service, id);
    if (
      !Token.isUnresolved(options.port) &&
      (!Number.isInteger(options.port) || options.port < 1 || options.port > 65535)
    ) {
      fail(target, 'TaskNetworkLoadBalancer.port', `'port' must be an integer from 1 to 65535, got ${options.port}`);
    }
    failAll(target, certificateRegionFaults(target, 'TaskNetworkLoadBalancer.certificateRegion', options.certificate));
    if (this.taken.has(options.port)) {
      fail(
        target,
        'TaskNetworkLoadBalancer.portTaken',
        `'port' ${options.port} of '${this.node.path}' has a listener already; choose another port`,
      );
    }
    this.taken.add(options.port);
    const port = targetPort(target, service, options.containerName, options.containerPort);
    const health = healthPort(target, options.healthCheckPort);
    const targetGroup = new elbv2.NetworkTargetGroup(target, 'Targets', {
      vpc: this.loadBalancer.vpc,
      port: UNUSED_PORT,
      protocol: elbv2.Protocol.TCP,
      targetType: elbv2.TargetType.IP,
      deregistrationDelay: options.deregistrationDelay ?? Duration.seconds(30),
      ...(health.length > 0 && { healthCheck: { protocol: elbv2.Protocol.TCP, port: String(health[0]) } }),
    });
    targetGroup.addTarget(service.loadBalancerTarget(port));
    new elbv2.NetworkListener(target, 'Listener', {
      loadBalancer: this.loadBalancer,
      port: options.port,
      ...(options.certificate
        ? {
            certificates: [options.certificate],
            sslPolicy: elbv2.SslPolicy.TLS13_12_RES_PQ,
            protocol: elbv2.Protocol.TLS,
          }
        : { protocol: elbv2.Protocol.TCP }),
      defaultTargetGroups: [targetGroup],
    });
    if (this.internetFacing) {
      this.connections.allowFromAnyIpv4(ec2.Port.tcp(options.port), 'Internet');
    }
    openTargets(service, this, [port.containerPort, ...health]);
    return targetGroup;
  }
}
