import { ruleOf } from '../../app-model/acknowledging-ids';
import { didYouMean } from '../../internal/did-you-mean';

/** The ids of the findings of an app, as they are acknowledged and accepted. */
export class FoundIds {
  private readonly all = new Set<string>();
  /** Those without what was found in brackets. */
  private readonly rules = new Set<string>();

  add(id: string): void {
    this.all.add(id);
    this.rules.add(ruleOf(id));
  }

  /** Whether an id means a finding: in full, by its beginning with `*`, or a rule without what it found in brackets. */
  has(id: string): boolean {
    const beginning = id.endsWith('*') ? id.slice(0, -1) : undefined;
    return beginning === undefined
      ? this.all.has(id) || this.rules.has(id)
      : [...this.all].some((each) => each.startsWith(beginning));
  }

  /**
   * Says why an id means no finding: there is no such check, the check has no such rule, or the rule finds nothing. Names the
   * id that may be meant.
   */
  missing(id: string): string {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only: most ids mean something
    const { CHECK_CODES } = require('./check-codes') as typeof import('./check-codes');
    const [check, code] = halves(id);
    if (!Object.hasOwn(CHECK_CODES, check)) {
      return `no check has the name '${check}'${didYouMean(check, Object.keys(CHECK_CODES))}`;
    }
    const codes = CHECK_CODES[check];
    if (code.endsWith('*')) {
      return codes.some((each) => each.startsWith(ruleOf(code.slice(0, -1))))
        ? 'no finding of this app has an id that begins so'
        : `no rule of ${check} has a name that begins so${didYouMean(id, topicsOf(check, codes))}`;
    }
    const rule = ruleOf(code);
    if (!codes.includes(rule)) {
      return `no rule of ${check} has that name${didYouMean(`${check}::${rule}`, idsOf(check, codes))}`;
    }
    // Only what is in the brackets may be mistyped: no other rule is meant.
    const same = [...this.all].filter((each) => ruleOf(each) === `${check}::${rule}`);
    return `no finding of this app has that id${didYouMean(id, same)}`;
  }
}

/**
 * The ids that one without the name of a check may mean: those of the checks that have its topic, as `Fargate` of
 * `Fargate.networkMode`, first of the check that has the rule itself.
 */
export function wholeIds(id: string, checks: readonly string[]): string[] {
  const topic = /^(NIST\.800\.190-|[A-Z]\w*\.(?=[a-z*]))/.exec(id)?.[0];
  if (topic === undefined) {
    return [];
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const { CHECK_CODES } = require('./check-codes') as typeof import('./check-codes');
  return checks
    .filter((check) => CHECK_CODES[check]?.some((code) => code.startsWith(topic)))
    .sort(
      (one, other) => Number(CHECK_CODES[other].includes(ruleOf(id))) - Number(CHECK_CODES[one].includes(ruleOf(id))),
    )
    .map((check) => `${check}::${id}`);
}

/** The check and the code of an id, `Check::Code`. */
function halves(id: string): [string, string] {
  const at = id.indexOf('::');
  return at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + 2)];
}

function idsOf(check: string, codes: readonly string[]): string[] {
  return codes.map((code) => `${check}::${code}`);
}

/** The ids that mean all codes of a topic. */
function topicsOf(check: string, codes: readonly string[]): Set<string> {
  return new Set(codes.map((code) => `${check}::${code.replace(/\.[a-z]\w*$/, '.')}*`));
}
