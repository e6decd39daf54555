import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PublishedTaskDefinitions } from '../../bin/published-task-definitions';
import { pascalCase } from '../../lib/internal/pascal-case';
import { testApp } from '../support/stacks';

/** A property in which the app differs from what AWS published. */
interface Difference {
  readonly published?: unknown;
  readonly ours?: unknown;
  readonly reason: string;
}

const stack = new PublishedTaskDefinitions(testApp(), 'Groundwork');
const template = Template.fromStack(stack);

/** The differences that hardening makes in each container. */
const HARDENED = 'hardened by default: read-only root, capabilities that nobody needs dropped';
const WRITES = 'nginx writes there, and its root file system is read-only';
const INIT = 'an init process forwards signals and reaps zombies';
const LOGGED = 'a container without logs cannot be debugged; AWS left them out for brevity';
const ROLES = 'roles made by the app, with what the task needs, instead of names in an AWS account';
const FARGATE = 'the article of 2017 ran on EC2; the example runs on Fargate, which needs a size';

function hardened(name: string, writes: string[], drop: string[]): Record<string, Difference> {
  return {
    [`ContainerDefinitions.${name}.LinuxParameters.Capabilities.Drop`]: { ours: drop, reason: HARDENED },
    [`ContainerDefinitions.${name}.LinuxParameters.InitProcessEnabled`]: { ours: true, reason: INIT },
    [`ContainerDefinitions.${name}.LinuxParameters.Tmpfs`]: {
      ours: writes.map((ContainerPath) => ({ ContainerPath, Size: 64 })),
      reason: WRITES,
    },
    [`ContainerDefinitions.${name}.LogConfiguration.LogDriver`]: { ours: 'awslogs', reason: LOGGED },
    [`ContainerDefinitions.${name}.LogConfiguration.Options`]: { ours: expect.anything(), reason: LOGGED },
    [`ContainerDefinitions.${name}.ReadonlyRootFilesystem`]: { ours: true, reason: HARDENED },
  };
}

const ALWAYS = ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP'];
const NGINX = ['/run', '/tmp', '/var/cache/nginx'];
const taskRole = (published?: string): Record<string, Difference> => ({
  TaskRoleArn: { published, ours: { 'Fn::GetAtt': [expect.stringMatching(/TaskRole/), 'Arn'] }, reason: ROLES },
});
const executionRole = (published?: string): Record<string, Difference> => ({
  ExecutionRoleArn: {
    published,
    ours: { 'Fn::GetAtt': [expect.stringMatching(/ExecutionRole/), 'Arn'] },
    reason: ROLES,
  },
});

test('nginx in awsvpc mode, as published on 2017-11-14', () => {
  expectDifferences('nginx-awsvpc.json', 'nginx-awsvpc', {
    ...hardened('nginx', NGINX, ALWAYS),
    ...taskRole(),
    ...executionRole(),
    Cpu: { ours: '256', reason: FARGATE },
    Memory: { ours: '512', reason: FARGATE },
    RequiresCompatibilities: { ours: ['FARGATE'], reason: FARGATE },
  });
});

test('a shared process namespace, as published on 2023-08-09', () => {
  const sleeper = hardened('sleeper', ['/tmp'], ['ALL']);
  delete sleeper['ContainerDefinitions.sleeper.LinuxParameters.InitProcessEnabled'];

  expectDifferences('fargatepidsharing.json', 'fargatepidsharing', {
    ...hardened('nginx', NGINX, ALWAYS),
    ...sleeper,
    ...taskRole('arn:aws:iam::111222333444:role/ecsTaskExecRole'),
    ...executionRole('arn:aws:iam::111222333444:role/ecsTaskExecutionRole'),
    'ContainerDefinitions.sleeper.User': {
      ours: '10001',
      reason: 'containers of one user read the environment and the files of each other',
    },
    'RuntimePlatform.OperatingSystemFamily': {
      ours: 'LINUX',
      reason: 'a shared process namespace exists on Linux alone',
    },
  });
});

test('a proxy with kernel parameters, as published on 2023-08-09', () => {
  expectDifferences('proxy-system-controls.json', 'GroundworkProxy', {
    ...hardened('myproxy', ['/tmp'], ALWAYS),
    ...taskRole(),
    ...executionRole(),
    'ContainerDefinitions.myproxy.Image': {
      published: '111222333444.dkr.ecr.eu-west-1.amazonaws.com/myproxy:latest',
      ours: { 'Fn::Join': ['', expect.arrayContaining(['.dkr.ecr.'])] },
      reason: 'the repository of the account and region that the app is deployed to',
    },
    Cpu: { ours: '512', reason: 'the article shows an excerpt' },
    Memory: { ours: '1024', reason: 'the article shows an excerpt' },
    Family: { ours: expect.stringContaining('GroundworkProxy'), reason: 'the article shows an excerpt' },
    NetworkMode: { ours: 'awsvpc', reason: 'the article shows an excerpt' },
    RequiresCompatibilities: { ours: ['FARGATE'], reason: 'the article shows an excerpt' },
  });
});

test('the app needs no lookup, so that no credentials are asked for', () => {
  expect(Stack.of(stack).environment).toBe('aws://unknown-account/unknown-region');
});

function expectDifferences(fixture: string, family: string, expected: Record<string, Difference>): void {
  const published = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', fixture), 'utf8'));
  const ours = Object.values(template.findResources('AWS::ECS::TaskDefinition')).find(({ Properties }) =>
    Properties.Family.startsWith(family),
  )!.Properties;

  const before = flatten(pascalCase(published));
  const after = flatten(ours);
  const differences: Record<string, unknown> = {};
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    if (JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path))) {
      differences[path] = { published: before.get(path), ours: after.get(path) };
    }
  }

  expect(differences).toEqual(
    Object.fromEntries(
      Object.entries(expected).map(([path, { published: was, ours: is }]) => [path, { published: was, ours: is }]),
    ),
  );
}

/** Leaves by path: containers by name, lists and intrinsics as they are. */
function flatten(value: unknown, path: string[] = [], into = new Map<string, unknown>()): Map<string, unknown> {
  const isLeaf =
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    Object.keys(value).some((key) => key.startsWith('Fn::'));
  if (path.at(-1) === 'ContainerDefinitions') {
    (value as { Name: string }[]).forEach((container) => flatten(container, [...path, container.Name], into));
  } else if (isLeaf || path.at(-1) === 'Options') {
    into.set(path.join('.'), value);
  } else {
    Object.entries(value).forEach(([key, each]) => flatten(each, [...path, key], into));
  }
  return into;
}
