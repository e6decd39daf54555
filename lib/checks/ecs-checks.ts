import type { IPolicyValidationPlugin } from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import type { EcsFinding } from '../app-model/ecs-finding';
import { CapacityChecks } from '../capacity-providers/capacity-checks';
import { FirelensChecks } from '../firelens/firelens-checks';
import { guarded } from '../internal/guard/guarded';
import type { Nist800190Checks as Pack } from '../security/checks/nist-800-190';
import { TaskDefinitionChecks } from '../task-definition/task-definition-checks';
import { EcsStartProof } from '../start-proof/ecs-start-proof';
import type { NetworkFacts } from '../start-proof/network-facts';
import { BaselinedCheck, CheckRun, StaleAcceptances } from './private/baseline-plugins';
import { refusedAsOne } from './private/one-plugin-of-all';
import { readBaseline, writeBaselineFile } from './private/baseline';

/** Options of all checks together. */
export interface EcsChecksProps {
  /**
   * File of accepted findings, as `EcsChecks.writeBaseline` writes it: a list of `{ code, path, reason }`.
   *
   * A finding that it accepts is acknowledged with its reason and stays in the validation report. An entry that matches
   * nothing any more is a warning.
   *
   * @default - every finding counts
   */
  readonly baseline?: string;

  /**
   * Runs the NIST SP 800-190 pack too.
   *
   * @default true
   */
  readonly nist800190?: boolean;

  /**
   * Things that are there already and the app does not hold, as an imported VPC, for the start proof.
   *
   * @default - what the app does not hold is unknown
   */
  readonly facts?: NetworkFacts;
}

/**
 * All checks of this library over an app, in one line.
 *
 * ```ts
 * Validations.of(app).addPlugins(...EcsChecks.all());
 * ```
 *
 * For an app that has findings already, accept them once and let only new ones fail:
 *
 * ```ts
 * EcsChecks.writeBaseline('ecs-baseline.json', EcsChecks.checkAssembly('cdk.out'), 'before we had checks');
 * Validations.of(app).addPlugins(...EcsChecks.all({ baseline: 'ecs-baseline.json' }));
 * ```
 *
 * It also warns of an acknowledged id of these checks that no finding has, as after a typing error.
 */
@guarded
export class EcsChecks {
  /**
   * The checks as validation plugins: start proof, task definitions, capacity, FireLens and the NIST pack.
   *
   * Errors of the baseline file (`Baseline.missing`, `Baseline.unreadable`, `Baseline.entry`) fail the synth, once for all checks;
   * these then report nothing.
   */
  public static all(props: EcsChecksProps = {}): IPolicyValidationPlugin[] {
    const run = new CheckRun(props.baseline);
    const checks = [
      new EcsStartProof({ facts: props.facts }),
      new TaskDefinitionChecks(),
      new CapacityChecks(),
      new FirelensChecks(),
      ...((props.nist800190 ?? true) ? [new (pack())()] : []),
    ];
    return refusedAsOne([...checks.map((check) => new BaselinedCheck(check, run)), new StaleAcceptances(checks, run)]);
  }

  /**
   * Runs all checks on an app that is already on disk. What the app acknowledges is left out, as in the synth, and what the
   * baseline accepts.
   *
   * Its `code` is the id that is acknowledged, as `CapacityChecks::CapacityPlan.groupTooSmall`.
   *
   * @param path folder of a cloud assembly (`cdk.out`), or file of a template in JSON
   */
  public static checkAssembly(path: string, props: EcsChecksProps = {}): EcsFinding[] {
    const { modelOfPath, openFindings } = loader();
    const baseline = props.baseline === undefined ? undefined : readBaseline(props.baseline);
    return withIds(findingsByCheck(modelOfPath(path), props), (check, findings) =>
      openFindings(path, check, findings),
    ).filter(({ code, path: at }) => baseline?.match(code, [at]) === undefined);
  }

  /**
   * Runs all checks on an app that was read already.
   *
   * @internal
   */
  public static _checkModel(model: AppModel, props: EcsChecksProps = {}): EcsFinding[] {
    return withIds(findingsByCheck(model, props));
  }

  /**
   * Writes findings into a baseline file, all with the same reason; edit the file where one deserves its own.
   *
   * @param file is overwritten
   * @param findings as `EcsChecks.checkAssembly` gives them
   * @param reason for accepting them
   */
  public static writeBaseline(file: string, findings: EcsFinding[], reason: string): void {
    writeBaselineFile(
      file,
      findings.map(({ code, path }) => ({ code, path, reason })),
    );
  }

  private constructor() {}
}

function findingsByCheck(model: AppModel, props: EcsChecksProps): Readonly<Record<string, EcsFinding[]>> {
  return {
    EcsStartProof: EcsStartProof._checkModel(model, { facts: props.facts }),
    TaskDefinitionChecks: TaskDefinitionChecks._checkModel(model),
    CapacityChecks: CapacityChecks._checkModel(model),
    FirelensChecks: FirelensChecks._checkModel(model),
    'NIST.800.190': (props.nist800190 ?? true) ? pack()._checkModel(model) : [],
  };
}

/** Those findings that are asked for, each with the id by which it is acknowledged. */
function withIds(
  found: Readonly<Record<string, EcsFinding[]>>,
  asked: (check: string, findings: EcsFinding[]) => EcsFinding[] = (_, findings) => findings,
): EcsFinding[] {
  return Object.entries(found).flatMap(([name, findings]) =>
    asked(name, findings).map((finding) => ({ ...finding, code: `${name}::${finding.code}` })),
  );
}

/** Loaded on first use: it brings 75 rules. */
function pack(): typeof Pack {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  return (require('../security/checks/nist-800-190') as { Nist800190Checks: typeof Pack }).Nist800190Checks;
}

/** Loaded on first use: only an app on disk is read by it. */
function loader(): typeof import('../app-model/load') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  return require('../app-model/load');
}
