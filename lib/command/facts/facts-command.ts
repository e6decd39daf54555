import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../../internal/errors';
import { Arguments } from '../arguments';
import { oneLine } from '../formats/plain';
import type { CommandIo } from '../command-io';
import { TOLD_OPTIONS, TOLD_USAGE, readTold, toldOptions } from '../told';

type Loaded = typeof import('../../start-proof/facts/commands');

const FOLDER = 'facts';

const OPTIONS = {
  ...TOLD_OPTIONS,
  folder: { type: 'string' },
} as const;

export const FACTS_USAGE = `cdk-ecs-groundwork facts <cdk.out | template.json | template.yaml> [options]

Prints the AWS CLI commands that tell what the start proof cannot know: imported VPCs and what is in them, load balancers,
file systems, hosts and roles. They only read.
Run them in the account and region of the app, then check with the answers:

  npx cdk-ecs-groundwork facts cdk.out | sh
  npx cdk-ecs-groundwork check cdk.out --facts ${FOLDER}

An answer may lead to the next question. Ask again with the answers, until nothing is printed but a remark:

  npx cdk-ecs-groundwork facts cdk.out --facts ${FOLDER} | sh

      --folder <folder>        the folder for the answers (${FOLDER})
${TOLD_USAGE}

Exit code: 0 printed, 2 the input could not be read.
`;

/**
 * Prints the commands whose answers turn unknown needs into verdicts, as a script.
 *
 * @throws `Command.argument`, `Command.noInput`, what the reader of assemblies and templates throws, and the faults of facts.
 */
export function facts(args: readonly string[], io: CommandIo): number {
  if (args.includes('--help')) {
    io.out(FACTS_USAGE);
    return 0;
  }
  const given = new Arguments(args, OPTIONS);
  const input = given.input();
  const folder = given.one('folder') ?? FOLDER;
  if (!/^[\w./-]+$/.test(folder) || folder.startsWith('-')) {
    given.fault(`'--folder' must be letters, digits and . _ / -, as it stands in shell commands, got '${folder}'`);
  }
  const beside = toldOptions(given);
  given.check();
  const path = resolve(io.cwd, input);
  if (!existsSync(path)) {
    fail(
      undefined,
      'Command.noInput',
      `there is nothing at '${input}'; give the folder that 'cdk synth' writes, or a template`,
    );
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the help and mistakes need none of it
  const { commandsFor } = require('../../start-proof/facts/commands') as Loaded;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { modelOfPath } = require('../../app-model/load') as typeof import('../../app-model/load');
  const { parameters, facts: known } = readTold(beside, io.cwd);
  const model = modelOfPath(path, { parameters });
  const commands = commandsFor(known?._into(model) ?? model, folder);
  if (commands.length === 0) {
    io.out('# nothing that the AWS CLI could tell is missing\n');
    return 0;
  }
  io.out(
    [`mkdir -p ${folder}`, ...commands.flatMap(({ command, tells }) => [`# ${oneLine(tells)}`, command]), ''].join(
      '\n',
    ),
  );
  return 0;
}
