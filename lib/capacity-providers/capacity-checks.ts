import { readFileSync } from 'node:fs';
import {
  CfnResource,
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { readApp } from './private/app-model';
import { hostFindings } from './rules/host-checks';
import type { LocatedFinding } from './rules/located-finding';
import { planFindings } from './rules/plan-checks';
import { providerFindings } from './rules/provider-checks';
import { strategyFindings } from './rules/strategy-checks';

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
export class CapacityChecks implements IPolicyValidationPlugin {
  /** Name in reports, and the first half of the ids to acknowledge. */
  public readonly name = 'CapacityChecks';

  /** Checks the templates. CDK calls it at the end of the synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const paths = pathsOf(context.appConstruct);
    const app = readApp(
      context.stackTemplates.map(({ stackConstructPath, templatePath, accountId, region }) => ({
        name: stackConstructPath,
        account: accountId,
        region,
        template: JSON.parse(readFileSync(templatePath, 'utf8')),
        paths: paths.get(stackConstructPath),
        templatePath,
      })),
    );
    const violations = [
      ...strategyFindings(app),
      ...providerFindings(app),
      ...planFindings(app),
      ...hostFindings(app),
    ].map(violation);
    return { success: !violations.some(({ severity }) => severity === 'error'), violations };
  }
}

/** Construct paths by stack and logical id. */
function pathsOf(app: IConstruct): Map<string, Map<string, string>> {
  const paths = new Map<string, Map<string, string>>();
  for (const resource of app.node.findAll().filter((each) => CfnResource.isCfnResource(each))) {
    const { path } = resource.stack.node;
    const ofStack = paths.get(path) ?? new Map<string, string>();
    ofStack.set(resource.stack.getLogicalId(resource), resource.node.path);
    paths.set(path, ofStack);
  }
  return paths;
}

function violation({ resource, finding }: LocatedFinding): PolicyViolation {
  return {
    ruleName: finding.code,
    description: finding.message,
    severity: finding.severity,
    violatingResources: [
      {
        resourceLogicalId: resource.logicalId,
        templatePath: resource.stack.templatePath!,
        locations: ['Properties'],
      },
    ],
  };
}
