import type { Scope } from '../resource';
import { Pointer, Unknown, Value } from '../values';
import { pseudoParameter } from './environment';
import type { Evaluation } from './evaluation';
import { parameterValue } from './parameters';
import { writtenAlike } from './written-alike';

/*
 * The values behind names: `Ref` and `Fn::GetAtt`, which `Fn::Sub` writes as `${Name}` and `${Name.Attribute}`.
 */

/** The pointer that a `Ref` or `Fn::GetAtt` to a resource of its own template is: as most are, and nothing to follow. */
export function pointed(evaluation: Evaluation, name: string, argument: unknown, scope: Scope): Pointer | undefined {
  if (name === 'Ref') {
    return typeof argument === 'string' ? evaluation.resourceOf(argument, scope)?.pointer('Ref') : undefined;
  }
  if (name !== 'Fn::GetAtt' || !Array.isArray(argument) || argument.length !== 2) {
    return undefined;
  }
  const id: unknown = argument[0];
  const attribute: unknown = argument[1];
  return typeof id === 'string' && typeof attribute === 'string' && attribute[0] !== '/' && !(id in scope.children)
    ? evaluation.resourceOf(id, scope)?.pointer(attribute)
    : undefined;
}

/** The value of a `Ref`: of a pseudo parameter, a resource or a parameter. */
export function refValue(evaluation: Evaluation, id: string, scope: Scope): Value {
  return id === 'AWS::NoValue'
    ? undefined
    : (pseudoParameter(id, scope) ??
        evaluation.resourceOf(id, scope)?.pointer('Ref') ??
        parameterValue(evaluation, id, scope));
}

/** The value of an `Fn::GetAtt` as it stands in a template, as a list or with a dot. */
export function getAttValue(evaluation: Evaluation, argument: unknown, scope: Scope): Value {
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
