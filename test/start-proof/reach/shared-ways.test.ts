import type { AppModel } from '../../../lib/app-model/app-model';
import { GroupContents } from '../../../lib/start-proof/reach/group-contents';
import { prove } from '../../../lib/start-proof/reach/prove';
import { doubled, exampleTemplates, modelOfTemplates, mutated } from '../../support/app-variants';
import { NETWORK, Resources, att, ref } from '../../support/plain-apps';

const GROUP = 'AWS::EC2::SecurityGroup';
const toEndpoints = { IpProtocol: 'tcp', FromPort: 0, ToPort: 443, CidrIp: '10.0.0.0/16' };

/** Two services of one content: task definition, role, log group and security group are their own. */
function twoServices(change: Resources = {}): Resources {
  const service = (name: string): Resources => ({
    [`${name}Group`]: {
      Type: GROUP,
      Properties: { GroupDescription: 'tasks', VpcId: ref('Vpc'), SecurityGroupEgress: [toEndpoints] },
    },
    [`${name}Logs`]: { Type: 'AWS::Logs::LogGroup' },
    [`${name}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
    [`${name}Task`]: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        RequiresCompatibilities: ['FARGATE'],
        NetworkMode: 'awsvpc',
        ExecutionRoleArn: att(`${name}Role`, 'Arn'),
        ContainerDefinitions: [
          {
            Name: 'app',
            Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1',
            LogConfiguration: {
              LogDriver: 'awslogs',
              Options: {
                'awslogs-group': ref(`${name}Logs`),
                'awslogs-region': ref('AWS::Region'),
                'awslogs-stream-prefix': 'a',
              },
            },
          },
        ],
      },
    },
    [name]: {
      Type: 'AWS::ECS::Service',
      Properties: {
        LaunchType: 'FARGATE',
        TaskDefinition: ref(`${name}Task`),
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref(`${name}Group`)] },
        },
      },
    },
  });
  return { ...NETWORK, ...service('One'), ...service('Two'), ...change };
}

/** The verdict on the way to CloudWatch Logs, of each service. */
function waysToLogs(resources: Resources): unknown[] {
  return verdictsOnLogs(modelOfTemplates({ Stack: { Resources: resources } }));
}

function verdictsOnLogs(model: AppModel): unknown[] {
  const { tasks } = prove(model);
  return tasks.map(({ needs }) => needs.find(({ target }) => target === 'logs')!.verdict);
}

const logs = NETWORK.Endpointlogs!;
const admitting = (peer: object): Resources => ({
  EndpointGroup: {
    Type: GROUP,
    Properties: {
      GroupDescription: 'endpoints',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...peer }],
    },
  },
});
const groupOfTwo = (rule: object): Resources => ({
  TwoGroup: {
    Type: GROUP,
    Properties: { GroupDescription: 'tasks', VpcId: ref('Vpc'), SecurityGroupEgress: [{ ...toEndpoints, ...rule }] },
  },
});

test.each<[string, Resources, unknown[]]>([
  ['the same, and nothing tells them apart', {}, ['proved', 'proved']],
  [
    'the same, and the endpoint admits one of them',
    admitting({ SourceSecurityGroupId: att('OneGroup', 'GroupId') }),
    ['proved', 'broken'],
  ],
  [
    'the same, and a rule apart admits one of them',
    {
      ...admitting({ CidrIp: '192.168.0.0/16' }),
      Admitted: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: {
          ...{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
          GroupId: att('EndpointGroup', 'GroupId'),
          SourceSecurityGroupId: att('OneGroup', 'GroupId'),
        },
      },
    },
    ['proved', 'broken'],
  ],
  ['another first port', groupOfTwo({ FromPort: 444 }), ['proved', 'broken']],
  ['another last port', groupOfTwo({ ToPort: 442 }), ['proved', 'broken']],
  ['another protocol', groupOfTwo({ IpProtocol: 'udp' }), ['proved', 'broken']],
  ['other addresses', groupOfTwo({ CidrIp: '10.1.0.0/16' }), ['proved', 'broken']],
  ['a range that the deployment decides', groupOfTwo({ CidrIp: ref('Range') }), ['proved', 'unknown']],
  [
    'the same, and the endpoint lets only one role write',
    {
      Endpointlogs: {
        ...logs,
        Properties: {
          ...logs.Properties,
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: att('OneRole', 'Arn') }, Action: 'logs:*', Resource: '*' },
            ],
          },
        },
      },
    },
    ['proved', 'broken'],
  ],
])('of two services the groups say %s', (_, change, expected) => {
  expect(waysToLogs(twoServices(change))).toEqual(expected);
});

test('two groups that are there already say the same, and the endpoint admits one of them by its id', () => {
  const group = { Type: GROUP, Properties: { VpcId: 'vpc-0a', SecurityGroupEgress: [toEndpoints] } };
  const resources = twoServices(admitting({ SourceSecurityGroupId: 'sg-0a' }));
  for (const [name, id] of [
    ['One', 'sg-0a'],
    ['Two', 'sg-0b'],
  ]) {
    const { AwsvpcConfiguration: network } = resources[name]!.Properties!.NetworkConfiguration as any;
    network.SecurityGroups = [id];
  }
  const model = modelOfTemplates({ Stack: { Resources: resources } }).withTold({
    name: 'told',
    template: { Resources: { 'sg-0a': group, 'sg-0b': group } },
  });

  expect(verdictsOnLogs(model)).toEqual(['proved', 'broken']);
});

test('ways that are judged once for groups that say the same are those that each task gets alone', () => {
  let shared = 0;
  const apps = [...exampleTemplates(), ['two services', { Stack: { Resources: twoServices() } }] as const];
  for (const [name, templates] of apps) {
    const twice = doubled(templates);
    for (const variant of [twice, ...[1, 2, 3, 4, 5, 6].map((seed) => mutated(twice, seed * 6007 + name.length))]) {
      const contents = new Set<string>();
      const of = jest.spyOn(GroupContents.prototype, 'of');
      const together = prove(modelOfTemplates(variant));
      of.mock.results.forEach(({ value }, call) => {
        const said = String(value);
        shared += said !== of.mock.calls[call][0].key && contents.has(said) ? 1 : 0;
        contents.add(said);
      });
      of.mockImplementation(({ key }) => key);
      const alone = prove(modelOfTemplates(variant));
      of.mockRestore();

      expect(together).toEqual(alone);
    }
  }

  expect(shared).toBeGreaterThan(50);
});

test('tasks and instances with one group in one subnet get each the way out that is theirs', () => {
  const service = (name: string, launch: object): Resources => ({
    [name]: {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: ref('Cluster'),
        TaskDefinition: ref('Task'),
        ...launch,
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] } },
      },
    },
  });
  const resources: Resources = {
    ...NETWORK,
    Internet: { Type: 'AWS::EC2::InternetGateway' },
    Attachment: {
      Type: 'AWS::EC2::VPCGatewayAttachment',
      Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Internet') },
    },
    Route: {
      Type: 'AWS::EC2::Route',
      Properties: {
        ...{ RouteTableId: ref('RouteTable'), DestinationCidrBlock: '0.0.0.0/0' },
        GatewayId: ref('Internet'),
      },
    },
    Launch: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: { LaunchTemplateData: { SecurityGroupIds: [ref('Group')] } },
    },
    Instances: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: {
        ...{ MinSize: '1', MaxSize: '2', VPCZoneIdentifier: [ref('Subnet')] },
        LaunchTemplate: { LaunchTemplateId: ref('Launch'), Version: '1' },
      },
    },
    Provider: {
      Type: 'AWS::ECS::CapacityProvider',
      Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Instances') } },
    },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'web', Image: 'nginx:1' }] },
    },
    ...service('Tasks', { LaunchType: 'FARGATE' }),
    ...service('Hosts', { CapacityProviderStrategy: [{ CapacityProvider: ref('Provider') }] }),
  };
  const { tasks } = prove(modelOfTemplates({ Stack: { Resources: resources } }));
  const ways = tasks.map(({ needs }) => needs.find(({ purpose }) => purpose.startsWith('pull image'))!);

  expect(ways.map(({ plane, code }) => [plane, code])).toEqual([
    ['task', 'StartProof.noPublicIp'],
    ['host', 'StartProof.noPublicIp'],
  ]);
  expect(ways[0].fix).toContain('assignPublicIp');
  expect(ways[1].fix).toContain('place the instances');
});
