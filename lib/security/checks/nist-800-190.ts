import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AppModel } from '../../app-model/app-model';
import { Check, ResourceFinding, openReportOf, plainFindings, reportOf } from '../../app-model/check';
import type { EcsFinding } from '../../app-model/ecs-finding';
import { loadApp, loadTree, modelOfPath, openFindings } from '../../app-model/load';
import { guarded } from '../../internal/guard/guarded';
import { describe, Found, inspect, isOpen } from './inspect';
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
   * What the app acknowledges is left out, as in the synth.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   * @param props settings of the pack
   */
  public static checkAssembly(path: string, props: Nist800190ChecksProps = {}): EcsFinding[] {
    return openFindings(path, 'NIST.800.190', Nist800190Checks._checkModel(modelOfPath(path), props));
  }

  /**
   * Checks an app that was read already.
   *
   * @internal
   */
  public static _checkModel(model: AppModel, props: Nist800190ChecksProps = {}): EcsFinding[] {
    return plainFindings([checkOf(props)], { model });
  }

  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = PACK;

  /** Ids of all rules. */
  public readonly ruleIds?: string[] = RULES.map(({ id }) => `${PACK}-${id}`);

  private readonly check: Check;

  /**
   * Prepares the pack.
   *
   * @param _scope not needed: the pack judges the app that it is added to
   * @param props settings of the pack
   */
  constructor(_scope?: IConstruct, props: Nist800190ChecksProps = {}) {
    this.check = checkOf(props);
  }

  /** Called by the CDK at the end of a synth. Acknowledged findings stay in, so that the report keeps their reasons. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return reportOf(PACK, [this.check], loadApp(context));
  }

  /** Checks a tree directly, after `app.synth()`; for tests. Acknowledged findings are left out. */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return openReportOf(PACK, [this.check], loadTree(scope.node.root), scope);
  }
}

/** The pack as a check of the app. */
function checkOf({ verbose = false, ...given }: Nist800190ChecksProps): Check {
  const settings = settingsOf(given);
  return {
    run: ({ model }) =>
      inspect(model, settings).map((found): ResourceFinding => {
        const [first, ...also] = found.places;
        return {
          ...first,
          ...(also.length > 0 && { also }),
          finding: { code: idOf(found), severity: severityOf(found), message: describe(found, verbose) },
        };
      }),
  };
}

function idOf({ rule, finding }: Found): string {
  return `${PACK}-${rule.id}${finding === '' ? '' : `[${finding}]`}`;
}

function severityOf(found: Found): ResourceFinding['finding']['severity'] {
  return isOpen(found) ? 'warning' : found.rule.level;
}
