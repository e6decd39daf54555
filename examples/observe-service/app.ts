// How do I hear of a bad release, see what the service does, and have the release undone?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  AppTelemetry,
  EcsStartProof,
  PinnedImage,
  RollbackPolicy,
  TaskCluster,
  TaskEgress,
  TaskFailureSignals,
  TaskNetwork,
  TaskSize,
  TelemetryLanguage,
  WebService,
  WorkloadTask,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'ObserveService');
  const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const alarmTopic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
  // Why tasks do not start, once for all services of the cluster.
  new TaskFailureSignals(stack, 'Failures', { cluster, topic: alarmTopic });
  new WebService(stack, 'Shop', {
    cluster,
    certificate: acm.Certificate.fromCertificateArn(
      stack,
      'Certificate',
      stack.formatArn({
        service: 'acm',
        resource: 'certificate',
        resourceName: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      }),
    ),
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop'), DIGEST),
      port: 8080,
      user: '10001',
    },
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
    // When 2 % of the requests fail, or all memory is used, ECS goes back to the version before, and somebody is told.
    rollbackAlarms: RollbackPolicy.onAlarms({ serverErrorPercent: 2 }),
    alarmTopic,
    alarms: { latency: Duration.seconds(1) },
    dashboard: true,
    telemetry: AppTelemetry.applicationSignals({ language: TelemetryLanguage.NODEJS, environmentName: 'production' }),
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
