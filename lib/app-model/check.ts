import { isAbsolute } from 'node:path';
import { PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding } from '../internal/finding';
import type { AppModel } from './app-model';
import { assumption } from './assumption';
import { Acknowledged, ConstructNotes, Notes } from './construct-notes';
import type { ConstructIndex } from './constructs';
import type { EcsFinding } from './ecs-finding';
import type { Resource } from './resource';

/** An app as a check sees it: its templates, and the constructs that made them unless it was read from disk. */
export interface CheckedApp {
  readonly model: AppModel;
  readonly constructs?: ConstructIndex;
}

/** The place of a finding in a template. */
export interface Place {
  readonly resource: Resource;
  /** Path in the resource's entry of the template: `Properties.ContainerDefinitions.0.Image`. */
  readonly location: string;
}

/** A finding with the resource that it is about. */
export interface ResourceFinding extends Place {
  /** Findings that share this object are told once, with all their resources. */
  readonly finding: Finding & { readonly fix?: string };
  /**
   * The further places of the same finding: one question about one VPC is one finding, with all the tasks that it
   * concerns.
   */
  readonly also?: readonly Place[];
}

/** One check: which resources it looks at, and a pure function from the app to what is wrong. */
export interface Check {
  /** CloudFormation types that it starts from; it does not run for an app that has none of them. Left out: it always runs. */
  readonly types?: readonly string[];
  run(app: CheckedApp): readonly ResourceFinding[];
}

/** Runs the checks that an app concerns. */
export function findingsOf(checks: readonly Check[], app: CheckedApp): ResourceFinding[] {
  return checks
    .filter(({ types }) => types === undefined || types.some((type) => app.model.ofType(type).length > 0))
    .flatMap((check) => check.run(app));
}

/**
 * The report of a validation plugin. What is acknowledged by a prefix, or by another of its names, is acknowledged by its own
 * id too: the CDK knows whole ids only, and its report keeps the reason with the finding.
 */
export function reportOf(plugin: string, checks: readonly Check[], app: CheckedApp): PolicyValidationPluginReport {
  const done = new Set<string>();
  return report(plugin, checks, app, {
    isAsked: () => true,
    isLeftOut: (finding, known) => {
      const id = `${plugin}::${finding.code}`;
      const key = `${known.at.node.addr} ${id}`;
      if (known.id !== id && !done.has(key)) {
        done.add(key);
        Validations.of(known.at).acknowledge({ id, reason: known.reason });
      }
      return false;
    },
  });
}

/** The report on one part of the tree, without what is acknowledged: for a caller that is not the CDK, which sees to that. */
export function openReportOf(
  plugin: string,
  checks: readonly Check[],
  app: CheckedApp,
  { node: { path } }: IConstruct,
): PolicyValidationPluginReport {
  return report(plugin, checks, app, {
    isAsked: (resource) => {
      const made = path === '' ? '' : app.constructs?.of(resource)?.node.path;
      return made !== undefined && (path === '' || made === path || made.startsWith(`${path}/`));
    },
    isLeftOut: () => true,
  });
}

/** The places that a report has, and those of them that it leaves out although they are found. */
interface Selection {
  isAsked(resource: Resource): boolean;
  isLeftOut(finding: Finding, acknowledged: Acknowledged): boolean;
}

/** The findings with their places, in the order in which they are found; without what the constructs told already. */
function report(
  plugin: string,
  checks: readonly Check[],
  app: CheckedApp,
  { isAsked, isLeftOut }: Selection,
): PolicyValidationPluginReport {
  const notes = app.constructs && new ConstructNotes(app.constructs);
  const sites = new Map<Resource, Site>();
  const siteOf = (resource: Resource): Site => {
    const site = { isAsked: isAsked(resource), notes: notes?.of(resource), violating: [] };
    sites.set(resource, site);
    return site;
  };
  const isOpen = ({ isAsked, notes }: Site, finding: Finding): boolean => {
    if (!isAsked || notes === undefined) {
      return isAsked;
    }
    if (notes.isTold(finding)) {
      return false;
    }
    const known = notes.acknowledgement(plugin, finding);
    return known === undefined || !isLeftOut(finding, known);
  };
  const violations = new Map<Finding, Told>();
  for (const each of findingsOf(checks, app)) {
    let told = violations.get(each.finding);
    for (const { resource, location } of placesOf(each)) {
      const site = sites.get(resource) ?? siteOf(resource);
      if (isOpen(site, each.finding)) {
        if (told === undefined) {
          told = violation(each);
          violations.set(each.finding, told);
        }
        told.violatingResources.push(violatingAt(site, resource, location));
      }
    }
  }
  const all = [...violations.values()];
  return { success: !all.some(({ severity }) => severity === 'error'), violations: all };
}

/** A resource with findings: what its construct says of them, and its places as the CDK takes them. */
interface Site {
  readonly isAsked: boolean;
  readonly notes: Notes | undefined;
  /** Findings at one place share it. */
  readonly violating: PolicyViolatingResource[];
}

function violatingAt({ violating }: Site, resource: Resource, location: string): PolicyViolatingResource {
  for (const known of violating) {
    if (known.locations[0] === location) {
      return known;
    }
  }
  const { templateFile } = resource.scope;
  const place =
    templateFile === undefined || !isAbsolute(templateFile)
      ? { constructPath: resource.constructPath ?? resource.path, locations: [location] }
      : { resourceLogicalId: resource.logicalId, templatePath: templateFile, locations: [location] };
  resources.set(place, resource);
  violating.push(place);
  return place;
}

/** The resource of a place in a report. */
export function resourceAt(place: PolicyViolatingResource): Resource | undefined {
  return resources.get(place);
}

const resources = new WeakMap<PolicyViolatingResource, Resource>();

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

function placesOf(finding: ResourceFinding): readonly Place[] {
  return finding.also === undefined ? [finding] : [finding, ...finding.also];
}

type Told = PolicyViolation & { readonly violatingResources: PolicyViolatingResource[] };

function violation({ finding: { code, message, severity, fix } }: ResourceFinding): Told {
  return { ruleName: code, description: message, ...(fix !== undefined && { fix }), severity, violatingResources: [] };
}
