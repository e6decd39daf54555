import { resolve } from 'node:path';
import type { CommandIo } from '../command-io';
import { writeWhole } from '../write-file';
import { readTold } from '../told';
import { REPORT_USAGE, reportOptions } from './report-options';

/**
 * Writes the report and prints its summary.
 *
 * @throws what the reader of assemblies and templates throws, and `Command.notWritten`.
 */
export function report(args: readonly string[], io: CommandIo): number {
  if (args.includes('--help')) {
    io.out(REPORT_USAGE);
    return 0;
  }
  const { input, output, stamp, ...beside } = reportOptions(args);
  /* eslint-disable @typescript-eslint/no-require-imports -- the help and mistakes need none of it */
  const { readReport } = require('./app-report') as typeof import('./app-report');
  const { pageOf } = require('./html/page') as typeof import('./html/page');
  const { summaryOf } = require('./summary') as typeof import('./summary');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const app = readReport(input, io.cwd, readTold(beside, io.cwd));
  writeWhole(resolve(io.cwd, output), pageOf(app, stamp).text);
  io.out(`${summaryOf(app, output).join('\n')}\n`);
  return 0;
}
