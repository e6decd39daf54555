import type { AppModel } from './app-model';
import type { Resource, Scope } from './resource';
import type { RawResource } from './templates';
import { perModel, perResource } from './views/view';

/**
 * The content of a resource: a number that is equal for two of a type whose properties say the same, whatever their own names
 * and those of the resources that they refer to. A pure function of the properties that gives away none of these names answers
 * alike for both, so that what hundreds of services have alike is judged once. To find it takes a fraction of judging.
 */
export const contentOf = perResource((model, resource): number => {
  const known = numbers(model);
  const text = contentText(model, resource);
  let number = known.get(text);
  if (number === undefined) {
    number = known.size;
    known.set(text, number);
  }
  return number;
});

/** The contents of an app: to compare numbers, and to keep one text of many, costs less. */
const numbers = perModel(() => new Map<string, number>());

/** The content in words: the type, the part of the app in which others may say the same, and the properties. */
export function contentText(model: AppModel, resource: Resource): string {
  const { scope, raw } = resource;
  const referred: string[] = [];
  let isLocal = false;
  const text = JSON.stringify(withoutName(raw)).replace(
    REFERENCE,
    (whole: string, name: string, id: string, listed: string | undefined, attribute: string | undefined) => {
      const logicalId = id ?? listed;
      const type = model.byId(`${scope.path}/${logicalId}`)?.type;
      if (type === undefined || type === 'AWS::CloudFormation::Stack') {
        isLocal ||= type !== undefined || !logicalId.startsWith('AWS::') || logicalId.startsWith('AWS::Stack');
        return whole;
      }
      const known = referred.indexOf(logicalId);
      return `${name}(${known < 0 ? referred.push(logicalId) - 1 : known} ${type} ${attribute})`;
    },
  );
  const where = LOOKS_INTO.test(text)
    ? resource.id
    : isLocal || LOCAL.test(text)
      ? scope.path
      : contexts(model).get(scope);
  return `${resource.type} ${where} ${text}`;
}

/** Judges once what has no faults, by its content. Where there are faults, their texts may name what the content leaves out. */
export class Faultless {
  private readonly known = new Set<number | string>();

  /** The findings of what has a content, or none where something of the same content has none. */
  of<T>(content: number | string, judge: () => readonly T[]): readonly T[] {
    if (this.known.has(content)) {
      return [];
    }
    const found = judge();
    if (found.length === 0) {
      this.known.add(content);
    }
    return found;
  }
}

/** A reference to a resource, as the CDK writes it. */
const REFERENCE = /\{"(Ref|Fn::GetAtt)":(?:"([^"\\]+)"|\["([^"\\]+)",("[^"\\]+")\])\}/g;
/** The other ways to name something of the template: other forms of references, and texts with names in them. */
const LOCAL = /"(?:Ref|Fn::GetAtt)":(?!"AWS::(?!Stack))|\$\{(?!AWS::(?!Stack))/;
/** A condition on the name or the ARN of the stack. */
const NAMES_STACK = /AWS::Stack/;
/** Takes apart what it refers to, so that the properties of other resources count; or anything may come of it. */
const LOOKS_INTO = /"Fn::(?:Split|Transform)"/;

const NAMES: Readonly<Record<string, string>> = {
  'AWS::ECS::TaskDefinition': 'Family',
  'AWS::IAM::Policy': 'PolicyName',
};

/** The properties without the name of the resource, where the name is valid: one valid name is as good as another. */
function withoutName({ Type, Properties = {} }: RawResource): Readonly<Record<string, unknown>> {
  const property = NAMES[Type] as string | undefined;
  const name = property === undefined ? undefined : Properties[property];
  return property !== undefined && typeof name === 'string' && /^[\w-]{1,128}$/.test(name)
    ? { ...Properties, [property]: '' }
    : Properties;
}

/** The things that decide values beside the resources of a template, as a number by template; nested ones have parameters of their own. */
const contexts = perModel(({ scopes }): ReadonlyMap<Scope, number> => {
  const numbers = new Map<string, number>();
  return new Map(
    scopes.map((scope) => {
      const context = contextOf(scope);
      const number = numbers.get(context) ?? numbers.size;
      numbers.set(context, number);
      return [scope, number];
    }),
  );
});

function contextOf({ path, parent, stack, template, macros }: Scope): string {
  const { account, region, parameters, given, told } = stack;
  const { Parameters, Mappings, Conditions } = template;
  const decisions = JSON.stringify(Conditions ?? {});
  return parent !== undefined || told === true || NAMES_STACK.test(decisions)
    ? path
    : JSON.stringify([account, region, parameters, given, Parameters, Mappings, decisions, macros]);
}
