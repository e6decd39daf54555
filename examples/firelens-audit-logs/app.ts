// How do I make sure that audit logs are not lost?
import { App, Duration, Size, Stack, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { HardenedTaskDefinition, LogDestination, LogRouter, RouterBuffer, S3Compression, TaskSize } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'FirelensAuditLogs');
  const stream = new kinesis.Stream(stack, 'Audit', { encryption: kinesis.StreamEncryption.MANAGED });
  const archive = s3.Bucket.fromBucketName(stack, 'Archive', 'example-audit-archive');

  Validations.of(stack).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::example-audit-archive/audit/*]',
    reason: 'each object has a key of its own below the prefix; the router may write there and nowhere else',
  });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { size: TaskSize.of(512, 1024) });
  const router = new LogRouter(stack, 'LogRouter', {
    taskDefinition,
    memoryReservation: Size.mebibytes(256),
    // The generated inputs keep their chunks on the task's disk; when a destination is down they wait there.
    buffer: RouterBuffer.disk({ limitPerDestination: Size.gibibytes(5) }),
    gracePeriod: Duration.seconds(110),
  });

  taskDefinition.addTaskContainer('ledger', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:1.37'),
    command: ['sh', '-c', 'while sleep 5; do date; done'], // your application
    user: '10001',
    logging: router.logTo(LogDestination.kinesisStreams(stream, { retryWithoutLimit: true }), {
      alsoTo: [
        LogDestination.s3(archive, {
          prefix: 'audit',
          uploadTimeout: Duration.minutes(1),
          compression: S3Compression.GZIP,
        }),
      ],
      // More lines than the default wait in the log driver when the router is slow: 50,000 of 1 KiB are 50 MiB.
      driverBufferEvents: 50_000,
    }),
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
