import { isUnknown, items, record, text } from '../../internal/template-value';
import { textWithGaps } from './app-reading';
import type { Subject } from './rule';

/** One statement of a policy document, its lists made lists. */
export interface StatementView {
  /** Position in the document, from 1. */
  readonly index: number;
  readonly effect?: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly principal: unknown;
  readonly services: readonly string[];
  readonly condition: unknown;
}

/** The statements of a policy document. */
export function statementsOf(document: unknown): StatementView[] {
  const { Statement: statements } = record(document);
  return list(statements).map((value, index) => {
    const { Effect, Action, Resource, Principal, Condition } = record(value);
    return {
      index: index + 1,
      effect: text(Effect),
      actions: list(Action)
        .map(text)
        .filter((action) => action !== undefined),
      resources: list(Resource),
      principal: Principal,
      services: list(record(Principal).Service)
        .map(text)
        .filter((service) => service !== undefined),
      condition: Condition,
    };
  });
}

/** All statements of an identity's policy: of a policy resource, or inline in a role. */
export function identityStatements(properties: Readonly<Record<string, unknown>>): readonly StatementView[] {
  let known = read.get(properties);
  if (known === undefined) {
    known = [
      ...statementsOf(properties.PolicyDocument),
      ...items(properties.Policies).flatMap((policy) => statementsOf(record(policy).PolicyDocument)),
    ];
    read.set(properties, known);
  }
  return known;
}

/** Several rules read the same policies. */
const read = new WeakMap<object, readonly StatementView[]>();

/** Names of the AWS managed policies that a role has. */
export function managedPolicyNames(subject: Subject): string[] {
  return items(subject.properties.ManagedPolicyArns).flatMap((arn) => {
    const name = /:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(textWithGaps(subject, arn) ?? '')?.[1];
    return name === undefined ? [] : [name];
  });
}

/** Whether an action pattern of a policy covers an action. */
export function matches(pattern: string, action: string): boolean {
  let form = forms.get(pattern);
  if (form === undefined) {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    form = new RegExp(`^${escaped}$`, 'i');
    forms.set(pattern, form);
  }
  return form.test(action);
}

/** The policies of an app share their action patterns. */
const forms = new Map<string, RegExp>();

/** Whether the statement covers every resource. */
export function onEverything({ resources }: StatementView): boolean {
  return resources.some((resource) => text(resource) === '*');
}

/** Whether the principal is everybody. */
export function anyone({ principal }: StatementView): boolean {
  return text(principal) === '*' || list(record(principal).AWS).some((aws) => text(aws) === '*');
}

/** Text that may stand in the brackets of a finding's id: brackets within would end it. */
export function findingText(value: string): string {
  return value.replace(/[[\](){}]/g, '_');
}

function list(value: unknown): readonly unknown[] {
  return value === undefined || isUnknown(value) ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}
