import { modelOfTemplate } from '../../../lib/app-model/load';
import { findingsOf } from '../../../lib/app-model/check';
import { rights, judgeRights } from '../../../lib/start-proof/rights/rights';
type Json = Record<string, any>;

const sub = (t: string) => ({ 'Fn::Sub': t });
const att = (a: string, b = 'Arn') => ({ 'Fn::GetAtt': [a, b] });
const ref = (a: string) => ({ Ref: a });
const role = (service: string, statements: Json[] = [], managed: string[] = [], more: Json = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ...(statements.length > 0 && {
      Policies: [{ PolicyName: 'P', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    }),
    ...(managed.length > 0 && {
      ManagedPolicyArns: managed.map((m) => sub('arn:${AWS::Partition}:iam::aws:policy/' + m)),
    }),
    ...more,
  },
});
const EXEC = 'service-role/AmazonECSTaskExecutionRolePolicy';
const Parameters = {
  AppName: { Type: 'String' },
  EnvName: { Type: 'String' },
  WorkloadName: { Type: 'String' },
  ContainerImage: { Type: 'String' },
  LogRetention: { Type: 'Number' },
};
const copilotExec = role(
  'ecs-tasks.amazonaws.com',
  [
    // Tags of secrets are known only at deployment.

    {
      Effect: 'Allow',
      Action: ['ssm:GetParameters'],
      Resource: [sub('arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/*')],
      Condition: { StringEquals: { 'ssm:ResourceTag/copilot-environment': sub('${EnvName}') } },
    },
    {
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [sub('arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*')],
      Condition: { StringEquals: { 'secretsmanager:ResourceTag/copilot-environment': sub('${EnvName}') } },
    },
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: [sub('arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*')],
    },
  ],
  [EXEC],
);
const copilotTask = role('ecs-tasks.amazonaws.com', [
  { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
  {
    Effect: 'Allow',
    Action: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenDataChannel',
    ],
    Resource: ['*'],
  },
  {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    Resource: ['*'],
  },
]);
const family = { 'Fn::Join': ['', [ref('AppName'), '-', ref('EnvName'), '-', ref('WorkloadName')]] };
const copilotDef = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    Family: family,
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    Cpu: 256,
    Memory: 512,
    ExecutionRoleArn: att('ExecutionRole'),
    TaskRoleArn: att('TaskRole'),
    ContainerDefinitions: [
      {
        Name: ref('WorkloadName'),
        Image: ref('ContainerImage'),
        Secrets: [
          { Name: 'A', ValueFrom: '/copilot/app/env/secrets/A' },
          {
            Name: 'B',
            ValueFrom: sub('arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:mysql'),
          },
        ],
        LogConfiguration: {
          LogDriver: 'awslogs',
          Options: {
            'awslogs-region': ref('AWS::Region'),
            'awslogs-group': ref('LogGroup'),
            'awslogs-stream-prefix': 'copilot',
          },
        },
      },
    ],
  },
};
const LogGroup = {
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: { 'Fn::Join': ['', ['/copilot/', ref('AppName'), '-', ref('EnvName')]] } },
};
/** Templates as they come from Copilot, SAM and by hand, with what is told of them. */
const apps: Record<string, Json> = {
  'copilot service': {
    Parameters,
    Resources: {
      LogGroup,
      ExecutionRole: copilotExec,
      TaskRole: copilotTask,
      TaskDefinition: copilotDef,
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          Cluster: { 'Fn::ImportValue': sub('${AppName}-${EnvName}-ClusterId') },
          TaskDefinition: ref('TaskDefinition'),
          EnableExecuteCommand: true,
          LaunchType: 'FARGATE',
        },
      },
      EnvControllerAction: {
        Type: 'Custom::EnvControllerFunction',
        Properties: { ServiceToken: att('EnvControllerFunction'), Workload: ref('WorkloadName') },
      },
      EnvControllerFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'b', S3Key: 'k' },
          Handler: 'index.handler',
          Role: att('EnvControllerRole'),
          Runtime: 'nodejs20.x',
        },
      },
      EnvControllerRole: role(
        'lambda.amazonaws.com',
        [{ Effect: 'Allow', Action: ['cloudformation:DescribeStacks'], Resource: '*' }],
        ['service-role/AWSLambdaBasicExecutionRole'],
        { Path: '/' },
      ),
      AutoScalingRole: role('ecs-tasks.amazonaws.com', [], ['service-role/AmazonEC2ContainerServiceAutoscaleRole']),
      AutoScalingTarget: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: {
          RoleARN: att('AutoScalingRole'),
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          MinCapacity: 1,
          MaxCapacity: 2,
          ResourceId: 'x',
        },
      },
    },
  },
  'copilot job': {
    Parameters,
    Resources: {
      LogGroup,
      ExecutionRole: copilotExec,
      TaskRole: copilotTask,
      TaskDefinition: copilotDef,
      RuleRole: role('events.amazonaws.com', [
        { Effect: 'Allow', Action: 'states:StartExecution', Resource: ref('StateMachine') },
      ]),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 day)',
          Targets: [{ Id: 'statemachine', Arn: ref('StateMachine'), RoleArn: att('RuleRole') }],
        },
      },
      StateMachine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: sub('${AppName}-${EnvName}-${WorkloadName}'),
          RoleArn: att('StateMachineRole'),
          DefinitionSubstitutions: {
            ContainerName: ref('WorkloadName'),
            Cluster: { 'Fn::ImportValue': sub('${AppName}-${EnvName}-ClusterId') },
            TaskDefinition: ref('TaskDefinition'),
            Partition: ref('AWS::Partition'),
          },
          DefinitionString: JSON.stringify({
            StartAt: 'Run',
            States: {
              Run: {
                Type: 'Task',
                Resource: 'arn:${Partition}:states:::ecs:runTask.sync',
                Parameters: {
                  LaunchType: 'FARGATE',
                  PlatformVersion: 'LATEST',
                  Cluster: '${Cluster}',
                  TaskDefinition: '${TaskDefinition}',
                  PropagateTags: 'TASK_DEFINITION',
                  'Group.$': '$$.Execution.Name',
                  NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['${Subnets}'] } },
                },
                End: true,
              },
            },
          }),
        },
      },
      StateMachineRole: role('states.amazonaws.com', [
        { Effect: 'Allow', Action: 'iam:PassRole', Resource: [att('ExecutionRole'), att('TaskRole')] },
        {
          Effect: 'Allow',
          Action: 'ecs:RunTask',
          Resource: ref('TaskDefinition'),
          Condition: {
            ArnEquals: {
              'ecs:cluster': sub('arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:cluster/${AppName}'),
            },
          },
        },
        { Effect: 'Allow', Action: ['ecs:StopTask', 'ecs:DescribeTasks'], Resource: '*' },
        { Effect: 'Allow', Action: ['ecs:TagResource'], Resource: '*' },
        {
          Effect: 'Allow',
          Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
          Resource: sub(
            'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForECSTaskRule',
          ),
        },
      ]),
    },
  },
  sam: {
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters,
    Resources: {
      LogGroup,
      ExecutionRole: copilotExec,
      TaskRole: copilotTask,
      TaskDefinition: copilotDef,
      Cluster: { Type: 'AWS::ECS::Cluster' },
      Fn: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          InlineCode: "const { ECSClient, RunTaskCommand } = require('@aws-sdk/client-ecs');",
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Policies: [{ Statement: [{ Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' }] }],
        },
      },
      Machine: {
        Type: 'AWS::Serverless::StateMachine',
        Properties: {
          Definition: {
            StartAt: 'R',
            States: {
              R: {
                Type: 'Task',
                Resource: 'arn:aws:states:::ecs:runTask',
                Parameters: { TaskDefinition: ref('TaskDefinition') },
                End: true,
              },
            },
          },
          Policies: [{ Statement: [] }],
        },
      },
      Sched: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: att('Cluster'),
            RoleArn: att('SchedRole'),
            EcsParameters: { TaskDefinitionArn: ref('TaskDefinition'), LaunchType: 'FARGATE' },
          },
        },
      },
      SchedRole: role('scheduler.amazonaws.com', [
        {
          Effect: 'Allow',
          Action: 'ecs:RunTask',
          Resource: sub(
            'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/${AppName}-${EnvName}-${WorkloadName}:*',
          ),
        },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: '*',
          Condition: { StringLike: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        },
      ]),
      Api: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: "import { ECSClient, RunTaskCommand, DescribeTasksCommand } from '@aws-sdk/client-ecs';" },
          Role: att('ApiRole'),
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
        },
      },
      ApiRole: role(
        'lambda.amazonaws.com',
        [
          { Effect: 'Allow', Action: ['ecs:RunTask', 'ecs:Describe*'], Resource: ref('TaskDefinition') },
          { Effect: 'Allow', Action: 'iam:PassRole', Resource: [att('ExecutionRole'), att('TaskRole')] },
        ],
        ['service-role/AWSLambdaVPCAccessExecutionRole'],
      ),
    },
  },
  'cfn classic': {
    Parameters: { ...Parameters, Env: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
    Conditions: { Prod: { 'Fn::Equals': [ref('Env'), 'prod'] } },
    Resources: {
      Repo: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: sub('${AppName}') } },
      Secret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: sub('/${Env}/db'), GenerateSecretString: {} },
      },
      Queue: { Type: 'AWS::SQS::Queue' },
      Exec: role(
        'ecs-tasks.amazonaws.com',
        [
          { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ref('Secret') },
          {
            Effect: 'Allow',
            Action: 'ssm:GetParameter*',
            Resource: sub('arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Env}/*'),
          },
        ],
        [EXEC],
      ),
      Task: role('ecs-tasks.amazonaws.com', [{ Effect: 'Allow', Action: 'sqs:*', Resource: att('Queue') }]),
      Def: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: sub('${AppName}'),
          NetworkMode: 'awsvpc',
          RequiresCompatibilities: ['FARGATE'],
          ExecutionRoleArn: att('Exec'),
          TaskRoleArn: att('Task'),
          ContainerDefinitions: [
            {
              Name: 'web',
              Image: sub('${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${Repo}:latest'),
              Secrets: [
                { Name: 'P', ValueFrom: sub('${Secret}:password::') },
                { Name: 'Q', ValueFrom: sub('/${Env}/key') },
                { Name: 'R', ValueFrom: sub('arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Env}/x') },
              ],
              LogConfiguration: {
                LogDriver: 'awslogs',
                Options: {
                  'awslogs-group': sub('/ecs/${AppName}'),
                  'awslogs-region': ref('AWS::Region'),
                  'awslogs-stream-prefix': 'x',
                },
              },
            },
          ],
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 day)',
          Targets: [
            {
              Id: 'a',
              Arn: sub('arn:aws:ecs:${AWS::Region}:${AWS::AccountId}:cluster/main'),
              RoleArn: att('Ev'),
              EcsParameters: { TaskDefinitionArn: ref('Def'), TagList: [{ Key: 'a', Value: 'b' }] },
            },
          ],
        },
      },
      Ev: role('events.amazonaws.com', [], ['service-role/AmazonEC2ContainerServiceEventsRole']),
      FlowRole: role('vpc-flow-logs.amazonaws.com', [
        {
          Effect: 'Allow',
          Action: [
            'logs:CreateLogGroup',
            'logs:CreateLogStream',
            'logs:PutLogEvents',
            'logs:DescribeLogGroups',
            'logs:DescribeLogStreams',
          ],
          Resource: sub('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/flow/*'),
        },
      ]),
      Flow: {
        Type: 'AWS::EC2::FlowLog',
        Properties: {
          ResourceId: 'vpc-1',
          ResourceType: 'VPC',
          TrafficType: 'ALL',
          LogGroupName: '/flow/a',
          DeliverLogsPermissionArn: att('FlowRole'),
        },
      },
      CdRole: role('codedeploy.amazonaws.com', [], ['AWSCodeDeployRoleForECS']),
      Svc: {
        Type: 'AWS::ECS::Service',
        Condition: 'Prod',
        Properties: {
          Cluster: 'main',
          TaskDefinition: ref('Def'),
          DeploymentController: { Type: 'CODE_DEPLOY' },
          EnableExecuteCommand: { 'Fn::If': ['Prod', false, true] },
        },
      },
      Dg: {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        Properties: {
          ApplicationName: 'a',
          ServiceRoleArn: att('CdRole'),
          ECSServices: [{ ClusterName: 'main', ServiceName: att('Svc', 'Name') }],
        },
      },
      Cr: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::ImportValue': 'fn' } } },
      Cr2: { Type: 'AWS::CloudFormation::CustomResource', Properties: { ServiceToken: att('Fn') } },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: sub('${AppName}-fn'),
          Code: { ZipFile: { 'Fn::Join': ['\n', ['import cfnresponse', 'import boto3']] } },
          Handler: 'index.handler',
          Runtime: 'python3.12',
          Role: att('FnRole'),
        },
      },
      FnRole: role('lambda.amazonaws.com', [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: sub('arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${AppName}-fn:*'),
        },
      ]),
      Fn2: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'python3.12', Role: att('Fn2Role') },
      },
      Fn2Role: role('lambda.amazonaws.com', [{ Effect: 'Allow', Action: 'logs:*', Resource: 'arn:aws:logs:*:*:*' }]),
      Cr3: { Type: 'Custom::X', Properties: { ServiceToken: att('Fn2') } },
    },
  },
};

function told(template: Json): { told: string[]; proved: number } {
  const model = modelOfTemplate(template, 'App');
  return {
    told: findingsOf([rights], { model }).map(
      ({ finding: { code, severity, message } }) => `${severity} ${code}: ${message}`,
    ),
    proved: judgeRights(model).filter(({ verdict }) => verdict === 'proved').length,
  };
}

const TAGGED =
  /^info Rights.unknown: App\/TaskDefinition: execution role App\/ExecutionRole may or may not read a parameter of #1, read a secret of #1/;

/** The cluster is imported by its id, and the role may start tasks in a cluster of a name. */
const IMPORTED =
  /^info Rights.unknown: App\/StateMachine: role App\/StateMachineRole may or may not start App\/TaskDefinition: /;

describe('templates without constructs', () => {
  test.each<[string, number, RegExp[]]>([
    ['copilot service', 6, [TAGGED]],
    ['copilot job', 9, [TAGGED, IMPORTED]],
    ['sam', 9, [TAGGED]],
    ['cfn classic', 24, []],
  ])('%s: no right that is there is told missing', (name, proved, wanted) => {
    const found = told(apps[name]);

    expect(found.told).toEqual(wanted.map((one) => expect.stringMatching(one)));
    expect(found.proved).toBeGreaterThanOrEqual(proved);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'copilot job',
      'StateMachineRole',
      'iam:PassRole',
      /^error .* may not iam:PassRole on .*, to pass App\/ExecutionRole to the task/,
    ],
    [
      'copilot job',
      'StateMachineRole',
      'ecs:RunTask',
      /^error .* may not ecs:RunTask on .*, to start App\/TaskDefinition/,
    ],
    ['copilot job', 'RuleRole', 'states:StartExecution', /^error .* may not states:StartExecution on /],
    [
      'cfn classic',
      'Exec',
      'ssm:GetParameter*',
      /^error .* may not ssm:GetParameters on .*, to read a parameter of web/,
    ],
    [
      'cfn classic',
      'FnRole',
      'logs:CreateLogGroup',
      /^warning .* may not logs:CreateLogStream, logs:PutLogEvents on .*, to write its logs/,
    ],
    [
      'sam',
      'ApiRole',
      'ecs:RunTask',
      /^warning .* may not ecs:RunTask, ecs:DescribeTasks on any resource, to do what its code calls/,
    ],
  ])('%s: what %s may not is told: %s', (name, id, action, wanted) => {
    const template = structuredClone(apps[name]);
    const [policy] = template.Resources[id].Properties.Policies;
    policy.PolicyDocument.Statement = policy.PolicyDocument.Statement.filter(
      (statement: Json) => ![statement.Action].flat().includes(action),
    );

    expect(told(template).told).toContainEqual(expect.stringMatching(wanted));
  });
});
