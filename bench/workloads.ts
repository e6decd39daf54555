/**
 * Synthesis of N services on a shared cluster and load balancer: ours against aws-cdk-lib and its neighbours.
 *
 *   npm run bench -- workloads
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CONTENDERS, Define, build, constructsOf } from './workload-contenders';
import { exponent, median } from './measure';
import { Templates, chain } from './longest-chain';

process.env.CDK_VALIDATION = 'false';

const COUNTS = [1, 10, 50, 200];
const ROUNDS: Readonly<Record<number, number>> = { 1: 9, 10: 9, 50: 5, 200: 5 };
/** What ours is held to; times and memory are ratios to aws-ecs with the same output. */
const GOALS = { ratio: 1.15, resources: 13, constructs: 27, depth: 7, exponent: 1 };

interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}

interface Shape {
  readonly resources: number;
  readonly constructs: number;
  readonly bytes: number;
  readonly depth: number;
  readonly appDepth: number;
}

export function run(): void {
  for (const [kind, contenders] of Object.entries(CONTENDERS)) {
    demandSameOutput(contenders);
    const times = new Map(COUNTS.map((count) => [count, inTurns(count, contenders)]));
    console.log(`${kind}: medians, in parentheses the ratio to '${Object.keys(contenders)[1]}'`);
    printTimes(contenders, times);
    printShapes(kind, contenders, times);
  }
}

/** Both of a pair write the same resources, whatever they call them; what they wait for is left to each. */
function demandSameOutput(contenders: Readonly<Record<string, Define>>): void {
  for (const [ours, same] of pairsOf(contenders)) {
    const [mine, other] = [rendering(contenders[ours]), rendering(contenders[same])];
    if (mine !== other) {
      throw new Error(`'${ours}' and '${same}' no longer render the same:\n${mine}\n\n${other}`);
    }
  }
}

/** Ours and the same output of aws-ecs, without alarms and with them. */
function pairsOf(contenders: Readonly<Record<string, Define>>): [string, string][] {
  const [ours, same, alarmed, sameAlarmed] = Object.keys(contenders);
  return [
    [ours, same],
    [alarmed, sameAlarmed],
  ];
}

function rendering(define: Define): string {
  const { Services0 } = synthesized(1, define).templates;
  const resources = Object.entries(Services0.Resources);
  const types = new Map(resources.map(([id, { Type }]) => [id, Type]));
  const neutral = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(neutral);
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([key]) => !['PolicyName', 'Family', 'Priority'].includes(key));
      return Object.fromEntries(entries.sort().map(([key, each]) => [key, neutral(each)]));
    }
    return typeof value === 'string' ? (types.get(value) ?? value) : value;
  };
  return resources
    .map(([, { Type, Properties }]) => JSON.stringify(neutral({ Type, Properties })))
    .sort()
    .join('\n');
}

function synthesized(count: number, define: Define): { readonly app: App; readonly templates: Templates } {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = build(count, define, outdir);
  const templates = Object.fromEntries(app.synth().stacks.map(({ id, template }) => [id, template]));
  rmSync(outdir, { recursive: true });
  return { app, templates };
}

/** Every contender once a round, each round beginning with another; the first round goes uncounted. */
function inTurns(count: number, contenders: Readonly<Record<string, Define>>): ReadonlyMap<string, Times> {
  const names = Object.keys(contenders);
  const times = new Map(names.map((name) => [name, { wall: [], cpu: [] } as Times]));
  for (let round = 0; round <= ROUNDS[count]; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      const start = { wall: performance.now(), cpu: process.cpuUsage() };
      synthesized(count, contenders[name]);
      const { user, system } = process.cpuUsage(start.cpu);
      if (round > 0) {
        times.get(name)!.wall.push(performance.now() - start.wall);
        times.get(name)!.cpu.push((user + system) / 1000);
      }
    }
  }
  return times;
}

function printTimes(
  contenders: Readonly<Record<string, Define>>,
  times: ReadonlyMap<number, ReadonlyMap<string, Times>>,
): void {
  const [, same] = Object.keys(contenders);
  for (const measure of ['wall', 'cpu'] as const) {
    console.log(
      `  ${measure === 'wall' ? 'wall' : 'CPU '} ms${''.padEnd(18)}${COUNTS.map((n) => `${n}`.padStart(18)).join('')}  exponent 50-200`,
    );
    for (const name of Object.keys(contenders)) {
      const of = (count: number, who = name) => median(times.get(count)!.get(who)![measure]);
      const cells = COUNTS.map((count) =>
        `${of(count).toFixed(0)} (${(of(count) / of(count, same)).toFixed(2)})`.padStart(18),
      );
      console.log(`    ${name.padEnd(23)}${cells.join('')}  ${exponent(50, of(50), 200, of(200)).toFixed(2)}`);
    }
  }
}

function printShapes(
  kind: string,
  contenders: Readonly<Record<string, Define>>,
  times: ReadonlyMap<number, ReadonlyMap<string, Times>>,
): void {
  console.log(
    '  per service             resources  constructs  template B  longest chain  with the base stack  peak MB of 200',
  );
  const shapes = new Map<string, Shape & { readonly peak: number }>();
  for (const [name, define] of Object.entries(contenders)) {
    const shape = { ...shapeOf(define), peak: peakMiB(kind, name) };
    shapes.set(name, shape);
    console.log(
      `    ${name.padEnd(23)}${[
        shape.resources.toFixed(1).padStart(7),
        shape.constructs.toFixed(1).padStart(12),
        shape.bytes.toFixed(0).padStart(12),
        String(shape.depth).padStart(15),
        String(shape.appDepth).padStart(21),
        shape.peak.toFixed(0).padStart(16),
      ].join('')}`,
    );
  }
  const of = (count: number, who: string, measure: keyof Times) => median(times.get(count)!.get(who)![measure]);
  const goal = (what: string, limit: number, got: number, digits: number) =>
    console.log(
      `    ${what.padEnd(34)} <= ${limit.toFixed(digits)}  ${got.toFixed(digits)}  ${got <= limit ? 'met' : 'MISSED'}`,
    );
  for (const [ours, same] of pairsOf(contenders)) {
    const mine = shapes.get(ours)!;
    console.log(`  goals for '${ours}', against '${same}'`);
    goal('wall of 200, ratio', GOALS.ratio, of(200, ours, 'wall') / of(200, same, 'wall'), 2);
    goal('CPU of 200, ratio', GOALS.ratio, of(200, ours, 'cpu') / of(200, same, 'cpu'), 2);
    goal('peak memory of 200, ratio', GOALS.ratio, mine.peak / shapes.get(same)!.peak, 2);
    goal('longest chain', GOALS.depth, mine.depth, 0);
    goal('growth of CPU, exponent', GOALS.exponent, exponent(50, of(50, ours, 'cpu'), 200, of(200, ours, 'cpu')), 2);
  }
  if (kind === 'web service') {
    const [[ours]] = pairsOf(contenders);
    goal('resources, no alarms', GOALS.resources, shapes.get(ours)!.resources, 1);
    goal('constructs, no alarms', GOALS.constructs, shapes.get(ours)!.constructs, 1);
  }
}

/** Of one full stack: 25 services. */
function shapeOf(define: Define): Shape {
  const { app, templates } = synthesized(25, define);
  const { Services0 } = templates;
  return {
    resources: Object.keys(Services0.Resources).length / 25,
    constructs: constructsOf(app.node.findChild('Services0') as Stack) / 25,
    bytes: JSON.stringify(Services0).length / 25,
    depth: chain({ Services0 }),
    appDepth: chain(templates),
  };
}

/** In a process of its own: contenders must not share a heap. */
function peakMiB(kind: string, name: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, __filename, kind, name], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return Number(stdout) / 1024;
}

if (require.main === module) {
  const [kind, name] = process.argv.slice(2);
  synthesized(200, CONTENDERS[kind][name]);
  console.log(process.resourceUsage().maxRSS);
}
