import type { Scope } from '../resource';
import { Unknown, Value, asText } from '../values';

/** Decides the conditions of templates, as far as their parts are known before deployment. */
export class Conditions {
  private readonly decided = new Map<Scope, Map<string, boolean | undefined>>();

  constructor(private readonly evaluate: (raw: unknown, scope: Scope) => Value) {}

  /** Decides a condition; `undefined` when only the deployment knows. */
  decide(name: string, scope: Scope): boolean | undefined {
    const known = this.decided.get(scope) ?? new Map<string, boolean | undefined>();
    this.decided.set(scope, known);
    if (!known.has(name)) {
      // A condition that refers to itself meets this.
      known.set(name, undefined);
      const { Conditions: all = {} } = scope.template;
      known.set(name, Object.hasOwn(all, name) ? this.holds(all[name], scope) : undefined);
    }
    return known.get(name);
  }

  private holds(raw: unknown, scope: Scope): boolean | undefined {
    const [[name, argument] = ['', undefined]] =
      typeof raw === 'object' && raw !== null ? (Object.entries(raw) as [string, unknown][]) : [];
    const args: readonly unknown[] = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return typeof argument === 'string' ? this.decide(argument, scope) : undefined;
      case 'Fn::Not': {
        const value = this.holds(args[0], scope);
        return value === undefined ? undefined : !value;
      }
      case 'Fn::And':
        return every(args.map((arg) => this.holds(arg, scope)));
      case 'Fn::Or': {
        const none = every(
          args.map((arg) => this.holds(arg, scope)).map((value) => (value === undefined ? undefined : !value)),
        );
        return none === undefined ? undefined : !none;
      }
      case 'Fn::Equals':
        return this.equal(args, scope);
      default:
        return undefined;
    }
  }

  private equal(args: readonly unknown[], scope: Scope): boolean | undefined {
    const [left, right] = args.map((arg) => this.evaluate(arg, scope));
    if (left instanceof Unknown && right instanceof Unknown && left.key === right.key) {
      return true;
    }
    const [one, other] = [asText(left), asText(right)];
    return one === undefined || other === undefined ? undefined : one === other;
  }
}

/** `false` when one is, `undefined` when one might be. */
function every(values: readonly (boolean | undefined)[]): boolean | undefined {
  return values.includes(false) ? false : values.includes(undefined) || values.length === 0 ? undefined : true;
}
