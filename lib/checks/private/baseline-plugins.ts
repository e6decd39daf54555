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
import { nearest } from '../../internal/did-you-mean';
import { FoundIds, wholeIds } from './found-ids';

/** The baseline and the findings that the plugins of one list share in a synth. */
export class CheckRun {
  readonly ids = new FoundIds();
  private read?: { readonly baseline?: Baseline; readonly fault?: unknown };

  constructor(private readonly file?: string) {}

  /**
   * Whether the findings can be told from accepted ones. Without, the checks say nothing: the one message of why is all that
   * there is to mend.
   */
  isReady(): boolean {
    return this.ask().fault === undefined;
  }

  /** The accepted findings. Throws why the file cannot be read, in the next synth anew. */
  accepted(): Baseline | undefined {
    const { baseline, fault } = this.ask();
    if (fault !== undefined) {
      this.read = undefined;
      throw fault;
    }
    return baseline;
  }

  /** Read at the end of the synth: an app is built without it. */
  private ask(): { readonly baseline?: Baseline; readonly fault?: unknown } {
    if (this.read === undefined) {
      try {
        this.read = this.file === undefined ? {} : { baseline: readBaseline(this.file) };
      } catch (fault) {
        this.read = { fault };
      }
    }
    return this.read;
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
    if (!this.run.isReady()) {
      return { success: true, violations: [] };
    }
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

/** Reports what was accepted or acknowledged and is no longer found, or that the baseline cannot be read. It comes after the checks. */
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
        .flatMap(({ id, at: { node } }) => {
          const whole = this.ourIds(id);
          return whole.length === 0 || whole.some((each) => this.run.ids.has(each))
            ? []
            : [
                stale(
                  'Acknowledgement.unmatched',
                  `'${id}' is acknowledged at '${node.path}', and ${this.run.ids.missing(whole[0])}; correct or remove it`,
                  node.path,
                ),
              ];
        }),
    ];
    return { success: true, violations };
  }

  /** The whole ids that one means; none when it is of somebody else. */
  private ourIds(id: string): string[] {
    const names = this.checks.map(({ name }) => name);
    const [check, code] = id.split('::');
    if (code === undefined) {
      return wholeIds(id, names);
    }
    return names.includes(check) || isMistyped(check, names) ? [id] : [];
  }
}

/** Names of packs end in the number of a publication, so that of another pack is as near as a slip. */
function isMistyped(check: string, names: readonly string[]): boolean {
  const words = names.filter((name) => /^[A-Za-z]+$/.test(name));
  return nearest(check, words, 2) !== undefined;
}

function stale(ruleName: string, description: string, constructPath: string): PolicyViolation {
  return { ruleName, description, severity: 'warning', violatingResources: [{ constructPath, locations: [] }] };
}
