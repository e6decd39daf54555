import { parseArgs } from 'node:util';
import { Fault, GroundworkError } from '../internal/errors';
import { didYouMean } from '../internal/nearest';

/** The output formats of `check`. */
export const FORMATS = ['text', 'json', 'sarif', 'markdown', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** The arguments of `check`. */
export interface CheckOptions {
  readonly input: string;
  readonly format: Format;
  readonly output?: string;
  readonly strict: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly colour?: boolean;
}

const OPTIONS = {
  format: { type: 'string', short: 'f' },
  output: { type: 'string', short: 'o' },
  strict: { type: 'boolean' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
} as const;

export const CHECK_USAGE = `cdk-ecs-groundwork check <cdk.out | template.json | template.yaml> [options]

Checks every ECS task and service of an app, in whatever language it was written.

  -f, --format <name>         ${FORMATS.join(', ')} (text)
  -o, --output <file>         write the result to a file instead of standard output
      --strict                warnings fail too
      --baseline <file>       findings accepted in this file do not count
      --write-baseline <file> accept all findings of this run in a new file
      --only <code>           only findings whose code begins so: StartProof or StartProof.noRoute; repeat for more
      --skip <code>           no findings whose code begins so; repeat for more
      --no-color              no colours; they are used only on a terminal

Exit code: 0 no errors, 1 errors (with --strict warnings too), 2 the input could not be read.
`;

/**
 * Parses the arguments of `check`.
 *
 * @throws all faults of the arguments together, each with code `Command.argument`.
 */
export function checkOptions(args: readonly string[]): CheckOptions {
  const faults: Fault[] = [];
  const fault = (message: string): void => {
    faults.push({ code: 'Command.argument', message });
  };
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const known = Object.keys(OPTIONS);
  for (const token of tokens) {
    if (token.kind !== 'option') {
      continue;
    }
    if (!known.includes(token.name)) {
      fault(`unknown option '${token.rawName}'${didYouMean(token.name, known)}`);
    } else if (OPTIONS[token.name as keyof typeof OPTIONS].type === 'string' && (token.value ?? '') === '') {
      fault(`'${token.rawName}' needs a value`);
    } else if (OPTIONS[token.name as keyof typeof OPTIONS].type === 'boolean' && token.value !== undefined) {
      fault(`'${token.rawName}' takes no value, got '${token.value}'`);
    }
  }
  if (positionals.length !== 1) {
    fault(
      `one assembly folder or template is expected, got ${positionals.length === 0 ? 'none' : positionals.map((each) => `'${each}'`).join(', ')}`,
    );
  }
  const one = (name: keyof typeof OPTIONS): string | undefined =>
    typeof values[name] === 'string' ? values[name] : undefined;
  const many = (name: keyof typeof OPTIONS): string[] =>
    [values[name] ?? []].flat().filter((each): each is string => typeof each === 'string' && each !== '');
  const format = one('format') ?? 'text';
  if (!FORMATS.some((each) => each === format)) {
    fault(`'--format' must be one of ${FORMATS.join(', ')}, got '${format}'`);
  }
  if (one('baseline') !== undefined && one('write-baseline') !== undefined) {
    fault(`give '--baseline' or '--write-baseline', not both`);
  }
  if (faults.length > 0) {
    throw new GroundworkError(faults);
  }
  return {
    input: positionals[0],
    format: format as Format,
    strict: values.strict === true,
    only: many('only'),
    skip: many('skip'),
    ...(one('output') !== undefined && { output: one('output') }),
    ...(one('baseline') !== undefined && { baseline: one('baseline') }),
    ...(one('write-baseline') !== undefined && { writeBaseline: one('write-baseline') }),
    ...(values['no-color'] === true ? { colour: false } : values.color === true ? { colour: true } : {}),
  };
}
