// How do two services share one load balancer, inside and on the internet?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EcsStartProof, TaskApplicationLoadBalancer, TaskCluster, TaskNetwork, WebService } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'WebSharedBalancer');
  // The public subnets are for the load balancer alone; tasks are never placed in them.
  const network = new TaskNetwork(stack, 'Network', { publicSubnets: true });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const { vpc } = network;
  const certificate = acm.Certificate.fromCertificateArn(
    stack,
    'Certificate',
    stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '12345678-90ab-cdef-1234-567890abcdef' }),
  );
  const container = (name: string) => ({
    image: ecs.ContainerImage.fromEcrRepository(
      ecr.Repository.fromRepositoryName(stack, name, name.toLowerCase()),
      '1',
    ),
    port: 8080,
    user: '10001',
  });

  const inside = new TaskApplicationLoadBalancer(stack, 'Inside', { vpc, certificate });
  const outside = new TaskApplicationLoadBalancer(stack, 'Outside', { vpc, certificate, internetFacing: true });

  new WebService(stack, 'Shop', {
    cluster,
    loadBalancer: outside,
    hosts: ['shop.example.com'],
    container: container('ShopImage'),
  });
  // Both rules match shop.example.com/api/…; the one that says more is asked first.
  const api = new WebService(stack, 'Api', {
    cluster,
    loadBalancer: outside,
    hosts: ['shop.example.com'],
    paths: ['/api/*'],
    container: container('ApiImage'),
  });
  // The same tasks, without the way through the internet.
  inside.addService('Inside', api.service, { hosts: ['api.internal.example.com'] });

  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
