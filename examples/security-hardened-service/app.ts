// How do I run a service of which an auditor finds nothing to say?
import { App, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  ExecAccess,
  HardenedTaskDefinition,
  ImageGate,
  ImageRepository,
  ImageSigning,
  LinkAccess,
  PinnedImage,
  ResourceLink,
  RuntimeMonitoring,
  TaskFailureSignals,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'HardenedService');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`));
  const images = new ImageRepository(stack, 'Images', { encryptionKey: key });
  const signing = new ImageSigning(stack, 'Signing');
  const orders = new dynamodb.TableV2(stack, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });

  const task = new HardenedTaskDefinition(stack, 'Task', {
    logGroup: new logs.LogGroup(stack, 'Logs', { encryptionKey: key, retention: logs.RetentionDays.ONE_YEAR }),
  });
  const api = task.addTaskContainer('api', { image: PinnedImage.fromRepository(images, DIGEST), user: '10001:10001' });
  // GetItem and its like on this table, and the variable that says which: no more, no less.
  ResourceLink.table('ORDERS', orders, LinkAccess.READ_WRITE).attachTo(api);

  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
  vpc.addFlowLog('FlowLog');
  const cluster = new ecs.Cluster(stack, 'Cluster', {
    vpc,
    containerInsightsV2: ecs.ContainerInsights.ENHANCED,
    managedStorageConfiguration: { fargateEphemeralStorageKmsKey: key },
  });
  const securityGroup = new ec2.SecurityGroup(stack, 'ApiSecurityGroup', { vpc, allowAllOutbound: false });
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'AWS by NAT');
  const service = new ecs.FargateService(stack, 'Api', {
    cluster,
    taskDefinition: task,
    securityGroups: [securityGroup],
    circuitBreaker: { enable: true, rollback: true },
    minHealthyPercent: 100,
    enableECSManagedTags: true,
    propagateTags: ecs.PropagatedTagSource.SERVICE,
  });
  service.node.addDependency(vpc); // The first task needs the routes.
  Tags.of(service).add('Owner', 'orders');

  // Sessions are encrypted and recorded; the root file system stays read-only beside the agent's three volumes.
  new ExecAccess(stack, 'Exec', { encryptionKey: key }).enableOn(service);
  // Sessions without Docker's default capabilities are not proved: open one, then say so here.
  Validations.of(service).acknowledge({
    id: 'cdk-ecs-groundwork:ExecAccess.droppedCapabilities',
    reason: 'a session was opened in staging',
  });
  Validations.of(service).acknowledge({
    id: 'NIST.800.190::NIST.800.190-ECSExecDisabled',
    reason: 'the on-call engineer may enter; every session is encrypted and recorded',
  });
  // GuardDuty's agent runs beside the task: its image, its endpoint and its memory are seen to.
  const runtime = new RuntimeMonitoring(stack, 'Runtime', { vpc });
  runtime.protect(task);
  runtime.includeCluster(cluster);

  // Before its first task starts: pinned, scanned without critical findings, and signed by us.
  new ImageGate(stack, 'Gate', {
    repositories: [images],
    signingProfiles: [signing.signingProfile],
    logEncryptionKey: key,
  }).protect(service);
  const topic = new sns.Topic(stack, 'Alarms', { masterKey: key, enforceSSL: true });
  new TaskFailureSignals(stack, 'Failures', { cluster, topic, eventEncryptionKey: key });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
