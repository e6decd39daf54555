// How do I send everything to Datadog, from a task definition that I have, with the API key in a secret?
import { App, ArnFormat, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { FirelensLogging, LogDestination, TaskSecret } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'FirelensDatadog');
  const apiKey = secretsmanager.Secret.fromSecretCompleteArn(
    stack,
    'ApiKey',
    stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: 'datadog-AbCdEf',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );

  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 256, memoryLimitMiB: 1024 });
  taskDefinition.with(
    new FirelensLogging({
      destination: LogDestination.datadog(TaskSecret.fromSecret(apiKey, { jsonField: 'key' }), {
        site: 'datadoghq.eu',
        service: 'shop',
        source: 'nodejs',
        tags: { env: 'prod' },
      }),
    }),
  );

  // Added after the router: it is routed all the same.
  taskDefinition.addContainer('shop', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', 'setInterval(() => console.log(new Date()), 5_000)'], // your application
    memoryLimitMiB: 512,
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
