/**
 * What the checks cost on top of building and synthesizing services: each, all together, warm and cold, and how it grows.
 *
 *   npm run bench -- checks
 */
import { Spent, exponent, share } from './measure';
import { contextOf, plainServices } from './services';
import { Times, checksOf, cold, warm } from './single-run';

process.env.CDK_VALIDATION = 'false';

const SERVICES = 200;

export function run(): void {
  warm('checks', SERVICES, 1);
  console.log(`checks of ${SERVICES} services, over building and synthesizing them; the first reads the templates`);
  print('warm', warm('checks', SERVICES));
  print('cold, in a process of its own', cold('checks', SERVICES));
  const [small, large] = [50, 1000].map((services) => {
    const { synth, ...checks } = warm('checks', services, services > SERVICES ? 2 : 5);
    console.log(`  all of ${services} services: ${share(sum(checks), synth)}`);
    return sum(checks).cpu;
  });
  console.log(`  growth from 50 to 1,000 services: exponent ${exponent(50, small, 1000, large).toFixed(2)}`);
  console.log(`  memory that is held after the checks of 1,000 services: ${held(1000).toFixed(0)} MB`);
}

function print(how: string, { synth, ...checks }: Times): void {
  console.log(`  ${how}`);
  Object.entries(checks).forEach(([name, cost]) => console.log(`    ${name.padEnd(22)} ${share(cost, synth)}`));
  console.log(`    ${'all'.padEnd(22)} ${share(sum(checks), synth)}`);
}

function sum(checks: Omit<Times, 'synth'>): Spent {
  const all = Object.values(checks);
  return {
    cpu: all.reduce((total, { cpu }) => total + cpu, 0),
    wall: all.reduce((total, { wall }) => total + wall, 0),
  };
}

/** The megabytes that the checks hold on to. */
function held(services: number): number {
  const app = plainServices(services);
  const context = contextOf(app);
  const before = process.memoryUsage().heapUsed;
  checksOf(app).forEach((check) => check.validate(context));
  return (process.memoryUsage().heapUsed - before) / 2 ** 20;
}
