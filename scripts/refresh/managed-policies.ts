import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGED_POLICIES } from '../../lib/app-model/policy/managed-policy-table';
import type { Statement } from '../../lib/app-model/policy/statement';
import { fromPyPI } from './downloads';

type Values = string | readonly string[];

interface Document {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action?: Values;
    readonly Resource?: Values;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  }[];
}

interface Published {
  readonly Path: string;
  readonly DefaultVersionId: string;
  readonly Document: Document;
}

/** The table of AWS's managed policies against the documents that moto brings. */
export function managedPolicies(): string[] {
  const text = readFileSync(join(fromPyPI('moto'), 'moto/iam/aws_managed_policies.py'), 'utf8');
  const json = text.slice(text.indexOf('"""') + 3, text.lastIndexOf('"""'));
  const published = JSON.parse(json) as Record<string, Published>;
  return Object.entries(MANAGED_POLICIES).flatMap(([name, known]) => {
    const found = published[name.slice(name.lastIndexOf('/') + 1)];
    if (found === undefined || known === undefined || !`/${name}`.startsWith(found.Path)) {
      return [`${name} is in the table, and is not published`];
    }
    const [now, then] = [new Set(permissions(found.Document)), new Set(known.statements.flatMap(statementPermissions))];
    return [
      ...(known.version.startsWith(`${found.DefaultVersionId} `)
        ? []
        : [`${name} is ${known.version} in the table, and ${found.DefaultVersionId} is published`]),
      // Of a part of a policy, only what the part says can be compared.
      ...[...(/\bpart\b/.test(known.version) ? [] : now)]
        .filter((one) => !then.has(one))
        .map((one) => `${name} has also ${one}`),
      ...[...then].filter((one) => !now.has(one)).map((one) => `${name} has no ${one}`),
    ];
  });
}

/** The permissions of a document one by one, each as a text that can be compared. */
function permissions({ Statement }: Document): string[] {
  return Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
    list(Action).flatMap((action) => list(Resource).map((resource) => permission(Effect, action, resource, Condition))),
  );
}

function statementPermissions({ effect = 'Deny', actions = [], resources = [], conditions }: Statement): string[] {
  return actions.flatMap((action) => resources.map((resource) => permission(effect, action, resource, conditions)));
}

function permission(effect: string, action: string, resource: string, condition: unknown): string {
  const where = resource.replace(/^(arn:[^:]+|\u27e6[^\u27e7]*\u27e7):/, 'arn:*:');
  return `${effect} ${action.toLowerCase()} on ${where}${condition === undefined ? '' : ` if ${sorted(condition)}`}`;
}

/** One text for equal conditions, whatever the order of their keys and values. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    Array.isArray(each)
      ? each.length === 1
        ? (each[0] as unknown)
        : [...(each as string[])].sort()
      : typeof each === 'object' && each !== null
        ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
        : each,
  );
}

function list(values: Values | undefined): readonly string[] {
  return typeof values === 'string' ? [values] : (values ?? []);
}
