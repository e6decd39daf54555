import type { AppModel } from '../../app-model/app-model';
import type { Place } from '../../app-model/check';
import { RULES } from './rules';
import { Rule, UNRESOLVED } from './rule';
import { RuleSettings, Subject } from './subject';

/** A finding of a rule, with all the resources that have it. */
export interface Found {
  readonly rule: Rule;
  /** As `Container::app`; `''` for the resource as a whole. */
  readonly finding: string;
  readonly places: readonly Place[];
}

/** The findings of the rules in an app, in the order of its resources. */
export function inspect(model: AppModel, settings: RuleSettings): Found[] {
  const all = new FoundOnce();
  for (const resource of model.resources) {
    const rules = byType.get(resource.type);
    if (rules !== undefined) {
      apply(rules, new Subject(resource, model, settings), all);
    }
  }
  return all.found;
}

function apply(rules: readonly Rule[], subject: Subject, all: FoundOnce): void {
  const place = { resource: subject.resource, location: 'Properties' };
  for (let index = 0; index < rules.length; index++) {
    const findings = rules[index].check(subject);
    if (findings.length > 0) {
      all.add(rules[index], findings, place);
    }
  }
}

/** The findings by their rules: one that is found at many places is one finding. */
class FoundOnce {
  readonly found: Found[] = [];
  private readonly places = new Map<Rule, Map<string, Place[]>>();

  add(rule: Rule, findings: readonly string[], place: Place): void {
    let ofRule = this.places.get(rule);
    if (ofRule === undefined) {
      ofRule = new Map();
      this.places.set(rule, ofRule);
    }
    for (const finding of findings) {
      const known = ofRule.get(finding);
      if (known === undefined) {
        const places = [place];
        ofRule.set(finding, places);
        this.found.push({ rule, finding, places });
      } else {
        known.push(place);
      }
    }
  }
}

/** Whether only the deployment can decide what was found. */
export function isOpen({ finding }: Pick<Found, 'finding'>): boolean {
  return finding.startsWith(UNRESOLVED);
}

/** The text of a finding: the fault, its place, and the sections that ask for it. */
export function describe(found: Pick<Found, 'rule' | 'finding'>, verbose: boolean): string {
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
