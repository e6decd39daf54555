// How do two services share one load balancer, inside and on the internet?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  EcsStartProof,
  PinnedImage,
  TaskApplicationLoadBalancer,
  TaskCluster,
  TaskNetwork,
  WebService,
  WebIngress,
} from '../../lib';

/** What the builds pushed; a pipeline passes it on. */
const DIGESTS = {
  ShopImage: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ApiImage: 'sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
};

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
  const container = (name: keyof typeof DIGESTS) => ({
    image: PinnedImage.fromRepository(
      ecr.Repository.fromRepositoryName(stack, name, name.toLowerCase()),
      DIGESTS[name],
    ),
    port: 8080,
    user: '10001',
  });

  const inside = new TaskApplicationLoadBalancer(stack, 'Inside', { vpc, certificate });
  const outside = new TaskApplicationLoadBalancer(stack, 'Outside', { vpc, certificate, internetFacing: true });
  Validations.of(outside).acknowledge({ id: 'NIST.800.190-AlbWaf', reason: 'CloudFront has the firewall' });

  new WebService(stack, 'Shop', {
    cluster,
    ingress: WebIngress.sharedBalancer(outside, { hosts: ['shop.example.com'] }),
    container: container('ShopImage'),
  });
  // Both rules match shop.example.com/api/…; the one that says more is asked first.
  const api = new WebService(stack, 'Api', {
    cluster,
    ingress: WebIngress.sharedBalancer(outside, { hosts: ['shop.example.com'], paths: ['/api/*'] }),
    container: container('ApiImage'),
  });
  // The same tasks, without the way through the internet.
  inside.addService('Inside', api.service, { hosts: ['api.internal.example.com'] });

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
