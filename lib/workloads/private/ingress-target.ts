import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Every } from '../../internal/every';
import type { AddHttpApiServiceOptions, HttpApiOptions } from '../../task-networking/http-api-options';
import type {
  ApplicationLoadBalancerOptions,
  TaskApplicationLoadBalancer,
} from '../../task-networking/task-application-load-balancer';
import type { TaskHttpApi } from '../../task-networking/task-http-api';
import type { ITaskVpcLink } from '../../task-networking/task-vpc-link';

/** The one ingress that was chosen: what belongs to another one is `undefined`. */
export interface IngressTarget {
  /** Options of a new load balancer; its certificate is that of the service. */
  readonly balancer?: Every<ApplicationLoadBalancerOptions>;
  /** Subnets of the new load balancer. */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Load balancer of several services. */
  readonly shared?: TaskApplicationLoadBalancer;
  /** Listener that exists. */
  readonly listener?: elbv2.IApplicationListener;
  /** Listener for test traffic beside it. */
  readonly testListener?: elbv2.IApplicationListener;
  /** Load balancer of the listener, where it is known. */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
  /** HTTP API in the place of a load balancer. */
  readonly httpApi?: HttpApiTarget;
}

/** An HTTP API: a new one, one of several services, or one that exists. */
export interface HttpApiTarget {
  /** Options of a new API, whose authorizer is that of the routes. */
  readonly options?: Every<HttpApiOptions>;
  /** API of several services. */
  readonly shared?: TaskHttpApi;
  /** API that exists. */
  readonly existing?: apigateway.IHttpApi;
  /** VPC link of a new API, or of one that exists. */
  readonly vpcLink?: ITaskVpcLink;
  /** The requests that the service gets. */
  readonly route: Every<AddHttpApiServiceOptions>;
}
