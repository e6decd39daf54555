import { substitutions } from '../../internal/flat-text';
import type { Scope } from '../resource';
import { Either, Pointer, Unknown, Value, marksOf } from '../values';
import type { Evaluation } from './evaluation';
import { attributeValue, getAttValue, namedValue, refValue } from './reference-values';
import { takenApart } from './symbolic-names';
import { keyOf, writtenAlike } from './written-alike';

/** The name of an intrinsic function, which stands alone; `undefined` for every other object. */
export function intrinsicOf(raw: Readonly<Record<string, unknown>>): string | undefined {
  let only: string | undefined;
  for (const key in raw) {
    if (only !== undefined) {
      return undefined;
    }
    only = key;
  }
  return only !== undefined && (only === 'Ref' || only.startsWith('Fn::')) ? only : undefined;
}

/** The value of an intrinsic function with its argument. What cannot be followed is an `Unknown`. */
export type Intrinsic = (evaluation: Evaluation, argument: unknown, scope: Scope, name: string) => Value;

/** An intrinsic function by its name. By a table: as branches V8 inlines all of them into whoever evaluates. */
export function intrinsicNamed(name: string): Intrinsic {
  return INTRINSICS.get(name) ?? unread;
}

function unread(_: Evaluation, argument: unknown, scope: Scope, name: string): Value {
  return writtenAlike(name, argument, scope);
}

function imported({ outputs }: Evaluation, argument: unknown, scope: Scope): Value {
  return outputs.imported(argument, scope);
}

function outputOf({ outputs }: Evaluation, argument: unknown, scope: Scope): Value {
  return outputs.ofStack(argument, scope);
}

function zones(_: Evaluation, __: unknown, { stack }: Scope): Value {
  return new Unknown(`the availability zones of ${stack.region ?? 'the region'}`);
}

function decoded(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  return evaluation.evaluate(argument, scope);
}

function join(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  const [delimiter, list] = argumentsOf(argument);
  const parts = evaluation.evaluate(list, scope);
  return Array.isArray(parts) && typeof delimiter === 'string'
    ? evaluation.marks.joined(parts as Value[], delimiter)
    : new Unknown('a joined list that is known only at deployment', keyOf('Fn::Join', argument, scope), parts);
}

function substitute(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  const [template, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as unknown[];
  if (typeof template !== 'string') {
    return writtenAlike('Fn::Sub', argument, scope);
  }
  const own = (typeof variables === 'object' && variables !== null ? variables : {}) as Record<string, unknown>;
  const parts = substitutions(template).map((piece): Value => {
    if (typeof piece === 'string') {
      return piece;
    }
    const { name } = piece;
    const [id, ...attribute] = name.split('.');
    return Object.hasOwn(own, name)
      ? evaluation.evaluate(own[name], scope)
      : attribute.length > 0
        ? attributeValue(evaluation, id, attribute.join('.'), scope)
        : namedValue(evaluation, name, scope);
  });
  return evaluation.marks.joined(parts, '');
}

function split(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  const [delimiter, list] = argumentsOf(argument);
  const { marks } = evaluation;
  const given = evaluation.evaluate(list, scope);
  const text = takenApart(given, marks, (raw, from) => evaluation.evaluate(raw, from)) ?? marks.text(given);
  // An attribute that is one mark may have the delimiter in it.
  const isWhole = given instanceof Pointer && text !== undefined && marksOf(text)[0] === text;
  return text === undefined || typeof delimiter !== 'string' || delimiter === '' || isWhole
    ? new Unknown('a split text that is known only at deployment', keyOf('Fn::Split', argument, scope), given)
    : marks.split(text, delimiter);
}

function select(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  const args = argumentsOf(argument);
  const { marks } = evaluation;
  const index = Number(marks.text(evaluation.evaluate(args[0], scope)));
  if (!Number.isInteger(index)) {
    return writtenAlike('Fn::Select', args, scope);
  }
  const list = evaluation.evaluate(args[1], scope);
  if (Array.isArray(list)) {
    return (list[index] as Value) ?? new Unknown(`item ${index} of a list`, keyOf('Fn::Select', args, scope), list);
  }
  const of = list instanceof Unknown ? list.reason : (marks.text(list) ?? 'a list');
  return new Unknown(
    `item ${index} of ${of}`,
    list instanceof Unknown ? `item ${index} of ${list.key}` : undefined,
    list,
  );
}

function findInMap(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  const args = argumentsOf(argument);
  const [map = '', first = '', second = ''] = args.map((arg) => evaluation.marks.text(evaluation.evaluate(arg, scope)));
  const { Mappings = {} } = scope.template;
  const outer = Object.hasOwn(Mappings, map) ? Mappings[map] : {};
  const inner = Object.hasOwn(outer, first) ? outer[first] : {};
  return Object.hasOwn(inner, second)
    ? evaluation.evaluate(inner[second], scope)
    : new Unknown(`${map} of ${first}.${second}`, keyOf('Fn::FindInMap', args, scope));
}

function choose(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  const args = argumentsOf(argument);
  const [condition] = args;
  if (typeof condition !== 'string') {
    return writtenAlike('Fn::If', args, scope);
  }
  const decided = evaluation.conditions.decide(condition, scope);
  if (decided !== undefined) {
    return evaluation.evaluate(decided ? args[1] : args[2], scope);
  }
  return new Either(`condition ${condition}`, keyOf('Fn::If', args, scope), [
    evaluation.evaluate(args[1], scope),
    evaluation.evaluate(args[2], scope),
  ]);
}

function argumentsOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? (argument as unknown[]) : [];
}

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', refValue],
  ['Fn::GetAtt', getAttValue],
  ['Fn::ImportValue', imported],
  ['Fn::GetStackOutput', outputOf],
  ['Fn::Join', join],
  ['Fn::Sub', substitute],
  ['Fn::Split', split],
  ['Fn::Select', select],
  ['Fn::GetAZs', zones],
  ['Fn::FindInMap', findInMap],
  ['Fn::Base64', decoded],
  ['Fn::If', choose],
]);
