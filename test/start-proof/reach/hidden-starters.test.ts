import { Duration, Stack, custom_resources as cr } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EcsStartProof } from '../../../lib/start-proof';
import { att, ref, task, taskOnEc2, template, written } from '../../support/plain-apps';
import { testApp } from '../../support/stacks';

const starters = (path: string) =>
  EcsStartProof.proveAssembly(path).tasks.map(({ path: at, kind, verdict, taskDefinition, needs }) => ({
    path: at,
    kind,
    verdict,
    taskDefinition,
    reasons: needs.map(({ reason }) => reason),
  }));

function app(change: (stack: Stack, taskDefinition: ecs.FargateTaskDefinition) => void): string {
  const made = testApp();
  const stack = new Stack(made, 'Shop');
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Migrate');
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx') });
  change(stack, taskDefinition);
  return made.synth().directory;
}

const handler = (stack: Stack) =>
  new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    timeout: Duration.minutes(1),
  });

test.each(['ECS', 'ecs', '@aws-sdk/client-ecs'])('a custom resource that calls RunTask of %s is told of', (service) => {
  const path = app((stack, taskDefinition) => {
    new cr.AwsCustomResource(stack, 'Run', {
      onCreate: {
        service,
        action: service.startsWith('@') ? 'RunTaskCommand' : 'runTask',
        parameters: { taskDefinition: taskDefinition.taskDefinitionArn, cluster: 'shop' },
        physicalResourceId: cr.PhysicalResourceId.of('run'),
      },
      policy: cr.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['ecs:RunTask'], resources: [taskDefinition.taskDefinitionArn] }),
      ]),
    });
  });

  expect(starters(path)).toEqual([
    {
      path: 'Shop/Run/Resource',
      kind: 'customResource',
      verdict: 'unknown',
      taskDefinition: 'Shop/Migrate',
      reasons: [
        'where the tasks of Shop/Migrate run that Shop/Run/Resource starts at deployment by a call of ECS; they are not judged',
      ],
    },
  ]);
  expect(EcsStartProof.proveAssembly(path).notStarted).toBeUndefined();
  expect(EcsStartProof.checkAssembly(path).map(({ code, severity }) => `${severity} ${code}`)).toContain(
    'info StartProof.unknown',
  );
});

test('another call of ECS starts nothing', () => {
  const path = app((stack) => {
    new cr.AwsCustomResource(stack, 'Run', {
      onCreate: { service: 'ECS', action: 'putAccountSetting', physicalResourceId: cr.PhysicalResourceId.of('run') },
      policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
    });
  });

  expect(starters(path)).toEqual([]);
  expect(EcsStartProof.proveAssembly(path).notStarted).toEqual(['Shop/Migrate']);
});

test('a function that may run a task definition is told of', () => {
  const path = app((stack, taskDefinition) => taskDefinition.grantRun(handler(stack)));

  expect(starters(path)).toEqual([
    expect.objectContaining({
      path: 'Shop/Handler',
      kind: 'function',
      reasons: [
        'where the tasks of Shop/Migrate run that Shop/Handler may start by a call of ECS; they are not judged',
      ],
    }),
  ]);
});

test.each<[string, string[]]>([
  ['everything', ['*']],
  ['everything of ECS', ['ecs:*']],
  ['other things of ECS', ['ecs:DescribeTasks']],
])('a function that may do %s is no sign of it', (_, actions) => {
  const path = app((stack) => {
    handler(stack).addToRolePolicy(new iam.PolicyStatement({ actions, resources: ['*'] }));
  });

  expect(starters(path)).toEqual([]);
});

test.each<[string, object]>([
  [
    'in its role',
    {
      Policies: [
        { PolicyName: 'run', PolicyDocument: { Statement: { Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' } } },
      ],
    },
  ],
  [
    'with a list',
    {
      Policies: [
        {
          PolicyName: 'run',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['ecs:StartTask'], Resource: '*' }] },
        },
      ],
    },
  ],
])('a policy that is written %s counts', (_, properties) => {
  const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } };
  const run = { Type: 'AWS::Lambda::Function', Properties: { Role: att('Role', 'Arn'), Code: { ZipFile: '' } } };

  expect(starters(written(template(task(), taskOnEc2({}, [], 'Other'), { Role: role, Run: run })))).toEqual([
    expect.objectContaining({ kind: 'function', taskDefinition: 'unknown' }),
  ]);
});

describe('of SAM', () => {
  const judged = (Type: string, Properties: Record<string, unknown>) => {
    const path = written(template(task(), { Run: { Type, Properties } }));
    const { notStarted, tasks } = EcsStartProof.proveAssembly(path);
    return { notStarted, tasks: tasks.map(({ kind, verdict }) => `${kind} ${verdict}`) };
  };
  const mayRun = [{ Statement: [{ Effect: 'Allow', Action: 'ecs:RunTask', Resource: ref('Task') }] }];

  test.each<[string, Record<string, unknown>]>([
    ['a statement', { Policies: mayRun }],
    ['a policy template', { Policies: [{ EcsRunTaskPolicy: { TaskDefinition: ref('Task') } }] }],
    [
      'a statement on everything',
      {
        Policies: { Statement: { Effect: 'Allow', Action: ['ecs:runTask'], Resource: '*' } },
        Environment: { Variables: { TASK: ref('Task') } },
      },
    ],
  ])('a function that may start tasks by %s is told of', (_, properties) => {
    expect(judged('AWS::Serverless::Function', properties)).toEqual({ tasks: ['function unknown'] });
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'other rights',
      {
        Policies: ['AWSLambdaBasicExecutionRole', { Statement: [{ Effect: 'Allow', Action: 'ecs:*', Resource: '*' }] }],
      },
    ],
    ['no policies', {}],
  ])('a function with %s is no sign of it', (_, properties) => {
    expect(judged('AWS::Serverless::Function', properties)).toEqual({ notStarted: [expect.any(String)], tasks: [] });
  });

  test.each<[string, string, Record<string, unknown>]>([
    ['of SAM', 'AWS::Serverless::StateMachine', { DefinitionUri: 'run.asl.json' }],
    ['of CloudFormation', 'AWS::StepFunctions::StateMachine', { DefinitionS3Location: { Bucket: 'b', Key: 'k' } }],
  ])('a state machine %s in a file that is given a task definition is told of', (_, type, file) => {
    expect(judged(type, { ...file, DefinitionSubstitutions: { Task: ref('Task') } })).toEqual({
      tasks: ['stateMachine unknown'],
    });
    expect(judged(type, { ...file, DefinitionSubstitutions: { Other: 'x' } }).tasks).toEqual([]);
  });

  test('a state machine that may start tasks is told of, whatever its file is given', () => {
    expect(judged('AWS::Serverless::StateMachine', { DefinitionUri: 'run.asl.json', Policies: mayRun })).toEqual({
      tasks: ['stateMachine unknown'],
    });
  });

  test.each<[string, object, string[]]>([
    ['subnets', { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] }, ['stateMachine proved']],
    ['subnets by substitution', { Subnets: ['${Subnet}'], SecurityGroups: ['${Group}'] }, ['stateMachine proved']],
    ['no subnets', {}, ['stateMachine broken']],
  ])('a definition is read: %s', (_, network, expected) => {
    const NetworkConfiguration =
      Object.keys(network).length === 0 ? {} : { NetworkConfiguration: { AwsvpcConfiguration: network } };
    const machine = {
      Definition: {
        StartAt: 'Run',
        States: {
          Run: {
            Type: 'Task',
            Resource: 'arn:aws:states:::ecs:runTask.sync',
            Parameters: {
              Cluster: '${Cluster}',
              TaskDefinition: '${Task}',
              LaunchType: 'FARGATE',
              ...NetworkConfiguration,
            },
            End: true,
          },
        },
      },
      DefinitionSubstitutions: {
        Cluster: ref('Cluster'),
        Task: ref('Task'),
        Subnet: ref('Subnet'),
        Group: ref('Group'),
      },
      Policies: mayRun,
    };

    expect(judged('AWS::Serverless::StateMachine', machine)).toEqual({ tasks: expected });
    const rights = EcsStartProof.proveAssembly(
      written(template(task(), { Run: { Type: 'AWS::Serverless::StateMachine', Properties: machine } })),
    ).rights.filter(({ path }) => path.endsWith('/Run'));
    expect(rights).toEqual([]);
  });
});
