import { text } from '../../../internal/template-value';
import { Rule } from '../rule';

export const albWaf: Rule = {
  id: 'AlbWaf',
  level: 'warning',
  sections: ['4.4.4'],
  types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  info: "the load balancer faces the internet without a web application firewall; add an 'AWS::WAFv2::WebACLAssociation'",
  same: ['SecurityHub ELB.16', 'cdk-nag ALBWAFEnabled'],
  check: ({ properties, stack, resource }) =>
    text(properties.Scheme) === 'internet-facing' &&
    (text(properties.Type) ?? 'application') === 'application' &&
    stack.app.referrersOf(resource, 'AWS::WAFv2::WebACLAssociation', 'ResourceArn').length === 0
      ? ['']
      : [],
};
