import { resolve } from 'node:path';
import type { CommandIo } from '../command-io';
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
  const found = diffOf(read(options.old, io.cwd), read(options.now, io.cwd));
  const text = rendered(found, options.format, version);
  if (options.output === undefined) {
    io.out(text);
  } else {
    writeWhole(resolve(io.cwd, options.output), text);
  }
  return options.failOn.some((each) => HAPPENED[each](found)) ? 1 : 0;
}

function read(input: string, cwd: string): ReadApp {
  /* eslint-disable @typescript-eslint/no-require-imports -- as above */
  const { readReport } = require('../report/app-report') as typeof import('../report/app-report');
  const { modelOfPath } = require('../../app-model/load') as typeof import('../../app-model/load');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const report = readReport(input, cwd);
  return { report, model: modelOfPath(resolve(cwd, input)) };
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
