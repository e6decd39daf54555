import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AppModel } from '../../app-model/app-model';
import { parameterIds } from '../../app-model/given-parameters';
import type { CommandIo } from '../command-io';
import type { Told } from '../judge';
import { readTold } from '../told';
import { writeWhole } from '../write-file';
import type { AppDiff, ReadApp } from './app-diff';
import { DIFF_USAGE, DiffFormat, Failure, diffOptions } from './diff-options';

/**
 * Prints what the change from one app to another means.
 *
 * @throws what the reader of assemblies and templates throws, and `Command.notWritten`.
 */
export function diff(args: readonly string[], io: CommandIo, version: string): number {
  if (args.includes('--help')) {
    io.out(DIFF_USAGE);
    return 0;
  }
  const options = diffOptions(args);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the help and mistakes need none of it
  const { diffOf } = require('./app-diff') as typeof import('./app-diff');
  const beside = readTold(options, io.cwd);
  const found = diffOf(...readBoth([options.old, options.now], io.cwd, beside));
  const text = rendered(found, options.format, version);
  if (options.output === undefined) {
    io.out(text);
  } else {
    writeWhole(resolve(io.cwd, options.output), text);
  }
  return options.failOn.some((each) => HAPPENED[each](found)) ? 1 : 0;
}

/** The old and the new app. A parameter may be of one of them alone. */
function readBoth(inputs: readonly [string, string], cwd: string, beside: Told): [ReadApp, ReadApp] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { modelOfPath } = require('../../app-model/load') as typeof import('../../app-model/load');
  const given = Object.entries(beside.parameters ?? {});
  const known = inputs.map((input) =>
    given.length > 0 && existsSync(resolve(cwd, input)) ? parametersOf(modelOfPath(resolve(cwd, input))) : new Set(),
  );
  const [old, now] = inputs.map((input, index) => {
    // What neither has is told as for one app.
    const parameters = given.filter(([id]) => known[index].has(id) || known.every((ids) => !ids.has(id)));
    return read(input, cwd, { ...beside, parameters: Object.fromEntries(parameters) });
  });
  return [old, now];
}

function parametersOf({ scopes }: AppModel): Set<string> {
  const stacks = scopes.filter(({ parent }) => parent === undefined);
  return new Set(stacks.flatMap(({ stack }) => parameterIds(stack).flatMap(({ ids }) => ids)));
}

function read(input: string, cwd: string, beside: Told): ReadApp {
  /* eslint-disable @typescript-eslint/no-require-imports -- as above */
  const { readReport } = require('../report/app-report') as typeof import('../report/app-report');
  const { modelOfPath } = require('../../app-model/load') as typeof import('../../app-model/load');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const report = readReport(input, cwd, beside);
  return { report, model: modelOfPath(resolve(cwd, input), beside) };
}

const HAPPENED: Readonly<Record<Failure, (found: AppDiff) => boolean>> = {
  reach: ({ reach }) => reach.added.length > 0,
  rights: ({ rights }) =>
    rights.added.some(({ effect }) => effect !== 'Deny') || rights.gone.some(({ effect }) => effect === 'Deny'),
  replacement: ({ lost }) => lost.some(({ effect }) => effect !== 'smooth'),
  proof: ({ proof }) => proof.gone.length > 0,
  findings: ({ findings }) => findings.added.some(({ severity }) => severity === 'error'),
};

function rendered(found: AppDiff, format: DiffFormat, version: string): string {
  /* eslint-disable @typescript-eslint/no-require-imports -- one of three */
  switch (format) {
    case 'json':
      return (require('./diff-json') as typeof import('./diff-json')).diffAsJson(found, version);
    case 'markdown':
      return (require('./diff-text') as typeof import('./diff-text')).diffAsMarkdown(found);
    case 'text':
      return (require('./diff-text') as typeof import('./diff-text')).diffAsText(found);
  }
  /* eslint-enable @typescript-eslint/no-require-imports */
}
