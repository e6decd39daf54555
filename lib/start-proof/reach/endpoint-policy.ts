import type { Access } from './need';
import { AppModel, Pointer, Value } from '../../app-model/app-model';
import { Tri, anyOf } from '../../app-model/tri';
import { asRecord, asText, isUnknown, items } from '../../app-model/values';

/** Whether an endpoint policy lets a call through. Without a policy an endpoint lets all through; so may one for a call that is not known. */
export function policyAllows(graph: AppModel, policy: Value, access: Access = ANY_CALL): Tri {
  if (policy === undefined) {
    return 'yes';
  }
  if (isUnknown(policy)) {
    return 'maybe';
  }
  const raw = asRecord(policy).Statement;
  const statements = (Array.isArray(raw) ? items(raw) : [raw]).map((statement) => asRecord(statement));
  const verdicts = access.actions.map((action) => {
    const matches = (effect: string) =>
      anyOf(
        statements
          .filter(({ Effect }) => asText(Effect) === effect)
          .map((statement) => applies(graph, statement, action, access.resource)),
      );
    const denied = matches('Deny');
    const allowed = matches('Allow');
    return denied === 'yes' || allowed === 'no' ? 'no' : denied === 'maybe' ? 'maybe' : allowed;
  });
  return verdicts.includes('no') ? 'no' : verdicts.includes('maybe') ? 'maybe' : 'yes';
}

/** Only a policy that allows everything allows it for sure. */
const ANY_CALL: Access = { actions: ['\u27e6?\u27e7'], resource: '*' };

function applies(graph: AppModel, statement: Readonly<Record<string, Value>>, action: string, resource: string): Tri {
  if (
    statement.NotAction !== undefined ||
    statement.NotResource !== undefined ||
    statement.NotPrincipal !== undefined
  ) {
    return 'maybe';
  }
  const actions = anyOf(
    list(statement.Action).map((pattern) =>
      globMatches(graph, (graph.text(pattern) ?? '*').toLowerCase(), action.toLowerCase()),
    ),
  );
  const resources = anyOf(list(statement.Resource).map((pattern) => resourceMatches(graph, pattern, resource)));
  if (actions === 'no' || resources === 'no') {
    return 'no';
  }
  const principal = statement.Principal;
  const anybody = asText(principal) === '*' || list(asRecord(principal).AWS).some((one) => asText(one) === '*');
  const conditional = Object.keys(asRecord(statement.Condition)).length > 0;
  return actions === 'yes' && resources === 'yes' && anybody && !conditional ? 'yes' : 'maybe';
}

function resourceMatches(graph: AppModel, pattern: Value, resource: string): Tri {
  const text = graph.text(pattern);
  if (text === undefined) {
    return 'maybe';
  }
  if (text === '*') {
    return 'yes';
  }
  // What the call names exactly is not known: a narrower pattern may or may not hold it.
  return resource === '*' || resource === ''
    ? 'maybe'
    : globMatches(graph, samePartition(text), samePartition(resource));
}

/** Policies name the partition by token or in full: the app has one. */
function samePartition(arn: string): string {
  return arn.replace(/^arn:(?:\u27e6[^\u27e7]*\u27e7|[a-z-]+):/, 'arn:partition:');
}

/** `yes` when the pattern holds the text for sure, `maybe` when unknown parts could make it so. */
function globMatches(graph: AppModel, pattern: string, text: string): Tri {
  const exact = new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`);
  if (exact.test(text)) {
    return 'yes';
  }
  return unify(loosen(graph, pattern), loosen(graph, text)) ? 'maybe' : 'no';
}

function escape(part: string): string {
  return part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

/** A glob as tokens: unknown parts match anything, a resource of the app only itself. */
function loosen(graph: AppModel, glob: string): string[] {
  return (glob.match(/\u27e6[^\u27e7]*\u27e7|[\s\S]/g) ?? []).map((token) =>
    token.startsWith('\u27e6') ? (graph.marksIn(token).some((mark) => mark instanceof Pointer) ? token : '*') : token,
  );
}

/** Whether some text matches both globs. */
function unify(a: readonly string[], b: readonly string[]): boolean {
  const reached: boolean[][] = Array.from({ length: a.length + 1 }, () => new Array<boolean>(b.length + 1).fill(false));
  reached[0][0] = true;
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      const above = i > 0 && reached[i - 1][j] && (a[i - 1] === '*' || b[j - 1] === '*');
      const left = j > 0 && reached[i][j - 1] && (b[j - 1] === '*' || a[i - 1] === '*');
      const both =
        i > 0 && j > 0 && reached[i - 1][j - 1] && (a[i - 1] === b[j - 1] || a[i - 1] === '*' || b[j - 1] === '*');
      reached[i][j] = reached[i][j] || above || left || both;
    }
  }
  return reached[a.length][b.length];
}

function list(value: Value): readonly Value[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly Value[]) : [value];
}
