import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Every } from '../../internal/every';
import type {
  ApplicationLoadBalancerOptions,
  TaskApplicationLoadBalancer,
} from '../../task-networking/task-application-load-balancer';

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
}
