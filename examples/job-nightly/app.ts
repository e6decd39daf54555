// How do I run a report every night, have it run again when it fails, and hear of it when it still does?
import { App, Duration, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  EcsStartProof,
  PinnedImage,
  RuntimeMonitoring,
  ScheduledJob,
  TaskAccess,
  TaskCluster,
  TaskNetwork,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'JobNightly');
  // Isolated subnets. The endpoints come from what the task of the job needs.
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const reports = s3.Bucket.fromBucketName(stack, 'Reports', 'reports-of-orders');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });

  const nightly = new ScheduledJob(stack, 'Nightly', {
    cluster,
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'report'), DIGEST),
      user: '10001',
    },
    overrides: [{ command: ['report', '--of', 'yesterday'] }],
    // Half past two in Berlin, in summer and in winter.
    schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '30', timeZone: TimeZone.EUROPE_BERLIN }),
    // The report is written anew each time, so it may be run again.
    retries: { attempts: 2, interval: Duration.minutes(5) },
    timeout: Duration.hours(2),
    alarmTopic: new sns.Topic(stack, 'Alarms', { masterKey: key, enforceSSL: true }),
  });
  nightly.taskDefinition.addToTaskRolePolicy(
    new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [reports.arnForObjects('daily/report.csv')] }),
  );
  TaskAccess.of(nightly).toS3(network);
  network.allowBucket(reports, 's3:PutObject');

  // GuardDuty's agent may start beside it; where it does not, the job is still judged by its own container.
  new RuntimeMonitoring(stack, 'Runtime', { vpc: network.vpc, vpcSubnets: network.vpcSubnets }).protect(
    nightly.taskDefinition,
  );

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
