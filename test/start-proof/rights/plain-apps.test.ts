import { App, CustomResource, Duration, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import * as cr from 'aws-cdk-lib/custom-resources';
import { AppModel } from '../../../lib/app-model/app-model';
import { findingsOf } from '../../../lib/app-model/check';
import { readAssembly } from '../../../lib/app-model/read-assembly';
import { judgeRights, rights } from '../../../lib/start-proof/rights/rights';
import { ENV } from './world';

/** Apps as people write them with aws-cdk-lib alone, and all that is told of them. */
type Row = readonly [name: string, build: (app: App, props: StackProps) => void, ...told: RegExp[]];

const image = (stack: Stack) => ecs.ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository'), 'v1');
const fargate = (stack: Stack, props: ecs.FargateTaskDefinitionProps = {}) => {
  const definition = new ecs.FargateTaskDefinition(stack, 'Task', props);
  const logging = ecs.LogDrivers.awsLogs({ streamPrefix: 'shop' });
  definition.addContainer('web', { image: image(stack), logging, portMappings: [{ containerPort: 80, name: 'http' }] });
  return definition;
};
const clusterOf = (stack: Stack, vpc: ec2.IVpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 })) =>
  new ecs.Cluster(stack, 'Cluster', { vpc, defaultCloudMapNamespace: { name: 'shop', useForServiceConnect: true } });
const daily = { schedule: scheduler.ScheduleExpression.rate(Duration.days(1)) };

const rows: Row[] = [
  [
    'a worker on instances with flow logs and Spot draining',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const cluster = clusterOf(stack, new ec2.Vpc(stack, 'Vpc', { flowLogs: { All: {} } }));
      cluster.addCapacity('Capacity', { instanceType: new ec2.InstanceType('m7i.large'), spotInstanceDraining: true });
      new patterns.QueueProcessingEc2Service(stack, 'Worker', { cluster, memoryLimitMiB: 512, image: image(stack) });
    },
  ],
  [
    'a state machine that waits, logs and traces, started by a rule and a schedule',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const [cluster, taskDefinition] = [clusterOf(stack), fargate(stack)];
      const launchTarget = new tasks.EcsFargateLaunchTarget();
      const run = (id: string, integrationPattern: sfn.IntegrationPattern) =>
        new tasks.EcsRunTask(stack, id, { cluster, taskDefinition, launchTarget, integrationPattern });
      const machine = new sfn.StateMachine(stack, 'Machine', {
        definitionBody: sfn.DefinitionBody.fromChainable(
          run('First', sfn.IntegrationPattern.RUN_JOB).next(run('Second', sfn.IntegrationPattern.REQUEST_RESPONSE)),
        ),
        ...{ tracingEnabled: true, logs: { destination: new logs.LogGroup(stack, 'Log'), level: sfn.LogLevel.ALL } },
      });
      const deadLetterQueue = new sqs.Queue(stack, 'Failed');
      const rule = new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } });
      rule.addTarget(new targets.SfnStateMachine(machine, { deadLetterQueue }));
      const target = new schedulerTargets.StepFunctionsStartExecution(machine, { deadLetterQueue });
      new scheduler.Schedule(stack, 'Schedule', { ...daily, target });
    },
  ],
  [
    // The target of aws-cdk-lib lets the scheduler send, not use the key.
    'a schedule whose dead-letter queue has a key',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const deadLetterQueue = new sqs.Queue(stack, 'Failed', { encryption: sqs.QueueEncryption.KMS });
      new scheduler.Schedule(stack, 'Schedule', {
        ...{ ...daily, scheduleGroup: new scheduler.ScheduleGroup(stack, 'Group') },
        target: new schedulerTargets.EcsRunFargateTask(clusterOf(stack), {
          ...{ taskDefinition: fargate(stack), deadLetterQueue, propagateTags: true },
        }),
      });
    },
    /^warning Rights.notAllowed: Shop\/Schedule: .* may not kms:GenerateDataKey, kms:Decrypt on .*, to use the key of Shop\/Failed/,
  ],
  [
    'a rule with tags, and a pipe of an encrypted queue',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const [cluster, taskDefinition] = [clusterOf(stack), fargate(stack, { family: 'shop' })];
      const propagateTags = ecs.PropagatedTagSource.TASK_DEFINITION;
      new events.Rule(stack, 'Rule', { schedule: events.Schedule.rate(Duration.days(1)) }).addTarget(
        new targets.EcsTask({ cluster, taskDefinition, propagateTags }),
      );
      const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: new kms.Key(stack, 'Key') });
      const conditions = { StringEquals: { 'aws:SourceAccount': stack.account } };
      const role = new iam.Role(stack, 'PipeRole', {
        assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com', { conditions }),
      });
      queue.grantConsumeMessages(role);
      taskDefinition.grantRun(role);
      new pipes.CfnPipe(stack, 'Pipe', {
        ...{ roleArn: role.roleArn, source: queue.queueArn, target: cluster.clusterArn },
        targetParameters: { ecsTaskParameters: { taskDefinitionArn: taskDefinition.taskDefinitionArn } },
      });
    },
  ],
  [
    'blue/green over several stacks, with EFS, EBS and a hook',
    (app, props) => {
      const vpc = new ec2.Vpc(new Stack(app, 'Network', props), 'Vpc', { maxAzs: 2 });
      const data = new Stack(app, 'Data', props);
      const table = new dynamodb.Table(data, 'Table', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      });
      const stack = new Stack(app, 'Shop', props);
      const fileSystem = new efs.FileSystem(stack, 'Files', { vpc });
      const efsVolumeConfiguration: ecs.EfsVolumeConfiguration = {
        ...{ fileSystemId: fileSystem.fileSystemId, transitEncryption: 'ENABLED' },
        authorizationConfig: { iam: 'ENABLED' },
      };
      const volumes = [
        { name: 'files', efsVolumeConfiguration },
        { name: 'block', configuredAtLaunch: true },
      ];
      const taskDefinition = fargate(stack, { volumes });
      taskDefinition.defaultContainer?.addMountPoints(
        { containerPath: '/files', readOnly: false, sourceVolume: 'files' },
        { containerPath: '/block', readOnly: false, sourceVolume: 'block' },
      );
      fileSystem.grantReadWrite(taskDefinition.taskRole);
      table.grantReadWriteData(taskDefinition.taskRole);
      const service = new ecs.FargateService(stack, 'Service', {
        ...{ cluster: clusterOf(stack, vpc), taskDefinition, deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN },
        serviceConnectConfiguration: { services: [{ portMappingName: 'http' }] },
      });
      const managedEBSVolume = { size: Size.gibibytes(10), fileSystemType: ecs.FileSystemType.XFS };
      service.addVolume(new ecs.ServiceManagedVolume(stack, 'Volume', { name: 'block', managedEBSVolume }));
      const hook = new lambda.Function(stack, 'Hook', {
        ...{ runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler' },
        code: lambda.Code.fromInline("exports.handler = async () => ({ hookStatus: 'SUCCEEDED' });"),
      });
      const lifecycleStages = [ecs.DeploymentLifecycleStage.PRE_SCALE_UP];
      service.addLifecycleHook(new ecs.DeploymentLifecycleLambdaTarget(hook, 'Hook', { lifecycleStages }));
      const group = (id: string) =>
        new elb.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elb.TargetType.IP });
      const [blue, green] = [group('Blue'), group('Green')];
      const listener = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Listener', {
        ...{ port: 80, defaultAction: elb.ListenerAction.fixedResponse(404) },
      });
      const rule = new elb.ApplicationListenerRule(stack, 'Rule', {
        ...{ listener, priority: 1, conditions: [elb.ListenerCondition.pathPatterns(['/*'])] },
        action: elb.ListenerAction.weightedForward([
          { targetGroup: blue, weight: 1 },
          { targetGroup: green, weight: 0 },
        ]),
      });
      const productionListener = ecs.ListenerRuleConfiguration.applicationListenerRule(rule);
      service
        .loadBalancerTarget({
          ...{ containerName: 'web', containerPort: 80 },
          alternateTarget: new ecs.AlternateTarget('Alternate', { alternateTargetGroup: green, productionListener }),
        })
        .attachToApplicationTargetGroup(blue);
    },
  ],
  [
    'blue/green by CodeDeploy',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
      const group = (id: string) =>
        new elb.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elb.TargetType.IP });
      const [blueTargetGroup, greenTargetGroup] = [group('Blue'), group('Green')];
      const service = new ecs.FargateService(stack, 'Service', {
        ...{ cluster: clusterOf(stack, vpc), taskDefinition: fargate(stack) },
        deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
      });
      service.attachToApplicationTargetGroup(blueTargetGroup);
      const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
      const listener = balancer.addListener('Listener', { port: 80, defaultTargetGroups: [blueTargetGroup] });
      new codedeploy.EcsDeploymentGroup(stack, 'Group', {
        ...{ service, blueGreenDeploymentConfig: { blueTargetGroup, greenTargetGroup, listener } },
      });
    },
  ],
  [
    'a boundary of the organization',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'org'));
      new ecs.FargateService(stack, 'Service', { cluster: clusterOf(stack), taskDefinition: fargate(stack) });
    },
    /^info Rights.unknown: Shop\/Task: execution role .* not known is managed policy org/,
  ],
  [
    'a boundary of the app that allows all but IAM',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const statements = [new iam.PolicyStatement({ notActions: ['iam:*', 'organizations:*'], resources: ['*'] })];
      iam.PermissionsBoundary.of(app).apply(new iam.ManagedPolicy(stack, 'Boundary', { statements }));
      new ecs.FargateService(stack, 'Service', { cluster: clusterOf(stack), taskDefinition: fargate(stack) });
    },
  ],
  [
    'custom resources of every kind',
    (app, props) => {
      const stack = new Stack(app, 'Shop', props);
      const cluster = clusterOf(stack);
      new logs.LogRetention(stack, 'Retention', { logGroupName: '/shop', retention: logs.RetentionDays.ONE_DAY });
      const code = lambda.Code.fromInline(`const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');`);
      const handler = new lambda.Function(stack, 'Handler', {
        ...{ runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code, vpc: cluster.vpc },
        logGroup: new logs.LogGroup(stack, 'HandlerLog'),
      });
      ssm.StringParameter.fromStringParameterName(stack, 'Parameter', '/shop').grantRead(handler);
      const provider = new cr.Provider(stack, 'Provider', { onEventHandler: handler, isCompleteHandler: handler });
      new CustomResource(stack, 'Provided', { serviceToken: provider.serviceToken });
      new CustomResource(stack, 'Direct', { serviceToken: handler.functionArn });
      const call = (id: string, service: string, action: string) =>
        new cr.AwsCustomResource(stack, id, {
          onUpdate: { service, action, physicalResourceId: cr.PhysicalResourceId.of(id) },
          policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
        });
      call('Password', 'SecretsManager', 'getRandomPassword');
      call('Groups', 'ELBv2', 'describeTargetGroups');
      call('New', '@aws-sdk/client-ecs', 'ListClustersCommand');
    },
  ],
  [
    // An imported key takes no grant by way of a service, and the role gets none.
    'a secret whose key is imported beside it',
    (app, props) => {
      const data = new Stack(app, 'Data', props);
      const key = new kms.Key(data, 'Key');
      const secret = new secretsmanager.Secret(data, 'Secret', { encryptionKey: key });
      const stack = new Stack(app, 'Shop', props);
      const imported = secretsmanager.Secret.fromSecretAttributes(stack, 'Imported', {
        ...{ secretCompleteArn: secret.secretArn, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', key.keyArn) },
      });
      fargate(stack).defaultContainer?.addSecret('PASSWORD', ecs.Secret.fromSecretsManager(imported));
    },
    /^error Rights.notAllowed: Shop\/Task: .* may not kms:Decrypt on .*, to use the key of Data\/Secret of web/,
  ],
];

describe.each(rows.map(([name, build, ...told]) => ({ name, build, told })))('$name', ({ build, told }) => {
  test.each<[string, StackProps]>([
    ['wherever it goes', {}],
    ['in an account and a region', { env: ENV }],
  ])('%s', (_, props) => {
    const app = new App({ analyticsReporting: false });
    build(app, props);
    const model = new AppModel(readAssembly(app.synth().directory));
    const found = findingsOf([rights], { model }).map(
      ({ finding: { code, severity, message } }) => `${severity} ${code}: ${message}`,
    );

    expect(found).toEqual(told.map((one) => expect.stringMatching(one)));
    expect(judgeRights(model).filter(({ verdict }) => verdict === 'proved').length).toBeGreaterThan(1);
  });
});
