import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import { plainFindings, reportOf } from '../app-model/check';
import type { EcsFinding } from '../app-model/ecs-finding';
import { loadApp, modelOfPath, openFindings } from '../app-model/load';
import { guarded } from '../internal/guard/guarded';
import { TASK_DEFINITION_CHECKS } from './private/task-checks';

/**
 * Checks every task definition of an app, whoever made it, and every service against the task definition that it runs.
 *
 * It reads the finished templates: L2 and L1 constructs, escape hatches, included templates and nested stacks alike, so an
 * app that uses nothing else of this library gets the proof too:
 *
 * ```ts
 * Validations.of(app).addPlugins(new TaskDefinitionChecks());
 * ```
 *
 * What ECS would refuse, or what could not start, is an error and fails the synthesis. What works and will hurt is a
 * warning and never does. Values known only at deployment are let through.
 *
 * The rule of a finding is its stable code, and it can be acknowledged with a reason at the task definition or anywhere
 * above it: `Validations.of(scope).acknowledge({ id: 'TaskDefinitionChecks::Logging.none', reason: '...' })`. A warning that
 * a construct of this library gave already, or that is acknowledged there, is not given again.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
@guarded
export class TaskDefinitionChecks implements IPolicyValidationPlugin {
  /**
   * Checks an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in JSON.
   * What the app acknowledges is left out, as in the synth.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   */
  public static checkAssembly(path: string): EcsFinding[] {
    return openFindings(path, 'TaskDefinitionChecks', TaskDefinitionChecks._checkModel(modelOfPath(path)));
  }

  /**
   * Checks an app that was read already.
   *
   * @internal
   */
  public static _checkModel(model: AppModel): EcsFinding[] {
    return plainFindings(TASK_DEFINITION_CHECKS, { model });
  }

  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = 'TaskDefinitionChecks';

  /** Checks the templates. CDK calls it at the end of the synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return reportOf(this.name, TASK_DEFINITION_CHECKS, loadApp(context));
  }
}
