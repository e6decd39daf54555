import { isAbsolute } from 'node:path';
import type { PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import type { Finding } from '../internal/finding';
import type { AppModel } from './app-model';
import type { ConstructIndex } from './constructs';
import type { EcsFinding } from './ecs-finding';
import type { Resource } from './resource';
import { reasonsFor } from './acknowledged-prefixes';
import { isTold } from './told';

/** An app as a check sees it: its templates, and the constructs that made them unless it was read from disk. */
export interface CheckedApp {
  readonly model: AppModel;
  readonly constructs?: ConstructIndex;
}

/** A finding with the resource that it is about. */
export interface ResourceFinding {
  readonly resource: Resource;
  readonly finding: Finding & { readonly fix?: string };
  /** Path in the resource's entry of the template: `Properties.ContainerDefinitions.0.Image`. */
  readonly location: string;
}

/** One check: which resources it looks at, and a pure function from the app to what is wrong. */
export interface Check {
  /** CloudFormation types that it starts from; it does not run for an app that has none of them. */
  readonly types: readonly string[];
  run(app: CheckedApp): readonly ResourceFinding[];
}

/** Runs checks over an app; leaves out findings that its constructs reported already. */
export function findingsOf(checks: readonly Check[], app: CheckedApp): ResourceFinding[] {
  return checks
    .filter(({ types }) => types.some((type) => app.model.ofType(type).length > 0))
    .flatMap((check) => check.run(app))
    .filter(({ resource, finding }) => !isTold(app.constructs?.of(resource), finding));
}

/** The report of a validation plugin. What is acknowledged by a prefix is acknowledged by its own id too. */
export function reportOf(plugin: string, checks: readonly Check[], app: CheckedApp): PolicyValidationPluginReport {
  const found = findingsOf(checks, app);
  for (const { resource, finding } of found) {
    reasonsFor(app.constructs?.of(resource), `${plugin}::${finding.code}`);
  }
  const violations = found.map(violation);
  return { success: !violations.some(({ severity }) => severity === 'error'), violations };
}

/** The findings for a caller that has no validation report: an app that was read from disk. */
export function plainFindings(checks: readonly Check[], app: CheckedApp): EcsFinding[] {
  return findingsOf(checks, app).map(({ resource, finding, location }) => ({
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    path: resource.path,
    logicalId: resource.logicalId,
    location,
    ...(finding.fix !== undefined && { fix: finding.fix }),
    ...(resource.scope.templateFile !== undefined && { templateFile: resource.scope.templateFile }),
  }));
}

function violation({ resource, finding, location }: ResourceFinding): PolicyViolation {
  const { code, message, severity, fix } = finding;
  const { templateFile } = resource.scope;
  return {
    ruleName: code,
    description: message,
    ...(fix !== undefined && { fix }),
    severity,
    violatingResources: [
      templateFile === undefined || !isAbsolute(templateFile)
        ? { constructPath: resource.constructPath ?? resource.path, locations: [location] }
        : { resourceLogicalId: resource.logicalId, templatePath: templateFile, locations: [location] },
    ],
  };
}
