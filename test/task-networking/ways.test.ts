import { App, Fn, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EcsStartProof } from '../../lib/start-proof';
import {
  TaskAccess,
  TaskApplicationLoadBalancer,
  TaskApplicationLoadBalancerProps,
  TaskEgress,
  TaskNetwork,
  TaskNetworkLoadBalancer,
  TaskNetworkProps,
  TaskSecurityGroup,
} from '../../lib/task-networking';
import { testApp } from '../support/stacks';

/** A network, and services in a stack of their own. */
class Site {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly base = new Stack(this.app, 'Base');
  readonly stack = new Stack(this.app, 'Service');
  readonly network: TaskNetwork;
  readonly cluster: ecs.Cluster;
  readonly image: ecs.ContainerImage;

  constructor(props?: (base: Stack) => TaskNetworkProps) {
    this.network = new TaskNetwork(this.base, 'Network', props?.(this.base));
    this.cluster = new ecs.Cluster(this.base, 'Cluster', { vpc: this.network.vpc });
    this.image = ecs.ContainerImage.fromEcrRepository(new ecr.Repository(this.base, 'Repository'));
  }

  serve(id: string, containers = 1, stack = this.stack): ecs.FargateService {
    const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}Task`);
    for (let index = 0; index < containers; index += 1) {
      taskDefinition.addContainer(`c${index}`, {
        image: this.image,
        ...(index === 0 && { portMappings: [{ containerPort: 8080 }] }),
      });
    }
    return new ecs.FargateService(stack, id, {
      cluster: this.cluster,
      taskDefinition,
      vpcSubnets: this.network.vpcSubnets,
      securityGroups: [new TaskSecurityGroup(stack, `${id}Group`, { vpc: this.network.vpc })],
      minHealthyPercent: 100,
    });
  }

  /** Rules that are there twice. */
  twice(): string[] {
    return EcsStartProof.prove(this.app).duplicateRules.map(({ group, rule }) => `${group}: ${rule}`);
  }

  egress(stack = this.stack): Record<string, any>[] {
    const rules = Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupEgress');
    return Object.values(rules).map(({ Properties }) => Properties);
  }
}

describe('A rule is written once', () => {
  test('however many containers pull their image', () => {
    const site = new Site();
    site.serve('Web', 3);

    expect(site.twice()).toEqual([]);
    expect(site.egress().filter(({ DestinationPrefixListId }) => DestinationPrefixListId)).toHaveLength(1);
  });

  test('when it is declared before and after what the tasks need', () => {
    const site = new Site();
    const service = site.serve('Web', 2);
    TaskAccess.of(service).toS3(site.network);
    TaskAccess.of(service).toS3(site.network);
    TaskAccess.of(service).toDynamoDb(site.network);
    TaskAccess.of(service).toDynamoDb(site.network);
    service.connections.securityGroups[0].addEgressRule(site.network.s3Peer, ec2.Port.tcp(443));

    expect(site.egress().filter(({ DestinationPrefixListId }) => DestinationPrefixListId)).toHaveLength(3);
  });

  test.each<[string, (site: Site, service: ecs.FargateService, endpoint: ec2.InterfaceVpcEndpoint) => void]>([
    ['by the network alone', () => undefined],
    ['by the server', (_, service, endpoint) => endpoint.connections.allowFrom(service, ec2.Port.tcp(443))],
    ['by the client', (_, service, endpoint) => service.connections.allowTo(endpoint, ec2.Port.tcp(443))],
    ['by a statement', (_, service, endpoint) => TaskAccess.of(service).to(endpoint, 443)],
    [
      'by a declared call',
      (site, service) =>
        TaskAccess.of(service).toAwsService(site.network, ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER),
    ],
  ])('to an endpoint that was opened %s', (_, open) => {
    const site = new Site();
    const endpoint = site.network.vpc.addInterfaceEndpoint('Dkr', {
      service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
      open: false,
    });
    const service = site.serve('Web', 1, site.base);
    open(site, service, endpoint);

    expect(site.twice()).toEqual([]);
  });

  test('between two stacks, whoever opened first and on whichever side', () => {
    const site = new Site();
    const other = new Stack(site.app, 'Other');
    const [web, worker] = [site.serve('Web'), site.serve('Worker', 1, other)];
    web.connections.allowFrom(worker, ec2.Port.tcp(8080));
    TaskAccess.of(worker).to(web, 8080);
    TaskAccess.of(worker).to(web, 8080);

    expect(site.twice()).toEqual([]);
  });

  test('where only one side is open', () => {
    const site = new Site();
    const other = new Stack(site.app, 'Other');
    const [web, worker] = [site.serve('Web'), site.serve('Worker', 1, other)];
    const [[into], [from]] = [web, worker].map(({ connections }) => connections.securityGroups);
    into.addIngressRule(from, ec2.Port.tcp(8080));
    TaskAccess.of(worker).to(web, 8080);

    expect(site.twice()).toEqual([]);
    expect(site.egress()).toContainEqual(expect.objectContaining({ FromPort: 8080 }));
  });

  test('between a load balancer and its targets', () => {
    const site = new Site();
    const balancer = new TaskApplicationLoadBalancer(site.base, 'Balancer', {
      vpc: site.network.vpc,
      vpcSubnets: site.network.vpcSubnets,
      protocol: elbv2.ApplicationProtocol.HTTP,
    });
    const web = site.serve('Web');
    TaskAccess.of(balancer).to(web, 8080);
    balancer.addService('Http', web, { paths: ['/*'] });
    TaskAccess.of(balancer).to(web, 8080);

    expect(site.twice()).toEqual([]);
  });
});

describe('Order of creation', () => {
  test('a plain service waits for the routes to NAT gateways', () => {
    const site = new Site(() => ({ egress: TaskEgress.nat(1) }));
    site.serve('Web', 1, site.base);

    const [{ DependsOn }] = Object.values(Template.fromStack(site.base).findResources('AWS::ECS::Service'));

    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/TasksSubnet1DefaultRoute/)]));
  });

  test('a service waits for the rules at an endpoint that its application calls', () => {
    const site = new Site();
    const service = site.serve('Web', 1, site.base);
    TaskAccess.of(service.connections.securityGroups[0]).toAwsService(
      site.network,
      ec2.InterfaceVpcEndpointAwsService.SQS,
    );

    const [{ DependsOn }] = Object.values(Template.fromStack(site.base).findResources('AWS::ECS::Service'));

    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^NetworkSqsSecurityGroupfrom/)]));
  });
});

describe('Endpoints of many services', () => {
  /** As many groups as services that call SQS. */
  function callers(count: number, admit?: boolean): Site {
    const site = new Site(() => ({ endpointsAdmitVpc: admit }));
    for (let index = 0; index < count; index += 1) {
      const group = new TaskSecurityGroup(site.base, `Group${index}`, { vpc: site.network.vpc });
      TaskAccess.of(group).toAwsService(site.network, ec2.InterfaceVpcEndpointAwsService.SQS);
    }
    return site;
  }
  const rulesWarning = Match.stringLikeRegexp('sqs .*: 51 get one inbound rule.*endpointsAdmitVpc: true');

  test('warn when a group takes no more rules soon', () => {
    Annotations.fromStack(callers(51).base).hasWarning('/Base/Network', rulesWarning);
    expect(Annotations.fromStack(callers(50).base).findWarning('/Base/Network', Match.anyValue())).toEqual([]);
  });

  test('admit the VPC by one rule where that was said, and tasks stay closed', () => {
    const site = callers(51, true);
    const template = Template.fromStack(site.base);

    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Endpoint sqs',
      SecurityGroupIngress: [
        {
          CidrIp: { 'Fn::GetAtt': [Match.stringLikeRegexp('Vpc'), 'CidrBlock'] },
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          Description: 'sqs endpoint',
        },
      ],
    });
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 51);
    expect(Annotations.fromStack(site.base).findWarning('/Base/Network', Match.anyValue())).toEqual([]);
  });
});

describe('What cannot be is refused', () => {
  const balancer = (site: Site, props: Partial<TaskApplicationLoadBalancerProps> = {}) =>
    new TaskApplicationLoadBalancer(site.base, 'Balancer', {
      vpc: site.network.vpc,
      vpcSubnets: site.network.vpcSubnets,
      protocol: elbv2.ApplicationProtocol.HTTP,
      ...props,
    });

  test.each(['', 'a b', 'https://api.example.com', 'api.example.com:8443', 'localhost', `${'a'.repeat(128)}.com`])(
    "host '%s'",
    (host) => {
      const site = new Site();

      expect(() => balancer(site).addService('Http', site.serve('Web'), { hosts: [host] })).toThrow(
        `[TaskListener.host] 'hosts' takes names as in api.example.com or *.example.com, of at most 128 characters and with a dot, without scheme, port and path, got '${host}'`,
      );
    },
  );

  test.each(['', 'api/*', '/a b', 'api.example.com/x', `/${'a'.repeat(128)}`])("path '%s'", (path) => {
    const site = new Site();

    expect(() => balancer(site).addService('Http', site.serve('Web'), { paths: [path] })).toThrow(
      `[TaskListener.path] 'paths' takes patterns that begin with '/', as in /api/*`,
    );
  });

  test('and what can be is taken: wildcards, and what is known at deployment', () => {
    const site = new Site();

    expect(() =>
      balancer(site).addService('Http', site.serve('Web'), {
        hosts: ['*.Example.com', 'a-b.c_d.example.com', Fn.importValue('host')],
        paths: ['*.jpg', `/~a/$b/@c:d+e;f&g/?'"`],
        priority: 7,
      }),
    ).not.toThrow();
  });

  test('a certificate of another region, for both kinds of load balancers', () => {
    const site = new Site();
    const stack = new Stack(site.app, 'Europe', { env: { account: '111111111111', region: 'eu-west-1' } });
    const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    const certificate = (region: string) =>
      acm.Certificate.fromCertificateArn(
        stack,
        region,
        `arn:aws:acm:${region}:111111111111:certificate/12345678-1234-1234-1234-123456789012`,
      );

    expect(
      () => new TaskApplicationLoadBalancer(stack, 'Wrong', { vpc, certificate: certificate('us-east-1') }),
    ).toThrow(
      /\[TaskApplicationLoadBalancer\.certificateRegion\] 'certificate' is of us-east-1, and a load balancer in eu-west-1 takes certificates of eu-west-1 only/,
    );
    expect(
      () => new TaskApplicationLoadBalancer(stack, 'Right', { vpc, certificate: certificate('eu-west-1') }),
    ).not.toThrow();

    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:1.37'),
      portMappings: [{ containerPort: 8080 }],
    });
    const service = new ecs.FargateService(stack, 'Service', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
      taskDefinition,
      minHealthyPercent: 100,
    });
    const network = new TaskNetworkLoadBalancer(stack, 'Network', { vpc });
    const serve = (port: number, region: string) =>
      network.addService(`Tls${port}`, service, {
        port,
        certificate: stack.node.tryFindChild(region) as acm.Certificate,
      });
    expect(() => serve(443, 'us-east-1')).toThrow(
      /\[TaskNetworkLoadBalancer\.certificateRegion\] 'certificate' is of us-east-1/,
    );
    expect(() => serve(8443, 'eu-west-1')).not.toThrow();
  });

  test('subnets that are none, in both kinds of load balancers', () => {
    const site = new Site();
    const nowhere = { vpc: site.network.vpc, vpcSubnets: { subnets: [] } };

    expect(() => balancer(site, nowhere)).toThrow('[TaskApplicationLoadBalancer.noSubnets]');
    expect(() => new TaskNetworkLoadBalancer(site.base, 'Tcp', nowhere)).toThrow('[TaskNetworkLoadBalancer.noSubnets]');
  });

  test.each([0, -1, 1.5, 70000])('port %s of a test listener', (port) => {
    expect(() => balancer(new Site()).addTestListener(port)).toThrow(
      `[TaskApplicationLoadBalancer.testPort] 'port' of addTestListener must be an integer from 1 to 65535, got ${port}`,
    );
  });

  test.each([0, -1, 1.5])('%s NAT gateways or zones', (count) => {
    expect(() => new Site(() => ({ egress: TaskEgress.nat(count), maxAzs: count }))).toThrow(
      /\[TaskNetwork\.maxAzs\].*\[TaskNetwork\.natGateways\]/s,
    );
  });

  test('a service whose tasks have the groups of their hosts', () => {
    const site = new Site();
    const taskDefinition = new ecs.Ec2TaskDefinition(site.stack, 'BridgeTask');
    taskDefinition.addContainer('cache', {
      image: site.image,
      memoryLimitMiB: 128,
      portMappings: [{ containerPort: 6379 }],
    });
    const hosts = new TaskSecurityGroup(site.base, 'Hosts', { vpc: site.network.vpc });
    site.network.addInstances(hosts);
    const cache = new ecs.Ec2Service(site.stack, 'Cache', { cluster: site.cluster, taskDefinition });
    TaskAccess.of(site.serve('Web')).to(cache, 6379);

    expect(() => site.app.synth()).toThrow(
      "[TaskAccess.noSecurityGroup] 'Service/Cache' has no security group, so no rule is written: its tasks use network mode bridge",
    );
  });
});

describe('StartProof.duplicateRule', () => {
  /** Two groups, and rules beside them. */
  function rulesOf(...rules: Record<string, unknown>[]): App {
    const app = testApp({ '@aws-cdk/core:validateAgainstDefaultRules': false });
    const stack = new Stack(app, 'Site');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
    const [group, peer] = ['Group', 'Peer'].map(
      (id) => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }),
    );
    group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(443), 'inline');
    rules.forEach(({ condition, ...rule }, index) => {
      const resource = new ec2.CfnSecurityGroupIngress(stack, `Rule${index}`, {
        groupId: group.securityGroupId,
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        description: `rule ${index}`,
        ...(rule.cidrIp === undefined && { sourceSecurityGroupId: peer.securityGroupId }),
        ...rule,
      });
      resource.addOverride('Condition', condition);
    });
    return app;
  }

  test('tells of rules with other descriptions, and of one beside the list of its group', () => {
    const [first, second] = EcsStartProof.prove(
      rulesOf({}, {}, { cidrIp: '10.0.0.0/16', ipProtocol: '6' }),
    ).duplicateRules;

    expect(first).toEqual({
      group: 'Site/Group',
      rule: 'ingress of TCP 443 from 10.0.0.0/16',
      resources: ['Site/Group', 'Site/Rule2'],
    });
    expect(second).toEqual({
      group: 'Site/Group',
      rule: 'ingress of TCP 443 from Site/Peer',
      resources: ['Site/Rule0', 'Site/Rule1'],
    });
  });

  test.each<[string, Record<string, unknown>[]]>([
    ['another port', [{}, { fromPort: 80, toPort: 80 }]],
    ['a range', [{}, { toPort: 444 }]],
    ['another protocol', [{}, { ipProtocol: 'udp' }]],
    ['another peer', [{}, { cidrIp: '10.1.0.0/16' }]],
    ['another group', [{}, { groupId: 'sg-12345678' }]],
    ['a condition', [{}, { condition: 'Prod' }]],
    ['a parameter', [{ groupId: '${Token}' }, { fromPort: { Ref: 'Port' } }, { fromPort: { Ref: 'Port' } }]],
  ])('takes %s for a difference', (_, rules) => {
    expect(EcsStartProof.prove(rulesOf(...rules)).duplicateRules).toEqual([]);
  });

  test('is a warning, which fails no synthesis', () => {
    const app = rulesOf({}, {});
    Validations.of(app).addPlugins(new EcsStartProof());
    const errors = jest.spyOn(console, 'error').mockImplementation();

    try {
      expect(() => app.synth()).not.toThrow();
      expect(errors.mock.calls.flat().join('\n')).toContain('StartProof.duplicateRule');
    } finally {
      errors.mockRestore();
    }
  });
});
