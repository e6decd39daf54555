import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { AppModel } from '../app-model/app-model';
import { Check, ResourceFinding, plainFindings, reportOf } from '../app-model/check';
import { Faultless, contentOf } from '../app-model/content';
import type { EcsFinding } from '../app-model/ecs-finding';
import { loadApp, modelOfPath, openFindings } from '../app-model/load';
import type { Resource } from '../app-model/resource';
import type { Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { firelensFindings, isReported } from './private/checks';
import { taskDefinitionView } from '../app-model/views/task-definition';

const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';

const CHECKS: readonly Check[] = [
  {
    types: [TASK_DEFINITION],
    run: ({ model, constructs }) => {
      const faultless = new Faultless();
      return model.ofType(TASK_DEFINITION).flatMap((resource) => {
        const found = faultless.of(contentOf(model, resource), () =>
          firelensFindings(taskDefinitionView(model, resource).task),
        );
        const construct = found.length === 0 ? undefined : constructs?.of(resource);
        return construct !== undefined && isReported(construct)
          ? []
          : found.map((finding) => located(model, resource, finding));
      });
    },
  },
];

function located(model: AppModel, resource: Resource, finding: Finding): ResourceFinding {
  const { task } = taskDefinitionView(model, resource);
  const index = task.containers.find(({ name }) => name === finding.container)?.index;
  const location = index === undefined ? 'Properties' : `Properties.ContainerDefinitions.${index}`;
  return { resource, finding, location };
}

/**
 * Checks FireLens in every task definition of an app, whoever made it.
 *
 * It reads the finished templates (escape hatches, included templates and nested stacks too), derives the Fluent Bit configuration that ECS
 * will generate, and reports what would stop the log router, lose logs or send them to the wrong place:
 *
 * ```ts
 * Validations.of(app).addPlugins(new FirelensChecks());
 * ```
 *
 * What ECS, its agent or Fluent Bit refuses is an error and fails the synthesis; what works and will hurt is a warning.
 * Values known only at deployment are let through. A task with a `LogRouter` is left out: the router reports on it itself,
 * with the same rules.
 *
 * Findings carry a stable code and are acknowledged by it:
 * `Validations.of(scope).acknowledge({ id: 'FirelensChecks::Firelens.routerNotEssential', reason: '...' })`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 */
@guarded
export class FirelensChecks implements IPolicyValidationPlugin {
  /**
   * Checks an app that is already on disk: a cloud assembly with its stages and nested stacks, or a template in JSON.
   * What the app acknowledges is left out, as in the synth.
   *
   * @param path folder of the assembly (`cdk.out`), or file of a template
   */
  public static checkAssembly(path: string): EcsFinding[] {
    return openFindings(path, 'FirelensChecks', FirelensChecks._checkModel(modelOfPath(path)));
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
  public readonly name = 'FirelensChecks';

  /** Checks the finished app. CDK calls it at the end of the synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return reportOf(this.name, CHECKS, loadApp(context));
  }
}
