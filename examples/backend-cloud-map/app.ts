// How does something that is not an ECS service find my tasks by DNS?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  BackendService,
  EcsStartProof,
  PinnedImage,
  ServiceDiscovery,
  TaskAccess,
  TaskCluster,
  TaskNetwork,
  TaskSecurityGroup,
  ServiceNamespace,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'BackendCloudMap');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'orders');

  const orders = new BackendService(stack, 'Orders', {
    cluster,
    container: {
      image: PinnedImage.fromRepository(repository, DIGEST),
      port: 8080,
      user: '10001',
      // DNS answers with the tasks whose health checks pass.
      healthCheck: { command: ['CMD', '/app/health'] },
    },
    // orders.shop.internal answers the address of each task; clients keep it for ten seconds.
    serviceDiscovery: ServiceDiscovery.named('orders', { namespace: ServiceNamespace.create('shop.internal') }),
  });
  // What has this security group may call: a function, a database proxy, an instance in the same VPC.
  const reports = new TaskSecurityGroup(stack, 'Reports', { vpc: network.vpc });
  TaskAccess.of(reports).to(orders.service, 8080);

  // For Nist800190Checks: AWS's own keys encrypt logs and disks; keys of yours cost 1 USD a month each.
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.190-LogGroupCmk', reason: 'the logs hold no personal data' },
    { id: 'NIST.800.190-ECSClusterStorageCmk', reason: 'the tasks keep nothing on disk' },
  );
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
