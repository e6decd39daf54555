import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { bareHostHint } from '../../internal/bare-host';
import { Finding, error } from '../../internal/finding';
import { text } from '../../internal/template-value';
import type { WebDomain, WebServiceProps } from '../web-service-props';
import type { IngressTarget } from './ingress-target';

/** Finds the reasons why a name cannot lead to the service. */
export function domainFaults(domain: WebDomain | undefined, target: IngressTarget): Finding[] {
  if (domain === undefined) {
    return [];
  }
  const [name, zone] = [text(domain.name), text(domain.zone.zoneName)];
  const isName = name === undefined || /^[\w*-]+(\.[\w*-]+)+\.?$/.test(name);
  return [
    ...(isName
      ? []
      : [
          error(
            'WebService.domain',
            `'name' of 'domain' must be a DNS name alone, without scheme, port and path, as in 'api.${zone ?? 'example.com'}', got '${name}'${bareHostHint(name)}`,
          ),
        ]),
    ...(isName && name !== undefined && zone !== undefined && name !== zone && !name.endsWith(`.${zone}`)
      ? [
          error(
            'WebService.domain',
            `'name' of 'domain' must be in the zone '${zone}', got '${name}'; give the whole name, as in 'api.${zone}', or another 'zone'`,
          ),
        ]
      : []),
    ...(target.listener !== undefined && target.loadBalancer === undefined
      ? [
          error(
            'WebService.domainTarget',
            `'domain' needs a load balancer for its DNS record, and that of listener '${target.listener.node.path}' is not known; give it as 'loadBalancer' of WebIngress.listener(), or use 'hosts' there and make the record yourself`,
          ),
        ]
      : []),
  ];
}

/** The certificate of the listener: the one that is given, or for a new HTTPS listener the one of the name. */
export function certificateOf(
  owner: Construct,
  { certificate, domain }: Pick<WebServiceProps, 'certificate' | 'domain'>,
  { balancer }: IngressTarget,
): acm.ICertificate | undefined {
  const needsOne = balancer !== undefined && balancer.protocol !== elbv2.ApplicationProtocol.HTTP;
  return certificate === undefined && needsOne && domain !== undefined ? makeCertificate(owner, domain) : certificate;
}

/** A certificate of the name. */
export function makeCertificate(owner: Construct, { name, zone }: WebDomain): acm.ICertificate {
  return new acm.Certificate(owner, 'Certificate', {
    domainName: name,
    validation: acm.CertificateValidation.fromDns(zone),
  });
}

/** Leads the name to a load balancer or an API. */
export function makeRecord(owner: Construct, { name, zone }: WebDomain, target: route53.IAliasRecordTarget): void {
  new route53.ARecord(owner, 'Record', {
    zone,
    // With the dot it is the whole name, even where only the deployment knows it.
    recordName: `${name}.`,
    target: route53.RecordTarget.fromAlias(target),
  });
}
