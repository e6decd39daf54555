// How do I serve HTTPS from two zones, without a way from the tasks to the internet?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EcsStartProof, TaskCluster, TaskNetwork, WebService } from '../../lib';

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
    container: { image: ecs.ContainerImage.fromEcrRepository(repository, '1.4.2'), port: 8080, user: '10001' },
  });

  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
