// How do I serve an API to users who are signed in, without a load balancer?
import { App, Stack, Validations } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { EcsStartProof, PinnedImage, TaskCluster, TaskNetwork, WebIngress, WebService } from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'WebHttpApi');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'orders');

  new WebService(stack, 'Orders', {
    cluster,
    container: {
      image: PinnedImage.fromRepository(repository, DIGEST),
      port: 8080,
      user: '10001',
      // API Gateway calls the tasks whose check passes.
      healthCheck: { command: ['CMD-SHELL', 'wget -q -O - http://localhost:8080/up'] },
    },
    // Requests without a token that this issuer signed never reach a task.
    ingress: WebIngress.httpApi({
      authorizer: new HttpJwtAuthorizer('Users', 'https://users.example.com', { jwtAudience: ['orders'] }),
      throttle: { rateLimit: 100, burstLimit: 200 },
    }),
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
