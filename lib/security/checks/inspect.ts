import type { AppModel, Resource } from '../../app-model/app-model';
import type { Place } from '../../app-model/check';
import { contentOf } from '../../app-model/content';
import { RULES } from './rules';
import { Rule, UNRESOLVED } from './rule';
import { OwnSubject, RuleSettings, Subject, ownSubject } from './subject';

/** A finding of a rule, with all the resources that have it. */
export interface Found {
  readonly rule: Rule;
  /** As `Container::app`; `''` for the resource as a whole. */
  readonly finding: string;
  readonly places: readonly Place[];
}

/**
 * The findings of the rules in an app, in the order of its resources.
 *
 * @param keyOf text that two resources of a type share only when they say the same
 */
export function inspect(model: AppModel, settings: RuleSettings, keyOf = contentOf): Found[] {
  const found: Found[] = [];
  const places = new Map<Rule, Map<string, Place[]>>();
  /** The places of a finding, to which one more is added. */
  const placesOf = (rule: Rule, finding: string): Place[] => {
    let ofRule = places.get(rule);
    if (ofRule === undefined) {
      ofRule = new Map();
      places.set(rule, ofRule);
    }
    let known = ofRule.get(finding);
    if (known === undefined) {
      known = [];
      ofRule.set(finding, known);
      found.push({ rule, finding, places: known });
    }
    return known;
  };
  const contents = new Map<string, Map<string, Content>>();
  /** The content of a resource, with the findings of others that say the same. */
  const contentAt = (resource: Resource, { isShared }: RulesOfType): Content => {
    if (!isShared) {
      return { own: ownSubject(model, resource, settings), answers: [] };
    }
    let ofType = contents.get(resource.type);
    if (ofType === undefined) {
      ofType = new Map();
      contents.set(resource.type, ofType);
    }
    const key = keyOf(model, resource);
    let content = ofType.get(key);
    if (content === undefined) {
      content = { own: ownSubject(model, resource, settings), answers: [] };
      ofType.set(key, content);
    }
    return content;
  };
  for (const resource of model.resources) {
    const ofType = byType.get(resource.type);
    if (ofType === undefined) {
      continue;
    }
    const { rules } = ofType;
    const { own, answers } = contentAt(resource, ofType);
    const subject = new Subject(resource, model, own);
    const place = { resource, location: 'Properties' };
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index];
      if (rule.around === true) {
        rule.check(subject).forEach((finding) => placesOf(rule, finding).push(place));
      } else {
        answers[index] ??= rule.check(own).map((finding) => placesOf(rule, finding));
        answers[index].forEach((each) => each.push(place));
      }
    }
  }
  return found;
}

/** Resources that say the same: one of them, and the places of what each rule that looks at nothing else finds. */
interface Content {
  readonly own: OwnSubject;
  readonly answers: (readonly Place[][])[];
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

/** The rules that look at a type of resource. */
interface RulesOfType {
  readonly rules: readonly Rule[];
  /** Whether resources that say the same are judged together: to find them costs about as much as three rules. */
  readonly isShared: boolean;
}

const byType: ReadonlyMap<string, RulesOfType> = new Map(
  [...new Set(RULES.flatMap(({ types }) => types))].map((type): [string, RulesOfType] => {
    const rules = RULES.filter(({ types }) => types.includes(type));
    return [type, { rules, isShared: rules.filter(({ around }) => around !== true).length > 3 }];
  }),
);
