// How do I run tasks without any way to the internet: ECR image, secret with a key, audited Exec, logs to Data Firehose?
import { App, ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  CapacityStrategy,
  EcsStartProof,
  ExecAccess,
  HardenedTaskDefinition,
  LogDestination,
  LogRouter,
  RouterImage,
  TaskCluster,
  TaskNetwork,
  TaskSecret,
  TaskSecurityGroup,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'NetworkIsolatedFargate');
  Validations.of(stack).acknowledge({
    id: 'CloudFormation Validate::W7001',
    reason: 'the mapping belongs to aws-cdk-lib, which adds it with every delivery stream, imported ones too',
  });
  // Isolated subnets. The endpoints come from what the tasks below need: ECR, S3 for its layers, Secrets Manager,
  // Firehose, CloudWatch Logs and KMS for the audit, and Session Manager for ECS Exec.
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', {
    vpc: network.vpc,
    defaultStrategy: CapacityStrategy.fargate(),
  });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
  const router = new LogRouter(stack, 'LogRouter', { taskDefinition, image: RouterImage.regionalEcr() });
  const password = secretsmanager.Secret.fromSecretAttributes(stack, 'Password', {
    secretCompleteArn: stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: 'web/password-AbCdEf',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
    encryptionKey: kms.Key.fromKeyArn(
      stack,
      'Key',
      stack.formatArn({ service: 'kms', resource: 'key', resourceName: '1234abcd-12ab-34cd-56ef-1234567890ab' }),
    ),
  });
  taskDefinition.addTaskContainer('web', {
    image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Web', 'web'), '1.4.2'),
    port: 8080,
    secrets: { PASSWORD: TaskSecret.fromSecret(password) },
    logging: router.logTo(
      LogDestination.dataFirehose(firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Lake', 'lake')),
    ),
  });

  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    vpcSubnets: network.vpcSubnets,
    // Closed in both directions, then opened towards the endpoints and nothing else.
    securityGroups: [new TaskSecurityGroup(stack, 'WebGroup', { vpc: network.vpc })],
    capacityProviderStrategies: [],
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  new ExecAccess(stack, 'Exec').enableOn(service);
  // Sessions without Docker's default capabilities are not proved: open one, then say so here.
  Validations.of(service).acknowledge({
    id: 'cdk-ecs-groundwork:ExecAccess.droppedCapabilities',
    reason: 'a session was opened in staging',
  });

  // Every need of the task is matched to a way that leads there, or synthesis fails with the missing link.
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
