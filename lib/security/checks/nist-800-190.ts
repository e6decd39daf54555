import {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  Validations,
} from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Check, ResourceFinding, plainFindings, reportOf } from '../../app-model/check';
import type { AppModel } from '../../app-model/app-model';
import type { EcsFinding } from '../../app-model/ecs-finding';
import { LoadedApp, loadApp, loadTree, modelOfPath } from '../../app-model/load';
import { guarded } from '../../internal/guard/guarded';
import { Acknowledged, Acknowledgements } from './acknowledgement';
import { describe, Found, inspect, isOpen } from './inspect';
import type { RuleSettings } from './rule';
import { RULES } from './rules';
import { settingsOf } from './settings';

/** Settings of the NIST SP 800-190 pack. */
export interface Nist800190ChecksProps {
  /**
   * Names the same control of Security Hub, Control Tower, AWS Config, checkov, trivy and cdk-nag with each finding.
   *
   * @default false
   */
  readonly verbose?: boolean;

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

/** A finding, and the construct that made its resource. */
interface FoundAt extends Found {
  readonly id: string;
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
 * library, another copy of aws-cdk-lib included, and follows references from stack to stack. Findings are per container, volume or statement:
 * `NIST.800.190-ECSContainerReadonlyRootFs[Container::app]`. What only the deployment can tell is a warning,
 * `...[Unresolved::...]`, never a pass. Warnings do not fail the synth.
 *
 * Acknowledge a finding, or all findings of a rule, where the reason belongs:
 *
 * ```
 * Validations.of(taskDefinition).acknowledge({ id: 'NIST.800.190::NIST.800.190-ECSImagePinnedByDigest', reason: '...' });
 * ```
 *
 * It stays in `validation-report.json` with its reason; a `*` at the end of the id stands for the rest. `Nist800190Coverage` tells what the pack can and cannot check.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-190.pdf
 */
@guarded
export class Nist800190Checks implements IPolicyValidationPlugin {
  /**
   * Checks an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in JSON.
   *
   * Acknowledgements live in constructs, so none are applied.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   * @param props settings of the pack
   */
  public static checkAssembly(path: string, props: Nist800190ChecksProps = {}): EcsFinding[] {
    return Nist800190Checks._checkModel(modelOfPath(path), props);
  }

  /**
   * Checks an app that was read already.
   *
   * @internal
   */
  public static _checkModel(model: AppModel, props: Nist800190ChecksProps = {}): EcsFinding[] {
    const found = inspect(model, settingsOf(props)).map((each): FoundAt => ({ ...each, id: idOf(each) }));
    return plainFindings([checkOf(found, props.verbose ?? false)], { model });
  }

  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = PACK;

  /** Ids of all rules. */
  public readonly ruleIds?: string[] = RULES.map(({ id }) => `${PACK}-${id}`);

  private readonly settings: RuleSettings;
  private readonly isVerbose: boolean;

  /**
   * Prepares the pack.
   *
   * @param _scope not needed: the pack judges the app that it is added to
   * @param props settings of the pack
   */
  constructor(_scope?: IConstruct, props: Nist800190ChecksProps = {}) {
    this.isVerbose = props.verbose ?? false;
    this.settings = settingsOf(props);
  }

  /** Called by the CDK at the end of a synth. Acknowledged findings stay in, so that the report keeps their reasons. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const app = loadApp(context);
    const found = this.findings(app);
    keepReasons(found);
    return reportOf(PACK, [checkOf(found, this.isVerbose)], app);
  }

  /** Checks a tree directly, after `app.synth()`; for tests. Acknowledged findings are left out. */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    const acknowledgements = new Acknowledgements();
    const app = loadTree(scope.node.root);
    const found = this.findings(app, scope).filter((one) => acknowledgementOf(one, acknowledgements) === undefined);
    return reportOf(PACK, [checkOf(found, this.isVerbose)], app);
  }

  private findings({ model, constructs }: LoadedApp, scope?: IConstruct): FoundAt[] {
    return inspect(
      model,
      this.settings,
      (resource) => scope === undefined || isWithin(constructs.of(resource), scope),
    ).map((found) => ({ ...found, id: idOf(found), node: constructs.of(found.resource) }));
  }
}

/**
 * Makes acknowledgements in cdk-nag's short forms count in the report too: `NIST.800.190-Rule[finding]` without the
 * pack's name before it, and a rule's id without a finding.
 */
function keepReasons(found: readonly FoundAt[]): void {
  const acknowledgements = new Acknowledgements();
  for (const one of found) {
    const known = acknowledgementOf(one, acknowledgements);
    if (known !== undefined && known.id !== `${PACK}::${one.id}`) {
      Validations.of(known.at).acknowledge({ id: `${PACK}::${one.id}`, reason: known.reason });
    }
  }
}

/** The closest acknowledgement of a finding, in any of the forms that people write. */
function acknowledgementOf(found: FoundAt, acknowledgements: Acknowledgements): Acknowledged | undefined {
  return acknowledgements.find(found.node, () => {
    const [id, rule] = [found.id, `${PACK}-${found.rule.id}`];
    return [`${PACK}::${id}`, id, `${PACK}::${rule}`, rule];
  });
}

function idOf({ rule, finding }: Found): string {
  return `${PACK}-${rule.id}${finding === '' ? '' : `[${finding}]`}`;
}

function severityOf(found: Found): ResourceFinding['finding']['severity'] {
  return isOpen(found) ? 'warning' : found.rule.level;
}

function isWithin(node: IConstruct | undefined, { node: { path } }: IConstruct): boolean {
  return path === '' || (node !== undefined && (node.node.path === path || node.node.path.startsWith(`${path}/`)));
}

/** One finding for each id, with all the resources that it is about. */
function checkOf(found: readonly FoundAt[], verbose: boolean): Check {
  const byId = new Map<string, FoundAt[]>();
  for (const one of found) {
    const same = byId.get(one.id);
    if (same === undefined) {
      byId.set(one.id, [one]);
    } else {
      same.push(one);
    }
  }
  const findings = [...byId.values()].map(([first, ...others]): ResourceFinding => ({
    ...placeOf(first),
    finding: { code: first.id, severity: severityOf(first), message: describe(first, verbose) },
    also: others.map(placeOf),
  }));
  return { run: () => findings };
}

function placeOf({ resource }: FoundAt): Pick<ResourceFinding, 'resource' | 'location'> {
  return { resource, location: 'Properties' };
}
