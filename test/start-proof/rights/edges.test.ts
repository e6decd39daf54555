import { CfnParameter, Fn } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { findingsOf } from '../../../lib/app-model/check';
import { loadTree } from '../../../lib/app-model/load';
import { rights } from '../../../lib/start-proof/rights/rights';
import { EniTrunking } from '../../../lib/task-networking';
import { ACCOUNT, Row, World, expectRow, named } from './world';

/* Shapes that an app seldom has: named by text, left out, of another app, or known only at deployment. */

const CLUSTER = `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/shop`;
const PLAIN = 'public.ecr.aws/x/y';
const serve = (world: World, props: Partial<ecs.CfnServiceProps> = {}) =>
  new ecs.CfnService(world.stack, 'Service', { cluster: CLUSTER, taskDefinition: world.task().ref, ...props });
const trusting = (world: World, principal: iam.IPrincipal) =>
  new iam.Role(world.stack, 'Own', { assumedBy: principal });

/** A deployment group by a role that may deploy, and pass no role. */
const deploy = (world: World, serviceName: string, props: Partial<codedeploy.CfnDeploymentGroupProps> = {}) => {
  const role = world.ofService('Deployer', 'codedeploy.amazonaws.com');
  world.allow(['ecs:*', 'elasticloadbalancing:*'], '*', role);
  new codedeploy.CfnDeploymentGroup(world.stack, 'Group', {
    ...{ applicationName: 'shop', serviceRoleArn: role.roleArn, ecsServices: [{ clusterName: 'shop', serviceName }] },
    ...props,
  });
};

/** A task whose container logs by an output; with a log router, or without. */
const routed = (world: World, options: Record<string, string>, router = true) =>
  world.task(
    {},
    {
      containerDefinitions: [
        ...(router ? [{ name: 'router', image: `${PLAIN}:1`, firelensConfiguration: { type: 'fluentbit' } }] : []),
        { name: 'web', image: PLAIN, logConfiguration: { logDriver: 'awsfirelens', options } },
      ],
    },
  );

describe('deployers', () => {
  const rows: Row[] = [
    [
      'a deployment group that names its service by text',
      (world) => {
        serve(world, { serviceName: 'web', deploymentController: { type: 'CODE_DEPLOY' } });
        deploy(world, 'web');
      },
      /^warning Rights.notAllowed: Shop\/Group: .* may not iam:PassRole on .*, to pass Shop\/Role to the tasks/,
      /^info Rights.unknown: .* pass Shop\/TaskRole to the tasks/,
    ],
    [
      'a deployment group that names another service',
      (world) => {
        serve(world, { serviceName: 'web', deploymentController: { type: 'CODE_DEPLOY' } });
        deploy(world, 'api');
      },
    ],
    [
      'a trigger that names no topic',
      (world) => {
        world.task();
        deploy(world, 'web', { triggerConfigurations: [{ triggerName: 'a', triggerEvents: ['DeploymentFailure'] }] });
      },
    ],
    [
      'a rule that starts a task definition of another app',
      (world) => {
        world.task();
        const role = world.ofService('Events', 'events.amazonaws.com');
        new events.CfnRule(world.stack, 'Rule', {
          scheduleExpression: 'rate(1 day)',
          targets: [
            {
              ...{ id: 'a', arn: CLUSTER, roleArn: role.roleArn },
              ecsParameters: { taskDefinitionArn: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/other` },
            },
          ],
        });
      },
      /^error Rights.notAllowed: Shop\/Rule: .* may not ecs:RunTask on arn:aws:ecs:eu-west-1:111122223333:task-definition\/other/,
    ],
    [
      'a state machine that gets its task definition from its input',
      (world) => {
        world.task();
        const role = world.ofService('States', 'states.amazonaws.com');
        world.allow(['ecs:*', 'iam:PassRole', 'events:*'], '*', role);
        const Run = {
          ...{ Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask', End: true },
          Parameters: { Cluster: CLUSTER, 'TaskDefinition.$': '$.task' },
        };
        new sfn.CfnStateMachine(world.stack, 'Machine', {
          ...{ roleArn: role.roleArn, definition: { StartAt: 'Run', States: { Run } } },
        });
      },
    ],
    [
      'a state machine by a role of another service',
      (world) => {
        const role = world.ofService('States', 'events.amazonaws.com');
        world.allow(['ecs:*', 'iam:PassRole', 'events:*'], '*', role);
        const Run = {
          ...{ Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask', End: true },
          Parameters: { Cluster: CLUSTER, TaskDefinition: world.task().ref },
        };
        new sfn.CfnStateMachine(world.stack, 'Machine', {
          ...{ roleArn: role.roleArn, definition: { StartAt: 'Run', States: { Run } } },
        });
      },
      'error Rights.trust: Shop/Machine: states.amazonaws.com may not take its role Shop/States',
    ],
    [
      'ECS Exec in the tasks of another app',
      (world) => {
        const service = serve(world, { enableExecuteCommand: true });
        service.taskDefinition = 'other:1';
      },
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('functions', () => {
  const fn = (world: World, role: iam.IRole, zipFile = 'x') =>
    new lambda.CfnFunction(world.stack, 'Function', {
      ...{ code: { zipFile }, handler: 'index.handler', runtime: 'nodejs24.x', role: role.roleArn },
    });
  const rows: Row[] = [
    [
      'a hook that may not write its logs',
      (world) => {
        const hookTargetArn = fn(world, world.ofService('Lambda', 'lambda.amazonaws.com')).attrArn;
        const role = world.ofService('Hooks', 'ecs.amazonaws.com');
        world.allow('lambda:InvokeFunction', hookTargetArn, role);
        const lifecycleHooks = [{ hookTargetArn, roleArn: role.roleArn, lifecycleStages: ['PRE_SCALE_UP'] }];
        serve(world, { deploymentConfiguration: { lifecycleHooks } });
      },
      /^warning Rights.notAllowed: Shop\/Function: .* may not logs:CreateLogStream, logs:PutLogEvents on .*, to write its logs/,
    ],
    [
      'code that reads a parameter, which nothing allows',
      (world) => {
        world.task();
        const code = `const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');`;
        fn(world, world.ofService('Lambda', 'lambda.amazonaws.com'), code);
      },
      'may not ssm:GetParameter on any resource, to do what its code calls',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('tasks', () => {
  const rows: Row[] = [
    ['an image that another stack exports', (world) => world.task({ image: Fn.importValue('image') })],
    [
      'a secret or a parameter that only the deployment knows, and a role that may read neither',
      (world) => {
        const name = new CfnParameter(world.stack, 'Name').valueAsString;
        world.task({ secrets: [{ name: 'A', valueFrom: name }] });
      },
      /^info Rights.unknown: Shop\/Task: execution role Shop\/Role may or may not read a secret or a parameter of web/,
    ],
    [
      'an environment file of a bucket with a key of another app',
      (world) => {
        const bucket = new s3.CfnBucket(world.stack, 'Keyed', {
          bucketEncryption: {
            serverSideEncryptionConfiguration: [
              { serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'alias/other' } },
            ],
          },
        });
        world.task({ environmentFiles: [{ type: 's3', value: `${bucket.attrArn}/a.env` }] });
        world.allow('s3:*', [bucket.attrArn, `${bucket.attrArn}/*`]);
      },
    ],
    [
      'a right that a service may not use for you',
      (world) => {
        world.task(world.logs);
        world.role.addToPolicy(
          new iam.PolicyStatement({
            ...{ actions: ['logs:*'], resources: ['*'] },
            conditions: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
          }),
        );
      },
    ],
    [
      'an output without a log router',
      (world) => routed(world, { Name: 's3', bucket: world.bucket.bucketName, region: 'eu-west-1' }, false),
    ],
    [
      'an S3 output to a bucket of another app',
      (world) => routed(world, { Name: 's3', bucket: 'other', region: 'eu-west-1' }),
      /^warning Rights.onlyByResource: Shop\/Task: its task role Shop\/TaskRole may not s3:PutObject on arn:aws:s3:::other\//,
    ],
    [
      'a log group that the router may write to by the ARN of the group alone',
      (world) => {
        routed(world, { Name: 'cloudwatch_logs', region: 'eu-west-1', log_group_name: '/shop/web' });
        const group = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/shop/web`;
        world.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], group, world.taskRole);
      },
      'info Rights.unknown',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('roles of the infrastructure', () => {
  const VOLUME = ['ec2:CreateVolume', 'ec2:AttachVolume', 'ec2:DetachVolume', 'ec2:DeleteVolume'];
  const volume = (world: World, role: iam.Role) =>
    serve(world, {
      volumeConfigurations: [{ name: 'data', managedEbsVolume: { roleArn: role.roleArn, sizeInGiB: 10 } }],
    });
  const hosts = (world: World, profile: string) => {
    const cluster = new ecs.CfnCluster(world.stack, 'Cluster');
    const template = new ec2.CfnLaunchTemplate(world.stack, 'Template', {
      launchTemplateData: {
        userData: Fn.base64(`echo ECS_CLUSTER=${cluster.ref} >> /etc/ecs/ecs.config`),
        iamInstanceProfile: { name: profile },
      },
    });
    new autoscaling.CfnAutoScalingGroup(world.stack, 'Instances', {
      ...{ minSize: '1', maxSize: '1', vpcZoneIdentifier: ['subnet-1'] },
      launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    });
  };
  const rows: Row[] = [
    [
      'volumes that ECS makes for tasks alone',
      (world) => {
        const role = world.ofService('Infrastructure', 'ecs.amazonaws.com');
        volume(world, role);
        const conditions = { ArnLike: { 'aws:RequestTag/AmazonECSCreated': 'arn:aws:ecs:*:*:task/*' } };
        role.addToPolicy(new iam.PolicyStatement({ actions: VOLUME, resources: ['*'], conditions }));
      },
    ],
    [
      'volumes that ECS makes for clusters alone',
      (world) => {
        const role = world.ofService('Infrastructure', 'ecs.amazonaws.com');
        volume(world, role);
        const conditions = { ArnLike: { 'aws:RequestTag/AmazonECSCreated': 'arn:aws:ecs:*:*:cluster/*' } };
        role.addToPolicy(new iam.PolicyStatement({ actions: VOLUME, resources: ['*'], conditions }));
      },
      'error Rights.notAllowed',
      'warning Rights.notAllowed',
    ],
    [
      'an account for which ECS takes the role, which it does not send',
      (world) => {
        const conditions = { StringEquals: { 'aws:SourceAccount': '444455556666' } };
        const role = trusting(world, new iam.ServicePrincipal('ecs.amazonaws.com', { conditions }));
        volume(world, role);
        world.allow(VOLUME, '*', role);
      },
      /^info Rights.unknown: .*be taken by ecs.amazonaws.com/,
    ],
    [
      'a rule of another app, and a role that may change listeners',
      (world) => {
        const role = world.ofService('Infrastructure', 'ecs.amazonaws.com');
        const actions = ['DescribeListeners', 'ModifyListener', 'RegisterTargets', 'DeregisterTargets'];
        serve(world, {
          loadBalancers: [
            {
              ...{ containerName: 'web', containerPort: 80, targetGroupArn: Fn.importValue('blue') },
              advancedConfiguration: {
                ...{ alternateTargetGroupArn: Fn.importValue('green'), roleArn: role.roleArn },
                productionListenerRule: Fn.importValue('rule'),
              },
            },
          ],
        });
        world.allow(
          actions.map((action) => `elasticloadbalancing:${action}`),
          '*',
          role,
        );
      },
    ],
    [
      'a hook without a function',
      (world) => {
        const { roleArn } = world.ofService('Hooks', 'ecs.amazonaws.com');
        const service = serve(world);
        service.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', [
          { RoleArn: roleArn, LifecycleStages: ['PRE_SCALE_UP'] },
        ]);
      },
    ],
    [
      'instances with a profile of another app',
      (world) => {
        world.task();
        hosts(world, 'other');
      },
    ],
    [
      'network interfaces of hosts whose role may not turn trunking on',
      (world) => {
        world.task();
        const vpc = new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: false });
        const role = world.ofService('Hosts', 'ec2.amazonaws.com');
        const group = new autoscaling.AutoScalingGroup(world.stack, 'Instances', {
          ...{ vpc, role, machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) },
          instanceType: new ec2.InstanceType('m7g.large'),
        });
        new EniTrunking(world.stack, 'Trunking', { autoScalingGroups: [group] });
        world.deny('ecs:PutAccountSetting', '*', role);
      },
      /^error Rights.denied: Shop\/Trunking.*: its instance role Shop\/Hosts may not ecs:PutAccountSetting on /,
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('the fix', () => {
  const fixes = (build: (world: World) => void) => {
    const world = new World();
    build(world);
    return findingsOf([rights], { model: loadTree(world.app).model }).map(({ finding }) => finding.fix);
  };

  test('is a grant of the construct, where there is one', () => {
    const built = fixes((world) => {
      const parameter = new ssm.StringParameter(world.stack, 'Settings', { stringValue: 'a' });
      world.task({ ...world.logs, secrets: [{ name: 'A', valueFrom: parameter.parameterArn }] });
    });

    expect(built).toEqual([
      'logGroup.grantWrite(taskDefinition.obtainExecutionRole())',
      'settings.grantRead(taskDefinition.obtainExecutionRole())',
    ]);
  });

  test('is a statement for what is outside of the app', () => {
    expect(fixes((world) => routed(world, { Name: 's3', bucket: 'other', region: 'eu-west-1' }))).toEqual([
      "taskDefinition.addToTaskRolePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::other/fluent-bit-logs/*'] }))",
    ]);
  });
});
