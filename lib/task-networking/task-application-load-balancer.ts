import { Token } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { Finding, error, warning } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { isUnknown, text } from '../internal/template-value';
import { booleanFaults, integerFault } from '../internal/value-faults';
import { warn } from '../internal/warnings';
import { AccessLogBucket, logAccess } from './private/access-log-bucket';
import { explainOpenGroup, explainRedirect } from './private/balanced-ports';
import { certificateRegionFaults } from './private/certificate-region';
import { ShiftingTarget, TaskListener } from './task-listener';
import type { AddHttpServiceOptions, AddShiftingServiceOptions } from './listener-service-options';

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** The options of a new application load balancer for tasks. */
export interface ApplicationLoadBalancerOptions {
  /**
   * Certificate of the HTTPS listener. A new load balancer needs it unless `protocol` is HTTP, which takes none.
   *
   * @default - refused, unless `protocol` is HTTP
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The protocol of the listener. HTTP is not encrypted in transit, so it warns
   * (`TaskApplicationLoadBalancer.plainHttp`, from the internet `TaskApplicationLoadBalancer.plainHttpFromInternet`).
   *
   * @default elbv2.ApplicationProtocol.HTTPS
   */
  readonly protocol?: elbv2.ApplicationProtocol;

  /**
   * Port of the listener, from 1 to 65535. The redirect stays on port 80.
   *
   * @default - 443, or 80 when `protocol` is HTTP
   */
  readonly port?: number;

  /**
   * Whether it is reached from the internet: it then has public addresses and accepts traffic from 0.0.0.0/0 on the port of the
   * listener, 443 unless it is given, and on port 80 of the redirect.
   *
   * An internal one admits nobody until it is said who: `TaskAccess.of(client).to(balancer, 443)`, or `allowTo` of a workload.
   *
   * @default false
   */
  readonly internetFacing?: boolean;

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

/** Properties of an application load balancer for tasks. */
export interface TaskApplicationLoadBalancerProps extends ApplicationLoadBalancerOptions {
  /** VPC of the load balancer and of the tasks. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the load balancer, in two availability zones at least.
   *
   * @default - public subnets when it faces the internet, else private or isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
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
@guarded
@propertyInjectable
export class TaskApplicationLoadBalancer extends Construct implements ec2.IConnectable {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskApplicationLoadBalancer';

  /** The load balancer. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  /** The listener of the services, HTTPS unless it was said otherwise. It answers 404 where no rule matches. */
  public readonly listener: elbv2.ApplicationListener;
  /** The protocol of the listener. */
  public readonly protocol: elbv2.ApplicationProtocol;
  /** Port of the listener of the services. */
  public readonly port: number;
  /** Its security group. */
  public readonly connections: ec2.Connections;

  /** Ports that the load balancer listens on beside those for test traffic. */
  private readonly ports: number[] = [];
  private readonly secure: Pick<elbv2.BaseApplicationListenerProps, 'certificates' | 'sslPolicy'>;
  private testListener?: elbv2.ApplicationListener;
  private testPort?: number;

  /**
   * Fails with `TaskApplicationLoadBalancer.noCertificate`, `TaskApplicationLoadBalancer.certificateOverHttp`,
   * `TaskApplicationLoadBalancer.port`, `TaskApplicationLoadBalancer.certificateRegion`, `TaskApplicationLoadBalancer.noPublicSubnets`,
   * `TaskApplicationLoadBalancer.noSubnets` and `TaskApplicationLoadBalancer.oneZone`.
   */
  constructor(scope: Construct, id: string, props: TaskApplicationLoadBalancerProps) {
    super(scope, id);
    const { internetFacing = false, redirectHttp, deletionProtection } = props;
    failAll(this, [
      ...booleanFaults('TaskApplicationLoadBalancer', { internetFacing, redirectHttp, deletionProtection }),
      ...protocolFaults(props),
      ...portFaults(props),
      ...certificateRegionFaults(this, 'TaskApplicationLoadBalancer.certificateRegion', props.certificate),
      ...subnetFaults(props),
      ...webAclFaults(props.webAclArn),
    ]);
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc, allowAllOutbound: false });
    if (internetFacing) {
      explainOpenGroup(securityGroup);
    }
    this.loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      internetFacing,
      securityGroup,
      dropInvalidHeaderFields: true,
      deletionProtection: props.deletionProtection ?? false,
    });
    this.protocol = props.protocol ?? elbv2.ApplicationProtocol.HTTPS;
    this.connections = this.loadBalancer.connections;
    const logs = props.accessLogBucket ?? new AccessLogBucket(this, 'AccessLogs');
    logAccess(this.loadBalancer, logs, 'logdelivery.elasticloadbalancing.amazonaws.com');
    const plain = this.protocol === elbv2.ApplicationProtocol.HTTP;
    this.port = props.port ?? (plain ? HTTP_PORT : HTTPS_PORT);
    this.secure = plain
      ? {}
      : { certificates: [props.certificate!], sslPolicy: props.sslPolicy ?? elbv2.SslPolicy.TLS13_12_RES_PQ };
    this.listener = plain ? this.listenHttp(internetFacing) : this.listenHttps(props, internetFacing);
    if (props.webAclArn !== undefined) {
      new wafv2.CfnWebACLAssociation(this, 'WebAcl', {
        resourceArn: this.loadBalancer.loadBalancerArn,
        webAclArn: props.webAclArn,
      });
    }
  }

  /**
   * Routes hosts and paths to a service, as `TaskListener.addService` does and with the same faults. Target group, rule and security-group rules go to the stack of the service.
   *
   * @param id of the target under the service; it is part of the contract, as renaming it replaces the target group
   */
  public addService(
    id: string,
    service: ecs.BaseService,
    options: AddHttpServiceOptions = {},
  ): elbv2.ApplicationTargetGroup {
    return TaskListener.of(this.listener).addService(id, service, options);
  }

  /**
   * Routes hosts and paths to a service whose deployments shift traffic, as `TaskListener.addShiftingService` does and
   * with the same faults.
   *
   * @param id of the target under the service; it is part of the contract, as renaming it replaces the target group
   */
  public addShiftingService(
    id: string,
    service: ecs.BaseService,
    options: AddShiftingServiceOptions = {},
  ): ShiftingTarget {
    return TaskListener.of(this.listener).addShiftingService(id, service, options);
  }

  /**
   * The listener for test traffic, with the protocol and certificate of the other. One for all services of the load
   * balancer, which is made when it is first asked for. It admits nobody until it is said who:
   * `TaskAccess.of(tester).to(balancer, 8443)`.
   *
   * Fails with `TaskApplicationLoadBalancer.testPort` when it is no port, when the load balancer has it already, or a test
   * listener on another one.
   *
   * @param port on which it listens
   */
  public addTestListener(port: number): elbv2.ApplicationListener {
    failAll(this, integerFault('TaskApplicationLoadBalancer.testPort', "'port' of addTestListener", port, 1, 65535));
    if (this.testListener !== undefined && this.testPort === port) {
      return this.testListener;
    }
    if (this.testListener !== undefined || this.ports.includes(port)) {
      fail(
        this,
        'TaskApplicationLoadBalancer.testPort',
        this.testListener === undefined
          ? `the test listener cannot be on port ${port}, which is for production traffic; choose another, as in 8443`
          : `the test listener is on port ${this.testPort} already, got ${port}; all services of a load balancer share one`,
      );
    }
    this.testPort = port;
    this.testListener = this.loadBalancer.addListener('Test', {
      port,
      protocol: this.protocol,
      ...this.secure,
      open: false,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    });
    return this.testListener;
  }

  private listenHttps(props: TaskApplicationLoadBalancerProps, open: boolean): elbv2.ApplicationListener {
    this.ports.push(this.port);
    const listener = this.loadBalancer.addListener('Https', {
      port: this.port,
      protocol: elbv2.ApplicationProtocol.HTTPS,
      ...this.secure,
      open,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    });
    if (props.redirectHttp ?? true) {
      this.ports.push(HTTP_PORT);
      explainRedirect(
        this.loadBalancer.addListener('Http', {
          port: HTTP_PORT,
          open,
          defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: String(this.port), permanent: true }),
        }),
      );
    }
    return listener;
  }

  private listenHttp(open: boolean): elbv2.ApplicationListener {
    this.ports.push(this.port);
    const way = "give a 'certificate', or a WebService a 'domain', and leave out plain HTTP";
    warn(
      this,
      open
        ? warning(
            'TaskApplicationLoadBalancer.plainHttpFromInternet',
            `the listener accepts HTTP from the whole internet, where anybody on the way reads and changes it; ${way}`,
          )
        : warning(
            'TaskApplicationLoadBalancer.plainHttp',
            `the listener is HTTP, so traffic is not encrypted in transit; ${way}`,
          ),
    );
    return this.loadBalancer.addListener('Http', {
      port: this.port,
      protocol: elbv2.ApplicationProtocol.HTTP,
      open,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    });
  }
}

/** An Application Load Balancer has to be in two zones, and one that faces the internet in public subnets. */
function subnetFaults({ vpc, vpcSubnets, internetFacing = false }: TaskApplicationLoadBalancerProps): Finding[] {
  if (internetFacing && vpcSubnets === undefined && vpc.publicSubnets.length === 0) {
    return [
      error(
        'TaskApplicationLoadBalancer.noPublicSubnets',
        `'internetFacing' needs public subnets, and '${vpc.node.path}' has none; leave it out, or give the VPC some, as in new TaskNetwork(this, 'Network', { publicSubnets: true })`,
      ),
    ];
  }
  const own = internetFacing ? { subnetType: ec2.SubnetType.PUBLIC } : {};
  const { availabilityZones, subnets, subnetIds, isPendingLookup } = vpc.selectSubnets(vpcSubnets ?? own);
  if (subnets.length === 0 && !isPendingLookup) {
    return [
      error(
        'TaskApplicationLoadBalancer.noSubnets',
        `'vpcSubnets' selects no subnet of '${vpc.node.path}', and a load balancer needs two in different zones; select others`,
      ),
    ];
  }
  const zone = text(availabilityZones[0]);
  // A list that only the deployment knows has one item, which stands for them all.
  const alone = subnets.length === 1 && !Token.isUnresolved(subnetIds);
  return new Set(availabilityZones).size === 1 && (alone || zone !== undefined)
    ? [
        error(
          'TaskApplicationLoadBalancer.oneZone',
          `the subnets of the load balancer are all in ${zone === undefined ? 'one zone' : `the zone ${zone}`}, and it needs two; give ${vpcSubnets === undefined ? "the VPC, or 'vpcSubnets'," : "'vpcSubnets'"} subnets in another`,
        ),
      ]
    : [];
}

/** A port that cannot be listened on, or that the redirect is on. */
function portFaults({ port, protocol, redirectHttp = true }: TaskApplicationLoadBalancerProps): Finding[] {
  const redirects = protocol !== elbv2.ApplicationProtocol.HTTP && redirectHttp;
  return [
    ...integerFault('TaskApplicationLoadBalancer.port', "'port'", port, 1, 65535),
    ...(isUnknown(port)
      ? [
          error(
            'TaskApplicationLoadBalancer.port',
            "'port' must be known at synthesis, since security groups and test listeners go by it, got a value that is known only at deployment; give a plain number",
          ),
        ]
      : []),
    ...(redirects && port === HTTP_PORT
      ? [
          error(
            'TaskApplicationLoadBalancer.port',
            `'port' is ${HTTP_PORT}, on which the redirect to HTTPS listens; choose another, or set 'redirectHttp' to false`,
          ),
        ]
      : []),
  ];
}

/** A text that is no ARN of a regional web ACL: those of CloudFront are global. */
function webAclFaults(arn: string | undefined): Finding[] {
  return arn === undefined || Token.isUnresolved(arn) || /^arn:.+:wafv2:.+:regional\/webacl\/\S+$/.test(arn)
    ? []
    : [
        error(
          'TaskApplicationLoadBalancer.webAcl',
          `'webAclArn' must be the ARN of a regional web ACL of WAF, which ends in :regional/webacl/<name>/<id>, got '${arn}'`,
        ),
      ];
}

function protocolFaults({
  certificate,
  protocol,
  redirectHttp,
  sslPolicy,
}: TaskApplicationLoadBalancerProps): Finding[] {
  if (protocol !== elbv2.ApplicationProtocol.HTTP) {
    return certificate === undefined
      ? [
          error(
            'TaskApplicationLoadBalancer.noCertificate',
            "'certificate' is not given; HTTPS needs one for the name that clients call: give a 'certificate', in a WebService a 'domain', or choose plain HTTP",
          ),
        ]
      : [];
  }
  const secure = Object.entries({ certificate, redirectHttp, sslPolicy }).flatMap(([name, value]) =>
    value === undefined ? [] : [`'${name}'`],
  );
  return secure.length === 0
    ? []
    : [
        error(
          'TaskApplicationLoadBalancer.certificateOverHttp',
          `${secure.join(', ')} ${secure.length > 1 ? 'are' : 'is'} for HTTPS, but the listener is plain HTTP; leave out 'protocol' (of a WebService: WebIngress.plainHttp()), or ${secure.length > 1 ? 'these' : 'this'}`,
        ),
      ];
}
