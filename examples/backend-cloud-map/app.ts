// How does something that is not an ECS service find my tasks by DNS?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  BackendService,
  EcsStartProof,
  ServiceDiscovery,
  TaskAccess,
  TaskCluster,
  TaskNetwork,
  TaskSecurityGroup,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'BackendCloudMap');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'orders');

  const orders = new BackendService(stack, 'Orders', {
    cluster,
    container: {
      image: ecs.ContainerImage.fromEcrRepository(repository, '1.4.2'),
      port: 8080,
      user: '10001',
      // DNS answers with the tasks whose health checks pass.
      healthCheck: { command: ['CMD', '/app/health'] },
    },
    // orders.shop.internal answers the address of each task; clients keep it for ten seconds.
    serviceDiscovery: ServiceDiscovery.named('orders', { newNamespace: 'shop.internal' }),
  });
  // What has this security group may call: a function, a database proxy, an instance in the same VPC.
  const reports = new TaskSecurityGroup(stack, 'Reports', { vpc: network.vpc });
  TaskAccess.of(reports).to(orders.service, 8080);
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
