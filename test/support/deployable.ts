import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Preflight } from 'cdk-preflight';
import { CapacityChecks, EcsStartProof, FirelensChecks, Nist800190Checks, TaskDefinitionChecks } from '../../lib';

/** One thing that a checker reported, with the reason when the app acknowledged it. */
export interface ReportedFinding {
  readonly rule: string;
  readonly where: string;
  readonly message: string;
  readonly reason?: string;
}

/** What all checkers said of an app. */
export interface DeployableReport {
  /** Findings without an acknowledgement. */
  readonly open: ReportedFinding[];
  /** Findings that the app acknowledged with a reason. */
  readonly acknowledged: ReportedFinding[];
}

/**
 * Synthesizes the app twice, under CDK's own rules as errors, cdk-preflight and cdk-nag's AwsSolutions.
 *
 * `build` fills a fresh app, given once for each synth. Fails when the two assemblies differ in a byte. Only for suites
 * in test/deployable, which run with CDK's validation engine on.
 */
export function reportOn(build: (app: App) => void, more: Checkers = () => []): DeployableReport {
  if (process.env.CDK_VALIDATION === 'false') {
    throw new Error("reportOn() belongs in test/deployable: here CDK's validation engine is off");
  }
  const outdir = mkdtempSync(join(tmpdir(), 'deployable-'));
  try {
    const first = join(outdir, 'first');
    const second = join(outdir, 'second');
    synthesize(build, first, more);
    synthesize(build, second);
    expect(templates(second)).toEqual(templates(first));
    return read(first);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Fails unless the app is deployable: no finding that it did not acknowledge. */
export function expectDeployable(build: (app: App) => void, more?: Checkers): DeployableReport {
  const report = reportOn(build, more);
  expect(report.open).toEqual([]);
  return report;
}

/** Checkers that an app is given beside CDK's own rules, cdk-preflight and AwsSolutions. */
export type Checkers = (app: App) => IPolicyValidationPlugin[];

/** All checkers of this library. An app may have some of them already; then they say the same twice. */
export const ownChecks: Checkers = (app) => [
  new CapacityChecks(),
  new EcsStartProof(),
  new FirelensChecks(),
  new Nist800190Checks(app),
  new TaskDefinitionChecks(),
];

/**
 * Fails unless the app is deployable and this library's checkers find nothing that it did not acknowledge with a reason.
 *
 * Gives what it acknowledged, by rule and construct, sorted.
 */
export function expectCleanWorkload(build: (app: App) => void): string[] {
  const { acknowledged } = expectDeployable(build, ownChecks);
  expect(acknowledged.filter(({ reason = '' }) => reason.trim() === '')).toEqual([]);
  return [...new Set(acknowledged.map(({ rule, where }) => `${shortRule(rule)} ${where}`))].sort();
}

/** Without the name of a pack that its rules repeat: `AwsSolutions::AwsSolutions-S1` is `AwsSolutions-S1`. */
function shortRule(rule: string): string {
  const [plugin, ...rest] = rule.split('::');
  const id = rest.join('::');
  return id.startsWith(plugin) ? id : rule;
}

const recommended = JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8')).context;

function synthesize(build: (app: App) => void, outdir: string, checkers?: Checkers): void {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: {
      ...recommended,
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:validationReportPrettyPrint': false,
    },
    ...(checkers === undefined && { builtinCloudFormationValidation: false }),
  });
  build(app);
  if (checkers !== undefined) {
    Preflight.apply(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), ...checkers(app));
  }
  try {
    app.synth();
  } catch (error) {
    // The report is written before a synth with findings fails; any other failure has none.
    if (!readdirSync(outdir).includes('validation-report.json')) {
      throw error;
    }
  }
}

function templates(outdir: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(outdir)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => [file, readFileSync(join(outdir, file), 'utf8')]),
  );
}

interface RawViolation {
  readonly ruleName: string;
  readonly description: string;
  readonly reason?: string;
  readonly violatingConstructs: { readonly constructPath?: string }[];
}

function read(outdir: string): DeployableReport {
  const file = 'validation-report.json';
  if (!readdirSync(outdir).includes(file)) {
    return { open: [], acknowledged: [] };
  }
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, file), 'utf8')) as {
    pluginReports: { pluginName: string; violations: RawViolation[]; suppressedViolations?: RawViolation[] }[];
  };
  const flatten = (plugin: string, violations: RawViolation[] = []): ReportedFinding[] =>
    violations.flatMap(({ ruleName, description, reason, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath = '' }) => ({
        rule: `${plugin}::${ruleName}`,
        where: constructPath,
        message: description,
        ...(reason !== undefined && { reason }),
      })),
    );
  return {
    open: pluginReports.flatMap(({ pluginName, violations }) => flatten(pluginName, violations)),
    acknowledged: pluginReports.flatMap(({ pluginName, suppressedViolations }) =>
      flatten(pluginName, suppressedViolations),
    ),
  };
}
