// How does a part of the traffic try the new version first, after a check that nobody else sees?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  EcsStartProof,
  PinnedImage,
  ScopedRole,
  ServiceDeployment,
  TaskCluster,
  TaskNetwork,
  WebService,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'WebCanary');
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const certificate = acm.Certificate.fromCertificateArn(
    stack,
    'Certificate',
    stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '12345678-90ab-cdef-1234-567890abcdef' }),
  );
  // Calls the new version and answers hookStatus SUCCEEDED, FAILED or IN_PROGRESS.
  const tester = lambda.Function.fromFunctionName(stack, 'Tester', 'web-smoke-test');
  const role = new ScopedRole(stack, 'Invoker', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [tester.functionArn] }));

  new WebService(stack, 'Api', {
    cluster,
    certificate,
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Image', 'api'), DIGEST),
      port: 8080,
      user: '10001',
    },
    deployment: ServiceDeployment.canary({
      canaryPercent: 5,
      canaryBakeTime: Duration.minutes(10),
      bakeTime: Duration.minutes(15),
      // Here the new version answers first: closed, until api.testListener is opened to the tester.
      testPort: 8443,
      lifecycleHooks: [
        new ecs.DeploymentLifecycleLambdaTarget(tester, 'SmokeTest', {
          role,
          lifecycleStages: [ecs.DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT],
        }),
      ],
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
