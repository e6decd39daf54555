import { YesNoMaybe, allOf, anyOf, not } from '../yes-no-maybe';
import { hasMarks, splitAroundMarks } from '../values';
import { IdentityOf, patternHolds, textEquals } from './pattern';
import { Statement } from './statement';

/** The condition keys of a request: the values of a key, `null` for a key that it does not have. */
export type RequestContext = Readonly<Record<string, readonly string[] | string | null>>;

type Matches = (wanted: string, given: string, identityOf: IdentityOf) => YesNoMaybe;

/** Operators by the name without `Not`, and what they compare. Dates, addresses and binary values are not judged. */
const OPERATORS: Readonly<Record<string, Matches | undefined>> = {
  StringEquals: textEquals,
  StringEqualsIgnoreCase: (wanted, given, identityOf) => textEquals(lower(wanted), lower(given), identityOf),
  StringLike: patternHolds,
  ArnEquals: arnHolds,
  ArnLike: arnHolds,
  Bool: (wanted, given, identityOf) => textEquals(lower(wanted), lower(given), identityOf),
  NumericEquals: numeric((wanted, given) => given === wanted),
  NumericLessThan: numeric((wanted, given) => given < wanted),
  NumericLessThanEquals: numeric((wanted, given) => given <= wanted),
  NumericGreaterThan: numeric((wanted, given) => given > wanted),
  NumericGreaterThanEquals: numeric((wanted, given) => given >= wanted),
  ...{ DateEquals: cannotTell, DateLessThan: cannotTell, DateLessThanEquals: cannotTell, DateGreaterThan: cannotTell },
  ...{ DateGreaterThanEquals: cannotTell, IpAddress: cannotTell, BinaryEquals: cannotTell },
};

const NEGATED: Readonly<Record<string, string | undefined>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** Evaluates all conditions of a statement. A key that the context does not have is not known. */
export function conditionsHold(
  conditions: Statement['conditions'],
  context: RequestContext,
  identityOf: IdentityOf,
): YesNoMaybe {
  if (conditions === undefined || Object.keys(conditions).length === 0) {
    return 'yes';
  }
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return allOf(
    Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, wanted]) =>
        holds(
          operator,
          known.get(key.toLowerCase()),
          wanted.map((value) => withVariables(value, known)),
          identityOf,
        ),
      ),
    ),
  );
}

/** The policy variables of a value, as `${aws:PrincipalAccount}`, by what the request has for them; others stay. */
function withVariables(value: string, known: ReadonlyMap<string, readonly string[] | string | null>): string {
  return value.replace(/\$\{([^}*?$]+)\}/g, (variable, key: string) => {
    const found = known.get(key.toLowerCase());
    return typeof found === 'string' && !/[*?$]/.test(found) ? found : variable;
  });
}

function holds(
  written: string,
  found: readonly string[] | string | null | undefined,
  wanted: readonly string[],
  identityOf: IdentityOf,
): YesNoMaybe {
  const [, set, name, optional] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(written) ?? [];
  const given = typeof found === 'string' ? [found] : found;
  if (name === 'Null') {
    return given === undefined
      ? 'maybe'
      : anyOf(wanted.map((value) => textEquals(lower(value), String(given === null), identityOf)));
  }
  const base = NEGATED[name];
  const matches = OPERATORS[base ?? name];
  if (matches === undefined || given === undefined) {
    return 'maybe';
  }
  if (given === null) {
    return optional !== undefined || set === 'ForAllValues' || (base !== undefined && set === undefined) ? 'yes' : 'no';
  }
  const each = given.map((value) => {
    const match = anyOf(wanted.map((one) => matches(one, value, identityOf)));
    return base === undefined ? match : not(match);
  });
  if (set !== undefined) {
    return set === 'ForAllValues' ? allOf(each) : anyOf(each);
  }
  return each.length === 1 ? each[0] : 'maybe';
}

/** ARNs are compared part by part, so a wildcard does not reach over a colon of the first five. */
function arnHolds(wanted: string, given: string, identityOf: IdentityOf): YesNoMaybe {
  const whole = patternHolds(wanted, given, identityOf);
  const [patterns, texts] = [arnParts(wanted), arnParts(given)];
  if (whole === 'no' || (wanted === given && !/[*?$]/.test(wanted))) {
    return whole;
  }
  // What a mark or a policy variable stands for may have colons of its own, unless it is a name that has none.
  const open = (part: string) => part.includes('${') || (hasMarks(part) && identityOf(part, ':')?.isName !== true);
  if ([...patterns.slice(0, 5), ...texts.slice(0, 5)].some(open)) {
    return 'maybe';
  }
  if (patterns.length < 6 || texts.length < 6) {
    return hasMarks(wanted + given) ? 'maybe' : 'no';
  }
  return allOf(patterns.map((pattern, index) => patternHolds(pattern, texts[index], identityOf)));
}

function arnParts(arn: string): string[] {
  const parts = splitAroundMarks(arn, ':');
  return parts.length > 6 ? [...parts.slice(0, 5), parts.slice(5).join(':')] : parts;
}

function numeric(compare: (wanted: number, given: number) => boolean): Matches {
  return (wanted, given) => {
    const numbers = [Number(wanted), Number(given)] as const;
    return numbers.some(Number.isNaN) ? 'maybe' : compare(...numbers) ? 'yes' : 'no';
  };
}

function cannotTell(): YesNoMaybe {
  return 'maybe';
}

/** Small letters, except in marks. */
function lower(text: string): string {
  return text.replace(/\u27e6[^\u27e7]*\u27e7|[A-Z]/g, (part) => (part.length === 1 ? part.toLowerCase() : part));
}
