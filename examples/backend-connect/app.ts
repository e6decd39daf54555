// How do services call each other by name, with timeouts and access logs, and without a way to the internet?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  BackendService,
  EcsStartProof,
  PinnedImage,
  ServiceConnect,
  TaskCluster,
  TaskNetwork,
  TaskSize,
  WebService,
  WorkloadTask,
} from '../../lib';

/** What the builds pushed; a pipeline passes it on. */
const DIGESTS = {
  orders: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  shop: 'sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
};

export function build(app: App): void {
  const stack = new Stack(app, 'BackendConnect');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const orderImages = ecr.Repository.fromRepositoryName(stack, 'OrderImages', 'orders');
  const shopImages = ecr.Repository.fromRepositoryName(stack, 'ShopImages', 'shop');
  const certificateArn = stack.formatArn({
    service: 'acm',
    resource: 'certificate',
    resourceName: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  });

  const orders = new BackendService(stack, 'Orders', {
    cluster,
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }), // 256 CPU units are for the proxy that ECS adds
    container: {
      image: PinnedImage.fromRepository(orderImages, DIGESTS.orders),
      port: 8080,
      appProtocol: ecs.AppProtocol.http,
      user: '10001',
    },
    // The shop calls http://orders:8080, and has an answer or an error within five seconds.
    serviceConnect: ServiceConnect.server('orders', {
      perRequestTimeout: Duration.seconds(5),
      accessLogs: ecs.ServiceConnectAccessLogFormat.JSON,
    }),
  });
  const shop = new WebService(stack, 'Shop', {
    cluster,
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
    container: {
      image: PinnedImage.fromRepository(shopImages, DIGESTS.shop),
      port: 8080,
      user: '10001',
    },
    serviceConnect: ServiceConnect.client(),
  });
  Validations.of(orders).acknowledge({
    id: 'NIST.800.190-ServiceConnectTls',
    reason: 'a private certificate authority costs 50 USD a month; only the shop may call, within the VPC',
  });
  // Opens both security groups, and deploys the orders first: tasks know the endpoints that are there when they start.
  shop.allowTo(orders);

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
