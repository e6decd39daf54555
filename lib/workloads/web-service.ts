import { Duration, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { reportFindings } from '../internal/warnings';
import {
  ApplicationLoadBalancerOptions,
  TaskApplicationLoadBalancer,
} from '../task-networking/task-application-load-balancer';
import { AddHttpServiceOptions, TaskListener } from '../task-networking/task-listener';
import { tlsListenerWarnings } from './private/tls-listener';
import { balancerOptions, webFaults } from './private/web-faults';
import { ServiceWorkload } from './service-workload';
import type { ServiceWorkloadProps } from './service-workload-props';

/** Properties of a web service; those of `ApplicationLoadBalancerOptions` are for the new load balancer. */
export interface WebServiceProps extends ServiceWorkloadProps, AddHttpServiceOptions, ApplicationLoadBalancerOptions {
  /**
   * Subnets of the new load balancer, in two availability zones at least.
   *
   * @default - public subnets when it faces the internet, else private or isolated ones
   */
  readonly loadBalancerSubnets?: ec2.SubnetSelection;

  /**
   * A load balancer which other services use too. `hosts` or `paths` say what this one answers.
   *
   * Cannot be combined with `listener`, nor with the properties that describe a new load balancer.
   *
   * @default - a new TaskApplicationLoadBalancer
   */
  readonly loadBalancer?: TaskApplicationLoadBalancer;

  /**
   * A listener of an Application Load Balancer that you have, of this app or imported with its security group. `hosts` or
   * `paths` say what this service answers.
   *
   * Cannot be combined with `loadBalancer`, nor with the properties that describe a new load balancer.
   *
   * @default - that of the load balancer
   */
  readonly listener?: elbv2.IApplicationListener;

  /**
   * Listener of yours on which the new version answers before it gets production traffic, for deployments that shift
   * traffic and with `listener` only; else `testPort` of the deployment makes one.
   *
   * @default - none
   */
  readonly testListener?: elbv2.IApplicationListener;

  /**
   * How long a new task may fail its health checks before it is replaced: as long as it takes to start.
   *
   * @default Duration.seconds(60)
   */
  readonly healthCheckGracePeriod?: Duration;
}

/**
 * A service behind an Application Load Balancer: HTTPS with a redirect, two tasks in two zones, closed until opened.
 *
 * The load balancer is a new one, a `TaskApplicationLoadBalancer` which several services share, or whatever has the
 * listener that is given. The service can be put behind further ones: `other.addService('Public', web.service, …)`. To a port on
 * which Service Connect takes TLS, the load balancer speaks TLS.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
 */
@propertyInjectable
export class WebService extends ServiceWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.WebService';

  /** The load balancer; `undefined` when a listener was given. */
  public readonly loadBalancer?: TaskApplicationLoadBalancer;
  /** The listener that sends the traffic. */
  public readonly listener: elbv2.IApplicationListener;
  /** Where the tasks are registered; with deployments that shift traffic, where they are first. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;
  /** The second target group of deployments that shift traffic; each one makes the two change places. */
  public readonly alternateTargetGroup?: elbv2.ApplicationTargetGroup;
  /**
   * The listener for test traffic. It admits nobody until it is said who:
   * `web.testListener.connections.allowDefaultPortFrom(tester)`.
   */
  public readonly testListener?: elbv2.IApplicationListener;

  /**
   * Where it is reached: the first of `hosts` without a wildcard, else the name of the load balancer. `undefined` when
   * neither is known, behind a listener that was given.
   */
  public readonly url?: string;

  /**
   * Fails with `WebService.noPort`, `WebService.twoListeners`, `WebService.loadBalancerGiven`, `WebService.testPort` and
   * `WebService.testListener`, warns with `WebService.tlsListener`, besides the faults of `ServiceWorkload`, `TaskApplicationLoadBalancer` and `TaskListener`.
   */
  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id, props);
    failAll(this, webFaults(props));
    this.loadBalancer = props.loadBalancer ?? (props.listener === undefined ? this.newBalancer(props) : undefined);
    this.listener = props.listener ?? this.loadBalancer!.listener;
    const { healthCheckGracePeriod } = props;
    if (healthCheckGracePeriod !== undefined) {
      (this.service.node.defaultChild as ecs.CfnService).healthCheckGracePeriodSeconds =
        healthCheckGracePeriod.toSeconds();
    }
    const { deployment } = props;
    const listener = TaskListener.of(this.listener);
    if (deployment?.usesAlternateTarget) {
      this.testListener =
        deployment.testPort === undefined
          ? props.testListener
          : this.loadBalancer!.addTestListener(deployment.testPort);
      const target = listener.addShiftingService('Http', this.service, {
        ...this.route(props),
        testListener: this.testListener,
      });
      this.targetGroup = target.targetGroup;
      this.alternateTargetGroup = target.alternateTargetGroup;
    } else {
      this.targetGroup = listener.addService('Http', this.service, this.route(props));
    }
    if (props.scaling?.requestsPerTarget !== undefined) {
      this.scaling!.scaleOnRequests(this.targetGroup);
    }
    this.watchTargetGroup(this.targetGroup);
    if (this.alternateTargetGroup !== undefined) {
      this.watchTargetGroup(this.alternateTargetGroup);
    }
    this.url = this.urlOf(props);
    this.node.addValidation({
      validate: () => reportFindings(this, tlsListenerWarnings(this.listener, this.targetGroup)),
    });
  }

  private newBalancer(props: WebServiceProps): TaskApplicationLoadBalancer {
    return new TaskApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.cluster.vpc,
      vpcSubnets: props.loadBalancerSubnets,
      ...balancerOptions(props),
    });
  }

  /** All that reaches a load balancer of its own is for the service, unless it is said what. */
  private route(props: WebServiceProps): AddHttpServiceOptions {
    const own = this.loadBalancer !== undefined && props.loadBalancer === undefined;
    const { hosts, paths = own && (hosts ?? []).length === 0 ? ['/*'] : undefined } = props;
    return {
      hosts,
      paths,
      priority: props.priority,
      containerName: props.containerName,
      containerPort: props.containerPort,
      healthCheckPath: props.healthCheckPath,
      healthCheckPort: props.healthCheckPort,
      healthyHttpCodes: props.healthyHttpCodes,
      healthCheckInterval: props.healthCheckInterval,
      deregistrationDelay: props.deregistrationDelay,
    };
  }

  private urlOf({ hosts = [] }: WebServiceProps): string | undefined {
    const host =
      hosts.find((name) => Token.isUnresolved(name) || !/[*?]/.test(name)) ??
      this.loadBalancer?.loadBalancer.loadBalancerDnsName;
    return host === undefined ? undefined : `${(this.loadBalancer?.protocol ?? 'HTTPS').toLowerCase()}://${host}`;
  }
}
