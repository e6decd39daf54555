import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GroundworkError } from '../internal/errors';
import { didYouMean } from '../internal/did-you-mean';
import type { Format } from './options';
import { readTold } from './told';
import { CHECK_USAGE, checkOptions } from './options';
import { Judgement, counts } from './judged';
import { writeWhole } from './write-file';
import type { CommandIo } from './command-io';

const COMMANDS = ['check', 'report', 'diff', 'facts', 'explain', 'help', 'version'];

const USAGE = `cdk-ecs-groundwork <command>

  check <cdk.out | template>   check every ECS task and service of an app
  report <cdk.out | template>  write what runs, who may call whom and what it costs into one HTML file
  diff <old> <new>             what the change of an app means
  facts <cdk.out | template>   AWS CLI commands that tell what the checks cannot know
  explain [<code>]             cause, example and cure of a finding
  help                         this page; 'check --help' has the options of check, and so on
  version                      the version
`;

/**
 * Runs the command line and gives its exit code: 0 when nothing is wrong, 1 with findings, 2 when it could not run. A
 * mistake of the user is one line on standard error; nothing but the result goes to standard output.
 */
export function run(args: readonly string[], io: CommandIo): number {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'check':
        return rest.includes('--help') ? told(io, CHECK_USAGE) : check(rest, io);
      case 'report':
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- 'check' needs none of it
        return (require('./report/report-command') as typeof import('./report/report-command')).report(rest, io);
      case 'diff':
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
        return (require('./diff/diff-command') as typeof import('./diff/diff-command')).diff(rest, io, version());
      case 'facts':
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
        return (require('./facts/facts-command') as typeof import('./facts/facts-command')).facts(rest, io);
      case 'explain':
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
        return (require('./explain/explain-command') as typeof import('./explain/explain-command')).explain(rest, io);
      case 'help':
      case '--help':
      case '-h':
        return told(io, USAGE);
      case 'version':
      case '--version':
        return told(io, `${version()}\n`);
      default:
        io.error(
          command === undefined
            ? USAGE
            : `unknown command '${command}'${didYouMean(command, COMMANDS)}; 'cdk-ecs-groundwork help' lists the commands\n`,
        );
        return 2;
    }
  } catch (error) {
    io.error(`${error instanceof GroundworkError ? error.message : unexpected(error)}\n`);
    return 2;
  }
}

function check(args: readonly string[], io: CommandIo): number {
  const options = checkOptions(args);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 'help' and mistakes need none of it
  const { judge } = require('./judge') as typeof import('./judge');
  const whole = selected(
    judge(options.input, io.cwd, {
      progress: io.progress,
      ...readTold(options, io.cwd),
    }),
    options.only,
    options.skip,
  );
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { withBaseline } = require('./baseline') as typeof import('./baseline');
  if (options.writeBaseline !== undefined) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
    const { baselineText } = require('../checks/private/baseline') as typeof import('../checks/private/baseline');
    const reason = 'accepted when the baseline was written';
    const entries = whole.findings.flatMap(({ check: name, code, places }) =>
      places.map(({ path }) => ({ code: `${name}::${code}`, path, reason })),
    );
    writeWhole(resolve(io.cwd, options.writeBaseline), baselineText(entries));
    io.error(`${options.writeBaseline} accepts ${whole.findings.length} findings; give each its reason\n`);
    return 0;
  }
  const judgement = options.baseline === undefined ? whole : withBaseline(whole, resolve(io.cwd, options.baseline));
  const text = rendered(judgement, options.format, options.colour ?? (io.colour && options.output === undefined));
  if (options.output === undefined) {
    io.out(text);
  } else {
    writeWhole(resolve(io.cwd, options.output), text);
  }
  const { error, warning } = counts(judgement.findings);
  return error > 0 || (options.strict && warning > 0) ? 1 : 0;
}

function selected(judgement: Judgement, only: readonly string[], skip: readonly string[]): Judgement {
  const begins = (code: string, check: string, prefixes: readonly string[]): boolean =>
    prefixes.some((prefix) => code.startsWith(prefix) || `${check}::${code}`.startsWith(prefix));
  return {
    ...judgement,
    findings: judgement.findings.filter(
      ({ code, check: name }) => (only.length === 0 || begins(code, name, only)) && !begins(code, name, skip),
    ),
  };
}

function rendered(judgement: Judgement, format: Format, colour: boolean): string {
  /* eslint-disable @typescript-eslint/no-require-imports -- one of five */
  switch (format) {
    case 'json':
      return (require('./formats/json') as typeof import('./formats/json')).asJson(judgement, version());
    case 'sarif':
      return (require('./formats/sarif') as typeof import('./formats/sarif')).asSarif(judgement, version());
    case 'markdown':
      return (require('./formats/markdown') as typeof import('./formats/markdown')).asMarkdown(judgement);
    case 'github':
      return (require('./formats/github') as typeof import('./formats/github')).asGithub(judgement);
    case 'text':
      return (require('./formats/text') as typeof import('./formats/text')).asText(judgement, colour);
  }
  /* eslint-enable @typescript-eslint/no-require-imports */
}

function told(io: CommandIo, text: string): number {
  io.out(text);
  return 0;
}

/** The version of the package, wherever its files lie. */
function version(): string {
  for (let at = __dirname; at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) {
      return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    }
  }
  return 'unknown';
}

/** One line for what should not happen, with what a report of it needs. */
function unexpected(error: unknown): string {
  const { message = String(error), stack = '' } = Object(error) as { message?: string; stack?: string };
  const [, at = ''] = stack.split('\n').map((line) => line.trim());
  return `unexpected failure: ${message.split('\n')[0]} (${at}); please report it with this line`;
}
