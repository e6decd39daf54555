import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  AppTelemetry,
  AsgCapacity,
  CapacityStrategy,
  LogDestination,
  RollbackPolicy,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  WorkerService,
  WorkerServiceProps,
  WorkerQueue,
  DesiredCount,
  WorkloadSecurityGroups,
  WorkloadTask,
} from '../../lib';
import { GroundworkError } from '../../lib/internal/errors';
import { containersOf, onlyProperties, testStack } from '../support/stacks';

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim');
const QUEUE = 'AWS::SQS::Queue';
/** The address to which a closed group of the CDK leads. */
const NONE = '255.255.255.255/32';

function workerIn(stack: Stack, props: Partial<WorkerServiceProps> = {}): WorkerService {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return new WorkerService(stack, 'Worker', {
    cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'main', vpc }),
    rollbackAlarms: RollbackPolicy.withoutAlarms(),
    ...(props.task?._existing === undefined && { container: { image: IMAGE } }),
    ...props,
  });
}

function faultsOf(props: Partial<WorkerServiceProps>, stack = testStack()): string[] {
  try {
    workerIn(stack, props);
  } catch (error) {
    return (error as GroundworkError).faults.map(({ code, message }) => `${code}: ${message}`);
  }
  return [];
}

/** The statements that the task role got, of the policies under it. */
function taskStatements(stack: Stack, role = 'WorkerTaskTaskRole'): any[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

describe('the queue', () => {
  test('is reached by an endpoint where nothing else leads out, and by none behind NAT gateways', () => {
    const endpoints = (egress: TaskEgress) => {
      const stack = testStack();
      const network = new TaskNetwork(stack, 'Network', { egress });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: network.vpc });
      const image = ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/worker:1');
      new WorkerService(stack, 'Worker', { cluster, container: { image } });
      return JSON.stringify(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
    };

    expect(endpoints(TaskEgress.endpoints())).toContain('.sqs"');
    expect(endpoints(TaskEgress.nat(1))).not.toContain('.sqs"');
  });

  test.each<[string, Partial<WorkerServiceProps>, string]>([
    ['in a group of its own', {}, '0.0.0.0/0'],
    ['not where that is refused', { securityGroups: WorkloadSecurityGroups.create({ httpsEgress: false }) }, NONE],
    ['not without a queue', { queue: WorkerQueue.none() }, NONE],
    ['and X-Ray', { queue: WorkerQueue.none(), telemetry: AppTelemetry.applicationSignals() }, '0.0.0.0/0'],
  ])('is reached from instances behind NAT gateways: %s', (_, props, out) => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
    const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('m7i.large')],
      maxCapacity: 2,
      vpcSubnets: network.vpcSubnets,
    });
    const worker = new WorkerService(stack, 'Worker', {
      cluster,
      strategy: CapacityStrategy.only(capacity),
      container: { image: IMAGE, memoryReservationMiB: 256 },
      ...props,
    });

    expect(
      worker.connections.securityGroups.map((group) =>
        stack.resolve((group.node.defaultChild as any).securityGroupEgress),
      ),
    ).toEqual([[expect.objectContaining({ cidrIp: out })]]);
  });

  test('is new, encrypted, takes TLS only, and has a dead-letter queue that keeps messages longest', () => {
    const stack = testStack();
    const { queue, deadLetterQueue } = workerIn(stack);

    expect([queue.node.path, deadLetterQueue!.node.path]).toEqual([
      'TestStack/Worker/Queue',
      'TestStack/Worker/DeadLetterQueue',
    ]);
    const template = Template.fromStack(stack);
    const queues = Object.values(template.findResources(QUEUE)).map(({ Properties }) => Properties);
    expect(queues).toEqual([
      { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 },
      {
        SqsManagedSseEnabled: true,
        VisibilityTimeout: 120,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['WorkerDeadLetterQueue2879C389', 'Arn'] },
          maxReceiveCount: 5,
        },
      },
    ]);
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:*',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Resource: Match.anyValue(),
          },
        ],
      },
    });
  });

  test('takes other settings', () => {
    const stack = testStack();
    const deadLetterQueue = new sqs.Queue(stack, 'Dead');
    const worker = workerIn(stack, {
      queue: WorkerQueue.create({
        visibilityTimeout: Duration.minutes(30),
        maxReceiveCount: 2,
        messageRetention: Duration.days(1),
        deadLetterQueue,
      }),
    });

    expect(worker.deadLetterQueue).toBe(deadLetterQueue);
    Template.fromStack(stack).hasResourceProperties(QUEUE, {
      VisibilityTimeout: 1800,
      MessageRetentionPeriod: 86_400,
      RedrivePolicy: { deadLetterTargetArn: stack.resolve(deadLetterQueue.queueArn), maxReceiveCount: 2 },
    });
  });

  test.each([
    [1, 120],
    [20, 120],
    [21, 126],
    [0.5, 120],
    [20.25, 122],
    [7200, 43_200],
    [20_000, 43_200],
  ])('hides a message that takes %d s for %d s', (time, hidden) => {
    const stack = testStack();
    workerIn(stack, {
      desiredCount: DesiredCount.scaled({
        max: 10,
        backlog: { acceptableLatency: Duration.days(1), timePerMessage: Duration.millis(time * 1000) },
      }),
    });

    Template.fromStack(stack).hasResourceProperties(QUEUE, { VisibilityTimeout: hidden });
  });

  test('can be one that exists', () => {
    const stack = testStack();
    const dead = new sqs.Queue(stack, 'Dead');
    const queue = new sqs.Queue(stack, 'Jobs', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
    const worker = workerIn(stack, { queue: WorkerQueue.existing(queue) });

    expect([worker.queue, worker.deadLetterQueue]).toEqual([queue, dead]);
    Template.fromStack(stack).resourceCountIs(QUEUE, 2);
  });

  test('can be imported, and then no dead-letter queue is known', () => {
    const stack = testStack();
    const queue = sqs.Queue.fromQueueArn(stack, 'Jobs', 'arn:aws:sqs:eu-west-1:111122223333:jobs');
    const worker = workerIn(stack, { queue: WorkerQueue.existing(queue) });

    expect(worker.deadLetterQueue).toBeUndefined();
    Template.fromStack(stack).resourceCountIs(QUEUE, 0);
  });

  test('settings known at deployment only pass the checks', () => {
    const later = Lazy.number({ produce: () => 7 });

    expect(
      faultsOf({
        queue: WorkerQueue.create({
          visibilityTimeout: Duration.seconds(later),
          maxReceiveCount: later,
          messageRetention: Duration.seconds(later),
        }),
      }),
    ).toEqual([]);
  });

  test.each([
    [{ maxReceiveCount: 1, visibilityTimeout: Duration.seconds(0), messageRetention: Duration.seconds(60) }],
    [{ maxReceiveCount: 1000, visibilityTimeout: Duration.hours(12), messageRetention: Duration.days(14) }],
  ])('takes what SQS takes at most and at least: %j', (props) => {
    const stack = testStack();

    workerIn(stack, { queue: WorkerQueue.create(props) });

    Template.fromStack(stack).hasResourceProperties(QUEUE, {
      VisibilityTimeout: props.visibilityTimeout.toSeconds(),
      MessageRetentionPeriod: props.messageRetention.toSeconds(),
      RedrivePolicy: Match.objectLike({ maxReceiveCount: props.maxReceiveCount }),
    });
  });

  test.each<[string, Partial<WorkerServiceProps>, string[]]>([
    [
      'messages are received too often',
      { queue: WorkerQueue.create({ maxReceiveCount: 1001 }) },
      ["WorkerService.maxReceiveCount: 'maxReceiveCount' must be an integer from 1 to 1000, got 1001"],
    ],
    [
      'messages are never received',
      { queue: WorkerQueue.create({ maxReceiveCount: 0 }) },
      ["WorkerService.maxReceiveCount: 'maxReceiveCount' must be an integer from 1 to 1000, got 0"],
    ],
    [
      'times are what SQS does not take',
      { queue: WorkerQueue.create({ visibilityTimeout: Duration.hours(13), messageRetention: Duration.seconds(59) }) },
      [
        "WorkerService.visibilityTimeout: 'visibilityTimeout' must be whole seconds from 0 to 43200, got 46800 s",
        "WorkerService.messageRetention: 'messageRetention' must be whole seconds from 60 to 1209600, got 59 s",
      ],
    ],
    [
      'a message takes longer than it is hidden',
      {
        queue: WorkerQueue.create({ visibilityTimeout: Duration.seconds(30) }),
        desiredCount: DesiredCount.scaled({
          max: 10,
          backlog: { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(31) },
        }),
      },
      [
        "WorkerService.visibilityTimeout: 'visibilityTimeout' of 30 s is shorter than the 31 s of 'timePerMessage', so a second task would get a message while the first one works on it; give it several times as long",
      ],
    ],
  ])('fails when %s', (_, props, faults) => {
    expect(faultsOf(props)).toEqual(faults);
  });

  test('may hide a message for as long as it takes', () => {
    const time = Duration.minutes(5);

    expect(
      faultsOf({
        queue: WorkerQueue.create({ visibilityTimeout: time }),
        desiredCount: DesiredCount.scaled({ max: 10, backlog: { acceptableLatency: time, timePerMessage: time } }),
      }),
    ).toEqual([]);
  });

  test('fails when it is not made by its class, as of callers without a compiler', () => {
    const stack = testStack();

    expect(faultsOf({ queue: new sqs.Queue(stack, 'Jobs') as never }, stack)).toEqual([
      "Props.wrongType: 'queue' of WorkerService must be a WorkerQueue, got an object of class sqs.Queue; write WorkerQueue.existing(queue)",
    ]);
  });
});

describe('a worker without a queue', () => {
  const none = { queue: WorkerQueue.none() };

  test('makes none, learns of none, and may receive from none', () => {
    const stack = testStack();
    workerIn(stack, none);

    Template.fromStack(stack).resourceCountIs(QUEUE, 0);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 1); // of the execution role
    expect(containersOf(stack).app).toMatchObject({ StopTimeout: 120 });
    expect(containersOf(stack).app.Environment).toBeUndefined();
    expect(taskStatements(stack)).toEqual([]);
  });

  test('takes part in scale-in protection all the same', () => {
    const stack = testStack();
    workerIn(stack, { ...none, scaleInProtection: true });

    expect(taskStatements(stack)).toEqual([expect.objectContaining({ Action: expect.arrayContaining([]) })]);
  });

  test('fails when it is asked for its queue', () => {
    const worker = workerIn(testStack(), none);

    expect(() => worker.queue).toThrow(
      "TestStack/Worker: [WorkerService.noQueue] the worker has no queue, since 'queue' is WorkerQueue.none(); take WorkerQueue.create() or .existing()",
    );
    expect(worker.deadLetterQueue).toBeUndefined();
  });

  test('fails at synthesis when it scales on a backlog of no queue', () => {
    const stack = testStack();
    const backlog = { acceptableLatency: Duration.minutes(5), timePerMessage: Duration.seconds(30) };
    workerIn(stack, { ...none, desiredCount: DesiredCount.scaled({ max: 5, backlog }) });

    expect(() => Template.fromStack(stack)).toThrow('[ServiceScaling.noQueue]');
  });
});

describe('the container', () => {
  test('learns of the queue, and its role may receive and nothing else', () => {
    const stack = testStack();
    workerIn(stack);

    expect(containersOf(stack).app.Environment).toEqual([{ Name: 'QUEUE_URL', Value: { Ref: 'WorkerQueue9380F652' } }]);
    expect(taskStatements(stack)).toEqual([
      {
        Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': ['WorkerQueue9380F652', 'Arn'] },
      },
    ]);
  });

  test('may decrypt with the key of the queue', () => {
    const stack = testStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    workerIn(stack, { queue: WorkerQueue.create({ encryptionKey }) });

    Template.fromStack(stack).allResourcesProperties(QUEUE, { KmsMasterKeyId: stack.resolve(encryptionKey.keyArn) });
    expect(taskStatements(stack)).toContainEqual({
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource: stack.resolve(encryptionKey.keyArn),
    });
  });

  test('can name the variable otherwise', () => {
    const stack = testStack();
    workerIn(stack, { queue: WorkerQueue.create({ variable: 'JOBS_URL' }) });

    expect(containersOf(stack).app.Environment).toEqual([expect.objectContaining({ Name: 'JOBS_URL' })]);
  });

  test('gets two minutes to finish, unless it says otherwise', () => {
    const [usual, shorter] = [testStack(), testStack()];
    workerIn(usual);
    workerIn(shorter, { container: { image: IMAGE, stopTimeout: Duration.seconds(10) } });

    expect(containersOf(usual).app.StopTimeout).toBe(120);
    expect(containersOf(shorter).app.StopTimeout).toBe(10);
  });

  test('that logs by a router is the one that learns of the queue', () => {
    const stack = testStack();
    workerIn(stack, {
      task: WorkloadTask.of({ logs: [LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Logs'))] }),
    });

    expect(containersOf(stack).app.Environment).toEqual([expect.objectContaining({ Name: 'QUEUE_URL' })]);
  });

  test('may protect its task from being removed when asked', () => {
    const stack = testStack();
    workerIn(stack, { scaleInProtection: true });

    expect(taskStatements(stack)).toContainEqual({
      Action: ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'],
      Effect: 'Allow',
      Resource: {
        'Fn::Join': ['', expect.arrayContaining([':task/main/*'])],
      },
    });
  });

  test('of a task definition that exists learns of the queue too', () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Own');
    taskDefinition.addContainer('own', { image: IMAGE });
    workerIn(stack, { task: WorkloadTask.existing(taskDefinition) });

    const { own } = containersOf(stack);
    expect(own.Environment).toEqual([expect.objectContaining({ Name: 'QUEUE_URL' })]);
    expect(own.StopTimeout).toBeUndefined();
  });

  test('fails when there is none yet', () => {
    const stack = testStack();

    expect(faultsOf({ task: WorkloadTask.existing(new ecs.FargateTaskDefinition(stack, 'Own')) }, stack)).toEqual([
      "WorkerService.noContainer: the task definition of 'task' has no essential container of an application yet, so nothing would learn of the queue; add it before the service",
    ]);
  });
});

describe('topics', () => {
  test('send to the queue, one by one', () => {
    const stack = testStack();
    const [orders, returns] = [new sns.Topic(stack, 'Orders'), new sns.Topic(stack, 'Returns')];
    const worker = workerIn(stack, { queue: WorkerQueue.create({ topics: [orders] }) });
    worker.addTopic(returns, {
      rawMessageDelivery: true,
      filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['refund'] }) },
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: stack.resolve(orders.topicArn),
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': ['WorkerQueue9380F652', 'Arn'] },
      RawMessageDelivery: Match.absent(),
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: stack.resolve(returns.topicArn),
      RawMessageDelivery: true,
      FilterPolicy: { kind: ['refund'] },
    });
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual(
      [orders, returns].map((topic) => ({
        Action: 'sqs:SendMessage',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': stack.resolve(topic.topicArn) } },
        Resource: { 'Fn::GetAtt': ['WorkerQueue9380F652', 'Arn'] },
      })),
    );
  });

  test('warn when the queue is imported, since its policy stays', () => {
    const stack = testStack();
    const queue = sqs.Queue.fromQueueArn(stack, 'Jobs', 'arn:aws:sqs:eu-west-1:111122223333:jobs');
    workerIn(stack, { queue: WorkerQueue.existing(queue, { topics: [new sns.Topic(stack, 'Orders')] }) });

    Annotations.fromStack(stack).hasWarning(
      '/TestStack/Worker',
      Match.stringLikeRegexp(
        "the queue is imported, so its policy stays as it is, and nothing arrives unless it lets sns.amazonaws.com send for the topic 'TestStack/Orders'",
      ),
    );
  });

  test('fail when SNS may not use the key of the queue', () => {
    const stack = testStack();
    const queue = new sqs.Queue(stack, 'Jobs', { encryption: sqs.QueueEncryption.KMS_MANAGED });
    const fault =
      "WorkerService.awsManagedKey: 'queue' is encrypted with the key that AWS manages for SQS, which SNS may not use, so nothing from 'topics' would arrive; use SQS_MANAGED or a key of your own";

    expect(
      faultsOf({ queue: WorkerQueue.existing(queue, { topics: [new sns.Topic(stack, 'Orders')] }) }, stack),
    ).toEqual([fault]);
    const other = testStack();
    const given = new sqs.Queue(other, 'Jobs', { encryption: sqs.QueueEncryption.KMS_MANAGED });
    const worker = workerIn(other, { queue: WorkerQueue.existing(given) });
    expect(() => worker.addTopic(new sns.Topic(other, 'Orders'))).toThrow(/WorkerService.awsManagedKey/);
  });
});

describe('one key for queue and topic', () => {
  const keyed = (stack: Stack) => {
    const encryptionKey = new kms.Key(stack, 'Key');
    const topics = [new sns.Topic(stack, 'Orders', { masterKey: encryptionKey })];
    return { queue: WorkerQueue.create({ encryptionKey, topics }) };
  };

  test('fails, since CloudFormation could make neither', () => {
    const stack = testStack();

    expect(faultsOf(keyed(stack), stack)).toEqual([
      "WorkerService.sharedKey: the queue and the topic 'TestStack/Orders' are encrypted with one key, whose policy would name the topic, so that each waits for the other and CloudFormation makes neither; give each a key of its own, or leave out 'encryptionKey'",
    ]);
  });

  test('passes where the policy names no topic', () => {
    const stack = testStack({}, { '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': false });

    expect(faultsOf(keyed(stack), stack)).toEqual([]);
  });

  test('passes when the key is imported', () => {
    const stack = testStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');

    expect(
      faultsOf(
        {
          queue: WorkerQueue.create({
            encryptionKey,
            topics: [new sns.Topic(stack, 'Orders', { masterKey: encryptionKey })],
          }),
        },
        stack,
      ),
    ).toEqual([]);
  });
});

describe('scaling', () => {
  const backlog = { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(2) };

  test('on the messages of its own queue', () => {
    const stack = testStack();
    const worker = workerIn(stack, { desiredCount: DesiredCount.scaled({ min: 0, max: 10, backlog }) });

    expect(worker.scaling!.queueBacklogs.map(({ queue, target }) => [queue, target])).toEqual([[worker.queue, 300]]);
    expect(onlyProperties(stack, 'AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({
      MinCapacity: 0,
      MaxCapacity: 10,
    });
  });

  test('on those of another queue when it is named', () => {
    const stack = testStack();
    const queue = new sqs.Queue(stack, 'Other');
    const worker = workerIn(stack, { desiredCount: DesiredCount.scaled({ max: 10, backlog: { ...backlog, queue } }) });

    expect(worker.scaling!.queueBacklogs.map((each) => each.queue)).toEqual([queue]);
  });

  test('is the affair of the options: two tasks run without', () => {
    const stack = testStack();
    const worker = workerIn(stack);

    expect(worker.scaling).toBeUndefined();
    expect(onlyProperties(stack, 'AWS::ECS::Service').DesiredCount).toBe(2);
  });

  test('two workers share the function that measures', () => {
    const stack = testStack();
    const first = workerIn(stack, { desiredCount: DesiredCount.scaled({ max: 10, backlog }) });
    new WorkerService(stack, 'Second', {
      cluster: first.cluster,
      container: { image: IMAGE },
      desiredCount: DesiredCount.scaled({ max: 10, backlog }),
      rollbackAlarms: RollbackPolicy.withoutAlarms(),
    });

    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
  });
});

describe('a bad release', () => {
  test('is not known by the age of messages unless it is said', () => {
    const stack = testStack();
    workerIn(stack, { rollbackAlarms: RollbackPolicy.onAlarms() });

    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.filter(({ Properties }) => Properties.Namespace === 'AWS/SQS')).toEqual([]);
  });

  test('is undone when messages get too old', () => {
    const stack = testStack();
    workerIn(stack, {
      rollbackAlarms: RollbackPolicy.onAlarms(),
      queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(30) }),
    });

    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold: 1800,
    });
  });
});
