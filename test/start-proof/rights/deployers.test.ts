import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ACCOUNT, Row, World, expectRow, named } from './world';

const managed = (name: string) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
const CLUSTER = `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/shop`;

/** A service, and a deployment group of it by a role. */
const deploy = (world: World, role: iam.IRole, props: Partial<codedeploy.CfnDeploymentGroupProps> = {}) => {
  const service = new ecs.CfnService(world.stack, 'Service', {
    ...{ cluster: CLUSTER, taskDefinition: world.task().ref, deploymentController: { type: 'CODE_DEPLOY' } },
  });
  return new codedeploy.CfnDeploymentGroup(world.stack, 'Group', {
    ...{ applicationName: 'shop', serviceRoleArn: role.roleArn },
    ecsServices: [{ clusterName: 'shop', serviceName: service.attrName }],
    ...props,
  });
};
const deployer = (world: World, ...policies: string[]) =>
  world.ofService('Deployer', 'codedeploy.amazonaws.com', { managedPolicies: policies.map(managed) });
const PASSED =
  "info Rights.unknown: Shop/Group: role Shop/Deployer may or may not pass Shop/TaskRole to the tasks: not known is whether ECS asks for it: AWS's page does where a deployment overrides the role";

describe('CodeDeploy', () => {
  const rows: Row[] = [
    [
      'the deployment group of the L2',
      ({ stack }) => {
        const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
        const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
        const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.27');
        taskDefinition.addContainer('web', { image, portMappings: [{ containerPort: 80 }] });
        const service = new ecs.FargateService(stack, 'Service', {
          ...{ cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition },
          deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
        });
        const group = (id: string) =>
          new elb.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elb.TargetType.IP });
        const [blueTargetGroup, greenTargetGroup] = [group('Blue'), group('Green')];
        service.attachToApplicationTargetGroup(blueTargetGroup);
        const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
        const listener = balancer.addListener('Listener', { port: 80, defaultTargetGroups: [blueTargetGroup] });
        new codedeploy.EcsDeploymentGroup(stack, 'Group', {
          ...{ service, blueGreenDeploymentConfig: { blueTargetGroup, greenTargetGroup, listener } },
        });
      },
    ],
    [
      'a role without a right',
      (world) => deploy(world, deployer(world)),
      /^error Rights.notAllowed: Shop\/Group: its role Shop\/Deployer may not ecs:DescribeServices, ecs:CreateTaskSet, .* on .*, to deploy the service/,
      /may not elasticloadbalancing:ModifyListener, elasticloadbalancing:ModifyRule on .*, to shift the traffic/,
      /^warning Rights.notAllowed: .* may not iam:PassRole on .*, to pass Shop\/Role to the tasks/,
      PASSED,
    ],
    ["AWS's policy for it", (world) => deploy(world, deployer(world, 'AWSCodeDeployRoleForECS'))],
    [
      "AWS's limited policy, which passes roles of two beginnings",
      (world) => deploy(world, deployer(world, 'AWSCodeDeployRoleForECSLimited')),
      /^info Rights.unknown: .* may or may not pass Shop\/Role to the tasks, pass Shop\/TaskRole to the tasks/,
    ],
    [
      'statements of your own',
      (world) => {
        const role = deployer(world);
        deploy(world, role);
        world.allow(['ecs:*', 'elasticloadbalancing:*', 'iam:PassRole'], '*', role);
      },
    ],
    [
      'a role of another service',
      (world) =>
        deploy(
          world,
          world.ofService('Deployer', 'ecs.amazonaws.com', { managedPolicies: [managed('AWSCodeDeployRoleForECS')] }),
        ),
      'error Rights.trust: Shop/Group: codedeploy.amazonaws.com may not take its role Shop/Deployer',
    ],
    [
      'alarms and topics that the role may not use',
      (world) => {
        const role = deployer(world);
        const topic = `arn:aws:sns:eu-west-1:${ACCOUNT}:deployments`;
        deploy(world, role, {
          alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
          triggerConfigurations: [{ triggerEvents: ['DeploymentFailure'], triggerName: 'a', triggerTargetArn: topic }],
        });
        world.allow(['ecs:*', 'elasticloadbalancing:*', 'iam:PassRole'], '*', role);
      },
      /^warning Rights.notAllowed: .* may not cloudwatch:DescribeAlarms on all resources \(\*\), to read the alarms/,
      /^warning Rights.onlyByResource: .* may not sns:Publish on arn:aws:sns:.*:deployments, to tell of its deployments/,
    ],
    [
      'an imported role',
      (world) => deploy(world, iam.Role.fromRoleArn(world.stack, 'Deployer', `arn:aws:iam::${ACCOUNT}:role/deployer`)),
      /^info Rights.unknown: Shop\/Group: role arn:aws:iam::111122223333:role\/deployer may or may not deploy the service/,
    ],
    [
      'deployments of something else',
      (world) => {
        world.task();
        new codedeploy.CfnDeploymentGroup(world.stack, 'Group', {
          ...{ applicationName: 'functions', serviceRoleArn: deployer(world).roleArn },
        });
        new cloudwatch.CfnAlarm(world.stack, 'Alarm', {
          comparisonOperator: 'LessThanThreshold',
          evaluationPeriods: 1,
        });
      },
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('services of Express Mode and daemons', () => {
  const express = (world: World, infrastructure: iam.IRole, image = world.pulls.image) =>
    new ecs.CfnExpressGatewayService(world.stack, 'Express', {
      ...{ executionRoleArn: world.role.roleArn, infrastructureRoleArn: infrastructure.roleArn },
      primaryContainer: { image },
    });
  const infrastructure = (world: World, ...policies: string[]) =>
    world.ofService('Infrastructure', 'ecs.amazonaws.com', { managedPolicies: policies.map(managed) });
  const POLICY = 'service-role/AmazonECSInfrastructureRoleforExpressGatewayServices';
  const daemon = (world: World) =>
    new ecs.CfnDaemonTaskDefinition(world.stack, 'Daemon', {
      ...{ executionRoleArn: world.role.roleArn, containerDefinitions: [{ name: 'agent', image: world.pulls.image }] },
    });
  const rows: Row[] = [
    [
      "an Express service by AWS's policies",
      (world) => {
        world.role.addManagedPolicy(managed('service-role/AmazonECSTaskExecutionRolePolicy'));
        express(world, infrastructure(world, POLICY));
      },
    ],
    [
      'an Express service that may not pull',
      (world) => express(world, infrastructure(world, POLICY)),
      'error Rights.notAllowed: Shop/Express: its execution role Shop/Role may not ecr:GetAuthorizationToken on all resources (*), to log in to the image registry of Main',
      'may not ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on ',
    ],
    [
      'an Express service whose infrastructure role may do nothing',
      (world) => express(world, infrastructure(world), 'public.ecr.aws/nginx/nginx:1.27'),
      /^error Rights.notAllowed: Shop\/Express: its infrastructure role Shop\/Infrastructure may not elasticloadbalancing:CreateLoadBalancer, .* on .*, to make what is around an Express service/,
    ],
    [
      'an Express service with statements of your own',
      (world) => {
        const role = infrastructure(world);
        express(world, role, 'public.ecr.aws/nginx/nginx:1.27');
        world.allow(['elasticloadbalancing:*', 'ec2:*'], '*', role);
      },
    ],
    [
      'an Express service by the role of its tasks',
      (world) => {
        const made = express(world, infrastructure(world, POLICY), 'public.ecr.aws/nginx/nginx:1.27');
        made.infrastructureRoleArn = world.taskRole.roleArn;
        world.taskRole.addManagedPolicy(managed(POLICY));
      },
      'error Rights.trust: Shop/Express: ecs.amazonaws.com may not take its infrastructure role Shop/TaskRole',
    ],
    [
      'a daemon that may not pull',
      (world) => daemon(world),
      'error Rights.notAllowed: Shop/Daemon: its execution role Shop/Role may not ecr:GetAuthorizationToken on ',
      'may not ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on ',
    ],
    [
      'a daemon that may',
      (world) => {
        daemon(world);
        world.repository.grantPull(world.role);
      },
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});
