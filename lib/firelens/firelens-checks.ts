import {
  CfnResource,
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { finalProperties } from '../internal/final-properties';
import { Finding } from '../internal/finding';
import { TaskView, viewTask } from '../internal/task-view';
import { firelensFindings, isReported } from './private/checks';

/**
 * Checks FireLens in every task definition of an app, whoever made it.
 *
 * It takes the final properties (escape hatches and included templates too), derives the Fluent Bit configuration that ECS
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
export class FirelensChecks implements IPolicyValidationPlugin {
  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = 'FirelensChecks';

  /** Checks the finished app. CDK calls it at the end of the synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = context.appConstruct.node
      .findAll()
      .filter(isTaskDefinition)
      .filter((resource) => !isReported(resource))
      .flatMap((resource) => {
        const task = viewTask(finalProperties(resource));
        return firelensFindings(task).map((finding) => violation(resource, task, finding));
      });
    return { success: !violations.some(({ severity }) => severity === 'error'), violations };
  }
}

function isTaskDefinition(construct: unknown): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::ECS::TaskDefinition';
}

function violation(
  resource: CfnResource,
  task: TaskView,
  { code, message, severity, container }: Finding,
): PolicyViolation {
  const index = task.containers.find(({ name }) => name === container)?.index;
  return {
    ruleName: code,
    description: message,
    severity,
    violatingResources: [
      {
        constructPath: resource.node.path,
        locations: [index === undefined ? 'Properties' : `Properties.ContainerDefinitions.${index}`],
      },
    ],
  };
}
