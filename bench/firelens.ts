/**
 * Rendering and checking FireLens in N task definitions, against the synthesis of the same.
 *
 *   npm run bench -- firelens
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FirelensLogging, LogDestination, LogFilter } from '../lib';
import { effectiveConfiguration } from '../lib/firelens/private/effective-configuration';
import { viewFirelens } from '../lib/firelens/private/firelens-view';
import { firelensFindings } from '../lib/firelens/private/checks';
import { viewTask } from '../lib/internal/task-view';
import { exponent, median, timed } from './measure';

process.env.CDK_VALIDATION = 'false';

const PER_STACK = 25;
const ROUNDS = 5;
const image = ecs.ContainerImage.fromRegistry('example/app:1');

type Properties = Record<string, unknown>;

/** Synthesizes N task definitions with a router and two routed containers; their final properties. */
function synthesize(count: number): Properties[] {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir, analyticsReporting: false });
  for (let first = 0; first < count; first += PER_STACK) {
    const stack = new Stack(app, `Stack${first}`);
    const logGroup = new logs.LogGroup(stack, 'Logs');
    for (let index = first; index < Math.min(count, first + PER_STACK); index++) {
      const task = new ecs.FargateTaskDefinition(stack, `Task${index}`, { cpu: 512, memoryLimitMiB: 1024 });
      task.with(
        new FirelensLogging({
          destination: LogDestination.cloudWatchLogs(logGroup),
          routing: { alsoTo: [LogDestination.stdout()], filters: [LogFilter.parseJson()] },
        }),
      );
      task.addContainer('web', { image });
      task.addContainer('worker', { image });
    }
  }
  const templates = app.synth().stacks.map(({ template }) => template as { Resources: Record<string, any> });
  rmSync(outdir, { recursive: true });
  return templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition')
    .map(({ Properties }) => Properties);
}

function check(tasks: readonly Properties[]): void {
  for (const properties of tasks) {
    const task = viewTask(properties);
    firelensFindings(task);
    effectiveConfiguration(viewFirelens(task)!);
  }
}

export function run(): void {
  const measured = [250, 1000].map((count) => {
    let tasks: Properties[] = [];
    const synth = timed(() => (tasks = synthesize(count)));
    check(tasks);
    const rules = median(Array.from({ length: ROUNDS }, () => timed(() => check(tasks))));
    return { count, synth, rules };
  });
  const [small, large] = measured;
  for (const { count, synth, rules } of measured) {
    console.log(
      `firelens: rendering and checking ${count} task definitions: ${rules.toFixed(0)} ms, ${((100 * rules) / synth).toFixed(1)} % of their synthesis`,
    );
  }
  console.log(
    `firelens: growth exponent ${exponent(small.count, small.rules, large.count, large.rules).toFixed(2)} (1 is linear)`,
  );
}
