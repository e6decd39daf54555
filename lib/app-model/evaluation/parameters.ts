import { isUnknown, record } from '../../internal/template-value';
import type { Scope } from '../resource';
import { Unknown, Value, asText } from '../values';
import type { Evaluation } from './evaluation';

/** One id of EC2, or several, as `subnet-0a1b2c3d,subnet-0e4f5a6b`. */
const IDS = /^[a-z]+-[0-9a-f]{8,17}(\s*,\s*[a-z]+-[0-9a-f]{8,17})*$/;

/** The value of a parameter: as the parent stack passes it, as somebody gave it, or as its default where that is assumed. */
export function parameterValue(evaluation: Evaluation, id: string, scope: Scope): Value {
  const { Parameters = {} } = scope.template;
  const parameter = Object.hasOwn(Parameters, id) ? Parameters[id] : undefined;
  const type = typeof parameter?.Type === 'string' ? parameter.Type : '';
  const isList = /^(AWS::SSM::Parameter::Value<)?(List<|CommaDelimitedList)/.test(type);
  const listed = (value: Value): Value =>
    typeof value === 'string' && isList ? trimmed(evaluation.marks.split(value, ',')) : value;
  const value = parameter && (scope.parent === undefined ? givenValue(id, scope) : passedValue(evaluation, id, scope));
  // Where it is none, a macro may make it.
  const name = `${parameter === undefined ? '' : 'parameter '}${id} of ${scope.path}`;
  // CloudFormation is given the name of what is stored; whoever gives ids gives what is stored itself.
  if (type.startsWith('AWS::SSM::Parameter::Value') && !IDS.test(asText(value) ?? '')) {
    const store = asText(value ?? plain(parameter?.Default));
    return new Unknown(store === undefined ? name : `the SSM parameter ${store}`, undefined, value);
  }
  return value === undefined ? new Unknown(name) : listed(value);
}

/** The value that somebody gave for the deployment, else the default where that is assumed. */
function givenValue(id: string, { stack: { given = {}, parameters = {} } }: Scope): Value {
  return [given, parameters].find((values) => Object.hasOwn(values, id))?.[id];
}

/** The value that the parent stack passes; where it passes none, the default is no assumption. */
function passedValue(evaluation: Evaluation, id: string, { parent, template: { Parameters = {} } }: Scope): Value {
  const all = parent?.resource.Properties?.Parameters;
  if (parent === undefined || isUnknown(all)) {
    return undefined;
  }
  const passed = record(all);
  const value = Object.hasOwn(passed, id) ? evaluation.evaluate(passed[id], parent.scope) : undefined;
  return value ?? plain(Parameters[id].Default);
}

/** A default, which no function makes. */
function plain(value: unknown): Value {
  return typeof value === 'object' ? undefined : (value as Value);
}

/** CloudFormation trims the spaces of each item of a list. */
function trimmed(list: Value): Value {
  return Array.isArray(list) ? list.map((item: Value) => (typeof item === 'string' ? item.trim() : item)) : list;
}
