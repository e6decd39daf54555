import { App, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import {
  CapacityChecks,
  EcsFinding,
  EcsStartProof,
  FirelensChecks,
  Nist800190Checks,
  TaskDefinitionChecks,
} from '../../lib';
import { AppModel } from '../../lib/app-model/app-model';
import { asText } from '../../lib/app-model/values';
import { Halves, LAYOUTS } from '../support/layouts';

/*
 * One app with planted faults, its halves in different templates: what a check says must not depend on where things stand.
 */

const WEAK = { '@aws-cdk/core:defaultCrossStackReferences': 'weak' };

/** The app, with references by token, so that the CDK carries them from template to template. */
function build(layout: (app: App) => Halves): App {
  const app = new App({ analyticsReporting: false });
  const { base, service } = layout(app);
  const cluster = new CfnResource(base, 'Cluster', {
    type: 'AWS::ECS::Cluster',
    properties: { CapacityProviders: ['FARGATE', 'FARGATE_SPOT'] },
  });
  const task = new CfnResource(base, 'Task', {
    type: 'AWS::ECS::TaskDefinition',
    properties: {
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      Cpu: '256',
      Memory: '512',
      ContainerDefinitions: [
        {
          Name: 'app',
          Image: 'example/app:1',
          ReadonlyRootFilesystem: true,
          LogConfiguration: { LogDriver: 'awsfirelens', Options: { Name: 'nul' } },
        },
        { Name: 'router', Image: 'x/aws-for-fluent-bit:3', FirelensConfiguration: { Type: 'fluentbit' } },
      ],
    },
  });
  const vpc = new CfnResource(base, 'Vpc', { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } });
  const subnet = new CfnResource(base, 'Subnet', {
    type: 'AWS::EC2::Subnet',
    properties: { VpcId: vpc.ref, CidrBlock: '10.0.0.0/24' },
  });
  const group = new CfnResource(base, 'Group', {
    type: 'AWS::EC2::SecurityGroup',
    properties: {
      GroupDescription: 'tasks',
      VpcId: vpc.ref,
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }],
    },
  });
  new CfnResource(service, 'Service', {
    type: 'AWS::ECS::Service',
    properties: {
      Cluster: cluster.ref,
      TaskDefinition: task.ref,
      EnableExecuteCommand: true,
      DesiredCount: 2,
      CapacityProviderStrategy: [
        { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
        { CapacityProvider: 'FARGATE_SPOT', Base: 1, Weight: 1 },
      ],
      LoadBalancers: [{ ContainerName: 'other', ContainerPort: 80, TargetGroupArn: 'arn' }],
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: [subnet.ref], SecurityGroups: [group.getAtt('GroupId').toString()] },
      },
    },
  });
  return app;
}

/** Codes with the last name of the path: where a resource stands differs, what is said of it must not. */
const told = (findings: readonly EcsFinding[]) =>
  findings.map(({ severity, code, path }) => `${severity} ${code} ${path.split('/').pop()}`).sort();

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  const { directory } = build(layout).synth();

  test('a service is judged with its task definition', () => {
    expect(told(TaskDefinitionChecks.checkAssembly(directory))).toContain('error ServiceTask.targetContainer Service');
  });

  test('a strategy is judged with its cluster', () => {
    expect(told(CapacityChecks.checkAssembly(directory))).toEqual(['error CapacityStrategy.severalBases Service']);
  });

  test('a log router is judged', () => {
    expect(told(FirelensChecks.checkAssembly(directory))).toContain('error Firelens.unknownPlugin Task');
  });

  test('rules of the pack see cluster, task definition and security group of the service', () => {
    const findings = told(Nist800190Checks.checkAssembly(directory));

    expect(findings).toEqual(
      expect.arrayContaining([
        'error NIST.800.190-ECSExecAudited[KmsKeyId] Service',
        'error NIST.800.190-ECSExecAudited[LogConfiguration] Service',
        'error NIST.800.190-ECSExecWritableMounts[Container::app] Service',
        'error NIST.800.190-TaskSgIngressRestricted[Ingress::22] Group',
      ]),
    );
    expect(findings.filter((finding) => finding.includes('Unresolved'))).toEqual([]);
  });

  test('the start proof sees that the subnet of the service has no way out', () => {
    const [task] = EcsStartProof.proveAssembly(directory).tasks;

    expect(task.needs.map(({ code }) => code)).toContain('StartProof.noRoute');
    // The target group is not part of the app; everything else is known.
    expect(task.needs.filter(({ verdict }) => verdict === 'unknown').map(({ property }) => property)).toEqual([
      'LoadBalancers',
    ]);
  });
});

test.each([
  new TaskDefinitionChecks(),
  new CapacityChecks(),
  new FirelensChecks(),
  new Nist800190Checks(),
  new EcsStartProof(),
])('all that $name finds is acknowledged by a prefix of its ids, with the reason', (check) => {
  const app = build(LAYOUTS['both nested']);
  Validations.of(app).acknowledge({ id: `${check.name}::*`, reason: 'because' });
  let ids: string[] = [];
  Validations.of(app).addPlugins({
    name: check.name,
    validate: (context) => {
      const report = check.validate(context);
      ids = report.violations.map(({ ruleName }) => `${check.name}::${ruleName}`);
      return report;
    },
  });

  app.synth();

  const reasons = Object.assign(
    {},
    ...app.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .map(({ data }) => data),
  );
  expect(ids.length).toBeGreaterThan(0);
  expect(reasons).toMatchObject(Object.fromEntries(ids.map((id) => [id, 'because'])));
});

test.each(Object.entries(LAYOUTS))('%s: a synth says the same as the assembly on disk', (_, layout) => {
  const app = build(layout);
  const reports = [new TaskDefinitionChecks(), new CapacityChecks(), new FirelensChecks(), new Nist800190Checks()].map(
    (check) => {
      const codes: string[] = [];
      Validations.of(app).addPlugins({
        name: check.name,
        validate: (context) => {
          codes.push(...check.validate(context).violations.map(({ ruleName }) => ruleName));
          return { success: true, violations: [] };
        },
      });
      return codes;
    },
  );
  const { directory } = app.synth();
  const onDisk = [TaskDefinitionChecks, CapacityChecks, FirelensChecks, Nist800190Checks].map((check) =>
    check.checkAssembly(directory).map(({ code }) => code),
  );

  expect(reports).toEqual(onDisk);
  expect(onDisk.every((codes) => codes.length > 0)).toBe(true);
});

test('exports written by hand and parameters of a template are followed like those of the CDK', () => {
  const app = new App({ analyticsReporting: false });
  const base = new Stack(app, 'Base');
  const cluster = new CfnResource(base, 'Cluster', { type: 'AWS::ECS::Cluster' });
  new CfnOutput(base, 'Out', { value: cluster.ref, exportName: 'cluster' });
  const nested = new NestedStack(new Stack(app, 'Parent'), 'Nested', {
    parameters: { Cluster: Fn.importValue('cluster') },
  });
  new CfnParameter(nested, 'Cluster');
  new CfnResource(nested, 'Service', {
    type: 'AWS::ECS::Service',
    properties: {
      Cluster: Fn.ref('Cluster'),
      CapacityProviderStrategy: [{ CapacityProvider: 'Mine', Weight: 1 }],
    },
  });

  expect(told(CapacityChecks.checkAssembly(app.synth().directory))).toEqual([
    'error CapacityStrategy.notAttached Service',
  ]);
});

/** Two stages with stacks of the same names: the services whose load balancers send to a container that their task does not have. */
function strangers(accounts: readonly (string | undefined)[], sendsTo: (stage: string) => string): string[] {
  const app = new App({ context: WEAK, analyticsReporting: false });
  ['Dev', 'Prod'].forEach((name, index) => {
    const stage = new Stage(app, name, { env: { account: accounts[index], region: 'eu-west-1' } });
    const base = new Stack(stage, 'Base', { stackName: 'base' });
    const task = new CfnResource(base, 'Task', {
      type: 'AWS::ECS::TaskDefinition',
      properties: { ContainerDefinitions: [{ Name: name, Image: 'x/web:1', PortMappings: [{ ContainerPort: 80 }] }] },
    });
    new CfnResource(new Stack(stage, 'Service', { stackName: 'service' }), 'Service', {
      type: 'AWS::ECS::Service',
      properties: {
        TaskDefinition: task.ref,
        LoadBalancers: [{ ContainerName: sendsTo(name), ContainerPort: 80, TargetGroupArn: 'arn' }],
      },
    });
  });
  return TaskDefinitionChecks.checkAssembly(app.synth().directory)
    .filter(({ code }) => code === 'ServiceTask.targetContainer')
    .map(({ path }) => path);
}

test('weak references stay in their account where stages have stacks of the same names', () => {
  const accounts = ['111111111111', '222222222222'];

  expect(strangers(accounts, (stage) => stage)).toEqual([]);
  expect(strangers(accounts, () => 'Prod')).toEqual(['Dev/Service/Service']);
  // Which of the two stacks it is, only the deployment knows.
  expect(strangers([undefined, undefined], () => 'Nobody')).toEqual([]);
});

test('a weak reference to another account is followed by its role', () => {
  const judged = (container: string) => {
    const app = new App({ context: WEAK, analyticsReporting: false });
    const [there, here] = ['222222222222', '111111111111'].map((account, index) => {
      const stack = new Stack(app, `Base${index}`, { stackName: 'base', env: { account, region: 'eu-west-1' } });
      const type = 'AWS::ECS::TaskDefinition';
      const ContainerDefinitions = [{ Name: account, Image: 'x/web:1', PortMappings: [{ ContainerPort: 80 }] }];
      return { stack, task: new CfnResource(stack, 'Task', { type, properties: { ContainerDefinitions } }) };
    });
    const service = new Stack(app, 'Service', { env: { account: here.stack.account, region: 'eu-west-1' } });
    new CfnResource(service, 'Own', { type: 'AWS::SNS::Topic', properties: { DisplayName: here.task.ref } });
    new CfnResource(service, 'Service', {
      type: 'AWS::ECS::Service',
      properties: {
        TaskDefinition: there.task.ref,
        LoadBalancers: [{ ContainerName: container, ContainerPort: 80, TargetGroupArn: 'arn' }],
      },
    });
    return told(TaskDefinitionChecks.checkAssembly(app.synth().directory)).filter((each) =>
      each.includes('ServiceTask.targetContainer'),
    );
  };

  expect(judged('222222222222')).toEqual([]);
  expect(judged('111111111111')).toEqual(['error ServiceTask.targetContainer Service']);
});

test.each([false, true])(
  'a role of another region is judged with the task that takes it, weak reference: %s',
  (weak) => {
    const judged = (principal: string) => {
      const app = new App({ ...(weak && { context: WEAK }), analyticsReporting: false });
      const [base, service] = ['us-east-1', 'eu-west-1'].map(
        (region) => new Stack(app, region, { env: { account: '111111111111', region }, crossRegionReferences: true }),
      );
      const Statement = [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' }];
      const role = new CfnResource(base, 'Role', {
        type: 'AWS::IAM::Role',
        properties: { RoleName: 'task', AssumeRolePolicyDocument: { Statement } },
      });
      new CfnResource(service, 'Task', {
        type: 'AWS::ECS::TaskDefinition',
        properties: {
          TaskRoleArn: role.getAtt('Arn').toString(),
          ContainerDefinitions: [{ Name: 'web', Image: 'x/web:1', Memory: 128 }],
        },
      });
      return told(EcsStartProof.checkAssembly(app.synth().directory)).filter((each) => each.includes('Rights.'));
    };

    expect(judged('ecs-tasks.amazonaws.com')).toEqual([]);
    expect(judged('ec2.amazonaws.com')).toEqual(['error Rights.trust Task']);
  },
);

describe('what the CDK carries from region to region', () => {
  const NAME = '/cdk/exports/App/Role';
  const writer = (name: string, account: string, value: string) => ({
    ...{ name, path: name, account, region: 'us-east-1' },
    template: {
      Resources: {
        Writer: {
          Type: 'Custom::CrossRegionExportWriter',
          Properties: { WriterProps: { region: 'eu-west-1', exports: { [NAME]: value } } },
        },
      },
    },
  });
  const reader = {
    ...{ name: 'Reader', path: 'Reader', account: '111111111111', region: 'eu-west-1' },
    template: {
      Resources: {
        Reader: { Type: 'Custom::CrossRegionExportReader', Properties: {} },
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { TaskRoleArn: { 'Fn::GetAtt': ['Reader', NAME] } } },
      },
    },
  };
  const role = (...writers: ReturnType<typeof writer>[]) => {
    const model = new AppModel([...writers, reader]);
    const [task] = model.ofType('AWS::ECS::TaskDefinition');
    return asText(model.property(task, 'TaskRoleArn'));
  };

  test('is that of the own account', () => {
    expect(role(writer('A', '222222222222', 'other'), writer('B', '111111111111', 'own'))).toBe('own');
    expect(role(writer('A', '222222222222', 'other'))).toBeUndefined();
  });

  test('is unknown where two stacks write it', () => {
    expect(role(writer('A', '111111111111', 'one'), writer('B', '111111111111', 'two'))).toBeUndefined();
  });
});
