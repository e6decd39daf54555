import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import { Check, plainFindings, reportOf } from '../app-model/check';
import type { EcsFinding } from '../app-model/ecs-finding';
import { loadApp, modelOfPath, openFindings } from '../app-model/load';
import { guarded } from '../internal/guard/guarded';
import { readCapacity } from '../app-model/capacity/capacity-reading';
import { hostFindings } from './rules/host-checks';
import { hostImageFindings } from './rules/host-image-checks';
import { planFindings } from './rules/plan-checks';
import { providerFindings } from './rules/provider-checks';
import { runStrategyFindings } from './rules/run-strategies';
import { strategyFindings } from './rules/strategy-checks';

const CHECKS: readonly Check[] = [
  {
    types: [
      'AWS::ECS::Service',
      'AWS::ECS::Cluster',
      'AWS::ECS::CapacityProvider',
      'AWS::AutoScaling::AutoScalingGroup',
    ],
    run: ({ model }) => {
      const app = readCapacity(model);
      return [strategyFindings, runStrategyFindings, providerFindings, planFindings, hostFindings, hostImageFindings]
        .flatMap((findings) => findings(app))
        .map(({ resource, finding }) => ({ resource, finding, location: 'Properties' }));
    },
  },
];

/**
 * Checks the capacity of an app: strategies, providers, the groups under them, and whether the tasks fit.
 *
 * It reads the finished templates, so an app that uses nothing else of this library gets the proof too:
 *
 * ```ts
 * Validations.of(app).addPlugins(new CapacityChecks());
 * ```
 *
 * What ECS would refuse, and what cannot fit, is an error and fails the synthesis. What works and will hurt is a warning
 * and never does. The rule of a finding is its stable code, to acknowledge with a reason at the resource or anywhere above
 * it: `Validations.of(scope).acknowledge({ id: 'CapacityChecks::CapacityPlan.groupTooSmall', reason: '...' })`.
 */
@guarded
export class CapacityChecks implements IPolicyValidationPlugin {
  /**
   * Checks an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in JSON.
   * What the app acknowledges is left out, as in the synth.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   */
  public static checkAssembly(path: string): EcsFinding[] {
    return openFindings(path, 'CapacityChecks', CapacityChecks._checkModel(modelOfPath(path)));
  }

  /**
   * Checks an app that was read already.
   *
   * @internal
   */
  public static _checkModel(model: AppModel): EcsFinding[] {
    return plainFindings(CHECKS, { model });
  }

  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = 'CapacityChecks';

  /** Checks the templates. CDK calls it at the end of the synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return reportOf(this.name, CHECKS, loadApp(context));
  }
}
