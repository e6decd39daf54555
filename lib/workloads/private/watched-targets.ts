import { Aws, Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { listenersOf } from '../../internal/cdk-internals';
import { fail } from '../../internal/errors';

/** A target group behind a load balancer, whose metrics are read. */
export class WatchedTargets {
  /** The id of the constructs that watch it, after the target group. */
  public readonly id: string;
  /** Whether it answers HTTP requests, of which there are metrics: behind an application load balancer. */
  public readonly http: boolean;
  private readonly metrics: elbv2.IApplicationTargetGroupMetrics;

  /** Fails with a code when no load balancer sends to the target group, as metrics are named after both. */
  constructor(
    owner: Construct,
    code: string,
    public readonly targetGroup: elbv2.ITargetGroup,
  ) {
    if (isDetached(targetGroup)) {
      fail(
        owner,
        code,
        `target group '${targetGroup.node.path}' belongs to no load balancer yet, and its metrics are named after one; add it to a listener first, or import it with 'loadBalancerArns'`,
      );
    }
    const { id } = targetGroup.node;
    this.id = id.charAt(0).toUpperCase() + id.slice(1);
    this.http = !(targetGroup as Partial<elbv2.INetworkTargetGroup>).isNetworkTargetGroup;
    this.metrics = (targetGroup as elbv2.IApplicationTargetGroup).metrics;
  }

  /** A metric of it, by the minute. */
  public metric(name: string, statistic: string, label?: string): cloudwatch.Metric {
    return this.metrics.custom(name, { statistic, period: Duration.minutes(1), label });
  }
}

/** Made here and not yet on a listener, or imported without its load balancer. */
function isDetached(targetGroup: elbv2.ITargetGroup): boolean {
  const listeners = listenersOf(targetGroup);
  return listeners === undefined ? targetGroup.loadBalancerArns === Aws.NO_VALUE : listeners.length === 0;
}
