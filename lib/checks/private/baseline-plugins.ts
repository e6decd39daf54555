import {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolatingResource,
  PolicyViolation,
  Validations,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { loadApp } from '../../app-model/load';
import type { Resource } from '../../app-model/resource';
import { didYouMean } from '../../internal/did-you-mean';
import { record } from '../../internal/template-value';
import { Baseline, readBaseline } from './baseline';

/** The findings that the plugins of one list share in a synth. */
export class CheckRun {
  /** Ids of all findings, as they are acknowledged. */
  readonly ids = new Set<string>();
  private baseline?: Baseline;

  constructor(private readonly file?: string) {}

  /** Read at the end of the synth: an app is built without it. */
  accepted(): Baseline | undefined {
    this.baseline ??= this.file === undefined ? undefined : readBaseline(this.file);
    return this.baseline;
  }
}

/** A check whose findings the baseline may accept: they are acknowledged with its reason, which stays in the report. */
export class BaselinedCheck implements IPolicyValidationPlugin {
  public readonly name: string;
  public readonly ruleIds?: string[];

  constructor(
    private readonly check: IPolicyValidationPlugin,
    private readonly run: CheckRun,
  ) {
    this.name = check.name;
    this.ruleIds = check.ruleIds;
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = this.check.validate(context);
    const baseline = this.run.accepted();
    for (const { ruleName, violatingResources } of report.violations) {
      const id = `${this.name}::${ruleName}`;
      this.run.ids.add(id);
      for (const resource of baseline ? violatingResources : []) {
        const found = resourceOf(context, resource);
        const construct = found && loadApp(context).constructs.of(found);
        const entry = found && baseline?.match(id, [found.path, found.id]);
        if (construct && entry) {
          Validations.of(construct).acknowledge({ id, reason: entry.reason });
        }
      }
    }
    return report;
  }
}

/** Reports what was accepted or acknowledged and is no longer found. It comes after the checks. */
export class StaleAcceptances implements IPolicyValidationPlugin {
  public readonly name = 'EcsChecks';

  constructor(
    private readonly checks: readonly IPolicyValidationPlugin[],
    private readonly run: CheckRun,
  ) {}

  public validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const baseline = this.run.accepted();
    const violations = [
      ...(baseline?.unmatched() ?? []).map(({ code, path }) =>
        stale(
          'Baseline.unmatched',
          `'${baseline?.file}' accepts '${code}' at '${path}', and nothing is found there any more; remove the entry, or correct it`,
          path,
        ),
      ),
      ...appConstruct.node
        .findAll()
        .flatMap((construct) =>
          this.unknownIds(construct).map((id) =>
            stale(
              'Acknowledgement.unmatched',
              `'${id}' is acknowledged at '${construct.node.path}', and ${this.reason(id)}; correct or remove it`,
              construct.node.path,
            ),
          ),
        ),
    ];
    return { success: true, violations };
  }

  private unknownIds(construct: IConstruct): string[] {
    return construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(record(data)))
      .filter((id) => this.checks.some(({ name }) => id.startsWith(`${name}::`)))
      .filter((id) => ![...this.run.ids].some((found) => isMeant(id, found)));
  }

  /** Says whether there is such a rule, where a check lists its rules, and which id may be meant. */
  private reason(id: string): string {
    const { name, ruleIds } = this.checks.find((check) => id.startsWith(`${check.name}::`)) as IPolicyValidationPlugin;
    const rules = (ruleIds ?? []).map((rule) => `${name}::${rule}`);
    const [rule] = id.split('[');
    const isRule = ruleIds === undefined || id.endsWith('*') || rules.includes(rule);
    const found = [...this.run.ids].filter((each) => each.startsWith(`${name}::`));
    return isRule
      ? `no finding of this app has that id${didYouMean(id, found)}`
      : `no rule of ${name} has that name${didYouMean(rule, rules)}`;
  }
}

/** Whether an acknowledged id means a finding: in full, by prefix, or a rule without its finding in brackets. */
function isMeant(acknowledged: string, found: string): boolean {
  return acknowledged.endsWith('*')
    ? found.startsWith(acknowledged.slice(0, -1))
    : found === acknowledged || found.startsWith(`${acknowledged}[`);
}

function stale(ruleName: string, description: string, constructPath: string): PolicyViolation {
  return { ruleName, description, severity: 'warning', violatingResources: [{ constructPath, locations: [] }] };
}

function resourceOf(
  context: IPolicyValidationContext,
  { constructPath, templatePath, resourceLogicalId }: PolicyViolatingResource,
): Resource | undefined {
  return loadApp(context).model.resources.find((resource) =>
    constructPath === undefined
      ? resource.logicalId === resourceLogicalId && resource.scope.templateFile === templatePath
      : resource.constructPath === constructPath || resource.path === constructPath,
  );
}
