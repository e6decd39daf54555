import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Every } from '../internal/every';
import { guarded } from '../internal/guard/guarded';
import type {
  ApplicationLoadBalancerOptions,
  TaskApplicationLoadBalancer,
} from '../task-networking/task-application-load-balancer';
import type { AddHttpApiServiceOptions, HttpApiRouteOptions } from '../task-networking/http-api-options';
import type { TaskHttpApi } from '../task-networking/task-http-api';
import type {
  ExistingHttpApiIngressOptions,
  HttpApiIngressOptions,
  PublicHttpApiIngressOptions,
  SharedHttpApiIngressOptions,
} from './http-api-ingress-options';
import type { HttpApiTarget, IngressTarget } from './private/ingress-target';

/** The requests that a listener sends to a service. */
export interface WebRouteOptions {
  /**
   * Host names, as in `api.example.com` or `*.example.com`. Up to five hosts and paths together.
   *
   * @default - the name of `domain`, else every host
   */
  readonly hosts?: string[];

  /**
   * Paths, as in `/api/*`.
   *
   * @default - every path; of a shared load balancer or a listener `hosts` or `paths` must be given
   */
  readonly paths?: string[];

  /**
   * Priority of the listener rule, from 1 to 50000; the lowest is evaluated first.
   *
   * @default - computed from `hosts` and `paths`; a more specific rule gets a lower number, and a new rule never changes the others
   */
  readonly priority?: number;
}

/** A new Application Load Balancer. */
export interface NewBalancerIngressOptions extends WebRouteOptions {
  /**
   * Port of the listener, from 1 to 65535. With HTTPS the redirect stays on port 80.
   *
   * @default - 443, or 80 with HTTP
   */
  readonly port?: number;

  /**
   * Subnets of the load balancer, in two availability zones at least.
   *
   * @default - public subnets when it faces the internet, else private or isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

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

/** A new Application Load Balancer with an HTTPS listener. */
export interface HttpsIngressOptions extends NewBalancerIngressOptions {
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
}

/** A new Application Load Balancer with an HTTP listener. */
export interface PlainHttpIngressOptions extends NewBalancerIngressOptions {
  /**
   * Whether it is reached from the internet: it then has public addresses and accepts traffic from 0.0.0.0/0 on port 80, or the port given.
   *
   * @default false
   */
  readonly internetFacing?: boolean;
}

/** A listener of an Application Load Balancer that you have. */
export interface ListenerIngressOptions extends WebRouteOptions {
  /**
   * Listener of yours on which the new version answers before it gets production traffic, for deployments that shift
   * traffic.
   *
   * @default - no test listener
   */
  readonly testListener?: elbv2.IApplicationListener;

  /**
   * Load balancer of the listener, which the DNS record of `domain` leads to.
   *
   * @default - that of a listener of this app; of an imported one it is not known, and `domain` is refused
   */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
}

/**
 * The load balancer, listener or HTTP API by which requests reach a web service. One choice, so two of them cannot be combined, nor a
 * load balancer that exists with what describes a new one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
 */
@guarded
export class WebIngress {
  /**
   * A new internal load balancer with HTTPS. It has private addresses and admits nobody until it is said who:
   * `worker.allowTo(web.loadBalancer, 443)`.
   */
  public static internal(options: HttpsIngressOptions = {}): WebIngress {
    return new WebIngress(options, { balancer: httpsBalancer(options, false), vpcSubnets: options.vpcSubnets });
  }

  /** A new internet-facing load balancer with HTTPS. It has public addresses and accepts traffic from 0.0.0.0/0 on ports 80 and 443, or the port given. */
  public static internetFacing(options: HttpsIngressOptions = {}): WebIngress {
    return new WebIngress(options, { balancer: httpsBalancer(options, true), vpcSubnets: options.vpcSubnets });
  }

  /**
   * A new load balancer with HTTP: everything is sent in clear text, so it warns
   * (`TaskApplicationLoadBalancer.plainHttp`, from the internet `TaskApplicationLoadBalancer.plainHttpFromInternet`). It
   * takes no certificate.
   */
  public static plainHttp(options: PlainHttpIngressOptions = {}): WebIngress {
    const { port, accessLogBucket, webAclArn, deletionProtection, internetFacing, vpcSubnets } = options;
    const plain = { certificate: undefined, sslPolicy: undefined, redirectHttp: undefined };
    const protocol = elbv2.ApplicationProtocol.HTTP;
    return new WebIngress(options, {
      balancer: { ...plain, protocol, port, internetFacing, accessLogBucket, webAclArn, deletionProtection },
      vpcSubnets,
    });
  }

  /**
   * A load balancer that several services share. `hosts` or `paths` say what this one answers, or `domain` does.
   *
   * @param balancer of this app
   */
  public static sharedBalancer(balancer: TaskApplicationLoadBalancer, options: WebRouteOptions = {}): WebIngress {
    return new WebIngress(options, { shared: balancer });
  }

  /**
   * A listener of an Application Load Balancer that you have. `hosts` or `paths` say what this service answers, or `domain`
   * does.
   *
   * @param listener of this app, or imported with its security group
   */
  public static listener(listener: elbv2.IApplicationListener, options: ListenerIngressOptions = {}): WebIngress {
    const { testListener, loadBalancer = (listener as Partial<elbv2.ApplicationListener>).loadBalancer } = options;
    return new WebIngress(options, { listener, testListener, loadBalancer });
  }

  /**
   * A new HTTP API of API Gateway, by a VPC link and without a load balancer. It is on the internet, and lets in whom its authorizer
   * lets in: `WebIngress.httpApi({ authorizer: new HttpJwtAuthorizer('Users', issuer, { jwtAudience: ['orders'] }) })`.
   *
   * It costs about 1 USD a million requests, and nothing without them. ECS tells which tasks are healthy, by the health check of
   * the container. Answers take 29 seconds at most and no streams or WebSockets; deployments are rolling ones.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
   */
  public static httpApi(options: HttpApiIngressOptions): WebIngress {
    return new WebIngress({}, { httpApi: newHttpApi(options, options.authorizer) });
  }

  /** A new HTTP API of API Gateway that everybody on the internet may call; otherwise as `httpApi`. */
  public static publicHttpApi(options: PublicHttpApiIngressOptions = {}): WebIngress {
    return new WebIngress({}, { httpApi: newHttpApi(options, new apigateway.HttpNoneAuthorizer()) });
  }

  /**
   * An HTTP API that several services share. `path` says what this one answers.
   *
   * @param api of this app
   */
  public static sharedHttpApi(api: TaskHttpApi, options: SharedHttpApiIngressOptions = {}): WebIngress {
    return new WebIngress({}, { httpApi: { shared: api, route: httpRoute(options, options.authorizer) } });
  }

  /**
   * An HTTP API that you have. `path` says what this service answers, and `authorizer` who may ask.
   *
   * @param api of this app or imported; it keeps its stages and their access logs
   */
  public static existingHttpApi(api: apigateway.IHttpApi, options: ExistingHttpApiIngressOptions = {}): WebIngress {
    const { vpcLink, authorizer, ...route } = options;
    return new WebIngress({}, { httpApi: { existing: api, vpcLink, route: httpRoute(route, authorizer) } });
  }

  private constructor(
    /** @internal */
    public readonly _route: WebRouteOptions,
    /** @internal */
    public readonly _target: IngressTarget,
  ) {}
}

function httpsBalancer(options: HttpsIngressOptions, internetFacing: boolean): Every<ApplicationLoadBalancerOptions> {
  const { port, sslPolicy, redirectHttp, accessLogBucket, webAclArn, deletionProtection } = options;
  const https = { certificate: undefined, protocol: undefined };
  return { ...https, port, internetFacing, sslPolicy, redirectHttp, accessLogBucket, webAclArn, deletionProtection };
}

function newHttpApi(options: PublicHttpApiIngressOptions, authorizer: apigateway.IHttpRouteAuthorizer): HttpApiTarget {
  const { vpcLink, throttle, corsPreflight, accessLogGroup, detailedMetrics, ...route } = options;
  return {
    options: { throttle, corsPreflight, accessLogGroup, detailedMetrics },
    vpcLink,
    route: httpRoute(route, authorizer),
  };
}

function httpRoute(
  { path, methods, scopes, timeout, parameterMapping }: HttpApiRouteOptions,
  authorizer: apigateway.IHttpRouteAuthorizer | undefined,
): Every<AddHttpApiServiceOptions> {
  return { path, methods, scopes, timeout, parameterMapping, authorizer };
}
