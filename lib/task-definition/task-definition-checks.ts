import {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { Finding } from '../internal/finding';
import { TaskView, viewTask } from '../internal/task-view';
import { LocatedFinding } from './private/located-finding';
import { taskFindings } from './private/task-rules';
import { TemplateResource, TemplateTasks, templatesOf } from './private/template-tasks';
import { ToldFindings } from './private/told-findings';
import { serviceTaskFindings } from './rules/service-task';

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
export class TaskDefinitionChecks implements IPolicyValidationPlugin {
  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = 'TaskDefinitionChecks';

  /** Checks the templates. CDK calls it at the end of the synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const constructs = context.appConstruct.node.findAll();
    const tasks = new TemplateTasks(templatesOf(context, constructs));
    const told = new ToldFindings(constructs);
    const violations: PolicyViolation[] = [];
    const report = (resource: TemplateResource, findings: readonly Finding[], task?: TaskView): void => {
      for (const finding of findings) {
        if (!told.has(resource, finding)) {
          violations.push(violation(resource, finding, task));
        }
      }
    };

    const views = new Map(tasks.taskDefinitions.map((resource) => [resource, viewTask(resource.properties)]));
    for (const [resource, task] of views) {
      report(resource, taskFindings(task), task);
    }
    for (const service of tasks.services) {
      const definition = tasks.taskOf(service);
      const task = definition && views.get(definition);
      if (task !== undefined) {
        report(service, serviceTaskFindings(service.properties, task));
      }
    }
    return { success: !violations.some(({ severity }) => severity === 'error'), violations };
  }
}

function violation(resource: TemplateResource, finding: Finding, task?: TaskView): PolicyViolation {
  const { code, message, severity } = finding;
  return {
    ruleName: code,
    description: message,
    severity,
    violatingResources: [
      {
        resourceLogicalId: resource.logicalId,
        templatePath: resource.templatePath,
        locations: [location(finding, task)],
      },
    ],
  };
}

/** The path of the property in the template: `Properties.ContainerDefinitions.0.PortMappings.1`. */
function location(finding: Finding, task?: TaskView): string {
  const { property } = finding as Partial<LocatedFinding>;
  const container = task?.containers.find(({ name }) => name === finding.container);
  return [
    'Properties',
    ...(container === undefined ? [] : [`ContainerDefinitions.${container.index}`]),
    ...(property === undefined ? [] : [property]),
  ].join('.');
}
