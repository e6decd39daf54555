import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpAlbIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { build } from '../../examples/web-http-api/app';
import {
  AppTelemetry,
  DesiredCount,
  EcsStartProof,
  ExecAccess,
  ServiceConnect,
  ServiceDeployment,
  TaskAccess,
  TaskCluster,
  TaskEgress,
  TaskHttpApi,
  TaskNetwork,
  TaskSize,
  TaskVpcLink,
  WebIngress,
  WebService,
  WorkloadTask,
} from '../../lib';
import { testApp } from '../support/stacks';
import {
  UNDECIDED,
  Resources,
  att,
  attached,
  balanced,
  container,
  either,
  ref,
  service,
  task,
  taskOnEc2,
  template,
  written,
} from '../support/plain-apps';

type Rules = readonly object[];

const tcp = (port: number, other: object): Record<string, unknown> => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...other,
});
const OUT = tcp(80, { DestinationSecurityGroupId: ref('Group') });
const IN = tcp(80, { SourceSecurityGroupId: ref('LinkGroup') });

/** An HTTP API whose VPC link calls the tasks that Cloud Map tells. */
function api({ out = [OUT], into = [IN], link = {}, integration = {}, type = 'SRV' as unknown } = {}): Resources {
  const rules = (direction: 'In' | 'E', groupId: object, given: Rules) =>
    Object.fromEntries(
      given.map((rule, index) => [
        `${direction}gress${index}`,
        { Type: `AWS::EC2::SecurityGroup${direction}gress`, Properties: { GroupId: groupId, ...rule } },
      ]),
    );
  return {
    Namespace: {
      Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace',
      Properties: { Name: 'shop.internal', Vpc: ref('Vpc') },
    },
    Registry: {
      Type: 'AWS::ServiceDiscovery::Service',
      Properties: {
        NamespaceId: att('Namespace', 'Id'),
        DnsConfig: { DnsRecords: [{ Type: type, TTL: 60 }] },
        HealthCheckCustomConfig: { FailureThreshold: 1 },
      },
    },
    LinkGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'link',
        VpcId: ref('Vpc'),
        SecurityGroupEgress: [{ IpProtocol: 'icmp', FromPort: 1, ToPort: 1, CidrIp: '255.255.255.255/32' }],
      },
    },
    ...rules('E', att('LinkGroup', 'GroupId'), out),
    ...rules('In', att('Group', 'GroupId'), into),
    Link: {
      Type: 'AWS::ApiGatewayV2::VpcLink',
      Properties: { Name: 'link', SubnetIds: [ref('Subnet')], SecurityGroupIds: [ref('LinkGroup')], ...link },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'shop', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: ref('Api'),
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'ANY',
        ConnectionType: 'VPC_LINK',
        ConnectionId: ref('Link'),
        IntegrationUri: att('Registry', 'Arn'),
        PayloadFormatVersion: '1.0',
        ...integration,
      },
    },
  };
}

const PORT = { ContainerName: 'web', ContainerPort: 80 };
const registered = (entry: object = PORT) =>
  service({ ServiceRegistries: [{ RegistryArn: att('Registry', 'Arn'), ...entry }] });
const app = (...parts: Resources[]) => template(task(), registered(), ...parts);

/** What is said of the way from API Gateway. */
function way(given: object, asked = 'answer API Gateway'): object | undefined {
  const { tasks } = EcsStartProof.proveAssembly(written(given));
  const found = tasks.flatMap(({ needs }) => needs).find(({ purpose }) => purpose === asked);
  const plain = (text: string | undefined) => text?.replace(/Shop\d+\//g, '');
  return found && { verdict: found.verdict, code: found.code, reason: plain(found.reason), fix: plain(found.fix) };
}

/** The codes of the rollout of the service. */
function rollout(given: object): string[] {
  return EcsStartProof.proveAssembly(written(given)).rollouts.flatMap(({ codes, reasons }) =>
    codes
      .filter((code) => /registry|api/.test(code))
      .map((code) => `${code} ${reasons.find((each) => /Cloud Map/.test(each))}`),
  );
}

describe('The way from API Gateway to tasks', () => {
  test('is proved when both groups let it pass', () => {
    expect(way(app(api()))).toMatchObject({ verdict: 'proved' });
    expect(way(app(api({ into: [tcp(80, { CidrIp: '10.0.1.0/24' })] })))).toMatchObject({ verdict: 'proved' });
    expect(way(template(task(), registered({ Port: 80 }), api()))).toMatchObject({ verdict: 'proved' });
  });

  test('is broken when the tasks do not let the link in', () => {
    expect(way(app(api({ into: [] })))).toEqual({
      verdict: 'broken',
      code: 'StartProof.vpcLinkSecurityGroup',
      reason: 'Group admits no TCP 80 from Link',
      fix: 'allow ingress on TCP 80 to Group from LinkGroup',
    });
    expect(way(app(api({ into: [tcp(81, { SourceSecurityGroupId: ref('LinkGroup') })] })))).toMatchObject({
      verdict: 'broken',
    });
  });

  test('names the container that is called', () => {
    const { tasks } = EcsStartProof.proveAssembly(written(app(api())));
    const called = tasks.flatMap(({ needs }) => needs).filter(({ purpose }) => purpose === 'answer API Gateway');

    expect(called.map((need) => need.container)).toEqual(['web']);
  });

  test('is broken when the link does not let it out', () => {
    expect(way(app(api({ out: [] })))).toMatchObject({
      verdict: 'broken',
      code: 'StartProof.vpcLinkSecurityGroup',
      fix: 'allow egress on TCP 80 from LinkGroup to Group',
    });
  });

  test('is not asked for without an integration', () => {
    expect(
      way(app(api({ integration: { IntegrationUri: 'arn:aws:servicediscovery:eu-west-1:1:service/srv-1' } }))),
    ).toBe(undefined);
    expect(way(template(task(), service(), api()))).toBe(undefined);
  });

  test.each<[string, object, RegExp]>([
    [
      'a link that is not of the app',
      app(api({ integration: { ConnectionId: 'abc123' } })),
      /VPC link abc123, which is not part/,
    ],
    [
      'a link without groups',
      app(api({ link: { SecurityGroupIds: undefined }, into: [] })),
      /security group of .*Link, which names none/,
    ],
    [
      'a port of a condition',
      { ...template(task(), registered({ ContainerName: 'web', ContainerPort: either(80, 81) }), api(), UNDECIDED) },
      /the port that VPC link/,
    ],
    [
      'tasks with the groups of their hosts',
      template(
        taskOnEc2({ NetworkMode: 'bridge' }, [container()]),
        service({
          LaunchType: 'EC2',
          NetworkConfiguration: undefined,
          ServiceRegistries: [{ RegistryArn: att('Registry', 'Arn'), ...PORT }],
        }),
        api(),
      ),
      /the ports of the hosts/,
    ],
  ])('is unknown for %s', (_, given, reason) => {
    expect(way(given)).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(reason) });
  });
});

test.each([
  ['by its default', { Default: 80 }, 'proved'],
  ['which the rule does not admit', { Default: 81 }, 'broken'],
  ['without a default', {}, 'unknown'],
])('A port that a parameter gives, %s', (_, more, verdict) => {
  const port = ref('Port');
  const given = template(
    task({}, [container({ PortMappings: [{ ContainerPort: port }] })]),
    registered({ ContainerName: 'web', ContainerPort: port }),
    api(),
    { Parameters: { Port: { Type: 'Number', ...more } } },
  );

  expect(way(given)).toMatchObject({ verdict });
});

test('A VPC link under a condition is unknown where it does not reach the tasks', () => {
  const { Link, ...more } = api({ into: [] });
  const conditional = app(more, { Link: { ...Link!, Condition: 'X' } }, UNDECIDED as never);

  expect(way(conditional)).toMatchObject({ verdict: 'unknown', reason: 'the condition of Link' });
});

test('A VPC link has an interface in each of its subnets, which the budget of addresses counts', () => {
  const taken = (...parts: Resources[]) =>
    EcsStartProof.proveAssembly(written(app(...parts))).subnets.map(
      ({ endpointsAndLoadBalancers }) => endpointsAndLoadBalancers,
    );
  const without: Resources = { ...api(), Link: undefined, Integration: undefined };

  expect(taken(api())).toEqual(taken(without).map((count) => count + 1));
});

describe('An HTTP API in another stack than its tasks', () => {
  const layouts: [string, (root: App) => { tasks: Construct; api: Construct; network: Construct }][] = [
    [
      'by exports',
      (root) => ({ network: new Stack(root, 'Net'), tasks: new Stack(root, 'Shop'), api: new Stack(root, 'Front') }),
    ],
    [
      'nested',
      (root) => {
        const stack = new Stack(root, 'Shop');
        return { network: stack, tasks: new NestedStack(stack, 'Tasks'), api: new NestedStack(stack, 'Front') };
      },
    ],
    [
      'of a stage',
      (root) => {
        const stage = new Stage(root, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } });
        return { network: new Stack(stage, 'Net'), tasks: new Stack(stage, 'Shop'), api: new Stack(stage, 'Front') };
      },
    ],
  ];

  /** The app in the words of CloudFormation. */
  function built(layout: (typeof layouts)[number][1], admitted: number) {
    const root = testApp();
    const { network, tasks, api: front } = layout(root);
    const vpc = new ec2.CfnVPC(network, 'Vpc', {
      ...{ cidrBlock: '10.0.0.0/16', enableDnsHostnames: true, enableDnsSupport: true },
    });
    const subnet = new ec2.CfnSubnet(network, 'Subnet', {
      ...{ vpcId: vpc.ref, cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1a' },
    });
    const group = (id: string) => new ec2.CfnSecurityGroup(network, id, { groupDescription: id, vpcId: vpc.ref });
    const [own, link] = [group('Own'), group('Link')];
    new ec2.CfnSecurityGroupIngress(network, 'In', {
      ...{ groupId: own.attrGroupId, ipProtocol: 'tcp', fromPort: admitted, toPort: admitted },
      sourceSecurityGroupId: link.attrGroupId,
    });
    const port = 80;
    const registry = new cloudmap.CfnService(tasks, 'Registry', {
      ...{ namespaceId: 'ns-1', dnsConfig: { dnsRecords: [{ type: 'SRV', ttl: 60 }] } },
    });
    const task = new ecs.CfnTaskDefinition(tasks, 'Task', {
      ...{ networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' },
      containerDefinitions: [{ name: 'web', image: 'nginx:1.27', portMappings: [{ containerPort: port }] }],
    });
    new ecs.CfnService(tasks, 'Service', {
      ...{ taskDefinition: task.ref, launchType: 'FARGATE' },
      networkConfiguration: { awsvpcConfiguration: { subnets: [subnet.ref], securityGroups: [own.attrGroupId] } },
      serviceRegistries: [{ registryArn: registry.attrArn, containerName: 'web', containerPort: port }],
    });
    const vpcLink = new apigateway.CfnVpcLink(front, 'VpcLink', {
      ...{ name: 'link', subnetIds: [subnet.ref], securityGroupIds: [link.attrGroupId] },
    });
    new apigateway.CfnIntegration(front, 'Integration', {
      ...{ apiId: 'api', integrationType: 'HTTP_PROXY', integrationMethod: 'ANY', connectionType: 'VPC_LINK' },
      ...{ connectionId: vpcLink.ref, integrationUri: registry.attrArn, payloadFormatVersion: '1.0' },
    });
    const { directory } = root.synth();
    const folder = Stage.isStage(network.node.scope) && !App.isApp(network.node.scope) ? '/assembly-Prod' : '';
    const { tasks: found } = EcsStartProof.proveAssembly(`${directory}${folder}`);
    return found
      .flatMap(({ needs }) => needs)
      .filter(({ purpose }) => purpose === 'answer API Gateway')
      .map(({ verdict, code }) => [verdict, code]);
  }

  test.each(layouts)('%s, is judged as in one', (_, layout) => {
    expect(built(layout, 80)).toEqual([['proved', undefined]]);
    expect(built(layout, 81)).toEqual([['broken', 'StartProof.vpcLinkSecurityGroup']]);
  });
});

describe('The way from API Gateway to a load balancer', () => {
  const into = tcp(80, { SourceSecurityGroupId: ref('LinkGroup') });
  const behind = (
    entering: Rules,
    { groups = [ref('BalancerGroup')] as unknown[], integration = ref('Listener') } = {},
  ) => {
    const { Balancer, ...more } = balanced();
    return template(
      task(),
      service(attached()),
      more,
      api({
        out: [{ ...OUT, DestinationSecurityGroupId: ref('BalancerGroup') }],
        into: [],
        integration: { IntegrationUri: integration },
      }),
      {
        Balancer: { ...Balancer!, Properties: { ...Balancer!.Properties, SecurityGroups: groups } },
        BalancerGroup: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: { GroupDescription: 'balancer', VpcId: ref('Vpc'), SecurityGroupIngress: entering },
        },
      },
    );
  };
  const PASSED = 'pass requests of API Gateway on';

  test('is judged as that to tasks is', () => {
    expect(way(behind([into]), PASSED)).toMatchObject({ verdict: 'proved' });
    expect(way(behind([]), PASSED)).toEqual({
      verdict: 'broken',
      code: 'StartProof.vpcLinkSecurityGroup',
      reason: 'BalancerGroup admits no TCP 80 from Link',
      fix: 'allow ingress on TCP 80 to BalancerGroup from LinkGroup',
    });
  });

  test('is not asked for where only the deployment knows the port', () => {
    const template = behind([into]) as { Resources: Record<string, { Properties: Record<string, unknown> }> };
    template.Resources.Listener.Properties.Port = ref('Port');

    expect(way({ ...template, Parameters: { Port: { Type: 'Number' } } }, PASSED)).toBe(undefined);
  });

  test('is not asked for without security groups of the load balancer, or an integration with its listener', () => {
    expect(way(behind([], { groups: [] }), PASSED)).toBe(undefined);
    expect(way(behind([], { integration: ref('Api') }), PASSED)).toBe(undefined);
  });
});

describe('The registration in Cloud Map', () => {
  test('tells the port by SRV records', () => {
    expect(rollout(app(api()))).toEqual([]);
    expect(rollout(template(task(), registered({ Port: 80 }), api()))).toEqual([]);
  });

  test('is refused by ECS without a port for SRV records, and with one for others', () => {
    expect(rollout(template(task(), registered({}), api()))).toEqual([
      expect.stringMatching(
        /^Rollout.registryPort Cloud Map service .*Registry has SRV records, which tell a port, and none is given; ECS refuses the service/,
      ),
    ]);
    expect(rollout(app(api({ type: 'A' })))).toEqual([
      expect.stringMatching(
        /^Rollout.registryPort Cloud Map service .*Registry has A records, which tell no port, and one is given/,
      ),
      expect.stringMatching(/^Rollout.apiWithoutPort/),
    ]);
  });

  test('does not tell API Gateway a port by A records, which nobody else misses', () => {
    expect(rollout(template(task(), registered({}), api({ type: 'A' })))).toEqual([
      expect.stringMatching(/^Rollout.apiWithoutPort/),
    ]);
    expect(
      rollout(
        template(task(), registered({}), api({ type: 'A', integration: { IntegrationUri: 'https://example.com' } })),
      ),
    ).toEqual([]);
  });

  test('is not judged where only the deployment knows it, or in other network modes', () => {
    expect(rollout(template(task(), registered({}), api({ type: either('SRV', 'A') }), UNDECIDED))).toEqual([]);
    expect(
      rollout(
        template(
          taskOnEc2({ NetworkMode: 'bridge' }, [container()]),
          service({
            LaunchType: 'EC2',
            NetworkConfiguration: undefined,
            ServiceRegistries: [{ RegistryArn: att('Registry', 'Arn') }],
          }),
          api(),
        ),
      ),
    ).toEqual([]);
  });
});

test('the way of a WebService is proved', () => {
  const app = testApp();
  build(app);

  const { tasks } = EcsStartProof.proveAssembly(app.synth().directory);
  expect(tasks.flatMap(({ needs }) => needs).filter(({ purpose }) => purpose === 'answer API Gateway')).toMatchObject([
    { verdict: 'proved', target: 'WebHttpApi/Network/Vpc/TaskVpcLink/Resource' },
  ]);
});

test('the way by a load balancer is proved, for deployments that shift traffic', () => {
  const app = testApp();
  const stack = new Stack(app, 'Shop');
  const { vpc } = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc });
  const certificate = Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/x');
  const web = new WebService(stack, 'Web', {
    cluster,
    certificate,
    container: {
      image: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1'),
      port: 8080,
    },
    deployment: ServiceDeployment.canary(),
  });
  const link = TaskVpcLink.of(vpc);
  const api = new TaskHttpApi(stack, 'Api', { vpcLink: link, authorizer: new HttpIamAuthorizer() });
  const options = { vpcLink: link.vpcLink, secureServerName: 'web.example.com' };
  api.api.addRoutes({ path: '/{proxy+}', integration: new HttpAlbIntegration('Web', web.listener, options) });
  TaskAccess.of(link).to(web.loadBalancer!, 443);

  const { tasks } = EcsStartProof.proveAssembly(app.synth().directory);
  expect(
    tasks.flatMap(({ needs }) => needs).filter(({ purpose }) => purpose === 'pass requests of API Gateway on'),
  ).toMatchObject([{ verdict: 'proved' }]);
});

test('telemetry, Exec, Service Connect, scaling and alarms go with an HTTP API: every way is proved', () => {
  const app = testApp();
  const stack = new Stack(app, 'Shop');
  const { vpc } = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat() });
  new WebService(stack, 'Web', {
    cluster: new TaskCluster(stack, 'Cluster', { vpc }),
    container: {
      image: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1'),
      port: 8080,
      healthCheck: { command: ['CMD-SHELL', 'true'] },
    },
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
    ingress: WebIngress.httpApi({ authorizer: new HttpIamAuthorizer() }),
    telemetry: AppTelemetry.applicationSignals(),
    exec: new ExecAccess(stack, 'Exec'),
    serviceConnect: ServiceConnect.server('web'),
    desiredCount: DesiredCount.scaled({ max: 5, cpuPercent: 60 }),
    alarmTopic: new Topic(stack, 'Topic'),
    dashboard: true,
  });

  const { broken, unknown, tasks, rollouts } = EcsStartProof.proveAssembly(app.synth().directory);
  expect({ broken, unknown, tasks: tasks.length }).toEqual({ broken: 0, unknown: 0, tasks: 1 });
  expect(rollouts.map(({ verdict }) => verdict)).toEqual(['proved']);
});
