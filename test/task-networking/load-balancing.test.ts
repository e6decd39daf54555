import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EcsStartProof } from '../../lib/start-proof';
import {
  AddHttpServiceOptions,
  TaskAccess,
  TaskApplicationLoadBalancer,
  TaskApplicationLoadBalancerProps,
  TaskNetworkLoadBalancer,
  TaskNetworkLoadBalancerProps,
  TaskSecurityGroup,
} from '../../lib/task-networking';
import { ListenerRules } from '../../lib/task-networking/private/listener-rules';
import { rulePriority } from '../../lib/task-networking/private/rule-priority';
import { testApp } from '../support/stacks';

/** A load balancer in one stack, services in another. */
class Site {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly base = new Stack(this.app, 'Base');
  readonly stack = new Stack(this.app, 'Service');
  readonly vpc = new ec2.Vpc(this.base, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  readonly certificate = acm.Certificate.fromCertificateArn(
    this.base,
    'Certificate',
    'arn:aws:acm:eu-west-1:111111111111:certificate/x',
  );
  private readonly cluster = new ecs.Cluster(this.base, 'Cluster', { vpc: this.vpc });

  serve(id = 'Web', ports = [8080]): ecs.FargateService {
    const taskDefinition = new ecs.FargateTaskDefinition(this.stack, `${id}Task`);
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromRegistry('nginx:1.27'),
      portMappings: ports.map((containerPort) => ({ containerPort })),
    });
    const group = new TaskSecurityGroup(this.stack, `${id}Group`, { vpc: this.vpc });
    const service = new ecs.FargateService(this.stack, id, {
      cluster: this.cluster,
      taskDefinition,
      securityGroups: [group],
      minHealthyPercent: 100,
    });
    TaskAccess.of(service).toInternet(443, 'pulls from Docker Hub');
    return service;
  }

  http(props: Partial<TaskApplicationLoadBalancerProps> = {}, id = 'Balancer'): TaskApplicationLoadBalancer {
    return new TaskApplicationLoadBalancer(this.base, id, { vpc: this.vpc, certificate: this.certificate, ...props });
  }

  tcp(props: Partial<TaskNetworkLoadBalancerProps> = {}): TaskNetworkLoadBalancer {
    return new TaskNetworkLoadBalancer(this.base, 'Balancer', { vpc: this.vpc, ...props });
  }

  /** What the start proof finds missing. */
  broken(): string[] {
    return EcsStartProof.prove(this.app).tasks.flatMap(({ needs }) =>
      needs.filter(({ verdict }) => verdict !== 'proved').map(({ reason }) => reason ?? ''),
    );
  }

  ports(direction: 'Ingress' | 'Egress'): number[] {
    return Object.values(Template.fromStack(this.stack).findResources(`AWS::EC2::SecurityGroup${direction}`))
      .map(({ Properties }) => Properties.FromPort)
      .sort();
  }
}

describe('TaskApplicationLoadBalancer', () => {
  test('is internal, HTTPS with a redirect, and drops invalid headers', () => {
    const site = new Site();
    site.http();

    const template = Template.fromStack(site.base);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      Type: 'application',
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        { Key: 'access_logs.s3.enabled', Value: 'true' },
      ]),
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    });
    template.allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
    });
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  test('takes what it is told: internet, no redirect, TLS policy, bucket, web ACL, protection', () => {
    const site = new Site();
    site.http({
      internetFacing: true,
      redirectHttp: false,
      sslPolicy: elbv2.SslPolicy.TLS13_13,
      accessLogBucket: new s3.Bucket(site.base, 'Mine'),
      webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/x',
      deletionProtection: true,
    });

    const template = Template.fromStack(site.base);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internet-facing',
      LoadBalancerAttributes: Match.arrayWith([{ Key: 'deletion_protection.enabled', Value: 'true' }]),
    });
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
    });
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }],
    });
  });

  test('reaches the service on the port of the traffic, by address', () => {
    const site = new Site();
    site.http().addService('Http', site.serve(), { paths: ['/*'] });

    expect(site.broken()).toEqual([]);
    const template = Template.fromStack(site.stack);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'ip',
      Port: 80,
      Protocol: 'HTTP',
      HealthCheckPath: '/',
      HealthCheckPort: Match.absent(),
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }]),
    });
    expect(site.ports('Ingress')).toEqual([8080]);
    expect(site.ports('Egress')).toEqual([8080]);
  });

  test('opens the port of the health check too', () => {
    const site = new Site();
    site.http().addService('Http', site.serve('Web', [8080, 9000]), {
      paths: ['/*'],
      healthCheck: { path: '/up', port: 9000 },
      deregistrationDelay: Duration.seconds(5),
    });

    expect(site.broken()).toEqual([]);
    expect(site.ports('Ingress')).toEqual([8080, 9000]);
    Template.fromStack(site.stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      HealthCheckPath: '/up',
      HealthCheckPort: '9000',
    });
  });

  test('is shared by services, and a service is behind one inside and one outside', () => {
    const site = new Site();
    const [inside, outside] = [site.http({}, 'Inside'), site.http({ internetFacing: true }, 'Outside')];
    const api = site.serve('Api');
    inside.addService('Internal', api, { hosts: ['api.internal'] });
    outside.addService('Public', api, { hosts: ['api.example.com'], paths: ['/v1/*'] });
    outside.addService('Public', site.serve('Shop'), { hosts: ['shop.example.com'] });

    expect(site.broken()).toEqual([]);
    Template.fromStack(site.stack).hasResourceProperties('AWS::ECS::Service', {
      LoadBalancers: [Match.anyValue(), Match.anyValue()],
    });
  });

  test('never shifts a rule when another one is added', () => {
    const priorities = (paths: string[]) => {
      const site = new Site();
      const balancer = site.http();
      paths.forEach((path, index) => balancer.addService('Http', site.serve(`S${index}`), { paths: [path] }));
      const rules = Object.values(
        Template.fromStack(site.stack).findResources('AWS::ElasticLoadBalancingV2::ListenerRule'),
      );
      return Object.fromEntries(
        rules.map(({ Properties }) => [Properties.Conditions[0].PathPatternConfig.Values[0], Properties.Priority]),
      );
    };

    expect(priorities(['/new/*', '/a/*', '/b/*'])).toMatchObject(priorities(['/a/*', '/b/*']));
  });

  test.each<[string, AddHttpServiceOptions, string]>([
    [
      'nothing to match',
      {},
      "[TaskListener.noCondition] 'hosts' and 'paths' are both empty; name what the service answers, as in paths: ['/*']",
    ],
    [
      'a priority of 0',
      { paths: ['/*'], priority: 0 },
      "[TaskListener.priority] 'priority' must be an integer from 1 to 50000, got 0; leave it out to have it computed from hosts and paths",
    ],
    [
      'a priority of 50001',
      { paths: ['/*'], priority: 50001 },
      "[TaskListener.priority] 'priority' must be an integer from 1 to 50000, got 50001; leave it out to have it computed from hosts and paths",
    ],
    [
      'half a priority',
      { paths: ['/*'], priority: 1.5 },
      "[TaskListener.priority] 'priority' must be an integer from 1 to 50000, got 1.5; leave it out to have it computed from hosts and paths",
    ],
    [
      'a port that the container does not expose',
      { paths: ['/*'], containerPort: 9 },
      "[LoadBalancing.portNotExposed] 'containerPort' 9 is not exposed by container 'web' of 'Service/Web', its port mappings are 8080",
    ],
    [
      'a container that is not there',
      { paths: ['/*'], containerName: 'db' },
      "[LoadBalancing.noContainer] 'containerName' is 'db', which is no container of 'Service/Web'",
    ],
    [
      'a health-check port of 0',
      { paths: ['/*'], healthCheck: { port: 0 } },
      "[LoadBalancing.healthCheckPort] 'port' of 'healthCheck' must be an integer from 1 to 65535, got 0",
    ],
    [
      'a path that is known only at deployment',
      { paths: [Lazy.string({ produce: () => '/x' })] },
      "[TaskListener.unknownCondition] 'hosts' or 'paths' are known only at deployment, so no priority can be computed from them; give 'priority'",
    ],
  ])('fails when given %s', (_, options, message) => {
    const site = new Site();

    expect(() => site.http().addService('Http', site.serve(), options)).toThrow(`Service/Web: ${message}`);
  });

  test('takes priorities at both ends', () => {
    const site = new Site();
    const balancer = site.http();
    balancer.addService('Http', site.serve('A'), { paths: ['/a'], priority: 1 });
    balancer.addService('Http', site.serve('B'), { paths: ['/b'], priority: 50000 });

    const rules = Template.fromStack(site.stack).findResources('AWS::ElasticLoadBalancingV2::ListenerRule');
    expect(Object.values(rules).map(({ Properties }) => Properties.Priority)).toEqual([1, 50000]);
  });

  test('fails once when two rules match the same, though they want the same priority too', () => {
    const site = new Site();
    const balancer = site.http();
    balancer.addService('Http', site.serve('A'), { hosts: ['a.example.com'], paths: ['/*'], priority: 7 });
    balancer.addService('Http', site.serve('B'), { hosts: ['b.example.com'], paths: ['/*'] });
    balancer.addService('Http', site.serve('C'), { paths: ['/*'], priority: 8 });

    expect(() => balancer.addService('Http', site.serve('D'), { paths: ['/*'], priority: 8 })).toThrow(
      "Service/D: [TaskListener.sameRule] /* is what a rule of 'Service/C' matches already, so one of the two would never be asked; give this one other 'hosts' or 'paths'",
    );
  });

  test('fails when two rules want the same priority, accepts a token with a priority of its own', () => {
    const site = new Site();
    const balancer = site.http();
    balancer.addService('Http', site.serve('A'), { paths: [Lazy.string({ produce: () => '/x' })], priority: 7 });

    expect(() => balancer.addService('Http', site.serve('B'), { paths: ['/b'], priority: 7 })).toThrow(
      "[TaskListener.priorityTaken] priority 7 is that of 'Service/A' already; give 'priority' to one of the two",
    );
  });

  test('fails when two rules draw the same priority, and names a free one', () => {
    const site = new Site();
    const balancer = site.http();
    const drawn = rulePriority({ hosts: [], paths: ['/b/*'] });
    balancer.addService('Http', site.serve('A'), { paths: ['/a/*'], priority: drawn });

    expect(() => balancer.addService('Http', site.serve('B'), { paths: ['/b/*'] })).toThrow(
      `[TaskListener.priorityTaken] priority ${drawn} is that of 'Service/A' already; give 'priority: ${drawn + 1}', which is free, to the one that is not deployed yet`,
    );
    balancer.addService('Http', site.serve('C'), { paths: ['/b/*'], priority: drawn + 1 });
  });

  test('takes 200 numbered services on one listener', () => {
    const site = new Site();
    const balancer = site.http();
    for (let index = 0; index < 200; index++) {
      ListenerRules.of(site.stack, balancer.listener).place(site.stack, { hosts: [], paths: [`/Service${index}/*`] });
    }
  });
});

describe('TaskNetworkLoadBalancer', () => {
  test('has a group of its own that the tasks admit', () => {
    const site = new Site();
    site.tcp().addService('Tcp', site.serve(), { port: 443, certificate: site.certificate });

    expect(site.broken()).toEqual([]);
    const template = Template.fromStack(site.stack);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'TLS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'ip',
      Protocol: 'TCP',
      Port: 80,
    });
    Template.fromStack(site.base).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Type: 'network',
      Scheme: 'internal',
      LoadBalancerAttributes: Match.arrayWith([{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }]),
    });
  });

  test('listens on several ports, for several services', () => {
    const site = new Site();
    const balancer = site.tcp({
      internetFacing: true,
      crossZone: false,
      accessLogBucket: new s3.Bucket(site.base, 'Mine'),
      deletionProtection: true,
    });
    balancer.addService('Tcp', site.serve('A', [5000, 5001]), {
      port: 5000,
      containerPort: 5001,
      healthCheckPort: 5000,
    });
    balancer.addService('Tcp', site.serve('B'), { port: 6000 });

    expect(site.broken()).toEqual([]);
    Template.fromStack(site.stack).resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 2);
    Template.fromStack(site.base).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        Match.objectLike({ FromPort: 5000, CidrIp: '0.0.0.0/0' }),
        Match.objectLike({ FromPort: 6000 }),
      ],
    });
  });

  test('fails when a port is taken or out of range', () => {
    const site = new Site();
    const balancer = site.tcp();
    balancer.addService('Tcp', site.serve('A'), { port: 443 });

    expect(() => balancer.addService('Tcp', site.serve('B'), { port: 443 })).toThrow(
      "Service/B/Tcp: [TaskNetworkLoadBalancer.portTaken] 'port' 443 of 'Base/Balancer' has a listener already; choose another port",
    );
    expect(() => balancer.addService('Tcp', site.serve('C'), { port: 0 })).toThrow(
      "'port' must be an integer from 1 to 65535, got 0",
    );
  });
});

describe('access logs', () => {
  const statements = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'))[0]
      .Properties.PolicyDocument.Statement.filter(({ Effect }: any) => Effect === 'Allow')
      .map(({ Action, Principal, Condition }: any) => ({ Action, Principal, Condition }));
  const own = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

  test('are written by the service principal where the region is not known', () => {
    const [http, tcp] = [new Site(), new Site()];
    http.http();
    tcp.tcp();

    expect(statements(http.base)).toEqual([
      { Action: 's3:PutObject', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' } },
    ]);
    expect(statements(tcp.base)).toEqual([
      { Action: 's3:PutObject', Principal: { Service: 'delivery.logs.amazonaws.com' }, Condition: own },
      { Action: 's3:GetBucketAcl', Principal: { Service: 'delivery.logs.amazonaws.com' }, Condition: own },
    ]);
  });

  test('are left to the L2 where it is', () => {
    const stack = new Stack(testApp(), 'Known', { env: { account: '111111111111', region: 'eu-west-1' } });
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      restrictDefaultSecurityGroup: false,
    });
    new TaskNetworkLoadBalancer(stack, 'Balancer', { vpc });

    expect(statements(stack)[0].Principal.AWS).toMatch(/:root$/);
  });
});
