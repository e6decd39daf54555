import { App, Aws, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ExecutionGrants, ExecutionRole, ScopedRole, TaskRole, TaskSecret } from '../../lib/security';
import { testApp, testStack } from '../support/stacks';

/** Every statement of every policy in the stack, by the construct id of its policy. */
function statementsOf(stack: Stack): Record<string, any[]> {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy');
  const found: Record<string, any[]> = {};
  for (const [id, { Properties }] of Object.entries(policies)) {
    const name = /(Scoped\d?|Unscopable)[0-9A-F]{8}$/.exec(id)![1];
    found[name] = [...(found[name] ?? []), ...Properties.PolicyDocument.Statement];
  }
  return found;
}

const AUTH = { Action: 'ecr:GetAuthorizationToken', Effect: 'Allow', Resource: '*' };
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const CHANNELS = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];
const fixed = { env: { region: 'eu-west-1', account: '111122223333' } };

function repositoryIn(stack: Stack): ecr.IRepository {
  return ecr.Repository.fromRepositoryArn(stack, 'Repo', 'arn:aws:ecr:eu-west-1:111122223333:repository/app');
}

describe('trust', () => {
  test.each([
    ['task role', (stack: Stack) => new TaskRole(stack, 'Role')],
    ['execution role', (stack: Stack) => new ExecutionRole(stack, 'Role')],
  ])('of a %s is ECS on behalf of this account and region only', (_, make) => {
    const stack = testStack();

    make(stack);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'ecs-tasks.amazonaws.com' },
            Condition: {
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    [
                      'arn:',
                      { Ref: 'AWS::Partition' },
                      ':ecs:',
                      { Ref: 'AWS::Region' },
                      ':',
                      { Ref: 'AWS::AccountId' },
                      ':*',
                    ],
                  ],
                },
              },
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            },
          },
        ],
      },
      ManagedPolicyArns: Match.absent(),
      PermissionsBoundary: Match.absent(),
    });
  });

  test('a role starts without any permission, and takes name, path, description and boundary', () => {
    const stack = testStack();
    const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');

    new TaskRole(stack, 'Role', { roleName: 'name', path: '/tasks/', description: 'of the api', permissionsBoundary });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'name',
      Path: '/tasks/',
      Description: 'of the api',
      PermissionsBoundary: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
    });
  });

  test("the app's permissions boundary reaches the roles", () => {
    const stack = testStack();
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'B', 'boundary'));

    new ExecutionRole(stack, 'Role');

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });
});

describe('statements', () => {
  test('what takes no resource is kept apart, and nothing is inline', () => {
    const stack = testStack(fixed);
    const role = new TaskRole(stack, 'Role');
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['xray:PutTraceSegments', 'sqs:SendMessage'], resources: ['*'] }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['xray:PutTraceSegments'], resources: ['*'] }),
    );

    expect(statementsOf(stack)).toEqual({
      Scoped: [
        { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: '*' },
        { Action: 'xray:PutTraceSegments', Effect: 'Deny', Resource: '*' },
      ],
      Unscopable: [{ Action: 'xray:PutTraceSegments', Effect: 'Allow', Resource: '*' }],
    });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('grants of aws-cdk-lib land on the role, and what depends on a grant waits for all of them', () => {
    const stack = testStack();
    const role = new TaskRole(stack, 'Role');
    const bucket = new s3.Bucket(stack, 'Bucket');

    const grant = bucket.grantPut(role);
    const late = new ssm.CfnParameter(stack, 'Late', { type: 'String', value: 'x' });
    grant.applyBefore(late);

    expect(grant.success).toBe(true);
    const { DependsOn } = Template.fromStack(stack).findResources('AWS::SSM::Parameter').Late;
    expect(DependsOn).toEqual([expect.stringMatching(/^Role[0-9A-F]{8}$/), expect.stringMatching(/^RoleScoped/)]);
  });

  test('a policy that would grow too large for IAM continues in the next', () => {
    const stack = testStack();
    const role = new TaskRole(stack, 'Role');

    for (let i = 0; i < 40; i++) {
      role.addToPolicy(
        new iam.PolicyStatement({ actions: [`s3:Action${i}`], resources: [`arn:${Aws.PARTITION}:s3:::bucket-${i}`] }),
      );
    }

    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    expect(policies.length).toBeGreaterThan(1);
    const statements = policies.map(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.flat()).toHaveLength(40);
    statements.forEach((some) => expect(JSON.stringify(some).length).toBeLessThan(6144));
  });

  test.each([
    [{ actions: ['s3:*'], resources: ['arn:aws:s3:::b'] }, "'actions' allow s3:\\*, which is every action there is"],
    [{ actions: ['*'], resources: ['arn:aws:s3:::b'] }, "'actions' allow \\*"],
    [{ actions: ['sqs:SendMessage'], resources: ['*'] }, "'resources' of sqs:SendMessage is \\*.*give the ARNs"],
    [{ notActions: ['iam:PassRole'], resources: ['arn:aws:s3:::b'] }, "'notActions' with Allow.*iam:PassRole"],
    [{ actions: ['sqs:SendMessage'], notResources: ['arn:aws:sqs:::q'] }, "'notResources' with Allow"],
  ])('too wide a statement warns with the narrower form: %j', (props, message) => {
    const stack = testStack();

    new TaskRole(stack, 'Role').addToPolicy(new iam.PolicyStatement(props));

    Annotations.fromStack(stack).hasWarning('/TestStack/Role', Match.stringLikeRegexp(message));
  });

  test.each([
    [{ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] }],
    [{ actions: ['s3:GetObject*'], resources: ['arn:aws:s3:::b/*'] }],
    [{ actions: ['xray:PutTraceSegments'], resources: ['*'] }],
    [{ actions: ['sqs:SendMessage'], resources: [Aws.STACK_ID] }],
  ])('a denial, a narrow grant, an action without resources and a token do not warn: %j', (props) => {
    const stack = testStack();

    new TaskRole(stack, 'Role').addToPolicy(new iam.PolicyStatement(props));

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each(['AdministratorAccess', 'service-role/AmazonECSTaskExecutionRolePolicy'])(
    'managed policy %s warns',
    (name) => {
      const stack = testStack();

      new ExecutionRole(stack, 'Role').addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));

      Annotations.fromStack(stack).hasWarning(
        '/TestStack/Role',
        Match.stringLikeRegexp(`managed policy ${name} allows.*Role\\.widePolicy`),
      );
    },
  );

  test('another managed policy is attached without a word', () => {
    const stack = testStack();

    new TaskRole(stack, 'Role').addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Own', 'own'));

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: [Match.anyValue()] });
  });
});

describe('execution role', () => {
  test.each<[string, (role: ExecutionRole, stack: Stack) => void, Record<string, any[]>]>([
    [
      'repository',
      (role, stack) => role.allow.repository(repositoryIn(stack)),
      {
        Scoped: [{ Action: PULL, Effect: 'Allow', Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/app' }],
        Unscopable: [AUTH],
      },
    ],
    [
      'pull-through cache',
      (role) => role.allow.pullThroughCache('docker-hub'),
      {
        Scoped: [
          {
            Action: [...PULL, 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'].sort(),
            Effect: 'Allow',
            Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/docker-hub/*',
          },
        ],
        Unscopable: [AUTH],
      },
    ],
    [
      'log group',
      (role, stack) =>
        role.allow.logGroup(
          logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*'),
        ),
      {
        Scoped: [
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*',
          },
        ],
      },
    ],
    [
      'environment file of a bucket with a key',
      (role, stack) =>
        role.allow.environmentFile(
          s3.Bucket.fromBucketAttributes(stack, 'Bucket', {
            bucketArn: 'arn:aws:s3:::files',
            region: 'eu-west-1',
            encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
          }),
          'app/prod.env',
        ),
      {
        Scoped: [
          { Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::files/app/prod.env' },
          { Action: 's3:GetBucketLocation', Effect: 'Allow', Resource: 'arn:aws:s3:::files' },
          {
            Action: 'kms:Decrypt',
            Effect: 'Allow',
            Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
            Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
          },
        ],
      },
    ],
    [
      'FireLens configuration file',
      (role, stack) =>
        role.allow.firelensConfig(s3.Bucket.fromBucketArn(stack, 'Bucket', 'arn:aws:s3:::files'), 'fluent.conf'),
      {
        Scoped: [
          { Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::files/fluent.conf' },
          { Action: 's3:GetBucketLocation', Effect: 'Allow', Resource: 'arn:aws:s3:::files' },
        ],
      },
    ],
    [
      'login of a private registry',
      (role, stack) =>
        role.allow.registryCredentials(
          secretsmanager.Secret.fromSecretCompleteArn(
            stack,
            'Secret',
            'arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf',
          ),
        ),
      {
        Scoped: [
          {
            Action: 'secretsmanager:GetSecretValue',
            Effect: 'Allow',
            Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf',
          },
        ],
      },
    ],
    [
      'parameter with a key',
      (role, stack) =>
        role.allow.parameter(
          ssm.StringParameter.fromStringParameterArn(
            stack,
            'Parameter',
            'arn:aws:ssm:eu-west-1:111122223333:parameter/app/token',
          ),
          kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
        ),
      {
        Scoped: [
          {
            Action: 'ssm:GetParameters',
            Effect: 'Allow',
            Resource: 'arn:aws:ssm:eu-west-1:111122223333:parameter/app/token',
          },
          {
            Action: 'kms:Decrypt',
            Effect: 'Allow',
            Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
            Condition: { StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } },
          },
        ],
      },
    ],
    [
      'GuardDuty agent',
      (role) => role.allow.guardDutyAgent(),
      {
        Scoped: [
          {
            Action: PULL,
            Effect: 'Allow',
            Resource: 'arn:aws:ecr:eu-west-1:694911143906:repository/aws-guardduty-agent-fargate',
          },
        ],
        Unscopable: [AUTH],
      },
    ],
  ])('%s: exactly what the agent calls', (_, allow, expected) => {
    const stack = testStack(fixed);

    allow(new ExecutionRole(stack, 'Role'), stack);

    expect(statementsOf(stack)).toEqual(expected);
  });

  test('GuardDuty agent without a fixed region: CloudFormation picks the account, from one mapping', () => {
    const stack = testStack();

    new ExecutionRole(stack, 'A').allow.guardDutyAgent();
    new ExecutionRole(stack, 'B').allow.guardDutyAgent();

    const template = Template.fromStack(stack);
    template.hasMapping('GuardDutyAgentAccounts', { 'us-east-1': { account: '593207742271' } });
    expect(JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy'))).toContain(
      '{"Fn::FindInMap":["GuardDutyAgentAccounts",{"Ref":"AWS::Region"},"account"]}',
    );
  });

  test('fails when GuardDuty has no agent in the region', () => {
    const role = new ExecutionRole(testStack({ env: { region: 'eu-nowhere-1' } }), 'Role');

    expect(() => role.allow.guardDutyAgent()).toThrow(
      '[GuardDuty.unknownRegion] GuardDuty lists no agent for Fargate in region eu-nowhere-1; take a region of Runtime Monitoring, or leave it off here',
    );
  });

  test('fails when an environment file is not named .env, and takes a token', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const role = new ExecutionRole(stack, 'Role');

    role.allow.environmentFile(bucket, Aws.STACK_NAME);

    expect(() => role.allow.environmentFile(bucket, 'app.txt')).toThrow(
      "TestStack/Role: [EnvironmentFile.notEnv] 'objectKey' of an environment file must end in .env, got 'app.txt'; ECS refuses other names: rename the object",
    );
  });

  test('an L2 task definition with everything: images, logs, secrets and parameters, without what the agent never calls', () => {
    const stack = testStack(fixed);
    const executionRole = new ExecutionRole(stack, 'Role');
    const task = new ecs.FargateTaskDefinition(stack, 'Task', {
      executionRole,
      taskRole: new TaskRole(stack, 'TaskRole'),
    });

    task.addContainer('App', {
      image: ecs.ContainerImage.fromEcrRepository(repositoryIn(stack), 'v1'),
      logging: ecs.LogDriver.awsLogs({
        streamPrefix: 'app',
        logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*'),
      }),
      secrets: {
        PASSWORD: ecs.Secret.fromSecretsManager(
          secretsmanager.Secret.fromSecretCompleteArn(
            stack,
            'S',
            'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf',
          ),
        ),
        TOKEN: ecs.Secret.fromSsmParameter(
          ssm.StringParameter.fromStringParameterArn(stack, 'P', 'arn:aws:ssm:eu-west-1:111122223333:parameter/token'),
        ),
      },
    });

    expect(statementsOf(stack)).toEqual({
      Scoped: [
        {
          Action: PULL,
          Effect: 'Allow',
          Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/app',
        },
        {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Effect: 'Allow',
          Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*',
        },
        {
          Action: 'secretsmanager:GetSecretValue',
          Effect: 'Allow',
          Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf',
        },
        {
          Action: 'ssm:GetParameters',
          Effect: 'Allow',
          Resource: 'arn:aws:ssm:eu-west-1:111122223333:parameter/token',
        },
      ],
      Unscopable: [AUTH],
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-ecs-groundwork'));
  });

  test('DescribeSecret asked for by itself is kept', () => {
    const stack = testStack();

    new ExecutionRole(stack, 'Role').addToPolicy(
      new iam.PolicyStatement({
        actions: ['secretsmanager:DescribeSecret'],
        resources: ['arn:aws:secretsmanager:::s'],
      }),
    );

    expect(statementsOf(stack).Scoped[0].Action).toBe('secretsmanager:DescribeSecret');
  });
});

describe('any role', () => {
  test('an L2 role takes the same statements', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });

    ExecutionGrants.fromRole(role).repository(repositoryIn(stack));

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: PULL, Effect: 'Allow', Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/app' },
          AUTH,
        ],
      },
    });
  });

  test('an immutable role says once, exactly, what it lacks', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/r', { mutable: false });

    ExecutionGrants.fromRole(role).repository(repositoryIn(stack));
    ExecutionGrants.fromRole(role).logGroup(
      logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*'),
    );

    const statements = [
      { Action: PULL, Effect: 'Allow', Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/app' },
      AUTH,
      {
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Effect: 'Allow',
        Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*',
      },
    ];
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('Role.immutable'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0].entry.data).toContain(JSON.stringify(statements));
  });

  test('fails when the role trusts another service', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

    expect(() => ExecutionGrants.fromRole(role)).toThrow(
      "TestStack/Role: [Role.wrongPrincipal] 'executionRole' must trust ecs-tasks.amazonaws.com, got ec2.amazonaws.com; ECS could never take this role: make it with TaskRole or ExecutionRole, or add the principal to its trust policy",
    );
  });

  test('a trust policy known only at deployment passes', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal(Aws.STACK_NAME) });

    ExecutionGrants.fromRole(role).repository(repositoryIn(stack));

    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 1);
  });

  test('a role of another service keeps its permissions apart too', () => {
    const stack = testStack();

    const role = new ScopedRole(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:DiscoverPollEndpoint'], resources: ['*'] }));

    expect(Object.keys(statementsOf(stack))).toEqual(['Unscopable']);
  });
});

describe('task role', () => {
  test('ECS Exec, recorded everywhere: exactly what the sessions need', () => {
    const stack = testStack(fixed);
    const role = new TaskRole(stack, 'Role');

    role.allow.exec({
      sessionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
      logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:exec:*'),
      bucket: s3.Bucket.fromBucketAttributes(stack, 'Bucket', {
        bucketArn: 'arn:aws:s3:::audit',
        encryptionKey: kms.Key.fromKeyArn(stack, 'BucketKey', 'arn:aws:kms:eu-west-1:111122223333:key/b'),
      }),
      prefix: 'exec',
    });

    expect(statementsOf(stack)).toEqual({
      Scoped: [
        { Action: 'kms:Decrypt', Effect: 'Allow', Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
        {
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Effect: 'Allow',
          Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:exec:*',
        },
        {
          Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'],
          Effect: 'Allow',
          Resource: 'arn:aws:s3:::audit',
        },
        { Action: 's3:PutObject', Effect: 'Allow', Resource: 'arn:aws:s3:::audit/exec/*' },
        {
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Effect: 'Allow',
          Resource: 'arn:aws:kms:eu-west-1:111122223333:key/b',
        },
      ],
      Unscopable: [{ Action: [...CHANNELS, 'logs:DescribeLogGroups'].sort(), Effect: 'Allow', Resource: '*' }],
    });
  });

  test('ECS Exec, not recorded: the channels alone', () => {
    const stack = testStack();

    new TaskRole(stack, 'Role').allow.exec();

    expect(statementsOf(stack)).toEqual({ Unscopable: [{ Action: CHANNELS, Effect: 'Allow', Resource: '*' }] });
  });

  test('scale-in protection covers the tasks of one cluster', () => {
    const stack = testStack(fixed);

    new TaskRole(stack, 'Role').allow.scaleInProtection('main');

    expect(statementsOf(stack).Scoped).toEqual([
      {
        Action: ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'],
        Effect: 'Allow',
        Resource: 'arn:aws:ecs:eu-west-1:111122223333:task/main/*',
      },
    ]);
  });
});

describe('task secret', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf';

  function containerWith(stack: Stack, secret: TaskSecret): void {
    const executionRole = new ExecutionRole(stack, 'Execution');
    new ecs.FargateTaskDefinition(stack, 'Task', { executionRole }).addContainer('App', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1'),
      secrets: { VALUE: secret },
    });
  }

  test.each([
    [{}, secretArn],
    [{ jsonField: 'password' }, `${secretArn}:password::`],
    [{ jsonField: 'password', versionStage: 'AWSPREVIOUS' }, `${secretArn}:password:AWSPREVIOUS:`],
    [{ versionId: 'id' }, `${secretArn}:::id`],
  ])('%j is referenced as ECS spells it', (options, valueFrom) => {
    const stack = testStack(fixed);
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', secretArn);

    containerWith(stack, TaskSecret.fromSecret(secret, options));

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Secrets: [{ Name: 'VALUE', ValueFrom: valueFrom }] })],
    });
    expect(statementsOf(stack).Scoped).toEqual([
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: secretArn },
    ]);
  });

  test('a key that only the caller knows is allowed through Secrets Manager alone', () => {
    const stack = testStack(fixed);
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', secretArn);
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');

    containerWith(stack, TaskSecret.fromSecret(secret, { encryptionKey }));

    expect(statementsOf(stack).Scoped[1]).toEqual({
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
    });
  });

  test('a secret made in the stack is referenced by its full ARN', () => {
    const stack = testStack();

    containerWith(stack, TaskSecret.fromSecret(new secretsmanager.Secret(stack, 'Secret')));

    expect(statementsOf(stack).Scoped[0].Resource).toEqual({ Ref: expect.stringMatching(/^Secret/) });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('TaskSecret'));
  });

  test('a secret imported by name warns, and its permission covers the unknown end of the ARN', () => {
    const stack = testStack(fixed);

    containerWith(stack, TaskSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'db')));

    expect(JSON.stringify(statementsOf(stack).Scoped[0].Resource)).toContain('secret:db-??????');
    Annotations.fromStack(stack).hasWarning('/TestStack/Secret', Match.stringLikeRegexp('TaskSecret.partialArn'));
  });

  test('a secure parameter brings its key', () => {
    const stack = testStack(fixed);
    const parameter = ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', {
      parameterName: '/token',
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
    });

    containerWith(stack, TaskSecret.fromParameter(parameter));

    expect(statementsOf(stack).Scoped.map(({ Action }) => Action)).toEqual(['ssm:GetParameters', 'kms:Decrypt']);
  });

  test('a grantee that is no role gets the statements too', () => {
    const stack = testStack(fixed);
    const group = new iam.Group(stack, 'Group');

    const grant = TaskSecret.fromSecret(secretsmanager.Secret.fromSecretCompleteArn(stack, 'S', secretArn)).grantRead(
      group,
    );

    expect(grant.success).toBe(true);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: secretArn }],
      },
    });
  });

  test('fails when the JSON key cannot be referenced and both versions are given, reporting both', () => {
    const secret = secretsmanager.Secret.fromSecretCompleteArn(testStack(), 'Secret', secretArn);

    expect(() =>
      TaskSecret.fromSecret(secret, { jsonField: 'a:b', versionStage: 'AWSCURRENT', versionId: 'id' }),
    ).toThrow(
      "TestStack/Secret: 2 faults:\n  [TaskSecret.jsonField] 'jsonField' must be a key without a colon, got 'a:b'; ECS separates the parts of the reference by colons: rename the key\n  [TaskSecret.version] 'versionStage' and 'versionId' exclude each other, got both; keep 'versionStage' to follow rotations, 'versionId' to stay on one version",
    );
  });

  test('a JSON key known only at deployment passes', () => {
    const secret = secretsmanager.Secret.fromSecretCompleteArn(testStack(), 'Secret', secretArn);

    expect(TaskSecret.fromSecret(secret, { jsonField: Aws.STACK_NAME }).hasField).toBe(true);
  });

  test('fails when the key is of another region than the secret', () => {
    const stack = testStack(fixed);
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', secretArn);
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/k');

    expect(() => TaskSecret.fromSecret(secret, { encryptionKey })).toThrow(
      'TestStack/Secret: [EncryptionKey.otherRegion] key of the secret must be of region eu-west-1, got a key of us-east-1; give a key, or the replica of a multi-region key, of eu-west-1',
    );
  });

  test('a secret of another region warns at the role, and is decrypted through its own region', () => {
    const app: App = testApp();
    const stack = new Stack(app, 'TestStack', fixed);
    const secret = secretsmanager.Secret.fromSecretCompleteArn(
      stack,
      'Secret',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf',
    );

    containerWith(stack, TaskSecret.fromSecret(secret));

    Annotations.fromStack(stack).hasWarning(
      '/TestStack/Execution',
      Match.stringLikeRegexp('is of region us-east-1, the task of eu-west-1.*TaskSecret.otherRegion'),
    );
  });
});
