import { Lazy } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { tlsPorts } from '../../internal/tls-ports';

/**
 * Lets a load balancer speak TLS to tasks whose proxy takes nothing else, which may be said after the target group was made.
 *
 * @param port of the traffic
 * @param healthPort of the health check, when it is another
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
 */
export function secureTargets(
  service: ecs.BaseService,
  targetGroup: elbv2.ApplicationTargetGroup,
  port: number,
  healthPort: number | undefined,
): void {
  const resource = targetGroup.node.defaultChild as elbv2.CfnTargetGroup;
  const takesTls = (which: number): boolean => tlsPorts(service).includes(which);
  resource.protocol = Lazy.string({ produce: () => (takesTls(port) ? 'HTTPS' : 'HTTP') });
  resource.healthCheckProtocol = Lazy.string({
    // Where neither speaks TLS, nothing is said: that is HTTP.
    produce: () => (takesTls(healthPort ?? port) ? 'HTTPS' : takesTls(port) ? 'HTTP' : undefined),
  });
}
