import { ACCOUNT, REGION } from './world';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
  readonly Condition?: string;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: any;
}

export interface Template {
  readonly Resources?: Record<string, TemplateResource>;
  readonly Parameters?: Record<string, any>;
  readonly Conditions?: Record<string, any>;
  readonly Mappings?: Record<string, any>;
  readonly Outputs?: Record<string, any>;
}

/** What `Fn::GetStackOutput` asks for. */
export interface OutputOfStack {
  readonly StackName: string;
  readonly OutputName: string;
  readonly Region?: string;
  readonly RoleArn?: string;
}

/** What the values of a template are made of. */
export interface Scope {
  readonly stackName: string;
  readonly stackId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly imports: (name: string) => unknown;
  readonly outputs: (of: OutputOfStack) => unknown;
  readonly ref: (id: string) => unknown;
  readonly attribute: (id: string, name: string) => unknown;
}

const NOTHING = Symbol('AWS::NoValue');
const ZONES = ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`);

/** Resolves the intrinsic functions of a template. */
export class Evaluator {
  public constructor(
    private readonly template: Template,
    private readonly scope: Scope,
  ) {}

  public value(input: unknown): any {
    const found = this.resolve(input);
    return found === NOTHING ? undefined : found;
  }

  public condition(name: string): boolean {
    if (!(name in (this.template.Conditions ?? {}))) {
      throw new Error(`Template error: unresolved condition ${name}`);
    }
    return this.truth(this.template.Conditions![name]);
  }

  /** Ids of the resources whose condition holds. */
  public wanted(): string[] {
    return Object.entries(this.template.Resources ?? {})
      .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
      .map(([id]) => id);
  }

  private resolve(input: any): any {
    if (Array.isArray(input)) {
      return input.map((each) => this.resolve(each)).filter((each) => each !== NOTHING);
    }
    if (typeof input !== 'object' || input === null) {
      return input;
    }
    const [[key, argument] = ['', undefined], ...others] = Object.entries<any>(input);
    if (others.length === 0 && (key === 'Ref' || key.startsWith('Fn::') || key === 'Condition')) {
      return key === 'Condition' && typeof argument !== 'string'
        ? { Condition: this.value(argument) }
        : this.call(key, argument);
    }
    return Object.fromEntries(
      Object.entries(input)
        .map(([name, each]) => [name, this.resolve(each)] as const)
        .filter(([, each]) => each !== NOTHING),
    );
  }

  private call(name: string, argument: any): any {
    const list = () => this.resolve(argument) as any[];
    switch (name) {
      case 'Ref':
        return this.ref(argument);
      case 'Fn::GetAtt': {
        const [id, ...path] = typeof argument === 'string' ? argument.split('.') : argument;
        return this.scope.attribute(id, path.map((each: unknown) => this.value(each)).join('.'));
      }
      case 'Fn::Join': {
        const [by, parts] = list();
        return parts.map(text).join(by);
      }
      case 'Fn::Sub': {
        const [pattern, own] = typeof argument === 'string' ? [argument, {}] : argument;
        return pattern.replace(/\$\{(!?)([^}]+)\}/g, (all: string, literal: string, use: string) => {
          if (literal) {
            return all.replace('!', '');
          }
          return text(own[use] !== undefined ? this.value(own[use]) : this.named(use));
        });
      }
      case 'Fn::Select': {
        const [index, from] = list();
        if (from[Number(index)] === undefined) {
          throw new Error(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
        }
        return from[Number(index)];
      }
      case 'Fn::Split': {
        const [by, whole] = list();
        return text(whole).split(by);
      }
      case 'Fn::GetAZs':
        return ZONES;
      case 'Fn::Base64':
        return Buffer.from(text(this.value(argument))).toString('base64');
      case 'Fn::FindInMap': {
        const [map, top, second, otherwise] = list();
        const found = this.template.Mappings?.[map]?.[top]?.[second] ?? otherwise?.DefaultValue;
        if (found === undefined) {
          throw new Error(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
        }
        return found;
      }
      case 'Fn::If':
        return this.resolve(this.condition(argument[0]) ? argument[1] : argument[2]);
      case 'Fn::ImportValue':
        return this.scope.imports(this.value(argument));
      case 'Fn::GetStackOutput':
        return this.scope.outputs(this.value(argument));
      case 'Fn::Cidr': {
        const [block, count] = list();
        return Array.from(
          { length: Number(count) },
          (_, index) => `${block.split('.').slice(0, 2).join('.')}.${index}.0/24`,
        );
      }
      case 'Condition':
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
        return this.truth({ [name]: argument });
      default:
        throw new Error(`Template error: the double does not know ${name}`);
    }
  }

  private truth(condition: any): boolean {
    const [[name, argument]] = Object.entries<any>(condition);
    switch (name) {
      case 'Condition':
        return this.condition(argument);
      case 'Fn::Equals':
        return text(this.value(argument[0])) === text(this.value(argument[1]));
      case 'Fn::And':
        return argument.every((each: unknown) => this.truth(each));
      case 'Fn::Or':
        return argument.some((each: unknown) => this.truth(each));
      case 'Fn::Not':
        return !this.truth(argument[0]);
      default:
        throw new Error(`Template error: ${name} is no condition`);
    }
  }

  private named(use: string): unknown {
    const dot = use.indexOf('.');
    return dot < 0 ? this.value(this.ref(use)) : this.scope.attribute(use.slice(0, dot), use.slice(dot + 1));
  }

  private ref(name: string): unknown {
    const pseudo: Record<string, unknown> = {
      'AWS::AccountId': ACCOUNT,
      'AWS::NoValue': NOTHING,
      'AWS::NotificationARNs': [],
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::StackId': this.scope.stackId,
      'AWS::StackName': this.scope.stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return pseudo[name] ?? this.scope.parameters[name] ?? this.scope.ref(name);
  }
}

/** What each resource of a template waits for: what it refers to, and what it names in `DependsOn`. */
export function dependenciesOf({ Resources = {} }: Template): Map<string, Set<string>> {
  return new Map(
    Object.entries(Resources).map(([id, resource]) => {
      const found = new Set<string>([resource.DependsOn ?? []].flat());
      collect(resource.Properties, found);
      return [id, new Set([...found].filter((each) => each in Resources && each !== id))];
    }),
  );
}

/** All that must be there before a resource, at any distance. */
export function ancestorsOf(id: string, graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set<string>();
  const visit = (each: string) => {
    for (const next of graph.get(each) ?? []) {
      if (!found.has(next)) {
        found.add(next);
        visit(next);
      }
    }
  };
  visit(id);
  return found;
}

function collect(value: any, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, inner] of Object.entries<any>(value)) {
    if (key === 'Ref') {
      found.add(inner);
    } else if (key === 'Fn::GetAtt') {
      found.add(typeof inner === 'string' ? inner.split('.')[0] : inner[0]);
    } else if (key === 'Fn::Sub') {
      const pattern = typeof inner === 'string' ? inner : inner[0];
      [...pattern.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].forEach(([, id]) => found.add(id));
    }
    collect(inner, found);
  }
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
