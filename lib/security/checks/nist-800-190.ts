import {
  IPolicyValidationContext,
  PolicyValidationPluginReport,
  PolicyViolatingResource,
  PolicyViolation,
  Validations,
} from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import { NagPack, NagPackProps } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { Resource } from '../../app-model/app-model';
import type { EcsFinding } from '../../app-model/ecs-finding';
import { LoadedApp, loadApp, loadTree, modelOfPath } from '../../app-model/load';
import { Acknowledged, Acknowledgements } from './acknowledgement';
import { describe, Found, inspect, isOpen } from './inspect';
import type { RuleSettings } from './rule';
import { RULES } from './rules';
import { settingsOf } from './settings';

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
export class Nist800190Checks extends NagPack {
  /**
   * Checks an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in JSON.
   *
   * Acknowledgements live in constructs, so none are applied.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   * @param props settings of the pack
   */
  public static checkAssembly(path: string, props: Nist800190ChecksProps = {}): EcsFinding[] {
    return inspect(modelOfPath(path), settingsOf(props)).map((found) => ({
      code: idOf(found),
      severity: severityOf(found),
      message: describe(found, props.verbose ?? false),
      path: found.resource.path,
      logicalId: found.resource.logicalId,
      location: 'Properties',
      ...(found.resource.scope.templateFile !== undefined && { templateFile: found.resource.scope.templateFile }),
    }));
  }

  public readonly name = PACK;

  /** Ids of all rules. */
  public override readonly ruleIds?: string[] = RULES.map(({ id }) => `${PACK}-${id}`);

  private readonly settings: RuleSettings;
  private readonly isVerbose: boolean;

  constructor(scope?: IConstruct, props: Nist800190ChecksProps = {}) {
    super(scope, props);
    this.packName = PACK;
    this.isVerbose = props.verbose ?? false;
    this.settings = settingsOf(props);
  }

  /** Called by the CDK at the end of a synth. Acknowledged findings stay in, so that the report keeps their reasons. */
  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const found = this.findings(loadApp(context));
    keepReasons(found);
    return report(found, this.isVerbose);
  }

  /** Checks a tree directly, after `app.synth()`; for tests. Acknowledged findings are left out. */
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    const acknowledgements = new Acknowledgements();
    return report(
      this.findings(loadTree(scope.node.root), scope).filter(
        (one) => acknowledgementOf(one, acknowledgements) === undefined,
      ),
      this.isVerbose,
    );
  }

  /** Unused: rules are applied to the whole app, since many look at how resources go together. */
  protected checkResource(_node: CfnResource): void {}

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

function severityOf(found: Found): string {
  return isOpen(found) ? 'warning' : found.rule.level;
}

function isWithin(node: IConstruct | undefined, { node: { path } }: IConstruct): boolean {
  return path === '' || (node !== undefined && (node.node.path === path || node.node.path.startsWith(`${path}/`)));
}

function report(found: readonly FoundAt[], verbose: boolean): PolicyValidationPluginReport {
  const violations = new Map<string, PolicyViolation & { violatingResources: PolicyViolatingResource[] }>();
  const places = new Map<Resource, PolicyViolatingResource>();
  for (const one of found) {
    let violation = violations.get(one.id);
    if (violation === undefined) {
      violation = {
        ruleName: one.id,
        description: describe(one, verbose),
        severity: severityOf(one),
        violatingResources: [],
      };
      violations.set(one.id, violation);
    }
    const place = places.get(one.resource) ?? placeOf(one);
    places.set(one.resource, place);
    violation.violatingResources.push(place);
  }
  const all = [...violations.values()];
  return { success: !all.some(({ severity }) => severity === 'error'), violations: all };
}

/** By its construct; what an included fragment declares has none. */
function placeOf({ node, resource: { logicalId, scope } }: FoundAt): PolicyViolatingResource {
  return node !== undefined || scope.templateFile === undefined
    ? { constructPath: node?.node.path, locations: ['Properties'] }
    : { resourceLogicalId: logicalId, templatePath: scope.templateFile, locations: ['Properties'] };
}
