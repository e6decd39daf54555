import type { Scope } from '../resource';
import { Unknown, Value } from '../values';
import { pseudoParameter } from './environment';
import type { Evaluation } from './evaluation';
import { parameterValue } from './parameters';
import { writtenAlike } from './written-alike';

/*
 * The values behind names: `Ref` and `Fn::GetAtt`, which `Fn::Sub` writes as `${Name}` and `${Name.Attribute}`.
 */

/** The value of a `Ref` as it stands in a template. */
export function refValue(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  return typeof argument === 'string'
    ? (evaluation.resourceOf(argument, scope)?.pointer('Ref') ?? namedValue(evaluation, argument, scope))
    : writtenAlike('Ref', argument, scope);
}

/** The value of a name: of a pseudo parameter, a resource or a parameter. */
export function namedValue(evaluation: Evaluation, id: string, scope: Scope): Value {
  return id === 'AWS::NoValue'
    ? undefined
    : (pseudoParameter(id, scope) ??
        evaluation.resourceOf(id, scope)?.pointer('Ref') ??
        parameterValue(evaluation, id, scope));
}

/** The value of an `Fn::GetAtt` as it stands in a template, as a list or with a dot. */
export function getAttValue(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
  // Nearly all are two texts: nothing to take apart, and nothing to put together.
  if (Array.isArray(argument) && argument.length === 2) {
    const [id, attribute] = argument as unknown[];
    if (typeof id === 'string' && typeof attribute === 'string') {
      return attributeValue(evaluation, id, attribute, scope);
    }
  }
  const parts: readonly unknown[] =
    typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? (argument as unknown[]) : [];
  return parts.length > 1 && parts.every((part) => typeof part === 'string')
    ? attributeValue(evaluation, parts[0] as string, parts.slice(1).join('.'), scope)
    : writtenAlike('Fn::GetAtt', argument, scope);
}

/** An attribute of a resource, or the output of a nested stack. */
export function attributeValue(evaluation: Evaluation, logicalId: string, attribute: string, scope: Scope): Value {
  const child = scope.children[logicalId] as Scope | undefined;
  const output = child && /^Outputs\.(.+)$/.exec(attribute)?.[1];
  if (child && output !== undefined) {
    const { Outputs = {} } = child.template;
    // A macro may make one that the template does not have.
    return Object.hasOwn(Outputs, output)
      ? evaluation.evaluate(Outputs[output].Value, child)
      : new Unknown(`output ${output} of ${child.path}`);
  }
  const resource = evaluation.resourceOf(logicalId, scope);
  const carried =
    resource?.type === 'Custom::CrossRegionExportReader' ? evaluation.outputs.carriedTo(scope, attribute) : undefined;
  if (carried !== undefined) {
    return carried;
  }
  return resource ? resource.pointer(attribute) : new Unknown(`${logicalId}.${attribute} of ${scope.path}`);
}
