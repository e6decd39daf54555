/**
 * Synthesis of N task definitions, ours against an ecs.FargateTaskDefinition that is told to render the same.
 *
 *   npm run bench -- task-definitions
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, Size, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { HardenedTaskDefinition, SystemControls, TaskSize } from '../lib/task-definition';
import { exponent, paired } from './measure';

process.env.CDK_VALIDATION = 'false';

const PER_STACK = 25;
const image = ecs.ContainerImage.fromRegistry('example/app:1');
const controls = { 'net.core.somaxconn': '6000', 'net.ipv4.tcp_keepalive_time': '300' };

function ours(stack: Stack, id: string): void {
  new HardenedTaskDefinition(stack, id, {
    family: id,
    size: TaskSize.of(512, 1024),
    systemControls: SystemControls.of(controls),
    containers: { app: { image, user: '10001', port: 8080, writablePaths: ['/var/cache/app'] } },
  });
}

function plain(stack: Stack, id: string): void {
  const logGroup = new logs.LogGroup(stack, `${id}LogGroup`, { retention: logs.RetentionDays.ONE_MONTH });
  const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
    conditions: {
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'ecs', resource: '*' }) },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    },
  });
  const taskRole = new iam.Role(stack, `${id}TaskRole`, { assumedBy });
  const executionRole = new iam.Role(stack, `${id}ExecutionRole`, { assumedBy });
  const policy = new iam.ManagedPolicy(stack, `${id}Scoped`, { roles: [executionRole] });
  policy.addStatements(
    new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  const task = new ecs.FargateTaskDefinition(stack, id, {
    family: id,
    cpu: 512,
    memoryLimitMiB: 1024,
    taskRole,
    executionRole: executionRole.withoutPolicyUpdates(),
  });
  task.node.defaultChild!.node.addDependency(executionRole, policy);
  const linuxParameters = new ecs.LinuxParameters(stack, `${id}Linux`, { initProcessEnabled: true });
  linuxParameters.dropCapabilities(ecs.Capability.ALL);
  linuxParameters.addTmpfs({ containerPath: '/tmp', size: 64 }, { containerPath: '/var/cache/app', size: 64 });
  task.addContainer('app', {
    image,
    user: '10001',
    readonlyRootFilesystem: true,
    portMappings: [{ containerPort: 8080 }],
    linuxParameters,
    systemControls: Object.entries(controls).map(([namespace, value]) => ({ namespace, value })),
    logging: ecs.LogDrivers.awsLogs({
      logGroup,
      streamPrefix: 'app',
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      maxBufferSize: Size.mebibytes(25),
    }),
  });
}

function synthesize(count: number, define: (stack: Stack, id: string) => void): Record<string, unknown>[] {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir, analyticsReporting: false });
  for (let first = 0; first < count; first += PER_STACK) {
    const stack = new Stack(app, `Stack${first}`);
    for (let index = first; index < Math.min(count, first + PER_STACK); index++) {
      define(stack, `Task${index}`);
    }
  }
  const templates = app.synth().stacks.map(({ template }) => template);
  rmSync(outdir, { recursive: true });
  return templates;
}

/** The rendered task definition, less the logical ids in it. */
function rendering(define: (stack: Stack, id: string) => void): string {
  const [{ Resources }] = synthesize(1, define) as [
    { Resources: Record<string, { Type: string; Properties: unknown }> },
  ];
  const sorted = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(sorted)
        : Object.fromEntries(
            Object.entries(value)
              .sort()
              .map(([key, each]) => [key, sorted(each)]),
          );
  return Object.values(Resources)
    .map(({ Type, Properties }) =>
      JSON.stringify({ Type, Properties: sorted(Properties) }).replace(/Task0[A-Za-z]*[0-9A-F]{8}/g, 'id'),
    )
    .sort()
    .join('\n');
}

export function profile(isPlain: boolean): void {
  for (let i = 0; i < 6; i++) synthesize(200, isPlain ? plain : ours);
}

export function run(): void {
  if (rendering(ours) !== rendering(plain)) {
    throw new Error(`the two no longer render the same:\n${rendering(ours)}\n\n${rendering(plain)}`);
  }
  console.log('task definitions, ours / plain ecs.FargateTaskDefinition with the same output');
  const times = new Map<number, number>();
  for (const count of [1, 10, 50, 200]) {
    const {
      baseline,
      ours: mine,
      ratio,
    } = paired(
      () => synthesize(count, plain),
      () => synthesize(count, ours),
      count === 200 ? 7 : 15,
    );
    times.set(count, mine);
    console.log(
      `  ${String(count).padStart(3)}  ${baseline.toFixed(1)} ms -> ${mine.toFixed(1)} ms  ratio ${ratio.toFixed(2)}`,
    );
  }
  console.log(
    `  growth from 50 to 200: exponent ${exponent(50, times.get(50)!, 200, times.get(200)!).toFixed(2)} (1 is linear)`,
  );
}
