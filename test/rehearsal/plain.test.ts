import { App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IDependable } from 'constructs';
import { Double } from './double';
import { Template } from './evaluate';
import { played, Played } from './fixtures';

type Build = (stack: Stack, vpc: ec2.Vpc, task: ecs.TaskDefinition) => ecs.BaseService;

/** What everybody writes with aws-ecs alone: a service of which nothing says what goes before it, but for `waits`. */
function plain(
  build: Build,
  waits: (vpc: ec2.Vpc, task: ecs.TaskDefinition, service: ecs.BaseService) => IDependable[],
): Template {
  const app = new App();
  const stack = new Stack(app, 'Plain');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  const task = new ecs.TaskDefinition(stack, 'Task', {
    compatibility: ecs.Compatibility.EC2_AND_FARGATE,
    networkMode: ecs.NetworkMode.AWS_VPC,
    cpu: '256',
    memoryMiB: '512',
  });
  task.addContainer('app', {
    image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'app'), '1'),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'app' }),
  });
  const service = build(stack, vpc, task);
  service.node.addDependency(...waits(vpc, task, service));
  return app.synth().getStackByName('Plain').template;
}

/** Creates the stack by one template, and deletes it as if it had been created by the other. */
async function lived(created: Template, deleted = created): Promise<Played> {
  const double = new Double();
  const stack = double.engine.stack('Plain');
  const parameters = Object.entries(created.Parameters ?? {}).map(([id, { Default }]) => [id, Default]);
  await double.engine.deploy(stack, created, Object.fromEntries(parameters));
  if (stack.status === 'CREATE_COMPLETE') {
    stack.template = deleted;
    await double.engine.destroy(stack);
  }
  return played(double, stack);
}

const fargate: Build = (stack, vpc, taskDefinition) =>
  new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition });

const onHosts: Build = (stack, vpc, taskDefinition) => {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Hosts', {
    vpc,
    instanceType: new ec2.InstanceType('m7g.large'),
    machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
    minCapacity: 0,
  });
  autoScalingGroup.node.addDependency(vpc);
  const provider = new ecs.AsgCapacityProvider(stack, 'Provider', {
    autoScalingGroup,
    enableManagedTerminationProtection: false,
  });
  cluster.addAsgCapacityProvider(provider);
  return new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    capacityProviderStrategies: [{ capacityProvider: provider.capacityProviderName, weight: 1 }],
  });
};

test('the first task of a plain service is before its route, and before its rights', async () => {
  const withoutRoute = await lived(plain(fargate, (_, task) => [task.obtainExecutionRole()]));
  const withoutRights = await lived(plain(fargate, (vpc) => [vpc]));
  const whole = await lived(plain(fargate, (vpc, task) => [vpc, task.obtainExecutionRole()]));

  expect(withoutRoute.reasons.join()).toContain('a route to the internet');
  expect(withoutRights.reasons.join()).toContain('ecr:BatchGetImage in the execution role');
  expect([whole.status, whole.reasons]).toEqual(['DELETE_COMPLETE', []]);
});

test('the provider of a plain service is in use when the stack goes', async () => {
  const waits = (vpc: ec2.Vpc, task: ecs.TaskDefinition) => [vpc, task.obtainExecutionRole()];
  const whole = plain(onHosts, (vpc, task, { cluster }) => [...waits(vpc, task), cluster]);

  const { status, reasons } = await lived(whole, plain(onHosts, waits));

  expect(status).toBe('DELETE_FAILED');
  expect(reasons.join()).toContain('The specified capacity provider is in use and cannot be removed');
  expect((await lived(whole)).reasons).toEqual([]);
});
