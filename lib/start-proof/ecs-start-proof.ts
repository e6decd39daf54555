import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  App,
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  Stage,
} from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import type { Check } from '../app-model/check';
import type { ConstructIndex } from '../app-model/constructs';
import type { EcsFinding } from '../app-model/ecs-finding';
import { guarded } from '../internal/guard/guarded';
import type { NetworkFacts } from './network-facts';
import type { WaysResult } from './reach/prove';
import { OrderVerdict, StartProofResult, StartVerdict } from './start-proof-result';

/** Options of the start proof as a validation plugin. */
export interface EcsStartProofProps {
  /**
   * File that receives the result as JSON, relative to the cloud assembly directory.
   *
   * @default 'start-proof.json'
   */
  readonly resultFile?: string;

  /**
   * Whether what cannot be proved is reported too, as information that does not fail synthesis.
   *
   * It is in the result file in any case.
   *
   * @default true
   */
  readonly reportUnknown?: boolean;

  /**
   * Things that are there already and the app does not hold, as an imported VPC.
   *
   * @default - what the app does not hold is unknown
   */
  readonly facts?: NetworkFacts;
}

/**
 * Proves for every ECS task of an app that it can start: each thing that the agent and the containers must reach is
 * matched to a way that leads there, or the missing link is named with the smallest fix.
 *
 * As a validation plugin and by `checkAssembly` it also asks whether the roles may do what the task needs (`Rights.*`),
 * whether what it needs exists before it and outlives it (`Order.*`), and whether a new version can roll out (`Rollout.*`).
 *
 * It reads the final templates of the whole app, so it judges L1 and L2 constructs, escape hatches and included templates
 * alike, and changes nothing. A need is *proved*, *broken* (synthesis fails) or *unknown*, when a link is not part of the
 * app or known only at deployment; the message then says what would have to be known.
 *
 * ```ts
 * Validations.of(app).addPlugins(new EcsStartProof());
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
@guarded
export class EcsStartProof implements IPolicyValidationPlugin {
  /**
   * Synthesizes the app and proves ways, rights, order and rollouts of its tasks, without a report and without failing.
   */
  public static prove(app: App, props: EcsStartProofProps = {}): StartProofResult {
    return EcsStartProof.proveAssembly(app.synth().directory, props);
  }

  /**
   * Proves the tasks of a cloud assembly that is already on disk, its stages included.
   */
  public static proveAssembly(directory: string, props: EcsStartProofProps = {}): StartProofResult {
    return proveModel(withFacts(loader().modelOfPath(directory), props.facts));
  }

  /**
   * The findings on an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in
   * JSON. What cannot be proved is among them, with the severity `info`. What the app acknowledges is left out, as in the synth.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   */
  public static checkAssembly(path: string, props: EcsStartProofProps = {}): EcsFinding[] {
    const { modelOfPath, openFindings } = loader();
    return openFindings(path, 'EcsStartProof', EcsStartProof._checkModel(modelOfPath(path), props));
  }

  /**
   * Checks an app that was read already.
   *
   * @internal
   */
  public static _checkModel(read: AppModel, props: EcsStartProofProps = {}): EcsFinding[] {
    const model = withFacts(read, props.facts);
    const { reportUnknown = true } = props;
    return checks().plainFindings([reachCheck(undefined, reportUnknown), ...parts(reportUnknown)], { model });
  }

  /**
   * The result as a table in plain text, one line for each need and for each right, order and rollout that is not proved,
   * for a terminal or a log. The last line counts the verdicts of all four.
   */
  public static table(result: StartProofResult): string {
    const rows = result.tasks.flatMap((task) =>
      task.needs.map((need) => [
        task.path,
        need.container ?? '(task)',
        need.purpose,
        need.target,
        need.verdict,
        need.verdict === StartVerdict.PROVED ? (need.via ?? []).join(', ') : (need.reason ?? ''),
      ]),
    );
    const all = [['task', 'container', 'need', 'target', 'verdict', 'by / because'], ...rows];
    const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
    const lines = all.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
    const subnets = result.subnets.map(
      ({ path, addresses, endpointsAndLoadBalancers, tasks, verdict }) =>
        `subnet ${path}: ${addresses ?? '?'} addresses, ${endpointsAndLoadBalancers} for endpoints and load balancers, up to ${tasks} for tasks and instances: ${verdict}`,
    );
    const others = (result.notStarted ?? []).map((path) => `not judged: ${path}, which nothing in the app starts`);
    return [...lines, ...subnets, ...openParts(result), ...others, words(result.counts)].join('\n');
  }

  /** Name of the plugin in the validation report. */
  public readonly name = 'EcsStartProof';

  private readonly resultFile: string;
  private readonly reportUnknown: boolean;
  private readonly facts?: NetworkFacts;

  constructor(props: EcsStartProofProps = {}) {
    this.resultFile = props.resultFile ?? 'start-proof.json';
    this.reportUnknown = props.reportUnknown ?? true;
    this.facts = props.facts;
  }

  /** Called by the CDK at the end of synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const loaded = loader().loadApp(context);
    const app = { ...loaded, model: withFacts(loaded.model, this.facts) };
    const result = proveModel(app.model, app.constructs);
    const directories = context.templatePaths.map((path) => dirname(path));
    const outdir = Stage.isStage(context.appConstruct) ? context.appConstruct.outdir : directories[0];
    if (outdir !== undefined) {
      writeFileSync(join(outdir, this.resultFile), `${JSON.stringify(result, undefined, 2)}\n`);
    }
    return checks().reportOf(this.name, [reachCheck(result, this.reportUnknown), ...parts(this.reportUnknown)], app);
  }
}

/** Loaded on first use: an app without the proof does not pay for it. */
function loader(): typeof import('../app-model/load') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  return require('../app-model/load');
}

function withFacts(model: AppModel, facts: NetworkFacts | undefined): AppModel {
  return facts?._into(model) ?? model;
}

function proveModel(model: AppModel, constructs?: ConstructIndex): StartProofResult {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { wholeProof } = require('./whole-proof') as typeof import('./whole-proof');
  return wholeProof(model, constructs);
}

/** The ways of the app, for the check. */
function proveWays(model: AppModel): WaysResult {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { prove } = require('./reach/prove') as typeof import('./reach/prove');
  return prove(model);
}

/** The numbers of all verdicts in one line. */
function words(counts: StartProofResult['counts']): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { inWords } = require('./whole-proof') as typeof import('./whole-proof');
  return inWords(counts).join('; ');
}

/** A line for each right, dependency and rollout that is not as it should be. */
function openParts({ rights, order, rollouts }: StartProofResult): string[] {
  return [
    ...rights
      .filter(({ verdict }) => verdict !== StartVerdict.PROVED)
      .map(
        ({ path, actor, actions, resource, verdict, reason }) =>
          `right ${path}: ${actor}: ${actions.join(', ')} on ${resource}: ${verdict}${reason === undefined ? '' : `, ${reason}`}`,
      ),
    ...order
      .filter(({ verdict }) => verdict !== OrderVerdict.GUARANTEED)
      .map(({ path, requires, purpose, verdict }) => `order ${path}: ${requires} (${purpose}): ${verdict}`),
    ...rollouts
      .filter(({ verdict }) => verdict !== StartVerdict.PROVED)
      .map(({ path, verdict, reasons }) => `rollout ${path}: ${verdict}, ${reasons.join('; ')}`),
  ];
}

function checks(): typeof import('../app-model/check') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  return require('../app-model/check');
}

/** The ways of the proof as a check. */
function reachCheck(result: WaysResult | undefined, reportUnknown: boolean): Check {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { reachFindings } = require('./reach/reach-findings') as typeof import('./reach/reach-findings');
  return { run: ({ model }) => reachFindings(result ?? proveWays(model), model, reportUnknown) };
}

function parts(reportUnknown: boolean): readonly Check[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { PARTS } = require('./parts') as typeof import('./parts');
  return reportUnknown ? PARTS : PARTS.map(knownOnly);
}

/** The check without what it cannot tell. */
function knownOnly(check: Check): Check {
  return { ...check, run: (app) => check.run(app).filter(({ finding }) => finding.severity !== 'info') };
}
