// How do services call each other by name, with timeouts and access logs, and without a way to the internet?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  BackendService,
  EcsStartProof,
  ServiceConnect,
  TaskCluster,
  TaskNetwork,
  TaskSize,
  WebService,
} from '../../lib';

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
    size: TaskSize.of(512, 1024), // 256 CPU units are for the proxy that ECS adds
    container: {
      image: ecs.ContainerImage.fromEcrRepository(orderImages, '1.4.2'),
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
    size: TaskSize.of(512, 1024),
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
    container: {
      image: ecs.ContainerImage.fromEcrRepository(shopImages, '2.0.0'),
      port: 8080,
      user: '10001',
    },
    serviceConnect: ServiceConnect.client(),
  });
  // Opens both security groups, and deploys the orders first: tasks know the endpoints that are there when they start.
  shop.allowTo(orders);
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
