import * as handlers from '../../../lib/internal/handlers';
import { callsIn } from '../../../lib/start-proof/rights/code-calls';

test.each<[string, string, string[]]>([
  [
    'commands that are required by name',
    `const { ECSClient, RunTaskCommand, StopTaskCommand: Stop } = require('@aws-sdk/client-ecs');`,
    ['ecs:RunTask', 'ecs:StopTask'],
  ],
  [
    'commands that are imported',
    `import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";`,
    ['autoscaling:DescribeAutoScalingGroups'],
  ],
  [
    'commands of a client with a name',
    `import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'; await c.send(new elb.DescribeRulesCommand({}));`,
    ['elasticloadbalancing:DescribeRules'],
  ],
  [
    'commands by their names',
    `const ecr = require('@aws-sdk/client-ecr');
     const ask = (client, name, input) => client.send(new ecr[name + 'Command'](input));
     await ask(client, 'BatchGetImage', {}); console.log('Other');`,
    ['ecr:BatchGetImage'],
  ],
  [
    'another role',
    `const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
     const { ECSClient, PutAccountSettingCommand } = require('@aws-sdk/client-ecs');`,
    ['sts:AssumeRole'],
  ],
  [
    'credentials of its own',
    `const { ECSClient, RunTaskCommand } = require('@aws-sdk/client-ecs'); new ECSClient({ credentials: given });`,
    [],
  ],
  [
    'who it is, which everybody may ask',
    `const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');`,
    [],
  ],
  [
    'a client whose actions have other names',
    `const { S3Client, ListObjectsV2Command } = require('@aws-sdk/client-s3');`,
    [],
  ],
  ['a batch, which is one action', `const { SendMessageBatchCommand } = require('@aws-sdk/client-sqs');`, []],
  ['the SDK before it had packages', `const AWS = require('aws-sdk'); new AWS.ECS().runTask({});`, []],
  ['another language', `import boto3\nboto3.client('ecs').run_task()`, []],
])('%s', (_, code, wanted) => {
  expect(callsIn(code)).toEqual(wanted);
});

test('the functions of this library are read whole', () => {
  const calls = Object.values(handlers).map((code) => callsIn(String(code)).map((call) => call.split(':')[1]));

  for (const [index, code] of Object.values(handlers).entries()) {
    const commands = [...String(code).matchAll(/\b([A-Z]\w+)Command\b(?=[,} (])/g)].map(([, command]) => command);
    const taken = calls[index].includes('AssumeRole') ? ['AssumeRole'] : commands;
    expect(calls[index]).toEqual(expect.arrayContaining(taken));
  }
  expect(calls.flat()).toEqual(expect.arrayContaining(['BatchGetImage', 'CreateRule', 'SetRulePriorities']));
});
