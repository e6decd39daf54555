import type { AppModel, Resource } from '../../app-model/app-model';
import { viewTask } from '../../internal/task-view';
import { Rule, RuleSettings, Subject, TASKS, UNRESOLVED } from './rule';
import { RULES } from './rules';

/** One finding of a rule at one resource. */
export interface Found {
  readonly rule: Rule;
  /** As `Container::app`; `''` for the resource as a whole. */
  readonly finding: string;
  readonly resource: Resource;
}

/** The findings of the rules in an app, in the order of its resources. */
export function inspect(
  model: AppModel,
  settings: RuleSettings,
  isConcerned: (resource: Resource) => boolean = () => true,
): Found[] {
  const found: Found[] = [];
  for (const resource of model.resources) {
    const rules = byType.get(resource.type);
    if (rules !== undefined && isConcerned(resource)) {
      const subject = subjectOf(model, resource, settings);
      for (const rule of rules) {
        for (const finding of rule.check(subject)) {
          found.push({ rule, finding, resource });
        }
      }
    }
  }
  return found;
}

/** Whether only the deployment can decide what was found. */
export function isOpen({ finding }: Found): boolean {
  return finding.startsWith(UNRESOLVED);
}

/** The text of a finding: the fault, its place, and the sections that ask for it. */
export function describe(found: Found, verbose: boolean): string {
  const { rule, finding } = found;
  const part = partOf(finding);
  const where = part === '' ? '' : `${part}: `;
  const open = isOpen(found) ? 'known only at deployment, so check it there: ' : '';
  const same = verbose && rule.same !== undefined ? `; same control: ${rule.same.join(', ')}` : '';
  return `${where}${open}${rule.info} (SP 800-190, ${rule.sections.join(', ')}${same})`;
}

/** The part of the resource in words: `container 'app', Environment.DB_PASSWORD`. */
function partOf(finding: string): string {
  const [, kind, rest] = /^(?:Unresolved::)?(?:([A-Z][A-Za-z]+)::)?([^]*)$/.exec(finding) ?? [];
  if (kind === undefined) {
    return rest ?? '';
  }
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const [name, ...property] = PARTS_WITH_PROPERTIES.includes(kind) ? rest.split('.') : [rest];
  return `${words} '${name}'${property.length === 0 ? '' : `, ${property.join('.')}`}`;
}

/** Their names have no dots; what follows one is a property. */
const PARTS_WITH_PROPERTIES = ['Container', 'Volume'];

const byType = new Map<string, Rule[]>();
for (const rule of RULES) {
  rule.types.forEach((type) => byType.set(type, [...(byType.get(type) ?? []), rule]));
}

function subjectOf(model: AppModel, resource: Resource, settings: RuleSettings): Subject {
  const properties = resource.properties;
  const isTask = (TASKS as readonly string[]).includes(resource.type);
  return {
    model,
    resource,
    type: resource.type,
    properties,
    settings,
    ...(isTask && { task: viewTask(properties) }),
  };
}
