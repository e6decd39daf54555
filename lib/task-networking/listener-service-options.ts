import type { Duration } from 'aws-cdk-lib';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { InfrastructureRole } from '../security/infrastructure-role';

/** The health check of the targets of an Application Load Balancer. */
export interface TargetHealthCheck {
  /**
   * Path that is asked for.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * Port, when it is another than that of the traffic; it is opened too.
   *
   * @default - the port of the traffic
   */
  readonly port?: number;

  /**
   * HTTP codes of a healthy task, as in `200` or `200-299`.
   *
   * @default - what Elastic Load Balancing takes: 200
   */
  readonly healthyHttpCodes?: string;

  /**
   * Time between two health checks of a task, from 5 to 300 seconds.
   *
   * @default - what Elastic Load Balancing takes: 30 seconds
   */
  readonly interval?: Duration;
}

/** The requests that are routed to a service, and the health check of its tasks. */
export interface AddHttpServiceOptions {
  /**
   * Hosts to route, as in `api.example.com` or `*.example.com`. Up to five hosts and paths together.
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
   * @default - computed from 'hosts' and 'paths': a more specific rule gets a lower number, and adding rules never changes existing priorities
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
   * The health check of the targets.
   *
   * @default - `/` on the port of the traffic, every 30 seconds
   */
  readonly healthCheck?: TargetHealthCheck;

  /**
   * The deregistration delay of the target group: the time for requests in flight, from 0 to 3600 seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;
}

/** The requests that are routed to a service whose deployments shift traffic. */
export interface AddShiftingServiceOptions extends AddHttpServiceOptions {
  /**
   * Listener on which the new version answers before it gets production traffic, for the same hosts and paths.
   *
   * @default - none: the new version is reached only when it gets production traffic
   */
  readonly testListener?: elbv2.IApplicationListener;

  /**
   * Role with which ECS shifts the traffic; it is allowed to, for this service.
   *
   * @default - a new InfrastructureRole
   */
  readonly role?: InfrastructureRole;
}
