import type { AppModel, Resource } from '../../app-model/app-model';
import type { Place } from '../../app-model/check';
import { contentOf } from '../../app-model/content';
import { RULES } from './rules';
import { AroundRule, Rule, UNRESOLVED } from './rule';
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
 * @param keyOf something that two resources share only when they are of one type and say the same
 */
export function inspect(model: AppModel, settings: RuleSettings, keyOf: KeyOf = contentOf): Found[] {
  const inspection = new Inspection(model, settings, keyOf);
  for (const resource of model.resources) {
    const ofType = byType.get(resource.type);
    if (ofType !== undefined) {
      inspection.add(resource, ofType);
    }
  }
  return inspection.found;
}

type KeyOf = (model: AppModel, resource: Resource) => unknown;

/** A finding, to which places are added. */
interface Growing extends Found {
  readonly places: Place[];
}

/** Resources that say the same: one of them, and what there is to tell or to ask of each, in the order of the rules. */
interface Content {
  readonly own: OwnSubject;
  readonly steps: readonly Step[];
}

/** A finding of the content, or a rule that is asked again for each resource of it. */
type Step = Growing | AroundRule;

/** The findings in an app, resource by resource. Short functions: V8 takes long to optimize a long one in the midst of its loops. */
class Inspection {
  readonly found: Found[] = [];
  private readonly byRule = new Map<Rule, Map<string, Growing>>();
  private readonly contents = new Map<unknown, Content>();

  constructor(
    private readonly model: AppModel,
    private readonly settings: RuleSettings,
    private readonly keyOf: KeyOf,
  ) {}

  /** Adds what the rules find in a resource. */
  add(resource: Resource, rules: RulesOfType): void {
    if (rules.lookAround) {
      this.take(rules.rules, resource);
    } else {
      const { own, steps } = this.contentAt(resource, rules.rules);
      this.take(steps, resource, own);
    }
  }

  private take(steps: readonly Step[], resource: Resource, own?: OwnSubject): void {
    if (steps.length === 0) {
      return;
    }
    const place = { resource, location: 'Properties' };
    let subject: Subject | undefined;
    for (const step of steps) {
      if ('places' in step) {
        this.tell(step, place);
      } else {
        subject ??= new Subject(resource, this.model, this.settings, own);
        for (const finding of step.check(subject)) {
          this.tell(this.growing(step, finding), place);
        }
      }
    }
  }

  private tell(finding: Growing, place: Place): void {
    if (finding.places.length === 0) {
      this.found.push(finding);
    }
    finding.places.push(place);
  }

  /** The content of a resource, read from the first that says the same. */
  private contentAt(resource: Resource, rules: readonly Rule[]): Content {
    const key = this.keyOf(this.model, resource);
    let content = this.contents.get(key);
    if (content === undefined) {
      content = this.read(resource, rules);
      this.contents.set(key, content);
    }
    return content;
  }

  private read(resource: Resource, rules: readonly Rule[]): Content {
    const own = ownSubject(this.model, resource, this.settings);
    const steps: Step[] = [];
    for (const rule of rules) {
      if (rule.around !== true) {
        for (const finding of rule.check(own)) {
          steps.push(this.growing(rule, finding));
        }
      } else if (rule.concerns === undefined || rule.concerns(own)) {
        steps.push(rule);
      }
    }
    return { own, steps };
  }

  private growing(rule: Rule, finding: string): Growing {
    let ofRule = this.byRule.get(rule);
    if (ofRule === undefined) {
      ofRule = new Map();
      this.byRule.set(rule, ofRule);
    }
    let known = ofRule.get(finding);
    if (known === undefined) {
      known = { rule, finding, places: [] };
      ofRule.set(finding, known);
    }
    return known;
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

/** The rules that look at a type of resource. */
type RulesOfType =
  | { readonly lookAround: false; readonly rules: readonly Rule[] }
  /** None of them can be answered by the content of the resource, which then need not be known. */
  | { readonly lookAround: true; readonly rules: readonly AroundRule[] };

const byType: ReadonlyMap<string, RulesOfType> = new Map(
  [...new Set(RULES.flatMap(({ types }) => types))].map((type): [string, RulesOfType] => {
    const rules = RULES.filter(({ types }) => types.includes(type));
    return [type, rules.every(looksAround) ? { lookAround: true, rules } : { lookAround: false, rules }];
  }),
);

function looksAround(rule: Rule): rule is AroundRule {
  return rule.around === true && rule.concerns === undefined;
}
