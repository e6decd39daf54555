/**
 * What the checks cost for one app, as JSON. Run by itself it is a process of its own, as a real synth: each function runs for
 * the first time, in code that V8 has not compiled yet.
 *
 *   node single-run.js checks 200
 *   node single-run.js proof 200
 */
import { execFileSync } from 'node:child_process';
import type { App, IPolicyValidationPlugin } from 'aws-cdk-lib';
import { CapacityChecks, EcsStartProof, FirelensChecks, Nist800190Checks, TaskDefinitionChecks } from '../lib';
import { AppModel } from '../lib/app-model/app-model';
import { readAssembly } from '../lib/app-model/read-assembly';
import { Spent, medianSpent, spent } from './measure';
import { contextOf, isolatedServices, plainServices } from './services';

process.env.CDK_VALIDATION = 'false';

/** Times by what was done; `synth` is building and synthesizing. */
export type Times = Readonly<Record<string, Spent>>;

/** The runs there are: all checks one after the other, the proof whole, and the proof by its parts. */
export const RUNS = {
  checks: (services: number) => {
    const { app, context, synth } = synthesized(() => plainServices(services));
    let checks!: IPolicyValidationPlugin[];
    const loading = spent(() => (checks = checksOf(app)));
    return {
      synth,
      loading,
      ...Object.fromEntries(checks.map((check) => [check.name, spent(() => check.validate(context))])),
    };
  },
  proof: (services: number) => {
    const { context, synth } = synthesized(() => isolatedServices(services));
    return { synth, proof: spent(() => new EcsStartProof().validate(context)) };
  },
  parts: (services: number) => {
    const { app, synth } = synthesized(() => isolatedServices(services));
    return { synth, ...partsOf(app.outdir) };
  },
} satisfies Record<string, (services: number) => Times>;

/** All checks, in the order in which `EcsChecks` has them. */
export function checksOf(app: App): IPolicyValidationPlugin[] {
  return [
    new TaskDefinitionChecks(),
    new EcsStartProof(),
    new CapacityChecks(),
    new FirelensChecks(),
    new Nist800190Checks(app),
  ];
}

/** The parts of the proof of an app that is synthesized. Modules are loaded when they are needed, as by the proof. */
/* eslint-disable @typescript-eslint/no-require-imports */
export function partsOf(directory: string): Times {
  let model: AppModel;
  return {
    'reading the templates': spent(() => (model = new AppModel(readAssembly(directory)))),
    ways: spent(() => {
      const { prove } = require('../lib/start-proof/reach/prove') as typeof import('../lib/start-proof/reach/prove');
      prove(model);
    }),
    'rights and order': spent(() => {
      const { rightsOf } =
        require('../lib/start-proof/rights/rights') as typeof import('../lib/start-proof/rights/rights');
      const { orderFindings } =
        require('../lib/start-proof/order/order-check') as typeof import('../lib/start-proof/order/order-check');
      rightsOf(model);
      orderFindings(model);
    }),
    rollout: spent(() => {
      const { rolloutFindings } =
        require('../lib/start-proof/rollout/rollout-check') as typeof import('../lib/start-proof/rollout/rollout-check');
      rolloutFindings(model);
    }),
  };
}
/* eslint-enable @typescript-eslint/no-require-imports */

/** Medians of several runs, each in a process of its own. */
export function cold(run: keyof typeof RUNS, services: number, processes = 5): Times {
  return medians(
    Array.from({ length: processes }, () => {
      const out = execFileSync(process.execPath, [__filename, run, String(services)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return JSON.parse(out) as Times;
    }),
  );
}

/** Medians of several runs in this process. */
export function warm(run: keyof typeof RUNS, services: number, rounds = 5): Times {
  return medians(Array.from({ length: rounds }, (): Times => RUNS[run](services)));
}

function medians(all: readonly Times[]): Times {
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, medianSpent(all.map(({ [name]: one }) => one))]));
}

function synthesized(build: () => App) {
  let app!: App;
  let context!: ReturnType<typeof contextOf>;
  const synth = spent(() => {
    app = build();
    context = contextOf(app);
  });
  return { app, context, synth };
}

if (require.main === module) {
  const [, , run, services] = process.argv;
  process.stdout.write(JSON.stringify(RUNS[run as keyof typeof RUNS](Number(services))));
}
