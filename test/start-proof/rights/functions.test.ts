import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { ACCOUNT, Row, World, expectRow, named } from './world';

const CODE = `const { ECSClient, UpdateServiceCommand } = require('@aws-sdk/client-ecs');
exports.handler = () => new ECSClient({}).send(new UpdateServiceCommand({ service: 'web', forceNewDeployment: true }));`;
const managed = (name: string) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
const LOGS = managed('service-role/AWSLambdaBasicExecutionRole');

/** A function, in the words of CloudFormation. */
const make = (world: World, role: iam.IRole, props: Partial<lambda.CfnFunctionProps> = {}) => {
  const code = { zipFile: 'exports.handler = () => 1;' };
  return new lambda.CfnFunction(world.stack, 'Function', {
    ...{ code, handler: 'index.handler', runtime: 'nodejs24.x', role: role.roleArn },
    ...props,
  });
};
/** A call as `AwsCustomResource` makes it. */
const call = (world: World, sdkCall: cr.AwsSdkCall, statements: iam.PolicyStatement[]) =>
  new cr.AwsCustomResource(world.stack, 'Call', {
    ...{ onCreate: sdkCall, policy: cr.AwsCustomResourcePolicy.fromStatements(statements) },
    ...{ installLatestAwsSdk: false, resourceType: 'Custom::Call', removalPolicy: RemovalPolicy.DESTROY },
  });
const VPCS: cr.AwsSdkCall = {
  ...{ service: 'EC2', action: 'describeVpcs', physicalResourceId: cr.PhysicalResourceId.of('vpcs') },
};
const other = new iam.PolicyStatement({ actions: ['ec2:DescribeSubnets'], resources: ['*'] });
/** Limits all roles of the stack, as `PermissionsBoundary` does at synthesis. */
const boundary = (world: World, ...actions: string[]) => {
  const { managedPolicyArn } = new iam.ManagedPolicy(world.stack, 'Boundary', {
    statements: [new iam.PolicyStatement({ actions, resources: ['*'] })],
  });
  world.stack.node
    .findAll()
    .filter((one): one is CfnResource => CfnResource.isCfnResource(one) && one.cfnResourceType === 'AWS::IAM::Role')
    .forEach((role) => role.addPropertyOverride('PermissionsBoundary', managedPolicyArn));
};

/** A role that may start the task, and passes it these roles. */
const starting = (world: World, roles: readonly iam.IRole[], kind: 'function' | 'call', more: object = {}) => {
  const task = world.task();
  const run = new iam.PolicyStatement({ actions: ['ecs:RunTask'], resources: [task.ref] });
  const pass = roles.map((role) => new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: [role.roleArn] }));
  if (kind === 'call') {
    const parameters = { taskDefinition: task.ref, cluster: 'shop' };
    const physicalResourceId = cr.PhysicalResourceId.of('run');
    call(world, { ...{ service: 'ECS', action: 'runTask', parameters, physicalResourceId }, ...more }, [run, ...pass]);
  } else {
    new lambda.Function(world.stack, 'Function', {
      ...{ code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.PYTHON_3_13 },
      initialPolicy: [run, ...pass],
    });
  }
};
describe('functions', () => {
  const rows: Row[] = [
    [
      'one that starts a task and passes its roles',
      (world) => starting(world, [world.role, world.taskRole], 'function'),
    ],
    [
      'one that starts a task and passes none of its roles',
      (world) => starting(world, [], 'function'),
      /^warning Rights.notAllowed: Shop\/Function: its role Shop\/Function\/ServiceRole may not iam:PassRole on .*, to pass Shop\/Role to the task/,
      /^warning .* to pass Shop\/TaskRole to the task/,
    ],
    [
      'a call that starts a task and passes its roles',
      (world) => starting(world, [world.role, world.taskRole], 'call'),
    ],
    [
      'a call that starts a task and passes one of its roles',
      (world) => starting(world, [world.taskRole], 'call'),
      /^error Rights.notAllowed: Shop\/Call\/Resource: its role .* may not iam:PassRole on .*, to pass Shop\/Role to the task/,
    ],
    ['a call that may fail', (world) => starting(world, [], 'call', { ignoreErrorCodesMatching: 'AccessDenied' })],
    [
      'one of the L2',
      (world) => {
        world.task();
        new lambda.Function(world.stack, 'Function', {
          ...{ code: lambda.Code.fromInline(CODE), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X },
          initialPolicy: [new iam.PolicyStatement({ actions: ['ecs:UpdateService'], resources: ['*'] })],
        });
      },
    ],
    [
      'a role that Lambda may not take',
      (world) => {
        world.task();
        make(world, world.ofService('Lambda', 'ecs-tasks.amazonaws.com', { managedPolicies: [LOGS] }));
      },
      'error Rights.trust: Shop/Function: lambda.amazonaws.com may not take its role Shop/Lambda',
    ],
    [
      'a call of the code that nothing allows',
      (world) => {
        world.task();
        make(world, world.ofService('Lambda', 'lambda.amazonaws.com'), { code: { zipFile: CODE } });
      },
      /^warning Rights.notAllowed: Shop\/Function: its role Shop\/Lambda may not ecs:UpdateService on any resource, to do what its code calls/,
    ],
    [
      'a call of the code that is allowed on one service',
      (world) => {
        world.task();
        const role = world.ofService('Lambda', 'lambda.amazonaws.com');
        make(world, role, { code: { zipFile: CODE } });
        world.allow('ecs:UpdateService', `arn:aws:ecs:eu-west-1:${ACCOUNT}:service/shop/web`, role);
      },
    ],
    [
      'a call of the code by a role with a policy that is not known',
      (world) => {
        world.task();
        make(world, world.ofService('Lambda', 'lambda.amazonaws.com', { managedPolicies: [managed('Unheard')] }), {
          code: { zipFile: CODE },
        });
      },
      /^info Rights.unknown: Shop\/Function: .* may or may not do what its code calls: not known is managed policy Unheard/,
    ],
    [
      'a call that the policy of a queue may allow',
      (world) => {
        world.task();
        const zipFile = `const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');`;
        make(world, world.ofService('Lambda', 'lambda.amazonaws.com'), { code: { zipFile } });
      },
      /^info Rights.unknown: Shop\/Function: .* do what its code calls: not known is whether the policy of a resource allows it/,
    ],
    [
      'a log group that it may not write to',
      (world) => {
        world.task();
        make(world, world.ofService('Lambda', 'lambda.amazonaws.com'), {
          loggingConfig: { logGroup: world.logGroup.logGroupName },
        });
      },
      /^warning Rights.notAllowed: Shop\/Function: its role Shop\/Lambda may not logs:CreateLogStream, logs:PutLogEvents on .*, to write its logs/,
    ],
    [
      'no log group, and nobody who needs it',
      (world) => {
        world.task();
        make(world, world.ofService('Lambda', 'lambda.amazonaws.com'));
      },
    ],
    [
      'an imported role',
      (world) => {
        world.task();
        make(world, iam.Role.fromRoleArn(world.stack, 'Lambda', `arn:aws:iam::${ACCOUNT}:role/lambda`), {
          code: { zipFile: CODE },
        });
      },
    ],
    [
      'a custom resource that makes a call',
      (world) => {
        world.task();
        call(world, VPCS, [new iam.PolicyStatement({ actions: ['ec2:DescribeVpcs'], resources: ['*'] })]);
      },
    ],
    [
      'a custom resource that makes another call',
      (world) => {
        world.task();
        call(world, VPCS, [other]);
      },
      /^error Rights.notAllowed: Shop\/AWS679f.*: its role .* may not ec2:DescribeVpcs on .*, to make Shop\/Call/,
    ],
    [
      'a custom resource that makes a call as another role',
      (world) => {
        world.task();
        call(world, { ...VPCS, assumedRoleArn: `arn:aws:iam::${ACCOUNT}:role/other` }, [other]);
      },
    ],
    [
      'a custom resource that may fail',
      (world) => {
        world.task();
        call(world, { ...VPCS, ignoreErrorCodesMatching: '.*' }, [other]);
      },
    ],
    [
      'a custom resource that may call and not log',
      (world) => {
        world.task();
        const may = new iam.PolicyStatement({ actions: ['ec2:DescribeVpcs'], resources: ['*'] });
        call(world, VPCS, [may]);
        boundary(world, 'ec2:*');
      },
      /^warning Rights.notAllowed: .* may not logs:CreateLogStream, logs:PutLogEvents on .*, to write its logs: its permissions boundary/,
    ],
    [
      'a default security group without rules',
      (world) => {
        world.task();
        new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: true });
      },
    ],
    [
      'a default security group whose rules a boundary keeps',
      (world) => {
        world.task();
        new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: true });
        boundary(world, 'logs:*');
      },
      /^error Rights.notAllowed: Shop\/Custom::VpcRestrictDefaultSG.* may not ec2:RevokeSecurityGroupIngress, .* its permissions boundary, Shop\/Boundary, does not allow it/,
    ],
    [
      'a default security group whose rules a boundary lets only go',
      (world) => {
        world.task();
        new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: true });
        boundary(world, 'logs:*', 'ec2:Revoke*');
      },
      /^error Rights.notAllowed: .* may not ec2:AuthorizeSecurityGroupIngress, ec2:AuthorizeSecurityGroupEgress on .* its permissions boundary/,
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('flow logs', () => {
  const log = (world: World, role: iam.IRole) => {
    world.task();
    new ec2.CfnFlowLog(world.stack, 'FlowLog', {
      ...{ resourceId: 'vpc-1', resourceType: 'VPC', trafficType: 'ALL', deliverLogsPermissionArn: role.roleArn },
      logGroupName: world.logGroup.logGroupName,
    });
  };
  const rows: Row[] = [
    [
      'those of the L2',
      (world) => {
        world.task();
        const destination = ec2.FlowLogDestination.toCloudWatchLogs(new logs.LogGroup(world.stack, 'Flows'));
        new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: false, flowLogs: { All: { destination } } });
      },
    ],
    [
      'a role without a right',
      (world) => {
        log(world, world.ofService('Flows', 'vpc-flow-logs.amazonaws.com'));
      },
      /^warning Rights.notAllowed: Shop\/FlowLog: its role Shop\/Flows may not logs:CreateLogStream, logs:PutLogEvents on .*, to write flow logs/,
    ],
    [
      'a role of another service',
      (world) => {
        const role = world.ofService('Flows', 'ec2.amazonaws.com');
        world.allow('logs:*', '*', role);
        log(world, role);
      },
      'warning Rights.trust: Shop/FlowLog: vpc-flow-logs.amazonaws.com may not take its role Shop/Flows',
    ],
    [
      'an imported role',
      (world) => log(world, iam.Role.fromRoleArn(world.stack, 'Flows', `arn:aws:iam::${ACCOUNT}:role/flows`)),
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});
