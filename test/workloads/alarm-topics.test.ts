import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { TaskFailureSignals } from '../../lib/security/task-failure-signals';
import { TaskRetirement } from '../../lib/security/task-retirement';
import { JobSchedule } from '../../lib/workloads/job-schedule';
import { OneOffJob } from '../../lib/workloads/one-off-job';
import { RollbackAlarms } from '../../lib/workloads/rollback-alarms';
import { ServiceAlarms } from '../../lib/workloads/service-alarms';
import { publishers, unheard } from '../support/heard';
import { warningsOf } from '../support/warnings';
import { testApp, testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');
const account = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] };

function clusterIn(stack: Stack) {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return new TaskCluster(stack, 'Cluster', { vpc });
}

function serviceIn(stack: Stack) {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image });
  return new ecs.FargateService(stack, 'Service', {
    cluster: clusterIn(stack),
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
}

/** Everything in the library that sends to a topic. */
const SENDERS: [string, (stack: Stack, topic: sns.ITopic) => void][] = [
  ['RollbackAlarms', (stack, topic) => new RollbackAlarms(stack, 'Sender', { service: serviceIn(stack), topic })],
  ['ServiceAlarms', (stack, topic) => new ServiceAlarms(stack, 'Sender', { service: serviceIn(stack), topic })],
  [
    'OneOffJob',
    (stack, alarmTopic) =>
      new OneOffJob(stack, 'Sender', { cluster: clusterIn(stack), container: { image }, alarmTopic }),
  ],
  [
    'JobSchedule',
    (stack, alarmTopic) =>
      new JobSchedule(stack, 'Sender', {
        stateMachine: sfn.StateMachine.fromStateMachineName(stack, 'Machine', 'machine'),
        schedule: scheduler.ScheduleExpression.expression('rate(1 day)'),
        alarmTopic,
      }),
  ],
  [
    'TaskFailureSignals',
    (stack, topic) => new TaskFailureSignals(stack, 'Sender', { cluster: clusterIn(stack), topic }),
  ],
  ['TaskRetirement', (stack, topic) => new TaskRetirement(stack, 'Sender', { topic })],
];

const byType = (stack: Stack, type: string) => Object.values(Template.fromStack(stack).findResources(type));
const topicStatements = (stack: Stack) => byType(stack, 'AWS::SNS::TopicPolicy')[0].Properties.PolicyDocument.Statement;
const keyStatements = (stack: Stack) => byType(stack, 'AWS::KMS::Key')[0].Properties.KeyPolicy.Statement;

describe.each(SENDERS)('what %s sends to a topic', (_, send) => {
  test.each([
    ['without a policy', (): sns.TopicProps => ({})],
    ['that takes only TLS', (): sns.TopicProps => ({ enforceSSL: true })],
    ['with a key', (stack: Stack): sns.TopicProps => ({ masterKey: new kms.Key(stack, 'Key'), enforceSSL: true })],
  ])('arrives at one %s', (_topic, props) => {
    const stack = testStack();

    send(stack, new sns.Topic(stack, 'Topic', props(stack)));

    const resources = Template.fromStack(stack).toJSON().Resources;
    expect(publishers(resources)).not.toEqual([]);
    expect(unheard(resources)).toEqual([]);
    expect(warningsOf(stack, 'AlarmTopic')).toEqual([]);
  });

  test('warns of a topic whose policy is written elsewhere', () => {
    const stack = testStack();

    send(stack, sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:on-call'));

    expect(warningsOf(stack, 'AlarmTopic')).toEqual(['TestStack/Topic AlarmTopic.topicPolicy']);
  });

  test('warns of a key whose policy is written elsewhere', () => {
    const stack = testStack();
    const masterKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');

    send(stack, new sns.Topic(stack, 'Topic', { masterKey }));

    expect(warningsOf(stack, 'AlarmTopic')).toEqual(['TestStack/Topic AlarmTopic.keyPolicy']);
  });
});

describe('the policies of an alarm topic', () => {
  function signals(stack: Stack, topic: sns.ITopic) {
    return new TaskFailureSignals(stack, 'Sender', { cluster: clusterIn(stack), topic });
  }

  test('let alarms of the account and rules publish, and nobody else, however many there are', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });

    signals(stack, topic);
    new TaskRetirement(stack, 'Retirement', { topic });
    new TaskRetirement(stack, 'Retirement2', { topic });

    const fromAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    const toTopic = { Action: 'sns:Publish', Effect: 'Allow', Resource: { Ref: 'TopicBFC7AF6E' } };
    expect(topicStatements(stack)).toEqual([
      { ...toTopic, Sid: '0', Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: fromAccount },
      { ...toTopic, Sid: '1', Principal: { Service: 'events.amazonaws.com' } },
    ]);
    const use = { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Effect: 'Allow', Resource: '*' };
    expect(keyStatements(stack)).toEqual([
      { Action: 'kms:*', Effect: 'Allow', Principal: { AWS: account }, Resource: '*' },
      { ...use, Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: fromAccount },
      { ...use, Principal: { Service: 'events.amazonaws.com' } },
    ]);
  });

  test('name the account of the alarm when the topic is of another one', () => {
    const app = testApp();
    const env = { region: 'eu-west-1' };
    const central = new Stack(app, 'Central', { env: { ...env, account: '111111111111' } });
    const stack = new Stack(app, 'Shop', { env: { ...env, account: '222222222222' } });

    signals(stack, new sns.Topic(central, 'Topic', { topicName: 'on-call' }));

    expect(topicStatements(central)).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'aws:SourceAccount': '222222222222' } } }),
    ]);
  });

  test.each([
    ['us-east-1', 1],
    ['eu-west-1', 0],
  ])('warn in %s of a topic in eu-west-1: %i times', (region, times) => {
    const stack = new Stack(testApp(), 'Shop', { env: { account: '111111111111', region } });

    signals(stack, sns.Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-west-1:111111111111:on-call'));

    const told = Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('AlarmTopic.region'))
      .map(({ entry }) => String(entry.data));
    expect(new Set(told).size).toBe(times);
    expect(
      told.every((message) =>
        message.startsWith(
          "the alarm is in us-east-1, and topic 'Shop/Imported' in eu-west-1: alarms are known to publish in their own region only; give a topic of us-east-1",
        ),
      ),
    ).toBe(true);
  });

  test('are written where the topic is, and do not wait for the alarms', () => {
    const app = testApp();
    const central = new Stack(app, 'Central');
    const stack = new Stack(app, 'Shop');
    const topic = new sns.Topic(central, 'Topic', { masterKey: new kms.Key(central, 'Key') });

    signals(stack, topic);

    expect(topicStatements(central)).toHaveLength(1);
    expect(central.dependencies).toEqual([]);
  });

  test('say nothing of the policy of a topic of another stack, although both topics have one logical id', () => {
    const app = testApp({ '@aws-cdk/core:validateAgainstDefaultRules': false });
    const stacks = ['Dev', 'Prod'].map((name) => {
      const stack = new Stack(app, name);
      signals(stack, new sns.Topic(stack, 'Topic', { enforceSSL: true }));
      return stack;
    });

    expect(stacks.flatMap((stack) => warningsOf(stack, 'AlarmTopic'))).toEqual([]);
  });

  test.each([
    [
      'an L2',
      (stack: Stack, topic: sns.Topic) => new sns.TopicPolicy(stack, 'Other', { topics: [topic] }),
      '/Resource',
    ],
    [
      'an L1',
      (stack: Stack, topic: sns.Topic) =>
        new sns.CfnTopicPolicy(stack, 'Other', {
          topics: [(topic.node.defaultChild as CfnResource).ref],
          policyDocument: {},
        }),
      '',
    ],
  ])('warn of a second policy, %s, of which only one would stay', (_, write, resource) => {
    const stack = testStack(undefined, { '@aws-cdk/core:validateAgainstDefaultRules': false });
    const topic = new sns.Topic(stack, 'Topic');
    const other = write(stack, topic);
    if (other instanceof sns.TopicPolicy) {
      other.document.addStatements(
        new iam.PolicyStatement({
          actions: ['sns:Subscribe'],
          principals: [new iam.AccountRootPrincipal()],
          resources: [topic.topicArn],
        }),
      );
    }

    signals(stack, topic);

    expect(warningsOf(stack, 'AlarmTopic')).toEqual(['TestStack/Topic AlarmTopic.twoPolicies']);
    const { data } = topic.node.metadata.find(({ type }) => type === 'aws:cdk:warning')!;
    expect(data).toContain(`'TestStack/Other${resource}' is a policy of topic 'TestStack/Topic' too`);
  });

  test('of other topics are none of theirs', () => {
    const stack = testStack();
    new sns.TopicPolicy(stack, 'Other', { topics: [new sns.Topic(stack, 'Orders')], enforceSSL: true });

    signals(stack, new sns.Topic(stack, 'Topic'));

    expect(warningsOf(stack, 'AlarmTopic')).toEqual([]);
  });
});

test('topics of two apps are told apart', () => {
  const [one, two] = [new App(), new App()].map((app) => {
    const stack = new Stack(app, 'Same');
    new TaskRetirement(stack, 'Sender', { topic: new sns.Topic(stack, 'Topic') });
    return topicStatements(stack);
  });

  expect(two).toEqual(one);
});
