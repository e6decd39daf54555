import type { Scope } from '../resource';
import { Unknown, Value } from '../values';
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
  if (parameter && scope.parent) {
    const passed = (scope.parent.resource.Properties?.Parameters ?? {}) as Record<string, unknown>;
    if (Object.hasOwn(passed, id)) {
      return listed(evaluation.evaluate(passed[id], scope.parent.scope));
    }
  }
  const [given, assumed] = [scope.stack.given, scope.stack.parameters].map((values) =>
    scope.parent === undefined && values !== undefined && Object.hasOwn(values, id) ? values[id] : undefined,
  );
  const isStored = type.startsWith('AWS::SSM::Parameter::Value');
  const value = given ?? assumed;
  // CloudFormation is given the name of what is stored; whoever gives ids gives what is stored itself.
  if (parameter && value !== undefined && (!isStored || IDS.test(value))) {
    return listed(value);
  }
  const store = given ?? parameter?.Default;
  return new Unknown(
    isStored && typeof store === 'string' ? `the SSM parameter ${store}` : `parameter ${id} of ${scope.path}`,
  );
}

/** CloudFormation trims the spaces of each item of a list. */
function trimmed(list: Value): Value {
  return Array.isArray(list) ? list.map((item: Value) => (typeof item === 'string' ? item.trim() : item)) : list;
}
