// How do I keep the tasks of a tenant on hosts of their own, one task on each, much as Fargate does?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  AsgCapacity,
  CapacityChecks,
  CapacityStrategy,
  HardenedTaskDefinition,
  HostOperatingSystem,
  OneTaskPerHost,
  ProtectedHosts,
  ServiceCapacity,
  TaskCluster,
  TaskSize,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'OneTaskPerHost');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc });
  const attributes = { tenant: 'a' };
  const tenant = new AsgCapacity(stack, 'TenantA', {
    cluster,
    instanceTypes: [new ec2.InstanceType('m7g.medium')],
    maxCapacity: 6,
    operatingSystem: HostOperatingSystem.BOTTLEROCKET,
    attributes,
  });
  const taskDefinition = new HardenedTaskDefinition(stack, 'Api', {
    compatibility: ecs.Compatibility.EC2,
    size: TaskSize.of(512, 1024),
  });
  taskDefinition.addTaskContainer('api', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
    user: '10001',
  });
  // No host of another tenant, and no second task of this service on a host.
  taskDefinition.with(new ProtectedHosts({ attributes }));
  const service = new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    desiredCount: 4,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  service.with(new ServiceCapacity(CapacityStrategy.only(tenant), cluster), new OneTaskPerHost());
  Validations.of(app).addPlugins(new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
