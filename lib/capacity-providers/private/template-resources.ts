import { items, record, text } from '../../internal/template-value';

/** The template of one stack. */
export interface StackTemplate {
  /** What the stack is called in messages. */
  readonly name: string;
  readonly template: Readonly<Record<string, unknown>>;
  /** Construct paths by logical id, where the app told them. */
  readonly paths?: ReadonlyMap<string, string>;
  /** Absent, or AWS CDK's `unknown-account`, when the app does not say. */
  readonly account?: string;
  /** Absent, or AWS CDK's `unknown-region`, when the app does not say. */
  readonly region?: string;
  /** File it was read from, for reports. */
  readonly templatePath?: string;
}

/** A resource of a template. */
export interface TemplateResource {
  /** Unique in the app. */
  readonly key: string;
  readonly logicalId: string;
  /** Construct path where the template tells it, else `stack/LogicalId`. */
  readonly label: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly stack: StackTemplate;
}

/** The resources of all templates of an app, and what they refer to, across stacks too. */
export class TemplateResources {
  private readonly byKey = new Map<string, TemplateResource>();
  private readonly byType = new Map<string, TemplateResource[]>();
  private readonly exports = new Map<string, Output[]>();
  private readonly outputs: (Output & { readonly name: string })[] = [];

  constructor(stacks: readonly StackTemplate[]) {
    for (const stack of stacks) {
      for (const [logicalId, resource] of Object.entries(record(stack.template.Resources))) {
        const { Type, Properties, Metadata } = record(resource);
        const path = stack.paths?.get(logicalId) ?? text(record(Metadata)['aws:cdk:path']);
        const each: TemplateResource = {
          key: keyOf(stack, logicalId),
          logicalId,
          label: path === undefined ? `${stack.name}/${logicalId}` : labelOf(path),
          type: String(Type),
          properties: record(Properties),
          stack,
        };
        this.byKey.set(each.key, each);
        append(this.byType, each.type, each);
      }
      for (const [name, output] of Object.entries(record(stack.template.Outputs))) {
        const { Value: value, Export } = record(output);
        const exported = text(record(Export).Name);
        this.outputs.push({ stack, name, value });
        if (exported !== undefined) {
          append(this.exports, exported, { stack, value });
        }
      }
    }
  }

  /** All resources of a type, in the order of the templates. */
  public ofType(type: string): readonly TemplateResource[] {
    return this.byType.get(type) ?? [];
  }

  /** All custom resources. */
  public custom(): TemplateResource[] {
    return [...this.byType.keys()]
      .filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource')
      .flatMap((type) => this.byType.get(type)!);
  }

  /** The resource that a value refers to by `Ref`, `Fn::GetAtt`, or an output of another stack of the app. */
  public referred(from: TemplateResource, value: unknown): TemplateResource | undefined {
    return this.lookUp(from.stack, value);
  }

  private lookUp(
    stack: StackTemplate,
    value: unknown,
    passed: ReadonlySet<unknown> = new Set(),
  ): TemplateResource | undefined {
    // An export of what another stack exports, and so on: in a circle it refers to nothing.
    if (typeof value !== 'object' || value === null || passed.has(value)) {
      return undefined;
    }
    const intrinsic = value as Record<string, unknown>;
    const logicalId = text(intrinsic.Ref) ?? text(items(intrinsic['Fn::GetAtt'])[0]);
    if (logicalId !== undefined) {
      return this.byKey.get(keyOf(stack, logicalId));
    }
    const output =
      this.exportOf(stack, text(intrinsic['Fn::ImportValue'])) ??
      this.outputOf(record(intrinsic['Fn::GetStackOutput']));
    return output && this.lookUp(output.stack, output.value, new Set(passed).add(value));
  }

  /** Exports live in one account and region. Where one side does not say its own, a name that occurs once is meant. */
  private exportOf(from: StackTemplate, name: string | undefined): Output | undefined {
    const reachable = (this.exports.get(name ?? '') ?? []).filter(({ stack }) => mayShare(stack, from));
    const sure = reachable.filter(({ stack }) => stack.account === from.account && stack.region === from.region);
    const found = reachable.length > 1 ? sure : reachable;
    return found.length === 1 ? found[0] : undefined;
  }

  /** Output names hold a hash of what they refer to; only copies of a stack share them, and those differ in name. */
  private outputOf({ StackName, OutputName }: Readonly<Record<string, unknown>>): Output | undefined {
    const named = this.outputs.filter(({ name }) => name === OutputName);
    return named.length === 1 ? named[0] : named.find(({ stack: { name } }) => name.replace(/\//g, '-') === StackName);
  }
}

/** A value that a stack gives away. */
interface Output {
  readonly stack: StackTemplate;
  readonly value: unknown;
}

/** Whether two stacks may be in one account and region. */
function mayShare(one: StackTemplate, other: StackTemplate): boolean {
  const same = (mine: string | undefined, theirs: string | undefined) =>
    [mine, theirs].some((each) => each === undefined || each.startsWith('unknown-')) || mine === theirs;
  return same(one.account, other.account) && same(one.region, other.region);
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}

/** The path of the construct that a user made: an L2 calls its resource `Resource`, or by its own name again. */
function labelOf(path: string): string {
  const parts = path.replace(/^\//, '').split('/');
  const last = parts[parts.length - 1];
  return (last === 'Resource' || last === parts[parts.length - 2] ? parts.slice(0, -1) : parts).join('/');
}

function keyOf(stack: StackTemplate, logicalId: string): string {
  return `${stack.name}#${logicalId}`;
}
