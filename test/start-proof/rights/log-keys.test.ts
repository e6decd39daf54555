import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { EcsStartProof } from '../../../lib/start-proof';
import { ref, sub, task, template, written } from '../../support/plain-apps';
import { testApp } from '../../support/stacks';
import { ACCOUNT, Row, World, expectRow, named } from './world';

const OPTIONS = (group: string) => ({ 'awslogs-group': group, 'awslogs-region': 'eu-west-1' });

/** A task that logs to an encrypted group, and what the key lets CloudWatch Logs do. */
const logging = (world: World, key: kms.IKey, statement: Partial<iam.PolicyStatementProps> | undefined) => {
  const group = new logs.LogGroup(world.stack, 'Encrypted', { encryptionKey: key });
  world.task({ logConfiguration: { logDriver: 'awslogs', options: OPTIONS(group.logGroupName) } });
  world.allow('logs:*', '*');
  if (statement !== undefined) {
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logs.eu-west-1.amazonaws.com')],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        ...statement,
      }),
    );
  }
};
const ofLogs = (arn: string) => ({ conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn } } });
const NOT = /^error Rights.notAllowed: Shop\/Encrypted: CloudWatch Logs may not kms:Encrypt, kms:GenerateDataKey on /;

describe('the key of a log group', () => {
  const rows: Row[] = [
    ['one that names CloudWatch Logs', (world) => logging(world, new kms.Key(world.stack, 'Key'), {})],
    [
      'one that names it for the groups of the account',
      (world) => logging(world, new kms.Key(world.stack, 'Key'), ofLogs(`arn:aws:logs:eu-west-1:${ACCOUNT}:*`)),
    ],
    ['one with the policy that keys have', (world) => logging(world, new kms.Key(world.stack, 'Key'), undefined), NOT],
    [
      'one that names another service',
      (world) =>
        logging(world, new kms.Key(world.stack, 'Key'), {
          principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
        }),
      NOT,
    ],
    [
      'one that names it for the groups of another account',
      (world) => logging(world, new kms.Key(world.stack, 'Key'), ofLogs('arn:aws:logs:eu-west-1:444455556666:*')),
      NOT,
    ],
    [
      'one that is not of the app',
      (world) => {
        const arn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
        logging(world, kms.Key.fromKeyArn(world.stack, 'Key', arn), undefined);
      },
    ],
    [
      'one of the sessions of ECS Exec, to which aws-cdk-lib lets it',
      (world) => {
        const kmsKey = new kms.Key(world.stack, 'Key');
        const cloudWatchLogGroup = new logs.LogGroup(world.stack, 'Encrypted', { encryptionKey: kmsKey });
        const cluster = new ecs.Cluster(world.stack, 'Cluster', {
          vpc: new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: false }),
          executeCommandConfiguration: {
            kmsKey,
            logConfiguration: { cloudWatchLogGroup, cloudWatchEncryptionEnabled: true },
            logging: ecs.ExecuteCommandLogging.OVERRIDE,
          },
        });
        const taskDefinition = new ecs.FargateTaskDefinition(world.stack, 'Definition');
        taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx') });
        new ecs.FargateService(world.stack, 'Service', { cluster, taskDefinition, enableExecuteCommand: true });
      },
    ],
    [
      'one of a group that no task writes to',
      (world) => {
        new logs.LogGroup(world.stack, 'Other', { encryptionKey: new kms.Key(world.stack, 'Key') });
        world.task(world.pulls);
        world.repository.grantPull(world.role);
      },
    ],
  ];
  test.each(rows.map(named))('$name', ({ build, wanted }) => expectRow(build, wanted));
});

test('the fix of a template is a statement that can be pasted', () => {
  const key = {
    KeyPolicy: {
      Statement: [{ Effect: 'Allow', Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }, Action: 'kms:*' }],
    },
  };
  const found = EcsStartProof.checkAssembly(
    written(
      template(
        task({}, [
          {
            Name: 'web',
            Image: 'nginx',
            LogConfiguration: { LogDriver: 'awslogs', Options: OPTIONS(ref('Logs') as never) },
          },
        ]),
        {
          Key: { Type: 'AWS::KMS::Key', Properties: key },
          Logs: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
        },
      ),
    ),
  );

  expect(found.map(({ fix }) => fix)).toEqual([
    expect.stringContaining('"Principal":{"Service":{"Fn::Sub":"logs.${AWS::Region}.amazonaws.com"}}'),
  ]);
});

test.each<[string, (app: App) => Stack]>([
  ['a stack before', (app) => new Stack(app, 'Base')],
  ['a nested stack', (app) => new NestedStack(new Stack(app, 'Shop'), 'Base')],
])('a key and its log group in %s are found', (_, make) => {
  const app = testApp();
  const base = make(app);
  const logGroup = new logs.LogGroup(base, 'Encrypted', { encryptionKey: new kms.Key(base, 'Key') });
  const definition = new ecs.FargateTaskDefinition(new Stack(app, 'Web'), 'Task');
  definition.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('nginx'),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup }),
  });

  const found = EcsStartProof.checkAssembly(app.synth().directory).filter(({ severity }) => severity === 'error');
  expect(found.map(({ code, path }) => [code, path])).toEqual([['Rights.notAllowed', `${base.node.path}/Encrypted`]]);
});
