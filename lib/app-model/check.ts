import { isAbsolute } from 'node:path';
import { PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation, Validations } from 'aws-cdk-lib';
import type { Finding } from '../internal/finding';
import type { AppModel } from './app-model';
import type { ConstructIndex } from './constructs';
import type { EcsFinding } from './ecs-finding';
import type { Resource } from './resource';
import { assumption } from './assumption';
import { ConstructNotes } from './construct-notes';

/** An app as a check sees it: its templates, and the constructs that made them unless it was read from disk. */
export interface CheckedApp {
  readonly model: AppModel;
  readonly constructs?: ConstructIndex;
}

/** A finding with the resource that it is about. */
export interface ResourceFinding {
  readonly resource: Resource;
  /** Findings that share this object are told once, with all their resources. */
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
export function findingsOf(
  checks: readonly Check[],
  { model, constructs }: CheckedApp,
  notes = new ConstructNotes(),
): ResourceFinding[] {
  return checks
    .filter(({ types }) => types === undefined || types.some((type) => model.ofType(type).length > 0))
    .flatMap((check) => check.run({ model, ...(constructs && { constructs }) }))
    .filter(
      ({ resource, finding }) =>
        constructs === undefined || finding.severity !== 'warning' || !notes.isTold(constructs.of(resource), finding),
    );
}

/** The ways to acknowledge the findings of a plugin. */
export interface ReportOptions {
  /** Ids that acknowledge a code besides `Plugin::Code`. */
  readonly alsoNamed?: (code: string) => readonly string[];
  /** Leaves out what is acknowledged; for a caller that is not the CDK, which does so itself and keeps the reasons. */
  readonly leaveOutAcknowledged?: boolean;
}

/**
 * The report of a validation plugin. What is acknowledged by a prefix, or by another name, is acknowledged by its own id
 * too: the CDK knows whole ids only, and its report keeps the reason with the finding.
 */
export function reportOf(
  plugin: string,
  checks: readonly Check[],
  app: CheckedApp,
  { alsoNamed, leaveOutAcknowledged = false }: ReportOptions = {},
): PolicyValidationPluginReport {
  const notes = new ConstructNotes();
  const found = findingsOf(checks, app, notes);
  const isLeftOut = ({ resource, finding: { code } }: ResourceFinding): boolean => {
    const id = `${plugin}::${code}`;
    const known = notes.acknowledgement(app.constructs?.of(resource), () => [id, ...(alsoNamed?.(code) ?? [])]);
    if (known !== undefined && known.id !== id && !leaveOutAcknowledged) {
      Validations.of(known.at).acknowledge({ id, reason: known.reason });
    }
    return known !== undefined && leaveOutAcknowledged;
  };
  const violations = new Map<ResourceFinding['finding'], Told>();
  const places = new Places();
  for (const each of found) {
    for (const { resource, location } of placesOf(each)) {
      if (!isLeftOut({ ...each, resource })) {
        let told = violations.get(each.finding);
        if (told === undefined) {
          told = violation(each);
          violations.set(each.finding, told);
        }
        told.violatingResources.push(places.of(resource, location));
      }
    }
  }
  const all = [...violations.values()];
  return { success: !all.some(({ severity }) => severity === 'error'), violations: all };
}

/**
 * The findings for a caller that has no validation report: an app that was read from disk. One that is there only with the
 * defaults of parameters says so.
 */
export function plainFindings(checks: readonly Check[], app: CheckedApp): EcsFinding[] {
  const keyOf = ({ finding: { code, severity } }: ResourceFinding, { resource, location }: Place) =>
    [severity, code, resource.id, location].join(' ');
  const found = findingsOf(checks, app);
  const open = found.length === 0 ? undefined : app.model.withoutAssumptions();
  const firm =
    open &&
    new Set(findingsOf(checks, { model: open }).flatMap((each) => placesOf(each).map((place) => keyOf(each, place))));
  return found.flatMap((each) =>
    placesOf(each).map((place) => {
      const { resource, location } = place;
      const assumed = firm === undefined || firm.has(keyOf(each, place)) ? '' : assumption(resource);
      return {
        code: each.finding.code,
        severity: each.finding.severity,
        message: `${each.finding.message}${assumed}`,
        path: resource.path,
        logicalId: resource.logicalId,
        location,
        ...(each.finding.fix !== undefined && { fix: each.finding.fix }),
        ...(resource.scope.templateFile !== undefined && { templateFile: resource.scope.templateFile }),
      };
    }),
  );
}

type Place = NonNullable<ResourceFinding['also']>[number];

function placesOf({ resource, location, also = [] }: ResourceFinding): readonly Place[] {
  return [{ resource, location }, ...also];
}

type Told = PolicyViolation & { readonly violatingResources: PolicyViolatingResource[] };

function violation({ finding: { code, message, severity, fix } }: ResourceFinding): Told {
  return { ruleName: code, description: message, ...(fix !== undefined && { fix }), severity, violatingResources: [] };
}

/** The places of resources, as the CDK takes them. Findings at one place share it. */
class Places {
  private readonly known = new Map<Resource, Map<string, PolicyViolatingResource>>();

  of(resource: Resource, location: string): PolicyViolatingResource {
    const known = this.known.get(resource) ?? new Map<string, PolicyViolatingResource>();
    this.known.set(resource, known);
    const place = known.get(location) ?? placeOf(resource, location);
    known.set(location, place);
    return place;
  }
}

function placeOf(resource: Resource, location: string): PolicyViolatingResource {
  const { templateFile } = resource.scope;
  return templateFile === undefined || !isAbsolute(templateFile)
    ? { constructPath: resource.constructPath ?? resource.path, locations: [location] }
    : { resourceLogicalId: resource.logicalId, templatePath: templateFile, locations: [location] };
}
