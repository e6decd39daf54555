import { Arguments } from '../arguments';
import { TOLD_OPTIONS, TOLD_USAGE, ToldOptions, toldOptions } from '../told';

/** The arguments of `report`. */
export interface ReportOptions extends ToldOptions {
  readonly input: string;
  readonly output: string;
  readonly stamp?: string;
}

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  stamp: { type: 'string' },
  ...TOLD_OPTIONS,
} as const;

/** The file that is written when none is named. */
const FILE = 'ecs-report.html';

export const REPORT_USAGE = `cdk-ecs-groundwork report <cdk.out | template.json | template.yaml> [options]

Writes what an app will run on ECS into one HTML file, and prints a summary.

  -o, --output <file>          the file (${FILE})
${TOLD_USAGE}
      --stamp <text>           a line under the title: a commit, a date, a build; without it equal apps give equal files

Exit code: 0 the file is written, whatever it says; 2 the input could not be read. 'check' has a verdict.
`;

/**
 * Parses the arguments of `report`.
 *
 * @throws all faults of the arguments together, each with code `Command.argument`.
 */
export function reportOptions(args: readonly string[]): ReportOptions {
  const given = new Arguments(args, OPTIONS);
  const input = given.input();
  const beside = toldOptions(given);
  given.check();
  const stamp = given.one('stamp');
  return { ...beside, input, output: given.one('output') ?? FILE, ...(stamp !== undefined && { stamp }) };
}
