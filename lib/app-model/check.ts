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
  /**
   * The further places of the same finding: one question about one VPC is one finding, with all the tasks that it
   * concerns.
   */
  readonly also?: readonly { readonly resource: Resource; readonly location: string }[];
}

/** One check: which resources it looks at, and a pure function from the app to what is wrong. */
export interface Check {
  /** CloudFormation types that it starts from; it does not run for an app that has none of them. Left out: it always runs. */
  readonly types?: readonly string[];
  run(app: CheckedApp): readonly ResourceFinding[];
}

/** Runs checks over an app; leaves out findings that its constructs reported already. */
export function findingsOf(checks: readonly Check[], app: CheckedApp): ResourceFinding[] {
  return checks
    .filter(({ types }) => types === undefined || types.some((type) => app.model.ofType(type).length > 0))
    .flatMap((check) => check.run(app))
    .filter(({ resource, finding }) => !isTold(() => app.constructs?.of(resource), finding));
}

/** The report of a validation plugin. What is acknowledged by a prefix is acknowledged by its own id too. */
export function reportOf(plugin: string, checks: readonly Check[], app: CheckedApp): PolicyValidationPluginReport {
  const found = findingsOf(checks, app);
  for (const each of found) {
    for (const { resource } of placesOf(each)) {
      reasonsFor(app.constructs?.of(resource), `${plugin}::${each.finding.code}`);
    }
  }
  const violations = found.map((each) => violation(each, app));
  return { success: !violations.some(({ severity }) => severity === 'error'), violations };
}

/** The findings for a caller that has no validation report: an app that was read from disk. */
export function plainFindings(checks: readonly Check[], app: CheckedApp): EcsFinding[] {
  return findingsOf(checks, app).flatMap((found) =>
    placesOf(found).map(({ resource, location }) => ({
      code: found.finding.code,
      severity: found.finding.severity,
      message: found.finding.message,
      path: resource.path,
      logicalId: resource.logicalId,
      location,
      ...(found.finding.fix !== undefined && { fix: found.finding.fix }),
      ...(resource.scope.templateFile !== undefined && { templateFile: resource.scope.templateFile }),
    })),
  );
}

function placesOf({ resource, location, also = [] }: ResourceFinding): NonNullable<ResourceFinding['also']> {
  return [{ resource, location }, ...also];
}

function violation(found: ResourceFinding, { constructs }: CheckedApp): PolicyViolation {
  const { code, message, severity, fix } = found.finding;
  return {
    ruleName: code,
    description: message,
    ...(fix !== undefined && { fix }),
    severity,
    violatingResources: placesOf(found).map(({ resource, location }) => {
      const { templateFile } = resource.scope;
      return templateFile === undefined || !isAbsolute(templateFile)
        ? {
            constructPath: constructs?.of(resource)?.node.path ?? resource.constructPath ?? resource.path,
            locations: [location],
          }
        : { resourceLogicalId: resource.logicalId, templatePath: templateFile, locations: [location] };
    }),
  };
}
