import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { TaskApplicationLoadBalancer } from '../../lib/task-networking/task-application-load-balancer';
import { TaskNetworkLoadBalancer } from '../../lib/task-networking/task-network-load-balancer';
import { WebService } from '../../lib/workloads/web-service';
import type { WebServiceProps } from '../../lib/workloads/web-service-props';
import { onlyProperties, testApp } from '../support/stacks';
import { WebIngress, WebRouteOptions } from '../../lib/workloads/web-ingress';
import { WorkloadTask } from '../../lib/workloads/workload-task';

const LISTENER_ARN =
  'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/a/50dc6c495c0c9188/f2f7dc8efc522ab2';

/** What a team has before its first web service. */
class Site {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly stack = new Stack(this.app, 'Shop');
  readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  readonly cluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc });
  readonly certificate = acm.Certificate.fromCertificateArn(
    this.stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111111111111:certificate/x',
  );
  readonly container = {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.27'),
    port: 8080,
    user: '10001',
  };

  web(props: Partial<WebServiceProps> = {}, id = 'Api'): WebService {
    return new WebService(this.stack, id, {
      cluster: this.cluster,
      container: this.container,
      ...((props.ingress ?? WebIngress.internal())._target.balancer !== undefined && { certificate: this.certificate }),
      ...props,
    });
  }

  balancer(id = 'Balancer', internetFacing = false): TaskApplicationLoadBalancer {
    return new TaskApplicationLoadBalancer(this.stack, id, {
      vpc: this.vpc,
      certificate: this.certificate,
      internetFacing,
    });
  }

  imported(id: string): elbv2.IApplicationListener {
    return elbv2.ApplicationListener.fromApplicationListenerAttributes(this.stack, id, {
      listenerArn: LISTENER_ARN,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(this.stack, `${id}Group`, 'sg-0a1b2c3d4e5f60718', {
        allowAllOutbound: false,
      }),
    });
  }

  get template(): Template {
    return Template.fromStack(this.stack);
  }

  of(type: string): Record<string, any>[] {
    return Object.values(this.template.findResources(type)).map(({ Properties }) => Properties);
  }

  /** What listeners of the template do where no rule matches, by port. */
  listeners(): Record<number, string> {
    const found = this.of('AWS::ElasticLoadBalancingV2::Listener');
    return Object.fromEntries(found.map(({ Port, DefaultActions }) => [Port, DefaultActions[0].Type]));
  }
}

describe('WebService', () => {
  test('is hardened and highly available with nothing but a cluster, a certificate and a container', () => {
    const site = new Site();
    site.web();

    expect(onlyProperties(site.stack, 'AWS::ECS::Service')).toMatchObject({
      DesiredCount: 2,
      AvailabilityZoneRebalancing: 'ENABLED',
      HealthCheckGracePeriodSeconds: 60,
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
      },
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 8080 }],
    });
    expect(site.listeners()).toEqual({ 443: 'fixed-response', 80: 'redirect' });
    site.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'deletion_protection.enabled', Value: 'false' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        { Key: 'access_logs.s3.enabled', Value: 'true' },
      ]),
    });
    site.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
    });
    site.template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ ReadonlyRootFilesystem: true })],
    });
    site.template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  test('takes what it is told about its load balancer, its route and its health checks', () => {
    const site = new Site();
    const web = site.web({
      ingress: WebIngress.internetFacing({
        hosts: ['*.example.com', 'api.example.com'],
        priority: 7,
        sslPolicy: elbv2.SslPolicy.TLS13_13,
        redirectHttp: false,
        accessLogBucket: s3.Bucket.fromBucketName(site.stack, 'Logs', 'logs'),
        webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/x',
        deletionProtection: true,
        vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      }),
      healthCheck: {
        path: '/up',
        port: 9000,
        healthyHttpCodes: '204',
        interval: Duration.seconds(10),
        gracePeriod: Duration.minutes(3),
      },
      deregistrationDelay: Duration.seconds(5),
    });

    expect(site.listeners()).toEqual({ 443: 'fixed-response' });
    expect(web.url).toBe('https://api.example.com');
    expect(onlyProperties(site.stack, 'AWS::ECS::Service').HealthCheckGracePeriodSeconds).toBe(180);
    expect(onlyProperties(site.stack, 'AWS::ElasticLoadBalancingV2::LoadBalancer')).toMatchObject({
      Scheme: 'internet-facing',
      LoadBalancerAttributes: expect.arrayContaining([{ Key: 'deletion_protection.enabled', Value: 'true' }]),
    });
    expect(onlyProperties(site.stack, 'AWS::ElasticLoadBalancingV2::ListenerRule')).toMatchObject({
      Priority: 7,
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com', 'api.example.com'] } }],
    });
    expect(onlyProperties(site.stack, 'AWS::ElasticLoadBalancingV2::TargetGroup')).toMatchObject({
      HealthCheckPath: '/up',
      HealthCheckPort: '9000',
      HealthCheckIntervalSeconds: 10,
      Matcher: { HttpCode: '204' },
      TargetGroupAttributes: expect.arrayContaining([{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }]),
    });
    site.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
    });
    site.template.resourceCountIs('AWS::S3::Bucket', 0);
    site.template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });

  test('opens the load balancer and the tasks for each other on the port of the container, and nothing else', () => {
    const site = new Site();
    site.web();

    expect(site.of('AWS::EC2::SecurityGroupIngress').map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual([
      [8080, 8080],
    ]);
    expect(site.of('AWS::EC2::SecurityGroupEgress').map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual([
      [8080, 8080],
    ]);
  });

  test('waits for the rule, the groups, the roles and the routes, for which its target group does not', () => {
    const site = new Site();
    site.web();

    const [{ DependsOn }] = Object.values(site.template.findResources('AWS::ECS::Service'));
    for (const needed of [
      /^ApiServiceHttpRule/,
      /^ApiSecurityGroup/,
      /^ApiTaskExecutionRole/,
      /^ApiTaskTaskRole/,
      /^VpcPrivateSubnet1DefaultRoute/,
    ]) {
      expect(DependsOn).toContainEqual(expect.stringMatching(needed));
    }
    const [group] = Object.values(site.template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
    expect(group.DependsOn).toEqual([expect.stringMatching(/^ApiTaskTaskRole/)]);
  });

  test('keeps the target group when the container listens on another port', () => {
    const groups = (port: number) => {
      const site = new Site();
      site.web({ container: { ...site.container, port } });
      return site.template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup');
    };

    expect(groups(9000)).toEqual(groups(8080));
  });

  test('serves plain HTTP when it is said so, and warns', () => {
    const site = new Site();
    const web = site.web({ certificate: undefined, ingress: WebIngress.plainHttp() });

    expect(site.listeners()).toEqual({ 80: 'fixed-response' });
    expect(site.stack.resolve(web.url)).toEqual({
      'Fn::Join': ['', ['http://', { 'Fn::GetAtt': [expect.stringMatching(/^ApiLoadBalancer/), 'DNSName'] }]],
    });
    Annotations.fromStack(site.stack).hasWarning(
      '/Shop/Api/LoadBalancer',
      Match.stringLikeRegexp(
        'the listener is HTTP, so traffic is not encrypted in transit; .*TaskApplicationLoadBalancer.plainHttp]',
      ),
    );
  });

  test('warns by a code of its own of plain HTTP from the internet', () => {
    const site = new Site();
    site.web({ certificate: undefined, ingress: WebIngress.plainHttp({ internetFacing: true }) });

    Annotations.fromStack(site.stack).hasWarning(
      '/Shop/Api/LoadBalancer',
      Match.stringLikeRegexp(
        'accepts HTTP from the whole internet, .*TaskApplicationLoadBalancer.plainHttpFromInternet]',
      ),
    );
    Annotations.fromStack(site.stack).hasNoWarning(
      '*',
      Match.stringLikeRegexp('TaskApplicationLoadBalancer.plainHttp]'),
    );
  });

  test('shares a load balancer by host and path, the rule that says more first', () => {
    const site = new Site();
    const loadBalancer = site.balancer();
    const shop = site.web({ ingress: WebIngress.sharedBalancer(loadBalancer, { hosts: ['shop.example.com'] }) }, 'Web');
    const api = site.web(
      { ingress: WebIngress.sharedBalancer(loadBalancer, { hosts: ['shop.example.com'], paths: ['/api/*'] }) },
      'Api',
    );

    expect([shop.loadBalancer, api.listener]).toEqual([loadBalancer, loadBalancer.listener]);
    site.template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
    const rules = site.of('AWS::ElasticLoadBalancingV2::ListenerRule');
    expect(rules.sort((a, b) => a.Priority - b.Priority).map(({ Conditions }) => Conditions.length)).toEqual([2, 1]);
  });

  test('uses a listener of yours, of the app or imported, and opens its group', () => {
    const site = new Site();
    const alb = new elbv2.ApplicationLoadBalancer(site.stack, 'Alb', { vpc: site.vpc });
    const mine = alb.addListener('Https', {
      port: 443,
      certificates: [site.certificate],
      open: false,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    });
    const own = site.web({ ingress: WebIngress.listener(mine, { paths: ['/own/*'] }) }, 'Own');
    site.web({ ingress: WebIngress.listener(site.imported('Theirs'), { hosts: ['api.example.com'] }) }, 'Api');

    expect([own.loadBalancer, own.url]).toEqual([undefined, undefined]);
    site.template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
    site.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: LISTENER_ARN });
    site.template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      GroupId: 'sg-0a1b2c3d4e5f60718',
      FromPort: 8080,
    });
    site.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: 'sg-0a1b2c3d4e5f60718',
      FromPort: 8080,
    });
  });

  test('can be behind one load balancer inside, one outside and one for TCP at once', () => {
    const site = new Site();
    const web = site.web();
    site.balancer('Outside', true).addService('Public', web.service, { hosts: ['api.example.com'] });
    new TaskNetworkLoadBalancer(site.stack, 'Tcp', { vpc: site.vpc }).addService('Tcp', web.service, { port: 8443 });

    expect(onlyProperties(site.stack, 'AWS::ECS::Service').LoadBalancers).toHaveLength(3);
    expect(site.of('AWS::EC2::SecurityGroupIngress').map(({ FromPort }) => FromPort)).toEqual([8080, 8080, 8080]);
    expect(
      site
        .of('AWS::ElasticLoadBalancingV2::LoadBalancer')
        .map(({ Scheme }) => Scheme)
        .sort(),
    ).toEqual(['internal', 'internal', 'internet-facing']);
  });

  test('takes a task definition that exists, and the port that is said', () => {
    const site = new Site();
    const taskDefinition = new ecs.FargateTaskDefinition(site.stack, 'Task');
    taskDefinition.addContainer('front', {
      image: ecs.ContainerImage.fromRegistry('nginx'),
      portMappings: [{ containerPort: 80 }, { containerPort: 9090 }],
    });
    site.web({
      task: WorkloadTask.existing(taskDefinition),
      container: undefined,
      containerName: 'front',
      containerPort: 9090,
    });

    expect(onlyProperties(site.stack, 'AWS::ECS::Service').LoadBalancers).toMatchObject([
      { ContainerName: 'front', ContainerPort: 9090 },
    ]);
  });

  test.each<[string, (site: Site) => Partial<WebServiceProps>, string]>([
    [
      'no certificate',
      () => ({ certificate: undefined }),
      "Shop/Api/LoadBalancer: [TaskApplicationLoadBalancer.noCertificate] 'certificate' is not given; HTTPS needs one for the name that clients call: give a 'certificate', in a WebService a 'domain', or choose plain HTTP",
    ],
    [
      'a certificate together with plain HTTP',
      () => ({ ingress: WebIngress.plainHttp() }),
      "Shop/Api/LoadBalancer: [TaskApplicationLoadBalancer.certificateOverHttp] 'certificate' is for HTTPS, but the listener is plain HTTP; leave out 'protocol' (of a WebService: WebIngress.plainHttp()), or this",
    ],
    [
      'a container without a port',
      (site) => ({ container: { image: site.container.image } }),
      "Shop/Api: [WebService.noPort] no port of the container is known, so no traffic can be sent to it; give 'container.port'",
    ],
    [
      'a shared load balancer without hosts or paths',
      (site) => ({ ingress: WebIngress.sharedBalancer(site.balancer()) }),
      "Shop/Api/Service: [TaskListener.noCondition] 'hosts' and 'paths' are both empty; name what the service answers, as in paths: ['/*']",
    ],
  ])('fails when given %s', (_, props, message) => {
    const site = new Site();

    expect(() => site.web(props(site))).toThrow(new Error(message));
  });

  test('fails when its task definition has no port', () => {
    const site = new Site();
    const taskDefinition = new ecs.FargateTaskDefinition(site.stack, 'Task');
    taskDefinition.addContainer('front', { image: ecs.ContainerImage.fromRegistry('nginx') });

    expect(() => site.web({ task: WorkloadTask.existing(taskDefinition), container: undefined })).toThrow(
      new Error(
        "Shop/Api: [WebService.noPort] no port of container 'front' of 'Shop/Task' is known, so no traffic can be sent to it; give it a port mapping, or 'containerName' and 'containerPort'",
      ),
    );
  });

  test.each<[string, (site: Site, id: string, route: WebRouteOptions) => WebIngress]>([
    [
      'a listener that is imported twice',
      (site, id, route) => WebIngress.listener(site.imported(`Listener${id}`), route),
    ],
    [
      'a load balancer and its listener',
      (site, id, route) => {
        const known = site.stack.node.tryFindChild('Balancer') as TaskApplicationLoadBalancer | undefined;
        const loadBalancer = known ?? site.balancer();
        return id === 'A'
          ? WebIngress.sharedBalancer(loadBalancer, route)
          : WebIngress.listener(loadBalancer.listener, route);
      },
    ],
  ])('fails when two services have the same rule or priority on %s', (_, on) => {
    const site = new Site();
    site.web({ ingress: on(site, 'A', { hosts: ['a.example.com', 'b.example.com'], priority: 5 }) }, 'A');

    expect(() => site.web({ ingress: on(site, 'B', { hosts: ['b.example.com', 'a.example.com'] }) }, 'B')).toThrow(
      new Error(
        "Shop/B/Service: [TaskListener.sameRule] b.example.com, a.example.com are what a rule of 'Shop/A/Service' matches already, so one of the two would never be asked; give this one other 'hosts' or 'paths'",
      ),
    );
    expect(() => site.web({ ingress: on(site, 'C', { paths: ['/c'], priority: 5 }) }, 'C')).toThrow(
      new Error(
        "Shop/C/Service: [TaskListener.priorityTaken] priority 5 is that of 'Shop/A/Service' already; give 'priority' to one of the two",
      ),
    );
  });

  test('accepts hosts and priorities that only the deployment knows', () => {
    const site = new Site();
    const host = Lazy.string({ produce: () => 'late.example.com' });
    const web = site.web({
      ingress: WebIngress.internal({ hosts: [host], priority: Lazy.number({ produce: () => 9 }) }),
    });

    expect(site.stack.resolve(web.url)).toBe('https://late.example.com');
    expect(onlyProperties(site.stack, 'AWS::ElasticLoadBalancingV2::ListenerRule')).toMatchObject({
      Priority: 9,
      Conditions: [{ HostHeaderConfig: { Values: ['late.example.com'] } }],
    });
  });
});
