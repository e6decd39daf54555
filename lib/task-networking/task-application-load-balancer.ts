import { Duration, Token } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { AccessLogBucket, logAccess } from './private/access-log-bucket';
import { healthPort, openTargets, targetPort } from './private/balanced-ports';
import { MAX_PRIORITY, rulePriority } from './private/rule-priority';

/** Properties of an application load balancer for tasks. */
export interface TaskApplicationLoadBalancerProps {
  /** VPC of the load balancer and of the tasks. */
  readonly vpc: ec2.IVpc;

  /** Certificate of the HTTPS listener. There is no way to serve tasks over plain HTTP. */
  readonly certificate: acm.ICertificate;

  /**
   * Whether it is reached from the internet: it then has public addresses and admits everybody on ports 80 and 443.
   *
   * An internal one admits nobody until it is said who: `TaskAccess.of(client).to(balancer, 443)`.
   *
   * @default false
   */
  readonly internetFacing?: boolean;

  /**
   * Subnets of the load balancer, in two availability zones at least.
   *
   * @default - public subnets when it faces the internet, else private or isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * TLS policy of the HTTPS listener.
   *
   * @default elbv2.SslPolicy.TLS13_12_RES_PQ
   */
  readonly sslPolicy?: elbv2.SslPolicy;

  /**
   * Whether port 80 answers with a redirect to HTTPS.
   *
   * @default true
   */
  readonly redirectHttp?: boolean;

  /**
   * Bucket of the access logs.
   *
   * @default - a new bucket, encrypted by S3, whose objects expire after 90 days and which stays when the stack is deleted
   */
  readonly accessLogBucket?: s3.IBucket;

  /**
   * ARN of a regional WAF web ACL to put in front.
   *
   * @default - no web ACL
   */
  readonly webAclArn?: string;

  /**
   * Whether the load balancer is protected from deletion; it must be switched off before the stack can be deleted.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}

/** Options of `TaskApplicationLoadBalancer.addService`. */
export interface AddHttpServiceOptions {
  /**
   * Hosts to route, as in `api.example.com` or `*.example.com`.
   *
   * @default - every host
   */
  readonly hosts?: string[];

  /**
   * Paths to route, as in `/api/*`.
   *
   * @default - every path
   */
  readonly paths?: string[];

  /**
   * Place among the rules, 1 to 50000; the lowest is looked at first.
   *
   * @default - drawn from hosts and paths alone: the more they say the earlier, and no other rule ever shifts it
   */
  readonly priority?: number;

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
   * Path of the health check.
   *
   * @default '/'
   */
  readonly healthCheckPath?: string;

  /**
   * Port of the health check, when it is another than that of the traffic; it is opened too.
   *
   * @default - the port of the traffic
   */
  readonly healthCheckPort?: number;

  /**
   * How long a task that leaves may finish its requests.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;
}

/**
 * An application load balancer which any number of services share by host and path: HTTPS with a redirect, access logs,
 * invalid headers dropped, nothing answered that no rule asks for.
 *
 * Its security group and those of the services are opened for each other on exactly the ports of traffic and health
 * check. Targets are addresses (`ip`), since a task in awsvpc mode has one of its own. A service may be in several load
 * balancers at once, up to five target groups: one that faces the internet and one inside, for instance.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
 */
@propertyInjectable
export class TaskApplicationLoadBalancer extends Construct implements ec2.IConnectable {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskApplicationLoadBalancer';

  /** The load balancer. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  /** The HTTPS listener, which answers 404 where no rule matches. */
  public readonly listener: elbv2.ApplicationListener;
  /** Its security group. */
  public readonly connections: ec2.Connections;

  private readonly taken = new Map<number, string>();

  constructor(scope: Construct, id: string, props: TaskApplicationLoadBalancerProps) {
    super(scope, id);
    const internetFacing = props.internetFacing ?? false;
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc, allowAllOutbound: false });
    this.loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      internetFacing,
      securityGroup,
      dropInvalidHeaderFields: true,
      deletionProtection: props.deletionProtection ?? false,
    });
    this.connections = this.loadBalancer.connections;
    const logs = props.accessLogBucket ?? new AccessLogBucket(this, 'AccessLogs');
    logAccess(this.loadBalancer, logs, 'logdelivery.elasticloadbalancing.amazonaws.com');
    this.listener = this.loadBalancer.addListener('Https', {
      port: 443,
      protocol: elbv2.ApplicationProtocol.HTTPS,
      certificates: [props.certificate],
      sslPolicy: props.sslPolicy ?? elbv2.SslPolicy.TLS13_12_RES_PQ,
      open: internetFacing,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    });
    if (props.redirectHttp ?? true) {
      this.loadBalancer.addListener('Http', {
        port: 80,
        open: internetFacing,
        defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
      });
    }
    if (props.webAclArn !== undefined) {
      new wafv2.CfnWebACLAssociation(this, 'WebAcl', {
        resourceArn: this.loadBalancer.loadBalancerArn,
        webAclArn: props.webAclArn,
      });
    }
  }

  /**
   * Routes hosts and paths to a service. Target group, rule and security-group rules go to the stack of the service.
   *
   * @param id of the target under the service; it is part of the contract, as renaming it replaces the target group
   */
  public addService(
    id: string,
    service: ecs.BaseService,
    options: AddHttpServiceOptions = {},
  ): elbv2.ApplicationTargetGroup {
    const { hosts = [], paths = [] } = options;
    if (hosts.length === 0 && paths.length === 0) {
      fail(
        service,
        'TaskApplicationLoadBalancer.noCondition',
        `'hosts' and 'paths' are both empty; name what the service answers, as in paths: ['/*']`,
      );
    }
    const priority = this.place(service, options.priority, { hosts, paths });
    const port = targetPort(service, service, options.containerName, options.containerPort);
    const health = healthPort(service, options.healthCheckPort);
    const targetGroup = new elbv2.ApplicationTargetGroup(service, id, {
      vpc: this.loadBalancer.vpc,
      port: port.containerPort,
      protocol: elbv2.ApplicationProtocol.HTTP,
      targetType: elbv2.TargetType.IP,
      deregistrationDelay: options.deregistrationDelay ?? Duration.seconds(30),
      healthCheck: {
        path: options.healthCheckPath ?? '/',
        ...(health.length > 0 && { port: String(health[0]) }),
      },
    });
    targetGroup.addTarget(service.loadBalancerTarget(port));
    new elbv2.ApplicationListenerRule(targetGroup, 'Rule', {
      listener: this.listener,
      priority,
      conditions: [
        ...(hosts.length > 0 ? [elbv2.ListenerCondition.hostHeaders(hosts)] : []),
        ...(paths.length > 0 ? [elbv2.ListenerCondition.pathPatterns(paths)] : []),
      ],
      targetGroups: [targetGroup],
    });
    openTargets(service, this, [port.containerPort, ...health]);
    return targetGroup;
  }

  /** The priority of a rule; two rules never share one. */
  private place(
    service: ecs.BaseService,
    wanted: number | undefined,
    match: { hosts: string[]; paths: string[] },
  ): number {
    if (
      wanted !== undefined &&
      !Token.isUnresolved(wanted) &&
      (!Number.isInteger(wanted) || wanted < 1 || wanted > MAX_PRIORITY)
    ) {
      fail(
        service,
        'TaskApplicationLoadBalancer.priority',
        `'priority' must be an integer from 1 to ${MAX_PRIORITY}, got ${wanted}; leave it out to have it drawn from hosts and paths`,
      );
    }
    const unknown = [...match.hosts, ...match.paths].some((pattern) => Token.isUnresolved(pattern));
    if (wanted === undefined && unknown) {
      fail(
        service,
        'TaskApplicationLoadBalancer.unknownCondition',
        `'hosts' or 'paths' are known only at deployment, so no priority can be drawn from them; give 'priority'`,
      );
    }
    const priority = wanted ?? rulePriority(match);
    const other = this.taken.get(priority);
    if (other !== undefined) {
      fail(
        service,
        'TaskApplicationLoadBalancer.priorityTaken',
        `priority ${priority} is that of '${other}' already; give 'priority' to one of the two`,
      );
    }
    if (!Token.isUnresolved(priority)) {
      this.taken.set(priority, service.node.path);
    }
    return priority;
  }
}
