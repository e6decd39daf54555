import { record } from '../../internal/template-value';
import type { Scope } from '../resource';
import type { RawOutput, RawResource } from '../templates';
import { Unknown, Value } from '../values';
import { accountOf, environment, mayShareEnvironment, sameEnvironment } from './environment';
import type { Marks } from './marks';
import { writtenAlike } from './written-alike';

/** A value that a stack gives away. */
interface Output {
  readonly scope: Scope;
  readonly value: unknown;
}

const ANY_REGION = new Unknown('AWS::Region');

/** The outputs of the stacks of an app, by their exports and by their own names. */
export class Outputs {
  private readonly exports = new Map<string, Output[]>();
  /** The outputs that imports of a name lead to: hundreds of services import the same few things. */
  private readonly imports = new Map<Scope, Map<string, readonly Output[]>>();
  private readonly byName = new Map<string, Output[]>();
  /** Those that the CDK carries from region to region, by the region and the name of the parameter that has them there. */
  private readonly carried = new Map<string, Output[]>();

  constructor(
    private readonly marks: Marks,
    private readonly evaluate: (raw: unknown, scope: Scope) => Value,
  ) {}

  /** Makes an output known, and its export. */
  add(scope: Scope, name: string, { Value: value, Export }: RawOutput): void {
    if (!scope.parent) {
      push(this.byName, `${this.regionOf(scope)}|${scope.stack.name}|${name}`, { scope, value });
    }
    if (typeof Export === 'object' && Export !== null) {
      const exported = this.textOf(Export.Name, scope) ?? '';
      this.imports.clear();
      push(this.exports, exported, { scope, value });
    }
  }

  /** Makes the values known that an `ExportsWriter` of the CDK writes into the Parameter Store of another region. */
  addCarried(scope: Scope, { Properties = {} }: RawResource): void {
    const { region, exports: all } = record(Properties.WriterProps);
    for (const [name, value] of Object.entries(record(all))) {
      push(this.carried, `${this.textOf(region, scope)}|${name}`, { scope, value });
    }
  }

  /** The value that an `ExportsReader` has under a name; `undefined` where no stack of the app writes it. */
  carriedTo(scope: Scope, name: string): Value {
    const all = this.carried.get(`${this.regionOf(scope)}|${name}`) ?? [];
    const possible = all.filter((output) => accountOf(output.scope) === accountOf(scope));
    return possible.length === 1 ? this.evaluate(possible[0].value, possible[0].scope) : undefined;
  }

  /** The region of a template; a mark when it is known only at deployment. */
  regionOf(scope: Scope): string {
    return scope.stack.region ?? this.marks.mark('?AWS::Region', ANY_REGION);
  }

  /** The templates that give away what a raw `Fn::ImportValue` or `Fn::GetStackOutput` takes. */
  givers(raw: Readonly<Record<string, unknown>>, scope: Scope): Scope[] {
    if ('Fn::ImportValue' in raw) {
      return this.exportsNamed(raw['Fn::ImportValue'], scope).map((output) => output.scope);
    }
    return this.outputsNamed(raw['Fn::GetStackOutput'], scope).map((output) => output.scope);
  }

  /**
   * The value of an `Fn::ImportValue`. Exports are seen within one account and region. A stack that names neither may be
   * deployed to any.
   */
  imported(argument: unknown, scope: Scope): Value {
    const possible = this.exportsNamed(argument, scope);
    if (possible.length === 1) {
      return this.evaluate(possible[0].value, possible[0].scope);
    }
    const name = this.textOf(argument, scope) ?? '';
    return new Unknown(`export ${name}`, `export ${environment(scope)} ${name}`);
  }

  /** The value of an `Fn::GetStackOutput`: stacks of one name are told apart by their accounts. */
  ofStack(argument: unknown, scope: Scope): Value {
    const { OutputName } = (argument ?? {}) as Record<string, unknown>;
    if (typeof OutputName !== 'string') {
      return writtenAlike('Fn::GetStackOutput', argument, scope);
    }
    const possible = this.outputsNamed(argument, scope);
    if (possible.length === 1) {
      return this.evaluate(possible[0].value, possible[0].scope);
    }
    const account = this.accountAsked(argument, scope) ?? '';
    return new Unknown(`stack output ${OutputName}`, `${account} ${this.keyOf(argument, scope)}`);
  }

  private outputsNamed(argument: unknown, scope: Scope): readonly Output[] {
    const all = this.byName.get(this.keyOf(argument, scope)) ?? [];
    const account = this.accountAsked(argument, scope);
    const same = all.filter((output) => accountOf(output.scope) === account);
    return same.length > 0
      ? same
      : all.filter((output) => account === undefined || accountOf(output.scope) === undefined);
  }

  /** The account whose stacks an `Fn::GetStackOutput` reads: that of the role which it takes, or its own. */
  private accountAsked(argument: unknown, scope: Scope): string | undefined {
    const { RoleArn } = (argument ?? {}) as Record<string, unknown>;
    return RoleArn === undefined ? accountOf(scope) : /:iam::(\d{12}):/.exec(this.textOf(RoleArn, scope) ?? '')?.[1];
  }

  private exportsNamed(argument: unknown, scope: Scope): readonly Output[] {
    const name = this.textOf(argument, scope) ?? '';
    let known = this.imports.get(scope);
    if (known === undefined) {
      known = new Map<string, readonly Output[]>();
      this.imports.set(scope, known);
    }
    let found = known.get(name);
    if (found === undefined) {
      found = this.possibleExports(name, scope);
      known.set(name, found);
    }
    return found;
  }

  private possibleExports(name: string, scope: Scope): readonly Output[] {
    const all = this.exports.get(name) ?? [];
    const same = all.filter((output) => sameEnvironment(output.scope, scope));
    return same.length > 0 ? same : all.filter((output) => mayShareEnvironment(output.scope, scope));
  }

  private keyOf(argument: unknown, scope: Scope): string {
    const { StackName, Region, OutputName } = (argument ?? {}) as Record<string, unknown>;
    const region = this.textOf(Region, scope) ?? this.regionOf(scope);
    return `${region}|${this.textOf(StackName, scope)}|${String(OutputName)}`;
  }

  private textOf(raw: unknown, scope: Scope): string | undefined {
    return this.marks.text(this.evaluate(raw, scope));
  }
}

function push(all: Map<string, Output[]>, name: string, output: Output): void {
  const same = all.get(name);
  if (same) {
    same.push(output);
  } else {
    all.set(name, [output]);
  }
}
