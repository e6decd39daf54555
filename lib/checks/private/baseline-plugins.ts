import {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
  Validations,
} from 'aws-cdk-lib';
import { resourceAt } from '../../app-model/check';
import { acknowledgedAt } from '../../app-model/construct-notes';
import { loadApp } from '../../app-model/load';
import { Baseline, readBaseline } from './baseline';
import { FoundIds } from './found-ids';

/** The findings that the plugins of one list share in a synth. */
export class CheckRun {
  readonly ids = new FoundIds();
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
      for (const place of baseline ? violatingResources : []) {
        const found = resourceAt(place);
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
          `'${baseline?.file}' accepts '${code}' at '${path}', and ${this.run.ids.has(code) ? 'nothing is found there any more' : this.run.ids.missing(code)}; remove the entry, or correct it`,
          path,
        ),
      ),
      ...appConstruct.node
        .findAll()
        .flatMap(acknowledgedAt)
        .filter(({ id }) => this.isOurs(id) && !this.run.ids.has(id))
        .map(({ id, at: { node } }) =>
          stale(
            'Acknowledgement.unmatched',
            `'${id}' is acknowledged at '${node.path}', and ${this.run.ids.missing(id)}; correct or remove it`,
            node.path,
          ),
        ),
    ];
    return { success: true, violations };
  }

  private isOurs(id: string): boolean {
    return this.checks.some(({ name }) => id.startsWith(`${name}::`));
  }
}

function stale(ruleName: string, description: string, constructPath: string): PolicyViolation {
  return { ruleName, description, severity: 'warning', violatingResources: [{ constructPath, locations: [] }] };
}
