import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  App,
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
  Stage,
} from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import {
  DuplicateSecurityGroupRule,
  StartNeed,
  StartProofResult,
  StartVerdict,
  SubnetBudget,
  TaskStart,
} from './start-proof-result';

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
}

/**
 * Proves for every ECS task of an app that it can start: each thing that the agent and the containers must reach is
 * matched to a way that leads there, or the missing link is named with the smallest fix.
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
export class EcsStartProof implements IPolicyValidationPlugin {
  /**
   * Synthesizes the app and proves its tasks, without a report and without failing.
   */
  public static prove(app: App): StartProofResult {
    return EcsStartProof.proveAssembly(app.synth().directory);
  }

  /**
   * Proves the tasks of a cloud assembly that is already on disk, its stages included.
   */
  public static proveAssembly(directory: string): StartProofResult {
    return proveModel(loader().modelOfPath(directory));
  }

  /**
   * The result as a table in plain text, one line for each need, for a terminal or a log.
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
    return [...lines, ...subnets, `${result.proved} proved, ${result.broken} broken, ${result.unknown} unknown`].join(
      '\n',
    );
  }

  /** Name of the plugin in the validation report. */
  public readonly name = 'EcsStartProof';

  private readonly resultFile: string;
  private readonly reportUnknown: boolean;

  constructor(props: EcsStartProofProps = {}) {
    this.resultFile = props.resultFile ?? 'start-proof.json';
    this.reportUnknown = props.reportUnknown ?? true;
  }

  /** Called by the CDK at the end of synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const model = loader().modelOf(context);
    const result = proveModel(model);
    const directories = context.templatePaths.map((path) => dirname(path));
    const outdir = Stage.isStage(context.appConstruct) ? context.appConstruct.outdir : directories[0];
    if (outdir !== undefined) {
      writeFileSync(join(outdir, this.resultFile), `${JSON.stringify(result, undefined, 2)}\n`);
    }
    const violations = [
      ...result.tasks.flatMap((task) => violationsOf(task, model, this.reportUnknown)),
      ...result.subnets.filter(({ verdict }) => verdict === StartVerdict.BROKEN).map(crowdedSubnet),
      ...result.duplicateRules.map(repeatedRule),
    ];
    return { success: result.broken === 0, violations };
  }
}

/** Loaded on first use: an app without the proof does not pay for it. */
function loader(): typeof import('../app-model/load') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  return require('../app-model/load');
}

function proveModel(model: AppModel): StartProofResult {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { prove } = require('./private/proof/prove') as typeof import('./private/proof/prove');
  return prove(model);
}

/** One violation for each different missing link of a task; the needs that share it are listed together. */
function violationsOf(task: TaskStart, model: AppModel, reportUnknown: boolean): PolicyViolation[] {
  const reported = task.needs.filter(
    ({ verdict }) => verdict === StartVerdict.BROKEN || (reportUnknown && verdict === StartVerdict.UNKNOWN),
  );
  const groups = new Map<string, StartNeed[]>();
  for (const need of reported) {
    const key = [need.code, need.reason, need.fix, need.verdict].join('|');
    groups.set(key, [...(groups.get(key) ?? []), need]);
  }
  const templatePath = model.byId(`${task.stack}/${task.logicalId}`)?.scope.templateFile;
  return [...groups.values()].map((needs) => {
    const [{ code, reason, fix, verdict }] = needs;
    const broken = verdict === StartVerdict.BROKEN;
    return {
      ruleName: code ?? 'StartProof.unknown',
      description: `${task.path}: ${who(needs)} ${broken ? 'cannot' : 'may or may not'} ${whatFor(needs)}: ${broken ? reason : `not known is ${reason}`}${fromSubnets(needs[0])}`,
      ...(fix !== undefined && { fix }),
      severity: broken ? 'error' : 'info',
      violatingResources: [
        templatePath !== undefined
          ? { resourceLogicalId: task.logicalId, templatePath, locations: [needs[0].property] }
          : { constructPath: task.path, locations: [needs[0].property] },
      ],
    };
  });
}

function crowdedSubnet({ path, reason }: SubnetBudget): PolicyViolation {
  return {
    ruleName: 'StartProof.ipBudget',
    description: `${path}: ${reason}`,
    fix: 'use larger subnets or more of them, a lower maximum of tasks, or a lower maximumPercent',
    severity: 'error',
    violatingResources: [{ constructPath: path, locations: ['CidrBlock'] }],
  };
}

/** CloudFormation may take the second one for done, and then removes the rule of both with it: no error of every app. */
function repeatedRule({ group, rule, resources }: DuplicateSecurityGroupRule): PolicyViolation {
  return {
    ruleName: 'StartProof.duplicateRule',
    description: `${group}: ${rule} is written ${resources.length > 1 ? `by ${resources.join(' and ')}` : 'more than once'}; EC2 refuses the second of two equal rules, whatever their descriptions, and removing one takes it from both`,
    fix: 'keep one of them',
    severity: 'warning',
    violatingResources: resources.map((constructPath) => ({ constructPath, locations: ['GroupId'] })),
  };
}

function who(needs: readonly StartNeed[]): string {
  const containers = [...new Set(needs.flatMap(({ container }) => container ?? []))];
  if (containers.length === 0) {
    return needs.every(({ plane }) => plane === 'host') ? 'the container instance' : 'the task';
  }
  return `${containers.length === 1 ? 'container' : 'containers'} ${containers.join(', ')}`;
}

function whatFor(needs: readonly StartNeed[]): string {
  return [...new Set(needs.map(({ purpose, target, property }) => `${purpose} (${target}, from ${property})`))].join(
    ', ',
  );
}

function fromSubnets({ subnets }: StartNeed): string {
  return subnets === undefined ? '' : ` (from ${subnets.join(', ')})`;
}
