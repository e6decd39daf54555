// How do I serve HTTPS from two zones, without a way from the tasks to the internet?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { EcsStartProof, PinnedImage, TaskCluster, TaskNetwork, WebService } from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'WebHttps');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const certificate = acm.Certificate.fromCertificateArn(
    stack,
    'Certificate',
    stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '12345678-90ab-cdef-1234-567890abcdef' }),
  );
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'api');

  // Internal: nobody reaches it until it is said who, as in worker.allowTo(api.loadBalancer, 443).
  new WebService(stack, 'Api', {
    cluster,
    certificate,
    container: { image: PinnedImage.fromRepository(repository, DIGEST), port: 8080, user: '10001' },
  });

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
