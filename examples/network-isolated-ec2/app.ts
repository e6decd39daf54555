// How do I run the same on EC2 instances of my own, with many tasks on each?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  AsgCapacity,
  CapacityStrategy,
  EcsStartProof,
  EniTrunking,
  HardenedTaskDefinition,
  TaskCluster,
  TaskNetwork,
  TaskSecurityGroup,
  TaskSize,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'NetworkIsolatedEc2');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const capacity = new AsgCapacity(stack, 'Capacity', {
    cluster,
    instanceTypes: [new ec2.InstanceType('m7g.large')],
    maxCapacity: 4,
    vpcSubnets: network.vpcSubnets,
  });
  // Ten tasks on an m7g.large in place of two. On before the first instance launches, off again with the stack.
  new EniTrunking(stack, 'Trunking', { autoScalingGroups: [capacity.autoScalingGroup] });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Task', {
    compatibility: ecs.Compatibility.EC2,
    size: TaskSize.onInstances({ cpuUnits: 256, memoryMiB: 512 }),
  });
  taskDefinition.addTaskContainer('web', {
    image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Web', 'web'), '1.4.2'),
    port: 8080,
  });

  new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    vpcSubnets: network.vpcSubnets,
    securityGroups: [new TaskSecurityGroup(stack, 'WebGroup', { vpc: network.vpc })],
    capacityProviderStrategies: CapacityStrategy.only(capacity).bind(cluster),
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });

  // The instances register, pull and log by their own interface: the endpoints admit them, not the tasks.
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
