import { text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import type { Rule } from '../rule';

export const albWaf: Rule = {
  id: 'AlbWaf',
  level: 'warning',
  sections: ['4.4.4'],
  types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  info: "the load balancer faces the internet without a web application firewall; add an 'AWS::WAFv2::WebACLAssociation'",
  same: ['SecurityHub ELB.16', 'cdk-nag ALBWAFEnabled'],
  around: true,
  // A load balancer faces the internet unless its scheme says otherwise.
  check: ({ properties, model, resource }) =>
    (text(properties.Type) ?? 'application') === 'application' &&
    model.referrersOf(resource, 'AWS::WAFv2::WebACLAssociation', 'ResourceArn').length === 0
      ? findingsOf(
          judge(properties.Scheme, 'broken', (scheme) => text(scheme) !== 'internet-facing'),
          '',
          'Scheme',
        )
      : [],
};
