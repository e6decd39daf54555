import { Stack, Token } from 'aws-cdk-lib';
import type { ConstructIndex } from '../../app-model/constructs';
import { Value, markOf } from '../../app-model/values';
import { declaredRights } from '../../internal/declared-rights';
import { Right } from './right';
import { Base, Definition, base } from './task-definition';

/**
 * The rights that constructs of this library declared for the roles of a task: links, grants, telemetry, log destinations.
 * Their statements are there, unless an aspect, an override, a boundary or the policy of a resource is against it.
 *
 * @param isAsked whether something else asks for a right, which then is not told twice
 */
export function rightsDeclaredFor(definition: Definition, constructs: ConstructIndex, isAsked: IsAsked): Right[] {
  return [
    ...declaredFor(definition, base(definition, 'execution role', 'ExecutionRoleArn'), constructs, isAsked),
    ...declaredFor(definition, base(definition, 'task role', 'TaskRoleArn'), constructs, isAsked),
  ];
}

/** Whether a role is asked for an action on a resource already. */
export type IsAsked = (role: Right['role'], action: string, resource: string) => boolean;

function declaredFor({ judge }: Definition, about: Base, constructs: ConstructIndex, isAsked: IsAsked): Right[] {
  const { model, arns } = judge;
  const { resource: role } = about.role ?? {};
  const construct = role && constructs.of(role)?.node.scope;
  const declared = construct === undefined ? [] : declaredRights(construct);
  if (role === undefined || construct === undefined || declared.length === 0) {
    return [];
  }
  const stack = Stack.of(construct);
  const known = (value: unknown): Value =>
    Token.isUnresolved(value) ? model.evaluate(stack.resolve(value), role.scope) : (value as Value);
  const texts = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).flatMap((item) => model.text(known(item)) ?? []);
  return declared.flatMap((statement): Right[] => {
    const context = contextOf(statement.conditions as Conditions, texts);
    const actions = texts(statement.actions).filter((action) => !action.includes('*'));
    return texts(statement.resources).flatMap((text) => {
      const resource = text === '*' ? text : arns.write(anyOf(text));
      const asked = actions.filter((action) => !isAsked(about.role, action, resource));
      const right = { ...about, actions: asked, later: asked, resources: [resource], ...context };
      return asked.length === 0 ? [] : [{ ...right, purpose: 'use what was linked or granted to it' }];
    });
  });
}

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A call for which the conditions of its statement hold. */
function contextOf(conditions: Conditions, texts: (value: unknown) => readonly string[]): Pick<Right, 'context'> {
  const pairs = Object.entries(conditions).flatMap(([operator, keys]) =>
    /^(String|Arn)(Equals|Like)$|^Bool$/.test(operator)
      ? Object.entries(keys).map(([key, value]) => [key, anyOf(texts(value)[0] ?? '')] as const)
      : [],
  );
  return pairs.length === 0 ? {} : { context: Object.fromEntries(pairs) };
}

/** One of the texts that a pattern stands for. */
function anyOf(pattern: string): string {
  return pattern.replaceAll('*', markOf('any of them'));
}
