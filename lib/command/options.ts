import { Arguments } from './arguments';

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
  /** Values of parameters by their names, or by `Stack:Name`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Files and folders of network facts. */
  readonly facts: readonly string[];
}

const OPTIONS = {
  format: { type: 'string', short: 'f' },
  output: { type: 'string', short: 'o' },
  strict: { type: 'boolean' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  parameter: { type: 'string', short: 'p', multiple: true },
  facts: { type: 'string', multiple: true },
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
  -p, --parameter <name=value> the value of a parameter at deployment, Stack:Name=value for one stack; repeat for more
      --facts <path>          what the AWS CLI tells of imported VPCs, a file or folder ('facts' prints the commands)
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
  const parameters = parametersOf(given);
  given.check();
  return {
    input,
    parameters,
    facts: given.many('facts'),
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

/** The values of `--parameter`. A value may have further equals signs. */
export function parametersOf(
  given: Arguments<{ readonly parameter: (typeof OPTIONS)['parameter'] }>,
): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const each of given.many('parameter')) {
    const at = each.indexOf('=');
    const name = each.slice(0, Math.max(at, 0));
    if (name === '') {
      given.fault(`'--parameter' takes name=value, got '${each}'`);
    } else if (Object.hasOwn(parameters, name) && parameters[name] !== each.slice(at + 1)) {
      given.fault(`'--parameter' gives '${name}' two values; keep one`);
    }
    parameters[name] = each.slice(at + 1);
  }
  return parameters;
}
