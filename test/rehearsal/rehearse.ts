import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cdk, Said } from './cli';
import { Double } from './double';
import { Step } from './stack';
import { Live } from './world';
import { withFault, withVariable } from './variants';

/** What a rehearsal of one app came to. */
export interface Report {
  readonly name: string;
  readonly resources: number;
  readonly waves: number;
  readonly events: number;
  readonly retained: string[];
  readonly faults: string[];
  /** What was done in which wave, by step of the rehearsal. */
  readonly order: string[];
}

/** Why a step of a rehearsal fails that has to fail. */
const WANTED_FAULT = /Circuit Breaker was triggered|extraneous key Refused/;

/**
 * One app from its first deployment to its end, by the real CLI: a first deployment that fails, deployment, the same again, an
 * ordinary update, an update that fails, the next update, destruction. It ends at the first step that does not go as it should.
 */
export async function rehearse(name: string, assembly: string, folder: string): Promise<Report> {
  const double = new Double();
  const rehearsal = new Rehearsal(double, await double.front.open(), assembly, folder);
  try {
    await rehearsal.run();
  } finally {
    await double.front.close();
  }
  const { resources, waves, events, faults } = rehearsal;
  const findings = double.world.findings.map((each) => `${each.rule}: ${each.resource}: ${each.message}`);
  const unknown = double.front.unknown.map((each) => `a call that the double cannot answer: ${each}`);
  const retained = [...double.engine.retained].map(({ type }) => type);
  return {
    name,
    resources,
    waves,
    events,
    retained,
    faults: [...faults, ...findings, ...unknown],
    order: rehearsal.order,
  };
}

class Rehearsal {
  public readonly faults: string[] = [];
  public resources = 0;
  public waves = 0;
  public events = 0;
  public readonly order: string[] = [];
  private readonly home: string;

  public constructor(
    private readonly double: Double,
    private readonly endpoint: string,
    private readonly assembly: string,
    private readonly folder: string,
  ) {
    this.home = join(folder, 'home');
    mkdirSync(this.home);
  }

  public async run(): Promise<void> {
    const [failing, update, next] = ['failing', 'update', 'next'].map((each) => join(this.folder, each));
    withFault(this.assembly, failing);
    withVariable(this.assembly, update, 'first');
    withVariable(this.assembly, next, 'next');
    const { world, engine } = this.double;

    if (!(await this.refused('first deployment with a fault', failing)) || !this.nothingLeft('rollback of it')) {
      return;
    }
    engine.retained.forEach((each) => this.expect(`kept under a fixed name by a rollback: ${each.id}`, !each.fixed));

    if (!(await this.deployed('deployment', this.assembly))) {
      return;
    }
    this.resources = [...engine.stacks.values()].reduce((sum, { resources }) => sum + resources.size, 0);
    this.waves = Math.max(0, ...this.steps().map(({ wave }) => wave));
    const before = state(this.double);
    if (!(await this.deployed('the same again', this.assembly))) {
      return;
    }
    this.expect(
      'the same again changes nothing',
      before === state(this.double),
      difference(before, state(this.double)),
    );

    if (!(await this.deployed('ordinary update', update))) {
      return;
    }
    const replaced = this.steps().filter(({ replacement, type }) => replacement && type !== 'AWS::ECS::TaskDefinition');
    this.expect('it replaces task definitions only', replaced.length === 0, replaced.map(({ id }) => id).join(', '));
    const updated = state(this.double);
    if (!(await this.refused('update with a fault', failing))) {
      return;
    }
    this.expect('it is rolled back', updated === state(this.double), difference(updated, state(this.double)));

    if (await this.deployed('next update', next)) {
      await this.step('destruction', this.cdk(next, 'destroy', '--all', '--force'));
      this.nothingLeft('destruction');
      const fixed = [...world.live].filter((each) => each.fixed);
      this.expect(
        'what is kept has no fixed name, which the next creation would meet',
        fixed.length === 0,
        named(fixed),
      );
    }
  }

  private deployed(what: string, assembly: string): Promise<boolean> {
    return this.step(what, this.deploy(assembly));
  }

  private async refused(what: string, assembly: string): Promise<boolean> {
    const { code, text } = await this.deploy(assembly);
    const reasons = this.reasons(what);
    const wrong = reasons.filter((each) => !WANTED_FAULT.test(each));
    return this.expect(
      what,
      code !== 0 && reasons.length > 0 && wrong.length === 0,
      wrong.join('\n      ') || text.slice(-800),
    );
  }

  private async step(what: string, run: Promise<Said>): Promise<boolean> {
    const { code, text } = await run;
    const reasons = this.reasons(what);
    return this.expect(what, code === 0 && reasons.length === 0, reasons.join('\n      ') || text.slice(-800));
  }

  private deploy(assembly: string): Promise<Said> {
    return this.cdk(assembly, 'deploy', '--all', '--require-approval', 'never');
  }

  private cdk(assembly: string, ...command: string[]): Promise<Said> {
    this.double.engine.recent.forEach((stack) => (stack.steps = []));
    return cdk(this.endpoint, assembly, this.home, ...command);
  }

  private reasons(what: string): string[] {
    this.events += this.steps().length;
    this.order.push(
      `${what}:`,
      ...this.steps().map(({ wave, verb, status, id, type }) => `  ${wave} ${verb}_${status} ${id} (${type})`),
    );
    return this.steps()
      .filter(({ status }) => status === 'FAILED')
      .map(({ id, verb, reason }) => `${verb} ${id}: ${reason}`);
  }

  private steps(): Step[] {
    return this.double.engine.recent.flatMap((stack) => stack.steps);
  }

  private expect(what: string, holds: boolean, detail = ''): boolean {
    if (!holds) {
      this.faults.push(`${what}${detail && `: ${detail}`}`);
    }
    return holds;
  }

  private nothingLeft(what: string): boolean {
    const { world, engine } = this.double;
    const left = [...world.live].filter((each) => !engine.retained.has(each));
    return this.expect(`nothing is left after ${what}`, left.length === 0, named(left));
  }
}

/** Everything that exists and what it is like, retained leftovers aside. */
function state({ world, engine }: Double): string {
  const all = [...world.live].filter((each) => !engine.retained.has(each));
  return all
    .map(({ id, ref, properties, drift }) => JSON.stringify([id, ref, properties, drift]))
    .sort()
    .join('\n');
}

function difference(before: string, after: string): string {
  const known = new Set(before.split('\n'));
  const now = new Set(after.split('\n'));
  return [...now]
    .filter((each) => !known.has(each))
    .concat([...known].filter((each) => !now.has(each)))
    .map((each) => each.slice(0, 200))
    .join(' | ');
}

function named(all: readonly Live[]): string {
  return all.map(({ id, type }) => `${id} (${type})`).join(', ');
}
