import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ACCOUNT, Row, World, expectRow, named } from './world';

const managed = (name: string) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
const fargate = (world: World, id = 'Definition') => {
  const definition = new ecs.FargateTaskDefinition(world.stack, id);
  definition.addContainer('web', { image: ecs.ContainerImage.fromEcrRepository(world.repository, 'v1') });
  return definition;
};
const cluster = (world: World) => {
  const vpc = new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  return new ecs.Cluster(world.stack, 'Cluster', { vpc });
};
const CLUSTER = `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/shop`;
/** Allows to pass the roles of `task`. */
const pass = (world: World, by: iam.Role, service = 'ecs-tasks.amazonaws.com') => {
  by.addToPolicy(
    new iam.PolicyStatement({
      ...{ actions: ['iam:PassRole'], resources: [world.role.roleArn, world.taskRole.roleArn] },
      conditions: { StringEquals: { 'iam:PassedToService': service } },
    }),
  );
};
/** A schedule of `task` by a role. */
const schedule = (world: World, task: ecs.CfnTaskDefinition, role: iam.Role) =>
  new scheduler.CfnSchedule(world.stack, 'Schedule', {
    ...{ scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' } },
    target: { arn: CLUSTER, roleArn: role.roleArn, ecsParameters: { taskDefinitionArn: task.ref } },
  });
const ANY_REVISION = `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/shop:*`;

describe('what starts tasks', () => {
  const rows: Row[] = [
    [
      'a rule of the L2',
      (world) => {
        const rule = new events.Rule(world.stack, 'Rule', { schedule: events.Schedule.cron({ minute: '0' }) });
        rule.addTarget(new targets.EcsTask({ cluster: cluster(world), taskDefinition: fargate(world) }));
      },
    ],
    [
      'a state machine of the L2',
      (world) => {
        const task = new tasks.EcsRunTask(world.stack, 'Run', {
          ...{
            cluster: cluster(world),
            taskDefinition: fargate(world),
            launchTarget: new tasks.EcsFargateLaunchTarget(),
          },
          integrationPattern: sfn.IntegrationPattern.RUN_JOB,
        });
        new sfn.StateMachine(world.stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
      },
    ],
    [
      'a schedule',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION, role);
        pass(world, role);
      },
    ],
    [
      'a schedule, bound to its cluster',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        const conditions = { ArnEquals: { 'ecs:cluster': CLUSTER } };
        role.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:RunTask'], resources: ['*'], conditions }));
        pass(world, role);
      },
    ],
    [
      'a schedule, bound to another cluster',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        const conditions = { ArnEquals: { 'ecs:cluster': `${CLUSTER}2` } };
        role.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:RunTask'], resources: ['*'], conditions }));
        pass(world, role);
      },
      'error Rights.notAllowed: Shop/Schedule: its role Shop/Scheduler may not ecs:RunTask on ',
    ],
    [
      'a schedule that may not start its task',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        pass(world, role);
      },
      /^error Rights.notAllowed: Shop\/Schedule: its role Shop\/Scheduler may not ecs:RunTask on .*:task-definition\/shop:.*, to start Shop\/Task/,
    ],
    [
      'another task definition',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION.replace('shop', 'other'), role);
        pass(world, role);
      },
      'may not ecs:RunTask on ',
    ],
    [
      'no right to pass the roles',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION, role);
      },
      'its role Shop/Scheduler may not iam:PassRole on arn:aws:iam::111122223333:role/«Shop/Role», to pass Shop/Role to the task',
      'to pass Shop/TaskRole to the task',
    ],
    [
      'a right to pass one role of the two',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION, role);
        world.allow('iam:PassRole', world.role.roleArn, role);
      },
      'to pass Shop/TaskRole to the task',
    ],
    [
      'a right to pass them to another service',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION, role);
        pass(world, role, 'ecs.amazonaws.com');
      },
      'to pass Shop/Role to the task',
      'to pass Shop/TaskRole to the task',
    ],
    [
      'a role of the service in one region',
      (world) => {
        const role = world.ofService('Scheduler', 'scheduler.eu-west-1.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION, role);
        pass(world, role);
      },
    ],
    [
      'a role of another service',
      (world) => {
        const role = world.ofService('Scheduler', 'events.amazonaws.com');
        schedule(world, world.task(), role);
        world.allow('ecs:RunTask', ANY_REVISION, role);
        pass(world, role);
      },
      'error Rights.trust: Shop/Schedule: scheduler.amazonaws.com may not take its role Shop/Scheduler',
    ],
    [
      'a rule with the managed policy for it',
      (world) => {
        const role = world.ofService('Events', 'events.amazonaws.com', {
          managedPolicies: [managed('service-role/AmazonEC2ContainerServiceEventsRole')],
        });
        const ecsParameters = { taskDefinitionArn: world.task().ref };
        new events.CfnRule(world.stack, 'Rule', {
          ...{ scheduleExpression: 'rate(1 day)' },
          targets: [{ id: 'a', arn: CLUSTER, roleArn: role.roleArn, ecsParameters }],
        });
      },
    ],
    [
      'a rule without a role',
      (world) =>
        new events.CfnRule(world.stack, 'Rule', {
          scheduleExpression: 'rate(1 day)',
          targets: [{ id: 'a', arn: CLUSTER, ecsParameters: { taskDefinitionArn: world.task().ref } }],
        }),
      'error Rights.noRole: Shop/Rule: it has no role, which must start Shop/Task',
    ],
    [
      'a state machine that waits for its task, and may not be told of its end',
      (world) => {
        const role = world.ofService('States', 'states.amazonaws.com');
        const Parameters = { Cluster: CLUSTER, TaskDefinition: 'shop', Tags: [{ Key: 'a', Value: 'b' }] };
        const Run = { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters, End: true };
        world.task();
        new sfn.CfnStateMachine(world.stack, 'Machine', {
          ...{ roleArn: role.roleArn, definitionString: JSON.stringify({ StartAt: 'Run', States: { Run } }) },
        });
        world.allow(['ecs:RunTask', 'ecs:DescribeTasks'], '*', role);
        pass(world, role);
      },
      'error Rights.notAllowed: Shop/Machine: its role Shop/States may not events:PutTargets, events:PutRule, events:DescribeRule on ',
      'warning Rights.notAllowed: Shop/Machine: its role Shop/States may not ecs:StopTask on ',
      'error Rights.notAllowed: Shop/Machine: its role Shop/States may not ecs:TagResource on ',
    ],
    [
      'a pipe that may start the task, not pass its roles',
      (world) => {
        const role = world.ofService('Pipe', 'pipes.amazonaws.com');
        const ecsTaskParameters = { taskDefinitionArn: world.task().ref };
        world.allow('ecs:RunTask', ANY_REVISION, role);
        world.allow('sqs:*', '*', role);
        new pipes.CfnPipe(world.stack, 'Queue', {
          ...{ roleArn: role.roleArn, source: `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`, target: CLUSTER },
          targetParameters: { ecsTaskParameters },
        });
      },
      'to pass Shop/Role to the task',
      'to pass Shop/TaskRole to the task',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

/** A service, in the words of CloudFormation. */
const serve = (world: World, props: Partial<ecs.CfnServiceProps>) =>
  new ecs.CfnService(world.stack, 'Service', { cluster: CLUSTER, taskDefinition: world.task().ref, ...props });
const volume = (role: iam.Role): Partial<ecs.CfnServiceProps> => ({
  volumeConfigurations: [{ name: 'data', managedEbsVolume: { roleArn: role.roleArn, sizeInGiB: 10 } }],
});
/** Two target groups behind a rule, and a role that shifts between them. */
const shifted = (world: World, role: iam.Role) => {
  const vpc = ec2.Vpc.fromVpcAttributes(world.stack, 'Vpc', {
    ...{ vpcId: 'vpc-1', availabilityZones: ['a', 'b'], publicSubnetIds: ['subnet-1', 'subnet-2'] },
  });
  const listener = new elb.ApplicationLoadBalancer(world.stack, 'Balancer', { vpc }).addListener('Listener', {
    port: 80,
  });
  const group = (id: string) =>
    new elb.ApplicationTargetGroup(world.stack, id, { vpc, port: 80, targetType: elb.TargetType.IP });
  const [blue, green] = [group('Blue'), group('Green')];
  listener.addAction('Default', { action: elb.ListenerAction.forward([blue]) });
  const rule = new elb.ApplicationListenerRule(world.stack, 'Rule', {
    ...{ listener, priority: 1, conditions: [elb.ListenerCondition.pathPatterns(['/*'])] },
    action: elb.ListenerAction.weightedForward([{ targetGroup: blue }, { targetGroup: green }]),
  });
  serve(world, {
    loadBalancers: [
      {
        ...{ containerName: 'web', containerPort: 80, targetGroupArn: blue.targetGroupArn },
        advancedConfiguration: {
          ...{ alternateTargetGroupArn: green.targetGroupArn, productionListenerRule: rule.listenerRuleArn },
          roleArn: role.roleArn,
        },
      },
    ],
  });
  return rule;
};
const REGISTERS = ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'];
const READS = ['elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules'];

describe('roles of the infrastructure', () => {
  const ofEcs = (world: World, ...policies: string[]) =>
    world.ofService('Infrastructure', 'ecs.amazonaws.com', { managedPolicies: policies.map(managed) });
  const hook = (world: World, role: iam.Role, target = 'hook') => {
    const hookTargetArn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${target}`;
    const lifecycleHooks = [{ hookTargetArn, roleArn: role.roleArn, lifecycleStages: ['PRE_SCALE_UP'] }];
    serve(world, { deploymentConfiguration: { lifecycleHooks } });
    return hookTargetArn;
  };
  const rows: Row[] = [
    [
      'volumes by the managed policy',
      (world) => serve(world, volume(ofEcs(world, 'service-role/AmazonECSInfrastructureRolePolicyForVolumes'))),
    ],
    [
      'volumes by statements of your own',
      (world) => {
        const role = ofEcs(world);
        serve(world, volume(role));
        const actions = ['ec2:CreateVolume', 'ec2:AttachVolume', 'ec2:DetachVolume', 'ec2:DeleteVolume'];
        world.allow(actions, `arn:aws:ec2:eu-west-1:${ACCOUNT}:volume/*`, role);
      },
    ],
    [
      'volumes without a right',
      (world) => serve(world, volume(ofEcs(world))),
      'error Rights.notAllowed: Shop/Service: its infrastructure role Shop/Infrastructure may not ec2:CreateVolume, ec2:AttachVolume on ',
      'warning Rights.notAllowed: Shop/Service: its infrastructure role Shop/Infrastructure may not ec2:DetachVolume, ec2:DeleteVolume',
    ],
    [
      'volumes by a role that tasks take',
      (world) => {
        world.role.addManagedPolicy(managed('service-role/AmazonECSInfrastructureRolePolicyForVolumes'));
        serve(world, volume(world.role));
      },
      'error Rights.trust: Shop/Service: ecs.amazonaws.com may not take its infrastructure role Shop/Role',
    ],
    [
      'a rule that ECS may change',
      (world) => {
        const role = ofEcs(world);
        const rule = shifted(world, role);
        world.allow([...READS, ...REGISTERS], '*', role);
        world.allow('elasticloadbalancing:ModifyRule', rule.listenerRuleArn, role);
      },
    ],
    [
      'a role that may not register targets',
      (world) => {
        const role = ofEcs(world);
        const rule = shifted(world, role);
        world.allow(READS, '*', role);
        world.allow('elasticloadbalancing:ModifyRule', rule.listenerRuleArn, role);
      },
      /^warning Rights.notAllowed: .* may not elasticloadbalancing:RegisterTargets, elasticloadbalancing:DeregisterTargets on .*:targetgroup\/«Shop\/Blue», to register targets/,
      ':targetgroup/«Shop/Green», to register targets',
    ],
    [
      'a role that may register targets of one group',
      (world) => {
        const role = ofEcs(world);
        shifted(world, role);
        const [blue] = world.stack.node.children.filter(
          (one) => one.node.id === 'Blue',
        ) as elb.ApplicationTargetGroup[];
        world.allow([...READS, 'elasticloadbalancing:ModifyRule'], '*', role);
        world.allow(REGISTERS, blue.targetGroupArn, role);
      },
      ':targetgroup/«Shop/Green», to register targets',
    ],
    [
      'any rule of an application load balancer',
      (world) => {
        const role = ofEcs(world);
        shifted(world, role);
        world.allow([...READS, ...REGISTERS], '*', role);
        const rules = `arn:aws:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*`;
        world.allow('elasticloadbalancing:ModifyRule', rules, role);
      },
    ],
    [
      'a rule that ECS may only read',
      (world) => {
        const role = ofEcs(world);
        shifted(world, role);
        world.allow([...READS, ...REGISTERS], '*', role);
        world.allow('elasticloadbalancing:ModifyListener', '*', role);
      },
      'error Rights.notAllowed: Shop/Service: its infrastructure role Shop/Infrastructure may not elasticloadbalancing:ModifyRule on ',
    ],
    [
      'a hook',
      (world) => {
        const role = ofEcs(world);
        world.allow('lambda:InvokeFunction', hook(world, role), role);
      },
    ],
    [
      'another hook',
      (world) => {
        const role = ofEcs(world);
        hook(world, role);
        world.allow('lambda:InvokeFunction', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:other`, role);
      },
      'error Rights.notAllowed: Shop/Service: its hook role Shop/Infrastructure may not lambda:InvokeFunction on ',
    ],
    [
      'a hook of the L2',
      (world) => {
        const service = new ecs.FargateService(world.stack, 'Web', {
          cluster: cluster(world),
          taskDefinition: fargate(world),
        });
        const handler = new lambda.Function(world.stack, 'Hook', {
          ...{ code: lambda.Code.fromInline('exports.handler = () => 1'), handler: 'index.handler' },
          runtime: lambda.Runtime.NODEJS_22_X,
        });
        service.addLifecycleHook(
          new ecs.DeploymentLifecycleLambdaTarget(handler, 'Hook', {
            lifecycleStages: [ecs.DeploymentLifecycleStage.PRE_SCALE_UP],
          }),
        );
        // The role of a hook is made on synthesis.
        world.app.synth();
      },
    ],
    [
      'certificates without a right',
      (world) =>
        serve(world, {
          serviceConnectConfiguration: {
            enabled: true,
            services: [
              {
                portName: 'web',
                tls: {
                  issuerCertificateAuthority: {
                    awsPcaAuthorityArn: `arn:aws:acm-pca:eu-west-1:${ACCOUNT}:certificate-authority/1`,
                  },
                  roleArn: ofEcs(world).roleArn,
                },
              },
            ],
          },
        }),
      'may not acm-pca:IssueCertificate, acm-pca:GetCertificate on arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1',
      'may not secretsmanager:CreateSecret, secretsmanager:PutSecretValue on ',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('instances', () => {
  /** An Auto Scaling group that joins a cluster, by a role. */
  const host = (world: World, role: iam.Role | undefined) => {
    const own = new ecs.CfnCluster(world.stack, 'Cluster');
    const profile = role && new iam.CfnInstanceProfile(world.stack, 'Profile', { roles: [role.roleName] });
    const template = new ec2.CfnLaunchTemplate(world.stack, 'Template', {
      launchTemplateData: {
        userData: `echo ECS_CLUSTER=${own.ref} >> /etc/ecs/ecs.config`,
        ...(profile && { iamInstanceProfile: { arn: profile.attrArn } }),
      },
    });
    new autoscaling.CfnAutoScalingGroup(world.stack, 'Group', {
      ...{ minSize: '1', maxSize: '1', vpcZoneIdentifier: ['subnet-1'] },
      launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    });
    return own;
  };
  const ofInstances = (world: World, ...policies: string[]) =>
    world.ofService('Instances', 'ec2.amazonaws.com', { managedPolicies: policies.map(managed) });
  const EC2 = 'service-role/AmazonEC2ContainerServiceforEC2Role';
  /** A task without an execution role, in a service of the cluster. */
  const onHosts = (world: World, role: iam.Role, container: Parameters<World['task']>[0]) => {
    const props = { executionRoleArn: undefined, requiresCompatibilities: ['EC2'], networkMode: 'bridge' };
    const taskDefinition = world.task(container, props).ref;
    new ecs.CfnService(world.stack, 'Service', { cluster: host(world, role).ref, launchType: 'EC2', taskDefinition });
  };
  const rows: Row[] = [
    ['the managed policy', (world) => host(world, ofInstances(world, EC2))],
    ['the L2', (world) => cluster(world).addCapacity('Capacity', { instanceType: new ec2.InstanceType('m7i.large') })],
    [
      'a role without a right',
      (world) => host(world, ofInstances(world)),
      'error Rights.notAllowed: Shop/Group: its instance role Shop/Instances may not ecs:RegisterContainerInstance on ',
      'may not ecs:DiscoverPollEndpoint on all resources (*)',
      'may not ecs:Poll on ',
    ],
    [
      'an instance that is told of a cluster, and does not join it',
      (world) => {
        const template = new ec2.CfnLaunchTemplate(world.stack, 'Template', {
          launchTemplateData: { userData: `deploy-to ${new ecs.CfnCluster(world.stack, 'Cluster').ref}` },
        });
        new autoscaling.CfnAutoScalingGroup(world.stack, 'Group', {
          ...{ minSize: '1', maxSize: '1', vpcZoneIdentifier: ['subnet-1'] },
          launchTemplate: { launchTemplateId: template.ref, version: '1' },
        });
        world.task(world.pulls);
        world.role.addManagedPolicy(managed('service-role/AmazonECSTaskExecutionRolePolicy'));
      },
    ],
    [
      'no role',
      (world) => host(world, undefined),
      'error Rights.noRole: Shop/Group: it has no instance role, which must register instances with Shop/Cluster',
    ],
    [
      'a role of tasks',
      (world) => {
        world.role.addManagedPolicy(managed(EC2));
        host(world, world.role);
      },
      'error Rights.trust: Shop/Group: ec2.amazonaws.com may not take its instance role Shop/Role',
    ],
    [
      'a task that its host pulls for',
      (world) => onHosts(world, ofInstances(world, EC2), { ...world.pulls, ...world.logs }),
    ],
    [
      'Managed Instances, whose managed policy passes roles of one beginning only',
      (world) => {
        const infrastructure = world.ofService('Infrastructure', 'ecs.amazonaws.com', {
          managedPolicies: [managed('AmazonECSInfrastructureRolePolicyForManagedInstances')],
        });
        const hosts = world.ofService('Named', 'ec2.amazonaws.com', {
          ...{ roleName: 'hosts', managedPolicies: [managed(EC2)] },
        });
        const profile = new iam.CfnInstanceProfile(world.stack, 'Profile', { roles: [hosts.roleName] });
        new ecs.CfnCapacityProvider(world.stack, 'Provider', {
          clusterName: new ecs.CfnCluster(world.stack, 'Cluster').ref,
          managedInstancesProvider: {
            infrastructureRoleArn: infrastructure.roleArn,
            instanceLaunchTemplate: {
              ec2InstanceProfileArn: profile.attrArn,
              networkConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
            },
          },
        });
      },
      'error Rights.notAllowed: Shop/Provider: its infrastructure role Shop/Infrastructure may not iam:PassRole on arn:aws:iam::111122223333:role/hosts, to give instances the role Shop/Named',
      'warning Rights.notAllowed: Shop/Provider: its instance role Shop/Named may not ecs:PutSystemLogEvents on ',
    ],
    [
      'logs that the execution role may not write, and the host may',
      (world) => {
        const props = { requiresCompatibilities: ['EC2'], networkMode: 'bridge' };
        const taskDefinition = world.task(world.logs, props).ref;
        const own = host(world, ofInstances(world, EC2));
        new ecs.CfnService(world.stack, 'Service', { cluster: own.ref, launchType: 'EC2', taskDefinition });
      },
      'info Rights.unknown: Shop/Task: execution role Shop/Role may or may not ship logs to CloudWatch Logs of web: not known is whether Shop/Instances acts in its place',
    ],
    [
      'a task that its host may not pull for',
      (world) => {
        const role = ofInstances(world, EC2);
        onHosts(world, role, world.pulls);
        world.deny('ecr:*', '*', role);
      },
      'error Rights.denied: Shop/Task: its instance role Shop/Instances may not ecr:GetAuthorizationToken on ',
      'error Rights.denied: Shop/Task: its instance role Shop/Instances may not ecr:BatchGetImage, ecr:GetDownloadUrlForLayer',
    ],
    [
      'a secret, which a host reads for nobody',
      (world) => onHosts(world, ofInstances(world, EC2), world.reads),
      'error Rights.noRole: Shop/Task: it has no execution role, which must read a secret of web',
    ],
    [
      'a router of an L2 that the agent configures from S3',
      (world) => {
        const definition = new ecs.Ec2TaskDefinition(world.stack, 'Definition');
        definition.addFirelensLogRouter('router', {
          image: ecs.ContainerImage.fromRegistry('public.ecr.aws/aws-observability/aws-for-fluent-bit:3'),
          memoryReservationMiB: 50,
          firelensConfig: {
            type: ecs.FirelensLogRouterType.FLUENTBIT,
            options: {
              configFileType: ecs.FirelensConfigFileType.S3,
              configFileValue: world.bucket.arnForObjects('fluent.conf'),
            },
          },
        });
      },
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});
