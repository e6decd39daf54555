import { Arguments } from '../arguments';
import { TOLD_OPTIONS, TOLD_USAGE, ToldOptions, toldOptions } from '../told';

/** The output formats of `diff`. */
export const DIFF_FORMATS = ['text', 'json', 'markdown'] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

/** The kinds of change that may make `diff` fail. */
export const FAILURES = ['reach', 'rights', 'replacement', 'proof', 'findings'] as const;
export type Failure = (typeof FAILURES)[number];

/** The arguments of `diff`. */
export interface DiffOptions extends ToldOptions {
  readonly old: string;
  readonly now: string;
  readonly format: DiffFormat;
  readonly output?: string;
  readonly failOn: readonly Failure[];
}

const OPTIONS = {
  format: { type: 'string', short: 'f' },
  output: { type: 'string', short: 'o' },
  'fail-on': { type: 'string', multiple: true },
  ...TOLD_OPTIONS,
} as const;

export const DIFF_USAGE = `cdk-ecs-groundwork diff <old> <new> [options]

Tells what the change of an app means: who may newly call whom, rights of roles, names that go, what CloudFormation replaces, what
is not proved any more, instances and money, log routes, findings. <old> and <new> are each a cdk.out or a template.

  -f, --format <name>          ${DIFF_FORMATS.join(', ')} (text)
  -o, --output <file>          write the result to a file instead of standard output
${TOLD_USAGE}
      --fail-on <what>         ${FAILURES.join(', ')}; with commas, or repeated

  reach        newly allowed calls
  rights       a role may do more
  replacement  a resource that serves or holds data is replaced or deleted, or its replacement fails
  proof        what a task needs to start was proved and is not any more
  findings     a new error

Exit code: 0 nothing of --fail-on, 1 something of it, 2 the input could not be read.
`;

/**
 * Parses the arguments of `diff`.
 *
 * @throws all faults of the arguments together, each with code `Command.argument`.
 */
export function diffOptions(args: readonly string[]): DiffOptions {
  const given = new Arguments(args, OPTIONS);
  if (given.positionals.length !== 2) {
    given.fault(
      `two assembly folders or templates are expected, the old and the new one, got ${given.positionals.map((each) => `'${each}'`).join(', ') || 'none'}`,
    );
  }
  const format = given.one('format') ?? 'text';
  if (!DIFF_FORMATS.some((each) => each === format)) {
    given.fault(`'--format' must be one of ${DIFF_FORMATS.join(', ')}, got '${format}'`);
  }
  const failOn = given.many('fail-on').flatMap((each) => each.split(','));
  for (const each of failOn.filter((one) => !FAILURES.some((known) => known === one))) {
    given.fault(`'--fail-on' takes ${FAILURES.join(', ')}, got '${each}'`);
  }
  const beside = toldOptions(given);
  given.check();
  const [old = '', now = ''] = given.positionals;
  const output = given.one('output');
  return {
    ...beside,
    old,
    now,
    format: format as DiffFormat,
    failOn: failOn as Failure[],
    ...(output !== undefined && { output }),
  };
}
