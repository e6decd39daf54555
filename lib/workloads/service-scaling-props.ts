import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ServiceScalingOptions } from './scaling-options';

/** Settings of `ServiceScaling`. */
export interface ServiceScalingProps extends ServiceScalingOptions {
  /** The service, which must not have a `desiredCount`: each deployment would set it again. */
  readonly service: ecs.BaseService;

  /**
   * Target group behind `requestsPerTarget`. A load balancer must send to it already.
   *
   * @default - given later, to `scaleOnRequests()`
   */
  readonly targetGroup?: elbv2.ApplicationTargetGroup;
}
