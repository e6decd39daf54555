import { Token } from 'aws-cdk-lib';
import { failAll } from '../internal/errors';
import { Finding, error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { MultilineParser } from './multiline-parser';
import { patternFault } from './rules/pattern';

/** The options by which the text of a record is parsed. */
export interface RegexParseOptions {
  /**
   * Key of the record that is parsed.
   *
   * @default 'log'
   */
  readonly key?: string;

  /**
   * Group of the expression that is the time of the record; needs `timeFormat`.
   *
   * @default - the time at which the line was written
   */
  readonly timeKey?: string;

  /**
   * Format of the time, as for strptime.
   *
   * @default - no time is read
   */
  readonly timeFormat?: string;
}

/** The changes to records. */
export interface ModifyRecordOptions {
  /**
   * Keys to add, with their values.
   *
   * @default - none
   */
  readonly add?: { [key: string]: string };

  /**
   * Keys to remove.
   *
   * @default - none
   */
  readonly remove?: string[];
}

type Lines = readonly (readonly [key: string, value: string])[];

/**
 * Something done to records between a container and its destinations, in the order given. ECS's own filters (include and
 * exclude patterns, ECS metadata) come before.
 *
 * @see https://docs.fluentbit.io/manual/pipeline/filters
 */
@guarded
export class LogFilter {
  /** Joins lines above 16 KiB, which the container runtime splits. Comes first, before multiline and parsing. */
  public static joinPartialLines(): LogFilter {
    return new LogFilter('multiline', [
      ['multiline.key_content', 'log'],
      ['mode', 'partial_message'],
    ]);
  }

  /** Joins lines into events, by the first parser that knows them. */
  public static multiline(...parsers: MultilineParser[]): LogFilter {
    failAll(undefined, parsers.length === 0 ? [fault("'parsers' must have at least one, got none")] : []);
    return new LogFilter(
      'multiline',
      [
        ['multiline.key_content', 'log'],
        ['multiline.parser', parsers.map(({ _name }) => _name).join(', ')],
      ],
      parsers.flatMap(({ _definition }) => _definition ?? []),
    );
  }

  /** Parses a key whose value is JSON; its fields become keys of the record. Text that is no JSON stays. */
  public static parseJson(key: string = 'log'): LogFilter {
    return new LogFilter(
      'parser',
      [
        ['Key_Name', key],
        ['Parser', 'firelens_json'],
        ['Reserve_Data', 'On'],
      ],
      [['[PARSER]', '    Name firelens_json', '    Format json'].join('\n')],
    );
  }

  /**
   * Parses a key by a regular expression (Onigmo) with named groups, which become keys of the record.
   *
   * Fails with `LogFilter.invalid`.
   */
  public static parseRegex(name: string, expression: string, options: RegexParseOptions = {}): LogFilter {
    const { key = 'log', timeKey, timeFormat } = options;
    const wrong = patternFault(expression);
    failAll(undefined, [
      ...(/^[\w-]+$/.test(name) ? [] : [fault(`'name' must be letters, digits, '_' and '-', got '${name}'`)]),
      ...(wrong === undefined ? [] : [fault(`'expression' ${wrong}, got '${expression}'`)]),
      ...(/\(\?<\w+>/.test(expression) ? [] : [fault(`'expression' must have a named group, got '${expression}'`)]),
      ...((timeKey === undefined) === (timeFormat === undefined)
        ? []
        : [fault("'timeKey' and 'timeFormat' go together")]),
    ]);
    const time = timeKey === undefined ? [] : [`    Time_Key ${timeKey}`, `    Time_Format ${timeFormat}`];
    return new LogFilter(
      'parser',
      [
        ['Key_Name', key],
        ['Parser', name],
        ['Reserve_Data', 'On'],
      ],
      [['[PARSER]', `    Name ${name}`, '    Format regex', `    Regex ${expression}`, ...time].join('\n')],
    );
  }

  /** Adds and removes keys. Fails with `LogFilter.invalid`. */
  public static modifyRecord(options: ModifyRecordOptions): LogFilter {
    const { add = {}, remove = [] } = options;
    const empty = Object.keys(add).filter((key) => add[key] === '');
    failAll(undefined, [
      ...wordFaults("a key of 'add'", Object.keys(add)),
      ...wordFaults("a key of 'remove'", remove),
      ...empty.map((key) => fault(`the value of '${key}' in 'add' must not be empty; leave the key out`)),
    ]);
    return new LogFilter('record_modifier', [
      ...Object.keys(add)
        .sort()
        .map((key) => ['Record', `${key} ${add[key]}`] as const),
      ...remove.map((key) => ['Remove_key', key] as const),
    ]);
  }

  /** Keeps the records whose key matches the regular expression. Fails with `LogFilter.invalid`. */
  public static keep(key: string, pattern: string): LogFilter {
    return LogFilter.grep('Regex', key, pattern);
  }

  /** Drops the records whose key matches the regular expression. Fails with `LogFilter.invalid`. */
  public static drop(key: string, pattern: string): LogFilter {
    return LogFilter.grep('Exclude', key, pattern);
  }

  /** Any other filter, in Fluent Bit's words. Fails with `LogFilter.invalid`. */
  public static plugin(name: string, options: { [option: string]: string } = {}): LogFilter {
    failAll(undefined, [...wordFaults("'name'", [name]), ...wordFaults('an option', Object.keys(options))]);
    return new LogFilter(name, Object.entries(options));
  }

  private static grep(directive: string, key: string, pattern: string): LogFilter {
    const wrong = patternFault(pattern);
    failAll(undefined, [
      ...wordFaults("'key'", [key]),
      ...(wrong === undefined ? [] : [fault(`'pattern' ${wrong}, got '${pattern}'`)]),
    ]);
    return new LogFilter('grep', [[directive, `${key} ${pattern}`]]);
  }

  private constructor(
    private readonly name: string,
    private readonly lines: Lines,
    /**
     * Sections that belong into a parsers file.
     *
     * @internal
     */
    public readonly _parsers: readonly string[] = [],
  ) {
    const known = lines.filter(([, value]) => !Token.isUnresolved(value));
    failAll(undefined, [
      ...known
        .filter(([key, value]) => /[\r\n]/.test(key + value))
        .map(([key]) => fault(`'${key.split(/[\r\n]/)[0]}' must not have a line break`)),
      ...known
        .filter(([, value]) => value.trim() === '')
        .map(([key]) => fault(`'${key}' must not be empty: Fluent Bit refuses the file; give a value or leave it out`)),
    ]);
  }

  /**
   * The section for the records of a pattern.
   *
   * @internal
   */
  public _render(match: string): string {
    return [
      '[FILTER]',
      `    Name ${this.name}`,
      `    Match ${match}`,
      ...this.lines.map(([key, value]) => `    ${key} ${value}`),
    ].join('\n');
  }
}

/** Names that are no single word: Fluent Bit takes what follows a blank for the value. */
function wordFaults(label: string, names: readonly string[]): Finding[] {
  return names
    .filter((name) => !Token.isUnresolved(name) && !/^\S+$/.test(name))
    .map((name) => fault(`${label} must be one word, without blanks and line breaks, got ${JSON.stringify(name)}`));
}

function fault(message: string): Finding {
  return error('LogFilter.invalid', message);
}
