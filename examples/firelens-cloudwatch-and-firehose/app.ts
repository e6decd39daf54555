// How do I send logs to CloudWatch for people and to Data Firehose for the data lake?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import { HardenedTaskDefinition, LogDestination, LogFilter, LogRouter } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'FirelensCloudWatchAndFirehose');
  const logGroup = new logs.LogGroup(stack, 'WebLogs', { retention: logs.RetentionDays.ONE_MONTH });
  const lake = firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Lake', 'lake');
  Validations.of(stack).acknowledge({
    id: 'CloudFormation Validate::W7001',
    reason: 'an imported delivery stream brings a mapping of addresses that only firewalls need',
  });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
  const router = new LogRouter(stack, 'LogRouter', { taskDefinition });

  taskDefinition.addTaskContainer('web', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx-unprivileged:1.28'),
    user: '101',
    port: 8080,
    // ECS writes the first output and drops the lines; the second one and the filter travel with the router.
    logging: router.logTo(LogDestination.cloudWatchLogs(logGroup), {
      alsoTo: [LogDestination.dataFirehose(lake)],
      excludePattern: 'GET /health',
      filters: [LogFilter.parseJson()],
    }),
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
