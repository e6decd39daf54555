import { Arguments } from './arguments';
import { TOLD_OPTIONS, TOLD_USAGE, ToldOptions, toldOptions } from './told';

/** The output formats of `check`. */
export const FORMATS = ['text', 'json', 'sarif', 'markdown', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** The arguments of `check`. */
export interface CheckOptions extends ToldOptions {
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
  ...TOLD_OPTIONS,
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
${TOLD_USAGE}
      --no-color              no colours; they are used only on a terminal

Exit code: 0 no errors, 1 errors (with --strict warnings too), 2 the input could not be read.
`;

/**
 * Parses the arguments of `check`.
 *
 * @throws all faults of the arguments together, each with code `Command.argument`.
 */
export function checkOptions(args: readonly string[]): CheckOptions {
  const given = new Arguments(args, OPTIONS);
  const input = given.input();
  const format = given.one('format') ?? 'text';
  if (!FORMATS.some((each) => each === format)) {
    given.fault(`'--format' must be one of ${FORMATS.join(', ')}, got '${format}'`);
  }
  if (given.one('baseline') !== undefined && given.one('write-baseline') !== undefined) {
    given.fault(`give '--baseline' or '--write-baseline', not both`);
  }
  const beside = toldOptions(given);
  given.check();
  return {
    input,
    ...beside,
    format: format as Format,
    strict: given.has('strict'),
    only: given.many('only'),
    skip: given.many('skip'),
    ...(given.one('output') !== undefined && { output: given.one('output') }),
    ...(given.one('baseline') !== undefined && { baseline: given.one('baseline') }),
    ...(given.one('write-baseline') !== undefined && { writeBaseline: given.one('write-baseline') }),
    ...(given.has('no-color') ? { colour: false } : given.has('color') ? { colour: true } : {}),
  };
}
