import { Stack } from 'aws-cdk-lib';
import type { ConstructIndex } from '../../app-model/constructs';
import { RequestContext } from '../../app-model/policy/condition';
import { Value, asRecord, markOf } from '../../app-model/values';
import { declaredRights } from '../../internal/declared-rights';
import { Right } from './right';
import { Base, Definition, base } from './task-definition';

/**
 * The rights that constructs of this library declared for the roles of a task: links, grants, telemetry, log destinations.
 * Their statements are there, unless an aspect, an override, a boundary or the policy of a resource is against it.
 *
 * @param isAsked whether something else asks for a right, which then is not told twice
 */
export function rightsDeclaredFor(
  definition: Definition,
  constructs: ConstructIndex,
  isAsked: (right: Right) => boolean,
): Right[] {
  return [
    ...declaredFor(definition, base(definition, 'execution role', 'ExecutionRoleArn'), constructs),
    ...declaredFor(definition, base(definition, 'task role', 'TaskRoleArn'), constructs),
  ].filter((right) => !isAsked(right));
}

function declaredFor({ judge }: Definition, about: Base, constructs: ConstructIndex): Right[] {
  const { model, arns } = judge;
  const { resource: role } = about.role ?? {};
  const construct = role && constructs.of(role)?.node.scope;
  if (role === undefined || construct === undefined) {
    return [];
  }
  const texts = (value: Value): string[] => {
    const all: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : [value];
    return all.flatMap((item) => model.text(item) ?? []);
  };
  return declaredRights(construct).flatMap((statement): Right[] => {
    const json = asRecord(model.evaluate(Stack.of(construct).resolve(statement.toStatementJson()), role.scope));
    const context = contextOf(json.Condition, texts);
    return texts(json.Resource).flatMap((resource) =>
      texts(json.Action)
        .filter((action) => !action.includes('*'))
        .map((action) => ({
          ...{ ...about, actions: [action], later: [action], context, purpose: 'use what was linked or granted to it' },
          resources: [resource === '*' ? resource : arns.write(anyOf(resource))],
        })),
    );
  });
}

/** A call for which the conditions of its statement hold. */
function contextOf(condition: Value, texts: (value: Value) => readonly string[]): RequestContext {
  const pairs = Object.entries(asRecord(condition)).flatMap(([operator, keys]) =>
    /^(String|Arn)(Equals|Like)$|^Bool$/.test(operator)
      ? Object.entries(asRecord(keys)).map(([key, value]) => [key, anyOf(texts(value)[0] ?? '')] as const)
      : [],
  );
  return Object.fromEntries(pairs);
}

/** One of the texts that a pattern stands for. */
function anyOf(pattern: string): string {
  return pattern.replaceAll('*', markOf('any of them'));
}
