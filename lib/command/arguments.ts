import { parseArgs } from 'node:util';
import { Fault, GroundworkError } from '../internal/errors';
import { didYouMean } from '../internal/did-you-mean';

/** The options that a command takes, by their long names. */
export type OptionTable = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly multiple?: boolean }>
>;

/** The arguments of one command. Faults are gathered, so that all of them are told together. */
export class Arguments<Table extends OptionTable> {
  readonly positionals: readonly string[];
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly faults: Fault[] = [];

  constructor(args: readonly string[], table: Table) {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options: table,
      allowPositionals: true,
      strict: false,
      tokens: true,
    });
    this.values = values;
    this.positionals = positionals;
    const known = Object.keys(table);
    for (const token of tokens) {
      if (token.kind !== 'option') {
        continue;
      }
      const type = known.includes(token.name) ? table[token.name].type : undefined;
      if (type === undefined) {
        this.fault(`unknown option '${token.rawName}'${didYouMean(token.name, known)}`);
      } else if (type === 'string' && (token.value ?? '') === '') {
        this.fault(`'${token.rawName}' needs a value`);
      } else if (type === 'boolean' && token.value !== undefined) {
        this.fault(`'${token.rawName}' takes no value, got '${token.value}'`);
      }
    }
  }

  /** The value of an option; `undefined` when it is not given. */
  one(name: keyof Table & string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of an option that may be repeated. */
  many(name: keyof Table & string): string[] {
    return [this.values[name] ?? []].flat().filter((each): each is string => typeof each === 'string' && each !== '');
  }

  /** Whether a switch is given. */
  has(name: keyof Table & string): boolean {
    return this.values[name] === true;
  }

  /** Notes a fault; `check` throws it. */
  fault(message: string): void {
    this.faults.push({ code: 'Command.argument', message });
  }

  /**
   * Throws what was noted.
   *
   * @throws all faults of the arguments together, each with code `Command.argument`.
   */
  check(): void {
    if (this.faults.length > 0) {
      throw new GroundworkError(this.faults);
    }
  }

  /** The one assembly folder or template that a command reads. */
  input(): string {
    if (this.positionals.length !== 1) {
      this.fault(
        `one assembly folder or template is expected, got ${this.positionals.length === 0 ? 'none' : this.positionals.map((each) => `'${each}'`).join(', ')}`,
      );
    }
    return this.positionals[0] ?? '';
  }
}
