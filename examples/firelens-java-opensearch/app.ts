// How do Java stack traces become one event each, in OpenSearch?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import { HardenedTaskDefinition, LogDestination, LogFilter, LogRouter, MultilineParser, TaskSize } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'FirelensJavaOpenSearch');
  const domain = opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
    domainArn: stack.formatArn({ service: 'es', resource: 'domain', resourceName: 'logs' }),
    domainEndpoint: 'vpc-logs-0123456789.eu-west-1.es.amazonaws.com',
  });

  Validations.of(stack).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:es:<AWS::Region>:<AWS::AccountId>:domain/logs/*]',
    reason: 'documents are posted to paths below the domain, one for each index and request',
  });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { size: TaskSize.of(1024, 2048) });
  const router = new LogRouter(stack, 'LogRouter', { taskDefinition });

  taskDefinition.addTaskContainer('orders', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/eclipse-temurin:21'),
    command: ['sh', '-c', 'while sleep 5; do date; done'], // your application
    user: '10001',
    logging: router.logTo(LogDestination.openSearchDomain(domain, { indexPrefix: 'orders' }), {
      filters: [
        // Lines above 16 KiB come in parts; they are whole again before the lines of a trace are joined.
        LogFilter.joinPartialLines(),
        LogFilter.multiline(MultilineParser.JAVA),
        LogFilter.parseJson(),
        LogFilter.modifyRecord({ add: { team: 'orders' }, remove: ['container_id'] }),
      ],
    }),
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
