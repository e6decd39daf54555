// How do I run the same on EC2 instances of my own, with many tasks on each?
import { App, ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  AsgCapacity,
  CapacityStrategy,
  EcsStartProof,
  EniTrunking,
  ExecAccess,
  HardenedTaskDefinition,
  LogDestination,
  LogRouter,
  RouterImage,
  TaskCluster,
  TaskNetwork,
  TaskSecret,
  TaskSecurityGroup,
  TaskSize,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'NetworkIsolatedEc2');
  Validations.of(stack).acknowledge({
    id: 'CloudFormation Validate::W7001',
    reason: 'the mapping belongs to aws-cdk-lib, which adds it with every delivery stream, imported ones too',
  });
  const network = new TaskNetwork(stack, 'Network');
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const capacity = new AsgCapacity(stack, 'Capacity', {
    cluster,
    instanceTypes: [new ec2.InstanceType('m7g.large')],
    maxCapacity: 4,
    vpcSubnets: network.vpcSubnets,
  });
  // Ten tasks on an m7g.large in place of two. On before the first instance launches, off again with the stack.
  new EniTrunking(stack, 'Trunking', { autoScalingGroups: [capacity.autoScalingGroup] });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Task', {
    compatibility: ecs.Compatibility.EC2,
    size: TaskSize.onInstances({ cpuUnits: 256, memoryMiB: 1024 }),
  });
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

  const service = new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    vpcSubnets: network.vpcSubnets,
    securityGroups: [new TaskSecurityGroup(stack, 'WebGroup', { vpc: network.vpc })],
    capacityProviderStrategies: CapacityStrategy.only(capacity).bind(cluster),
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });

  new ExecAccess(stack, 'Exec').enableOn(service);
  // Sessions without Docker's default capabilities are not proved: open one, then say so here.
  Validations.of(service).acknowledge({
    id: 'cdk-ecs-groundwork:ExecAccess.droppedCapabilities',
    reason: 'a session was opened in staging',
  });

  // The instances register, pull and log by their own interface: the endpoints admit them, not the tasks.
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
