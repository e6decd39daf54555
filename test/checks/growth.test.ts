import { CapacityChecks, EcsStartProof, FirelensChecks, Nist800190Checks, TaskDefinitionChecks } from '../../lib';
import { AppModel, Resource } from '../../lib/app-model/app-model';
import { modelOfTemplate } from '../../lib/app-model/load';
import { ServiceView } from '../../lib/app-model/views/service';
import { TaskDefinitionView } from '../../lib/app-model/views/task-definition';

/** Services with their task definitions, roles, log groups and security groups, on one cluster, each of which calls the next. */
function services(count: number): object {
  const Resources: Record<string, object> = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/20' } },
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { CapacityProviders: ['FARGATE'] } },
  };
  for (let index = 0; index < count; index++) {
    const role = {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
      },
    };
    Resources[`Role${index}`] = { Type: 'AWS::IAM::Role', Properties: role };
    Resources[`Logs${index}`] = { Type: 'AWS::Logs::LogGroup', Properties: {} };
    Resources[`Group${index}`] = {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { VpcId: { Ref: 'Vpc' }, SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] },
    };
    Resources[`Rule${index}`] = {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: { 'Fn::GetAtt': [`Group${(index + 1) % count}`, 'GroupId'] },
        SourceSecurityGroupId: { 'Fn::GetAtt': [`Group${index}`, 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
      },
    };
    Resources[`Task${index}`] = {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        RequiresCompatibilities: ['FARGATE'],
        NetworkMode: 'awsvpc',
        Cpu: '256',
        Memory: '512',
        ExecutionRoleArn: { 'Fn::GetAtt': [`Role${index}`, 'Arn'] },
        ContainerDefinitions: [
          {
            Name: 'app',
            // What says the same is judged once, so no two of them do.
            Image: `x:${index + 1}`,
            PortMappings: [{ Name: 'api', ContainerPort: 80 }],
            LogConfiguration: {
              LogDriver: 'awslogs',
              Options: { 'awslogs-group': { Ref: `Logs${index}` }, 'awslogs-region': 'eu-west-1' },
            },
          },
        ],
      },
    };
    Resources[`Service${index}`] = {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: { Ref: 'Cluster' },
        LaunchType: 'FARGATE',
        ServiceConnectConfiguration: { Enabled: true, Namespace: 'shop', Services: [{ PortName: 'api' }] },
        TaskDefinition: { Ref: `Task${index}` },
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: [{ Ref: 'Subnet' }],
            SecurityGroups: [{ 'Fn::GetAtt': [`Group${index}`, 'GroupId'] }],
          },
        },
      },
    };
  }
  return { Resources };
}

/** The getters of the views that all checks read. */
function viewGetters(): [any, string][] {
  return [ServiceView, TaskDefinitionView].flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { get }]): [any, string][] =>
      get === undefined ? [] : [[prototype, name]],
    ),
  );
}

/** The questions that a check asks the model and the views of an app with so many services. */
function asked(check: (model: AppModel) => unknown, count: number): number {
  const model = modelOfTemplate(services(count));
  const asking = [
    ...(['property', 'evaluate', 'referred', 'mentioned', 'text', 'readable'] as const).map((method) =>
      jest.spyOn(AppModel.prototype, method),
    ),
    ...(['properties', 'path', 'constructPath'] as const).map((getter) =>
      jest.spyOn(Resource.prototype, getter, 'get'),
    ),
    ...viewGetters().map(([view, getter]): jest.SpyInstance => jest.spyOn(view, getter, 'get')),
  ];
  try {
    check(model);
    return asking.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  } finally {
    asking.forEach((each) => each.mockRestore());
  }
}

test.each([
  ['EcsStartProof', (model: AppModel) => EcsStartProof._checkModel(model)],
  ['TaskDefinitionChecks', (model: AppModel) => TaskDefinitionChecks._checkModel(model)],
  ['CapacityChecks', (model: AppModel) => CapacityChecks._checkModel(model)],
  ['FirelensChecks', (model: AppModel) => FirelensChecks._checkModel(model)],
  ['Nist800190Checks', (model: AppModel) => Nist800190Checks._checkModel(model)],
])('%s asks four times as much of an app that is four times as large', (_, check) => {
  const [small, large] = [asked(check, 12), asked(check, 48)];

  expect(small).toBeGreaterThanOrEqual(12);
  expect(large / small).toBeLessThan(4.4);
});
