import { Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { Every, allTaken } from '../internal/every';
import { guarded } from '../internal/guard/guarded';
import { choiceFault } from '../internal/value-faults';
import { reportFindings } from '../internal/warnings';
import { TaskApplicationLoadBalancer } from '../task-networking/task-application-load-balancer';
import { TaskListener } from '../task-networking/task-listener';
import type { AddHttpServiceOptions } from '../task-networking/listener-service-options';
import { tlsListenerWarnings } from './private/tls-listener';
import { certificateOf, domainFaults, makeRecord } from './private/web-domain';
import { webFaults } from './private/web-faults';
import { ServiceWorkload } from './service-workload';
import type { ServiceWorkloadProps } from './service-workload-props';
import { WebIngress, WebRouteOptions } from './web-ingress';
import type { WebDomain, WebHealthCheck, WebServiceProps } from './web-service-props';

/**
 * A service behind an Application Load Balancer: HTTPS with a redirect, two tasks in two zones, closed until opened.
 *
 * `ingress` says which load balancer: a new one, a `TaskApplicationLoadBalancer` which several services share, or whatever
 * has the listener that is given. The service can be put behind further ones: `other.addService('Public', web.service, …)`.
 * To a port on which Service Connect takes TLS, the load balancer speaks TLS.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
 */
@guarded
@propertyInjectable
export class WebService extends ServiceWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.WebService';

  /** The load balancer, a new or a shared one; `undefined` when a listener was given. */
  public readonly loadBalancer?: TaskApplicationLoadBalancer;
  /** The listener that sends the traffic. */
  public readonly listener: elbv2.IApplicationListener;
  /** The target group of the tasks; with deployments that shift traffic, the one in which they are first. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;
  /** The second target group of deployments that shift traffic; each one makes the two change places. */
  public readonly alternateTargetGroup?: elbv2.ApplicationTargetGroup;
  /**
   * The listener for test traffic. It admits nobody until it is said who:
   * `web.testListener.connections.allowDefaultPortFrom(tester)`.
   */
  public readonly testListener?: elbv2.IApplicationListener;

  /**
   * The URL of the service: the name of `domain`, else the first of `hosts` without a wildcard, else the name of the
   * load balancer. `undefined` when none is known, behind a listener that was given.
   */
  public readonly url?: string;

  /**
   * Fails with `WebService.ingress`, `WebService.noPort`, `WebService.domain`, `WebService.domainTarget`, `WebService.testPort`,
   * `WebService.testListener` and `WebService.healthCheckGracePeriod`, warns with `WebService.tlsListener`, besides the
   * faults of `ServiceWorkload`, `TaskApplicationLoadBalancer` and `TaskListener`.
   */
  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id, props);
    const {
      ingress = WebIngress.internal(),
      certificate,
      domain,
      healthCheck,
      deregistrationDelay,
      containerName,
      containerPort,
      ...service
    } = props;
    allTaken<typeof service, ServiceWorkloadProps>(service);
    const { deployment, desiredCount } = service;
    failAll(this, choiceFault('WebService.ingress', 'ingress', ingress, '_target', 'WebIngress.internetFacing()'));
    const target = ingress._target;
    failAll(this, [...webFaults(props, target), ...domainFaults(domain, target)]);
    this.loadBalancer =
      target.balancer === undefined
        ? target.shared
        : new TaskApplicationLoadBalancer(this, 'LoadBalancer', {
            vpc: this.cluster.vpc,
            vpcSubnets: target.vpcSubnets,
            ...target.balancer,
            certificate: certificateOf(this, { certificate, domain }, target),
          });
    this.listener = target.listener ?? this.loadBalancer!.listener;
    const listener = TaskListener.of(this.listener);
    if (target.balancer === undefined && certificate !== undefined) {
      listener.addCertificate(this, 'ListenerCertificate', certificate);
    }
    this.setGracePeriod(healthCheck);
    const route: Every<AddHttpServiceOptions> = {
      ...routeOf(ingress, domain),
      containerName,
      containerPort,
      healthCheck,
      deregistrationDelay,
    };
    if (deployment?.usesAlternateTarget) {
      this.testListener =
        deployment.testPort === undefined
          ? target.testListener
          : this.loadBalancer!.addTestListener(deployment.testPort);
      const shifting = { ...route, testListener: this.testListener };
      const { targetGroup, alternateTargetGroup } = listener.addShiftingService('Http', this.service, shifting);
      this.targetGroup = targetGroup;
      this.alternateTargetGroup = alternateTargetGroup;
    } else {
      this.targetGroup = listener.addService('Http', this.service, route);
    }
    if (desiredCount?._scaling?.requestsPerTarget !== undefined) {
      this.scaling!.scaleOnRequests(this.targetGroup);
    }
    this.watchTargetGroup(this.targetGroup);
    if (this.alternateTargetGroup !== undefined) {
      this.watchTargetGroup(this.alternateTargetGroup);
    }
    if (domain !== undefined) {
      makeRecord(this, domain, target.loadBalancer ?? this.loadBalancer!.loadBalancer);
    }
    this.url = this.urlOf(route.hosts);
    this.node.addValidation({
      validate: () => reportFindings(this, tlsListenerWarnings(this.listener, this.targetGroup)),
    });
  }

  private setGracePeriod(healthCheck: WebHealthCheck | undefined): void {
    if (healthCheck?.gracePeriod !== undefined) {
      (this.service.node.defaultChild as ecs.CfnService).healthCheckGracePeriodSeconds =
        healthCheck.gracePeriod.toSeconds();
    }
  }

  private urlOf(hosts: readonly string[] = []): string | undefined {
    const host =
      hosts.find((name) => Token.isUnresolved(name) || !/[*?]/.test(name)) ??
      this.loadBalancer?.loadBalancer.loadBalancerDnsName;
    const { protocol, port } = this.loadBalancer ?? { protocol: undefined, port: undefined };
    const scheme = (protocol ?? 'HTTPS').toLowerCase();
    const beside = port === undefined || port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`;
    return host === undefined ? undefined : `${scheme}://${host}${beside}`;
  }
}

/** All that reaches a load balancer of its own is for the service, unless it is said what. */
function routeOf({ _route, _target }: WebIngress, domain: WebDomain | undefined): Every<WebRouteOptions> {
  const hosts = domain === undefined ? _route.hosts : [...new Set([domain.name, ...(_route.hosts ?? [])])];
  const everything = _target.balancer !== undefined && (hosts ?? []).length === 0;
  return { hosts, paths: _route.paths ?? (everything ? ['/*'] : undefined), priority: _route.priority };
}
