import type { Duration } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { TargetHealthCheck } from '../task-networking/listener-service-options';
import type { ServiceWorkloadProps } from './service-workload-props';
import type { WebIngress } from './web-ingress';

/** The DNS name of a web service. */
export interface WebDomain {
  /** The whole name, as in `api.example.com`. */
  readonly name: string;

  /** Hosted zone of the name: a public one where the certificate is made here, since ACM looks for its proof there. */
  readonly zone: route53.IHostedZone;
}

/** The health check of a web service. */
export interface WebHealthCheck extends TargetHealthCheck {
  /**
   * Time for which a new task may fail its health checks before ECS replaces it: as long as it takes to start. Whole seconds.
   *
   * @default Duration.seconds(60)
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html
   */
  readonly gracePeriod?: Duration;
}

/** Properties of a web service. */
export interface WebServiceProps extends ServiceWorkloadProps {
  /**
   * The load balancer, listener or HTTP API by which requests reach the service.
   *
   * @default WebIngress.internal()
   */
  readonly ingress?: WebIngress;

  /**
   * Certificate of the HTTPS listener. A listener that exists, or that of a shared load balancer, gets it beside those that it
   * has, and answers with it to clients that call its name (SNI).
   *
   * @default - that of `domain` for a new load balancer, which needs one; a listener that exists keeps those that it has
   */
  readonly certificate?: acm.ICertificate;

  /**
   * DNS name of the service: the record, the host name of the route, and for a new load balancer with HTTPS the certificate,
   * which ACM issues once it finds its proof in the zone. ACM certificates and records of load balancers are free of charge.
   *
   * @default - the service is called by the name of the load balancer, or by a record of yours
   */
  readonly domain?: WebDomain;

  /**
   * The health check of the targets.
   *
   * @default - `/` on the port of the traffic, every 30 seconds, after a grace period of 60 seconds
   */
  readonly healthCheck?: WebHealthCheck;

  /**
   * The deregistration delay of the target group: the time for requests in flight, from 0 to 3600 seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;

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
}
