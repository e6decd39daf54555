import { App, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import { build as existing } from '../../examples/task-existing/app';
import { build as observer } from '../../examples/task-observer/app';
import { build as proxy } from '../../examples/task-proxy/app';
import { EbsTaskVolume } from '../../lib/task-definition/ebs-task-volume';
import { EfsTaskVolume } from '../../lib/task-definition/efs-task-volume';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { ScratchStorage } from '../../lib/task-definition/scratch-storage';
import { TaskSize } from '../../lib/task-definition/task-size';
import { expectDeployable } from '../support/deployable';

const image = ecs.ContainerImage.fromRegistry('example/app:1');

test.each([
  ['task-existing', existing],
  ['task-observer', observer],
  ['task-proxy', proxy],
])('the example %s is deployable without a single exception', (_, build) => {
  expect(expectDeployable(build).acknowledged).toEqual([]);
});

test.each<[keyof typeof ecs.Compatibility]>([
  ['EC2'],
  ['FARGATE'],
  ['MANAGED_INSTANCES'],
  ['EXTERNAL'],
  ['EC2_AND_FARGATE'],
  ['FARGATE_AND_EC2_AND_MANAGED_INSTANCES'],
])('a task definition for %s is deployable, with memory and with volumes to write to', (platform) => {
  const compatibility = ecs.Compatibility[platform];
  expectDeployable((app: App) => {
    const stack = new Stack(app, 'Tasks');
    const container = { image, memoryLimitMiB: 256, user: '10001', writablePaths: ['/data'] };
    for (const [id, scratch] of Object.entries({ Memory: ScratchStorage.tmpfs(), Disk: ScratchStorage.volume() })) {
      new HardenedTaskDefinition(stack, id, { compatibility, scratch, containers: { app: container } });
    }
  });
});

test('volumes are deployable, and explain the managed policy of the EBS role', () => {
  const { acknowledged } = expectDeployable((app) => {
    const stack = new Stack(app, 'Volumes');
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
    vpc.addFlowLog('FlowLog');
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENHANCED });
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { size: TaskSize.of(512, 1024) });
    const container = taskDefinition.addTaskContainer('app', { image, user: '10001' });
    const service = new ecs.FargateService(stack, 'Service', {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    const files = new efs.FileSystem(stack, 'Files', { vpc, encrypted: true });
    const accessPoint = files.addAccessPoint('Point');
    files.connections.allowDefaultPortFrom(service);
    new EfsTaskVolume(stack, 'Shared', { taskDefinition, accessPoint }).mountIn(container, {
      containerPath: '/shared',
    });
    const scratch = new EbsTaskVolume(stack, 'Scratch', { taskDefinition, size: Size.gibibytes(20) });
    scratch.mountIn(container, { containerPath: '/scratch' });
    scratch.attachTo(service);
  });

  const ours = acknowledged.filter(({ rule }) => rule.startsWith('AwsSolutions'));
  expect(ours).toEqual([
    expect.objectContaining({
      rule: expect.stringContaining('IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonECSInfra'),
      where: expect.stringContaining('Volumes/Scratch/Volume/'),
    }),
  ]);
});
