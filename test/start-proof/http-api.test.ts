import { Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpAlbIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
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
    container: { image: ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1'), port: 8080 },
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
      image: ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1'),
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
