import { Token } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { Every, allTaken } from '../internal/every';
import { guarded } from '../internal/guard/guarded';
import { choiceFault } from '../internal/value-faults';
import { reportFindings } from '../internal/warnings';
import { TaskApplicationLoadBalancer } from '../task-networking/task-application-load-balancer';
import type { TaskHttpApi } from '../task-networking/task-http-api';
import { TaskListener } from '../task-networking/task-listener';
import type { AddHttpServiceOptions } from '../task-networking/listener-service-options';
import { tlsListenerWarnings } from './private/tls-listener';
import { certificateOf, domainFaults, makeRecord } from './private/web-domain';
import { webFaults } from './private/web-faults';
import { httpApiFaults, registered } from './private/http-api-faults';
import { httpApiIngress } from './private/http-api-ingress';
import { ServiceWorkload } from './service-workload';
import type { ServiceWorkloadProps } from './service-workload-props';
import { WebIngress, WebRouteOptions } from './web-ingress';
import type { WebDomain, WebHealthCheck, WebServiceProps } from './web-service-props';

/**
 * A service behind an Application Load Balancer: HTTPS with a redirect, two tasks in two zones, closed until opened.
 *
 * `ingress` says which load balancer: a new one, a `TaskApplicationLoadBalancer` which several services share, or whatever
 * has the listener that is given; or an HTTP API of API Gateway in its place, without any load balancer. The service can be put behind further ones: `other.addService('Public', web.service, …)`.
 * To a port on which Service Connect takes TLS, the load balancer speaks TLS.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
 */
@guarded
@propertyInjectable
export class WebService extends ServiceWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.WebService';

  /** The load balancer, a new or a shared one; `undefined` when a listener was given, and behind an HTTP API. */
  public readonly loadBalancer?: TaskApplicationLoadBalancer;
  /** The HTTP API, a new or a shared one; `undefined` when one of yours was given, and behind a load balancer. */
  public readonly httpApi?: TaskHttpApi;
  /** The routes of the HTTP API that lead to the service, as for `grantInvoke` with `HttpIamAuthorizer`; none behind a load balancer. */
  public readonly httpRoutes: apigateway.HttpRoute[];
  /** The second target group of deployments that shift traffic; each one makes the two change places. */
  public readonly alternateTargetGroup?: elbv2.ApplicationTargetGroup;
  /**
   * The listener for test traffic. It admits nobody until it is said who:
   * `web.testListener.connections.allowDefaultPortFrom(tester)`.
   */
  public readonly testListener?: elbv2.IApplicationListener;

  /**
   * The URL of the service: the name of `domain`, else the first of `hosts` without a wildcard, else the name of the
   * load balancer or of the HTTP API with its path. `undefined` when none is known, behind a listener or an API that was given.
   */
  public readonly url?: string;

  private readonly balanced?: BalancedTasks;

  /**
   * Fails with `WebService.ingress`, `WebService.noPort`, `WebService.domain`, `WebService.domainTarget`, `WebService.testPort`,
   * `WebService.testListener` and `WebService.healthCheckGracePeriod`, behind an HTTP API with `WebService.httpApiDeployment`,
   * `WebService.httpApiHealthCheck`, `WebService.httpApiScaling`, `WebService.httpApiDomain`, `WebService.httpApiPort` and `WebService.httpApiNamespace`; warns
   * with `WebService.tlsListener` and `WebService.noHealthCheck`, besides the faults of `ServiceWorkload`,
   * `TaskApplicationLoadBalancer`, `TaskListener` and `TaskHttpRoutes`.
   */
  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id, registered(props));
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
    failAll(this, [...webFaults(props, target), ...httpApiFaults(props, target), ...domainFaults(domain, target)]);
    if (target.httpApi !== undefined) {
      const { httpApi, routes, url } = httpApiIngress(this, target.httpApi, props);
      this.httpApi = httpApi;
      this.httpRoutes = routes;
      this.url = url;
      // A shared one counts the requests of other services too.
      if (target.httpApi.options !== undefined) {
        this.watchHttpApi(httpApi!.api);
      }
      return;
    }
    this.httpRoutes = [];
    this.loadBalancer =
      target.balancer === undefined
        ? target.shared
        : new TaskApplicationLoadBalancer(this, 'LoadBalancer', {
            vpc: this.cluster.vpc,
            vpcSubnets: target.vpcSubnets,
            ...target.balancer,
            certificate: certificateOf(this, { certificate, domain }, target),
          });
    const listener = TaskListener.of(target.listener ?? this.loadBalancer!.listener);
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
      this.balanced = { listener: listener.listener, targetGroup };
      this.alternateTargetGroup = alternateTargetGroup;
    } else {
      const targetGroup = listener.addService('Http', this.service, route);
      this.balanced = { listener: listener.listener, targetGroup };
    }
    if (desiredCount?._scaling?.requestsPerTarget !== undefined) {
      this.scaling!.scaleOnRequests(this.targetGroup);
    }
    this.watchTargetGroup(this.targetGroup);
    if (this.alternateTargetGroup !== undefined) {
      this.watchTargetGroup(this.alternateTargetGroup);
    }
    if (domain !== undefined) {
      makeRecord(this, domain, new LoadBalancerTarget(target.loadBalancer ?? this.loadBalancer!.loadBalancer));
    }
    this.url = this.urlOf(route.hosts);
    this.node.addValidation({
      validate: () => reportFindings(this, tlsListenerWarnings(this.listener, this.targetGroup)),
    });
  }

  /**
   * The listener that sends the traffic.
   *
   * Fails with `WebService.noLoadBalancer` behind an HTTP API.
   */
  public get listener(): elbv2.IApplicationListener {
    return this.behindBalancer('listener').listener;
  }

  /**
   * The target group of the tasks; with deployments that shift traffic, the one in which they are first.
   *
   * Fails with `WebService.noLoadBalancer` behind an HTTP API.
   */
  public get targetGroup(): elbv2.ApplicationTargetGroup {
    return this.behindBalancer('targetGroup').targetGroup;
  }

  private behindBalancer(what: keyof BalancedTasks): BalancedTasks {
    return (
      this.balanced ??
      fail(
        this,
        'WebService.noLoadBalancer',
        `'${what}' is one of a load balancer, and the service is behind an HTTP API; use 'httpApi' and 'httpRoutes', or another 'ingress'`,
      )
    );
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

/** The service behind a load balancer. */
interface BalancedTasks {
  readonly listener: elbv2.IApplicationListener;
  readonly targetGroup: elbv2.ApplicationTargetGroup;
}

/** All that reaches a load balancer of its own is for the service, unless it is said what. */
function routeOf({ _route, _target }: WebIngress, domain: WebDomain | undefined): Every<WebRouteOptions> {
  const hosts = domain === undefined ? _route.hosts : [...new Set([domain.name, ...(_route.hosts ?? [])])];
  const everything = _target.balancer !== undefined && (hosts ?? []).length === 0;
  return { hosts, paths: _route.paths ?? (everything ? ['/*'] : undefined), priority: _route.priority };
}
