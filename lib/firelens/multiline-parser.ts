import { Duration } from 'aws-cdk-lib';
import { failAll } from '../internal/errors';
import { Finding, error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { patternFault } from './rules/pattern';

/** The rules by which lines belong to one event. */
export interface MultilineParserOptions {
  /**
   * Regular expression (Onigmo) of an event's first line.
   */
  readonly firstLine: string;

  /**
   * Regular expression of the lines that follow it, as `^\s+at`.
   */
  readonly nextLine: string;

  /**
   * The time that an event waits for its next line.
   *
   * @default Duration.seconds(1)
   */
  readonly flushTimeout?: Duration;
}

/**
 * Joins lines into one event, as stack traces.
 *
 * @see https://docs.fluentbit.io/manual/data-pipeline/parsers/multiline-parsing
 */
@guarded
export class MultilineParser {
  /** Java stack traces. */
  public static readonly JAVA = new MultilineParser('java');
  /** Go panics. */
  public static readonly GO = new MultilineParser('go');
  /** Python tracebacks. */
  public static readonly PYTHON = new MultilineParser('python');
  /** Ruby backtraces. */
  public static readonly RUBY = new MultilineParser('ruby');

  /**
   * A parser of your own. Its name is letters, digits, `_` and `-`.
   *
   * Fails with `MultilineParser.invalid`, all faults together.
   */
  public static custom(name: string, options: MultilineParserOptions): MultilineParser {
    const { firstLine, nextLine, flushTimeout = Duration.seconds(1) } = options;
    failAll(undefined, [
      ...(/^[\w-]+$/.test(name) ? [] : [fault(`'name' must be letters, digits, '_' and '-', got '${name}'`)]),
      ...(BUILT_IN.includes(name) ? [fault(`'name' must not be one of ${BUILT_IN.join(', ')}, got '${name}'`)] : []),
      ...expression('firstLine', firstLine),
      ...expression('nextLine', nextLine),
    ]);
    return new MultilineParser(
      name,
      [
        '[MULTILINE_PARSER]',
        `    name ${name}`,
        '    type regex',
        `    flush_timeout ${flushTimeout.toMilliseconds()}`,
        `    rule "start_state" "/${firstLine}/" "cont"`,
        `    rule "cont" "/${nextLine}/" "cont"`,
      ].join('\n'),
    );
  }

  private constructor(
    /** @internal */
    public readonly _name: string,
    /**
     * Its section in a parsers file.
     *
     * @internal
     */
    public readonly _definition?: string,
  ) {}
}

/** Multiline parsers of Fluent Bit itself. */
const BUILT_IN = ['cri', 'docker', 'go', 'java', 'python', 'ruby'];

function expression(name: string, value: string): Finding[] {
  const wrong = patternFault(value) ?? (value.includes('"') ? "must not have '\"', which ends it" : undefined);
  return wrong === undefined ? [] : [fault(`'${name}' ${wrong}, got '${value}'`)];
}

function fault(message: string): Finding {
  return error('MultilineParser.invalid', message);
}
