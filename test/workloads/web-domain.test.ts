import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { TaskApplicationLoadBalancer, TaskListener, WebIngress, WebService, WebServiceProps } from '../../lib';
import { testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');
const ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/x';

/** A service with a name in the zone example.com. */
class Named {
  readonly stack: Stack = testStack();
  readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  readonly cluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc });
  readonly certificate = acm.Certificate.fromCertificateArn(this.stack, 'Given', ARN);
  readonly zone = route53.HostedZone.fromHostedZoneAttributes(this.stack, 'Zone', {
    hostedZoneId: 'Z1',
    zoneName: 'example.com',
  });

  web(props: Partial<WebServiceProps> = {}, name = 'api.example.com'): WebService {
    return new WebService(this.stack, 'Api', {
      cluster: this.cluster,
      container: { image, port: 8080, user: '10001' },
      domain: { name, zone: this.zone },
      ...props,
    });
  }

  balancer(): TaskApplicationLoadBalancer {
    return new TaskApplicationLoadBalancer(this.stack, 'Shared', { vpc: this.vpc, certificate: this.certificate });
  }

  listener(): elbv2.IApplicationListener {
    return elbv2.ApplicationListener.fromApplicationListenerAttributes(this.stack, 'Listener', {
      listenerArn:
        'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/a/50dc6c495c0c9188/f2f7dc8efc522ab2',
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(this.stack, 'Group', 'sg-0a1b2c3d4e5f60718'),
    });
  }

  /** The properties of each resource of a type. */
  of(type: string): Record<string, any>[] {
    return Object.values(Template.fromStack(this.stack).findResources(type)).map(({ Properties }) => Properties);
  }
}

describe('The domain of a web service', () => {
  test('brings the certificate, the record and the host name, and the redirect stays', () => {
    const site = new Named();
    const web = site.web({ ingress: WebIngress.internetFacing() });

    expect(site.of('AWS::CertificateManager::Certificate')).toEqual([
      expect.objectContaining({
        DomainName: 'api.example.com',
        DomainValidationOptions: [{ DomainName: 'api.example.com', HostedZoneId: 'Z1' }],
        ValidationMethod: 'DNS',
      }),
    ]);
    expect(site.of('AWS::Route53::RecordSet')).toEqual([
      {
        HostedZoneId: 'Z1',
        Name: 'api.example.com.',
        Type: 'A',
        AliasTarget: {
          DNSName: {
            'Fn::Join': ['', ['dualstack.', { 'Fn::GetAtt': [expect.stringMatching(/^ApiLoadBalancer/), 'DNSName'] }]],
          },
          HostedZoneId: { 'Fn::GetAtt': [expect.stringMatching(/^ApiLoadBalancer/), 'CanonicalHostedZoneID'] },
        },
      },
    ]);
    const listeners = site.of('AWS::ElasticLoadBalancingV2::Listener');
    expect(listeners.map(({ Port, DefaultActions }) => [Port, DefaultActions[0].Type])).toEqual([
      [443, 'fixed-response'],
      [80, 'redirect'],
    ]);
    expect(listeners[0].Certificates).toEqual([{ CertificateArn: { Ref: expect.stringMatching(/^ApiCertificate/) } }]);
    expect(site.of('AWS::ElasticLoadBalancingV2::ListenerRule')[0].Conditions).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com'] } },
    ]);
    expect(web.url).toBe('https://api.example.com');
  });

  test('makes no certificate beside the one that is given', () => {
    const site = new Named();
    site.web({ certificate: site.certificate });

    expect(site.of('AWS::CertificateManager::Certificate')).toEqual([]);
    expect(site.of('AWS::ElasticLoadBalancingV2::Listener')[0].Certificates).toEqual([{ CertificateArn: ARN }]);
    expect(site.of('AWS::Route53::RecordSet')).toHaveLength(1);
  });

  test('makes none for plain HTTP, whose name is called by HTTP', () => {
    const site = new Named();
    const web = site.web({ ingress: WebIngress.plainHttp() });

    expect(site.of('AWS::CertificateManager::Certificate')).toEqual([]);
    expect(web.url).toBe('http://api.example.com');
  });

  test('is one of the hosts of a shared load balancer, which keeps its certificates', () => {
    const site = new Named();
    site.web({ ingress: WebIngress.sharedBalancer(site.balancer(), { hosts: ['api.example.com', 'b.example.com'] }) });

    expect(site.of('AWS::CertificateManager::Certificate')).toEqual([]);
    expect(site.of('AWS::ElasticLoadBalancingV2::ListenerCertificate')).toEqual([]);
    expect(site.of('AWS::ElasticLoadBalancingV2::ListenerRule')[0].Conditions).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com', 'b.example.com'] } },
    ]);
    expect(site.of('AWS::Route53::RecordSet')[0].AliasTarget.HostedZoneId).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Shared/), 'CanonicalHostedZoneID'],
    });
  });

  test('leads to the load balancer of a listener: that of this app, or the one that is named', () => {
    const targets = [
      (site: Named) => WebIngress.listener(site.balancer().listener),
      (site: Named) =>
        WebIngress.listener(site.listener(), {
          loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(site.stack, 'Known', {
            loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/a/50dc6c495c0c9188',
            loadBalancerDnsName: 'a.eu-west-1.elb.amazonaws.com',
            loadBalancerCanonicalHostedZoneId: 'Z32O12XQLNTSW2',
            securityGroupId: 'sg-0a1b2c3d4e5f60718',
          }),
        }),
    ].map((ingress) => {
      const site = new Named();
      site.web({ ingress: ingress(site) });
      return site.of('AWS::Route53::RecordSet')[0].AliasTarget.HostedZoneId;
    });

    expect(targets).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^Shared/), 'CanonicalHostedZoneID'] },
      'Z32O12XQLNTSW2',
    ]);
  });

  test('may be known only at deployment: it is taken for the whole name', () => {
    const site = new Named();
    const { valueAsString } = new CfnParameter(site.stack, 'Name');
    site.web({ ingress: WebIngress.internal({ priority: 1 }) }, valueAsString);

    expect(site.of('AWS::Route53::RecordSet')[0].Name).toEqual({ 'Fn::Join': ['', [{ Ref: 'Name' }, '.']] });
  });

  test('fails outside of its zone', () => {
    const site = new Named();

    expect(() => site.web({}, 'api.example.org')).toThrow(
      "TestStack/Api: [WebService.domain] 'name' of 'domain' must be in the zone 'example.com', got 'api.example.org'; give the whole name, as in 'api.example.com', or another 'zone'",
    );
    expect(() => new Named().web({}, 'notexample.com')).toThrow('[WebService.domain]');
    expect(() => new Named().web({}, 'https://api.example.com')).toThrow(
      "TestStack/Api: [WebService.domain] 'name' of 'domain' must be a DNS name alone, without scheme, port and path, as in 'api.example.com', got 'https://api.example.com'; write 'api.example.com'",
    );
    expect(() => new Named().web({}, 'https://api.example.com:8443/v1')).toThrow("; write 'api.example.com'");
  });

  test('fails before a listener whose load balancer is not known', () => {
    const site = new Named();

    expect(() => site.web({ ingress: WebIngress.listener(site.listener()) })).toThrow(
      "TestStack/Api: [WebService.domainTarget] 'domain' needs a load balancer for its DNS record, and that of listener 'TestStack/Listener' is not known; give it as 'loadBalancer' of WebIngress.listener(), or use 'hosts' there and make the record yourself",
    );
  });
});

describe('The certificate of a web service', () => {
  test.each<[string, (site: Named) => WebIngress]>([
    ['a shared load balancer', (site) => WebIngress.sharedBalancer(site.balancer(), { paths: ['/*'] })],
    ['a listener', (site) => WebIngress.listener(site.listener(), { paths: ['/*'] })],
  ])('is added to those of %s', (_, ingress) => {
    const site = new Named();
    const certificate = acm.Certificate.fromCertificateArn(site.stack, 'Mine', ARN.replace('/x', '/mine'));
    site.web({ certificate, domain: undefined, ingress: ingress(site) });

    expect(site.of('AWS::ElasticLoadBalancingV2::ListenerCertificate')).toEqual([
      { Certificates: [{ CertificateArn: ARN.replace('/x', '/mine') }], ListenerArn: expect.anything() },
    ]);
  });

  test('fails when it is added to a listener of another region', () => {
    const site = new Named();
    const stack = new Stack(undefined, 'Abroad', { env: { account: '111122223333', region: 'us-east-1' } });

    expect(() => TaskListener.of(site.listener()).addCertificate(stack, 'Certificate', site.certificate)).toThrow(
      '[TaskListener.certificateRegion]',
    );
  });
});
