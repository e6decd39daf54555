import type { Finding } from '../internal/finding';

/**
 * The ids by which people acknowledge a finding of a check: in full, a rule without what it found in brackets, and both
 * without the name of the check before them.
 */
export function acknowledgingIds(check: string, code: string): readonly string[] {
  const rule = ruleOf(code);
  return rule === code ? [`${check}::${code}`, code] : [`${check}::${code}`, `${check}::${rule}`, code, rule];
}

/** The id of the warning that a construct of this library raises for the same danger. */
export function warningId({ code }: Pick<Finding, 'code'>): string {
  return `cdk-ecs-groundwork:${ruleOf(code)}`;
}

/** Whether an acknowledged id means one of these: it is one, or the beginning of one with `*` behind it. */
export function acknowledges(acknowledged: string, ids: readonly string[]): boolean {
  if (!acknowledged.endsWith('*')) {
    return ids.includes(acknowledged);
  }
  const beginning = acknowledged.slice(0, -1);
  return ids.some((id) => id.startsWith(beginning));
}

/** A code without what was found in brackets: `Rule` of `Rule[Container::app]`. */
export function ruleOf(code: string): string {
  const bracket = code.indexOf('[');
  return bracket < 0 ? code : code.slice(0, bracket);
}
