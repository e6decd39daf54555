// How do card payments and the blog run in one EC2 cluster without ever sharing a kernel?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { AsgCapacity, HardenedTaskDefinition, IsolationTier } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'Tiers');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
  vpc.addFlowLog('FlowLog');
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENHANCED });

  const instanceTypes = [new ec2.InstanceType('m7g.large')];
  const card = IsolationTier.of('cardholder', { oneTaskPerHost: true });
  const open = IsolationTier.of('public');
  // Each tier has hosts of its own, which register with its attribute.
  const cardHosts = new AsgCapacity(stack, 'CardHosts', {
    cluster,
    instanceTypes,
    maxCapacity: 4,
    attributes: card.hostAttributes,
  });
  const openHosts = new AsgCapacity(stack, 'OpenHosts', {
    cluster,
    instanceTypes,
    maxCapacity: 10,
    attributes: open.hostAttributes,
  });
  card.ownProvider(cardHosts);
  open.ownProvider(openHosts);

  Validations.of(stack).acknowledge({
    id: 'AwsSolutions::AwsSolutions-AS3',
    reason: 'ECS scales the groups; its capacity metrics are watched instead of their notifications',
  });

  // The scheduler places a task on no host without its tier's attribute, whatever the strategy says.
  card.place(serviceOn(stack, 'Payments', cluster, cardHosts));
  open.place(serviceOn(stack, 'Blog', cluster, openHosts));
}

function serviceOn(stack: Stack, id: string, cluster: ecs.ICluster, hosts: AsgCapacity): ecs.Ec2Service {
  const taskDefinition = new HardenedTaskDefinition(stack, `${id}Task`, {
    compatibility: ecs.Compatibility.EC2,
    runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 },
    containers: {
      app: {
        image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:24'),
        command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
        user: '1000',
        memoryLimitMiB: 512,
      },
    },
  });
  return new ecs.Ec2Service(stack, id, {
    cluster,
    taskDefinition,
    capacityProviderStrategies: [{ capacityProvider: hosts.capacityProviderName, weight: 1 }],
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
