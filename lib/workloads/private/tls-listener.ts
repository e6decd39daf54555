import { CfnResource, Stack } from 'aws-cdk-lib';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Finding, warning } from '../../internal/finding';
import { text } from '../../internal/template-value';

/**
 * A listener that would not speak TLS 1.3 to its targets, when they take nothing else. Of one that was imported nothing is known.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
 */
export function tlsListenerWarnings(
  listener: elbv2.IApplicationListener,
  targetGroup: elbv2.ApplicationTargetGroup,
): Finding[] {
  const group = targetGroup.node.defaultChild as elbv2.CfnTargetGroup;
  const resource = listener.node.defaultChild;
  if (Stack.of(group).resolve(group.protocol) !== 'HTTPS' || !CfnResource.isCfnResource(resource)) {
    return [];
  }
  const { protocol, sslPolicy } = resource as elbv2.CfnListener;
  const [spoken, policy] = [text(protocol), text(sslPolicy)];
  const what =
    spoken === 'HTTP'
      ? "of protocol 'HTTP'"
      : policy !== undefined && !policy.includes('TLS13')
        ? `with the policy '${policy}'`
        : undefined;
  return what === undefined
    ? []
    : [
        warning(
          'WebService.tlsListener',
          `the tasks take TLS 1.3 only, by 'tls' of Service Connect, and ECS asks for an HTTPS listener with a policy of TLS 1.3 before them, but '${listener.node.path}' is one ${what}; give it a certificate and such a policy, or the endpoint an 'ingressPortOverride', which leaves the port of the container in clear text`,
        ),
      ];
}
