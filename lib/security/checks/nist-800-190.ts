import {
  CfnResource,
  IPolicyValidationContext,
  PolicyValidationPluginReport,
  PolicyViolation,
  Token,
  Validations,
} from 'aws-cdk-lib';
import { NagPack, NagPackProps } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { CheckedApp } from '../../app-model/check';
import type { EcsFinding } from '../../app-model/ecs-finding';
import { loadApp, loadTree, modelOfPath } from '../../app-model/load';
import type { Resource } from '../../app-model/resource';
import { viewTask } from '../../internal/task-view';
import { record } from '../../internal/template-value';
import { Rule, RuleSettings, Subject, TASKS, UNRESOLVED } from './rule';
import { RULES } from './rules';
import { settingsOf } from './settings';
import { StackView } from './stack-view';

/** Settings of the NIST SP 800-190 pack. */
export interface Nist800190ChecksProps extends NagPackProps {
  /**
   * Registries that images may come from, beside private ECR: a host, or a host with a path, as `public.ecr.aws/nginx`.
   *
   * @default - private ECR only
   */
  readonly trustedRegistries?: string[];

  /**
   * Kernel parameters that containers may set; a `*` at the end stands for the rest of the name.
   *
   * @default - parameters of the task's own namespaces that weaken nothing: fs.mqueue.*, kernel.msg*, kernel.sem, kernel.shm*, net.core.somaxconn, net.ipv4.tcp_* and the local port ranges
   */
  readonly allowedSystemControls?: string[];
}

/** One finding at one resource. */
interface Found {
  readonly id: string;
  readonly rule: Rule;
  readonly finding: string;
  readonly resource: Resource;
  /** Absent for an app that was read from disk. */
  readonly node?: CfnResource;
}

const PACK = 'NIST.800.190';

/**
 * Checks ECS applications against NIST SP 800-190, the Application Container Security Guide.
 *
 * ```
 * Validations.of(app).addPlugins(new Nist800190Checks(app));
 * ```
 *
 * It reads the final templates, so it sees overrides, generic resources, included templates and constructs of every
 * library, another copy of aws-cdk-lib included. Findings are per container, volume or statement:
 * `NIST.800.190-ECSContainerReadonlyRootFs[Container::app]`. What only the deployment can tell is a warning,
 * `...[Unresolved::...]`, never a pass. Warnings do not fail the synth.
 *
 * Acknowledge a finding, or all findings of a rule, where the reason belongs:
 *
 * ```
 * Validations.of(taskDefinition).acknowledge({ id: 'NIST.800.190::NIST.800.190-ECSImagePinnedByDigest', reason: '...' });
 * ```
 *
 * It stays in `validation-report.json` with its reason. `Nist800190Coverage` tells what the pack can and cannot check.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-190.pdf
 */
export class Nist800190Checks extends NagPack {
  /**
   * Checks an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in JSON.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   */
  public static checkAssembly(path: string, props: Nist800190ChecksProps = {}): EcsFinding[] {
    return inspect({ model: modelOfPath(path) }, settingsOf(props)).map(({ id, rule, finding, resource }) => {
      const { templateFile } = resource.scope;
      const open = finding.startsWith(UNRESOLVED);
      return {
        code: id,
        severity: open ? 'warning' : rule.level,
        message: describe(rule, open, props.verbose ?? false),
        path: resource.path,
        logicalId: resource.logicalId,
        location: 'Properties',
        ...(templateFile !== undefined && { templateFile }),
      };
    });
  }

  public readonly name = PACK;

  /** Ids of all rules. */
  public override readonly ruleIds?: string[] = RULES.map(({ id }) => `${PACK}-${id}`);

  private readonly settings: RuleSettings;
  private readonly isVerbose: boolean;
  private found: Found[] = [];

  constructor(scope?: IConstruct, props: Nist800190ChecksProps = {}) {
    super(scope, props);
    this.packName = PACK;
    this.isVerbose = props.verbose ?? false;
    this.settings = settingsOf(props);
  }

  /** Called by the CDK at the end of a synth. Acknowledged findings stay in, so that the report keeps their reasons. */
  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.found = inspect(loadApp(context), this.settings);
    this.keepReasons();
    return report(this.found, this.isVerbose);
  }

  /** Checks a tree directly, after `app.synth()`; for tests. Acknowledged findings are left out. */
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    this.found = inspect(loadTree(scope.node.root), this.settings).filter(({ node }) => node && isWithin(node, scope));
    const memo: Acknowledgements = new Map();
    return report(
      this.found.filter((one) => acknowledgement(one, memo) === undefined),
      this.isVerbose,
    );
  }

  /** Unused: rules are applied to whole stacks, since many look at how resources go together. */
  protected checkResource(_node: CfnResource): void {}

  /**
   * Makes acknowledgements in cdk-nag's short forms count in the report too: `NIST.800.190-Rule[finding]` without the
   * pack's name before it, and a rule's id without a finding.
   */
  private keepReasons(): void {
    const memo: Acknowledgements = new Map();
    for (const one of this.found) {
      const known = acknowledgement(one, memo);
      if (known !== undefined && known.id !== `${PACK}::${one.id}`) {
        Validations.of(known.at).acknowledge({ id: `${PACK}::${one.id}`, reason: known.reason });
      }
    }
  }
}

const byType = new Map<string, Rule[]>();
for (const rule of RULES) {
  rule.types.forEach((type) => byType.set(type, [...(byType.get(type) ?? []), rule]));
}

/** What the rules find in an app, template by template. */
function inspect({ model, constructs }: CheckedApp, settings: RuleSettings): Found[] {
  const computed = new Map<string, unknown>();
  const views = new Map(model.scopes.map((scope) => [scope, new StackView(scope, model, computed)]));
  return model.resources.flatMap((resource) =>
    applyRules(resource, views.get(resource.scope)!, settings).map((found): Found => ({
      ...found,
      resource,
      node: constructs?.of(resource),
    })),
  );
}

function applyRules(resource: Resource, stack: StackView, settings: RuleSettings): Omit<Found, 'resource' | 'node'>[] {
  const { type, logicalId, properties } = resource;
  const rules = byType.get(type) ?? [];
  if (rules.length === 0) {
    return [];
  }
  const isTask = (TASKS as readonly string[]).includes(type);
  const subject: Subject = {
    type,
    logicalId,
    properties,
    resource,
    stack,
    settings,
    ...(isTask && { task: viewTask(properties) }),
  };
  return rules.flatMap((rule) =>
    rule.check(subject).map((finding) => ({
      id: `${PACK}-${rule.id}${finding === '' ? '' : `[${finding}]`}`,
      rule,
      finding,
    })),
  );
}

function isWithin(node: IConstruct, scope: IConstruct): boolean {
  return (
    scope.node.path === '' || node.node.path === scope.node.path || node.node.path.startsWith(`${scope.node.path}/`)
  );
}

function report(found: readonly Found[], verbose: boolean): PolicyValidationPluginReport {
  const violations = new Map<
    string,
    PolicyViolation & { violatingResources: { constructPath: string; locations: string[] }[] }
  >();
  for (const { id, rule, finding, node, resource } of found) {
    const open = finding.startsWith(UNRESOLVED);
    const violation = violations.get(id) ?? {
      ruleName: id,
      description: describe(rule, open, verbose),
      severity: open ? 'warning' : rule.level,
      violatingResources: [],
    };
    violation.violatingResources.push({ constructPath: node?.node.path ?? resource.path, locations: ['Properties'] });
    violations.set(id, violation);
  }
  const all = [...violations.values()];
  return { success: !all.some(({ severity }) => severity === 'error'), violations: all };
}

function describe(rule: Rule, open: boolean, verbose: boolean): string {
  const text = open ? `known only at deployment, so check it there: ${rule.info}` : rule.info;
  const same = rule.same === undefined ? '' : `; same control: ${rule.same.join(', ')}`;
  return verbose
    ? `${text} (SP 800-190, ${rule.sections.join(', ')}${same})`
    : `${text} (SP 800-190, ${rule.sections.join(', ')})`;
}

type Acknowledgements = Map<IConstruct, readonly Acknowledged[]>;

interface Acknowledged {
  readonly id: string;
  readonly reason: string;
  readonly at: IConstruct;
}

/** The closest acknowledgement of a finding, in any of the forms that people write. */
function acknowledgement({ id, rule, node }: Found, memo: Acknowledgements): Acknowledged | undefined {
  const whole = `${PACK}-${rule.id}`;
  const forms = [`${PACK}::${id}`, id, `${PACK}::${whole}`, whole];
  for (let at: IConstruct | undefined = node; at !== undefined; at = at.node.scope) {
    const found = acknowledgementsAt(at, memo).find((one) => forms.includes(one.id));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** What is acknowledged at one construct, read once: many findings have the same ancestors. */
function acknowledgementsAt(at: IConstruct, memo: Acknowledgements): readonly Acknowledged[] {
  const known = memo.get(at);
  if (known !== undefined) {
    return known;
  }
  const found = at.node.metadata
    .filter(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && !Token.isUnresolved(data))
    .flatMap(({ data }) =>
      Object.entries(record(data)).map(([key, reason]) => ({
        // Core files an id without a name space under its own annotations.
        id: key.replace(/^annotation::/i, ''),
        reason: String(reason),
        at,
      })),
    );
  memo.set(at, found);
  return found;
}
