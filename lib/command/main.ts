#!/usr/bin/env node
import { run } from './run';

// A reader that has seen enough closes the pipe; a full disk does not take the result.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') {
    process.stderr.write(`[Command.notWritten] the result could not be written: ${message}\n`);
    process.exitCode = 2;
  }
});

process.exitCode = run(process.argv.slice(2), {
  cwd: process.cwd(),
  colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb',
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  ...(process.stderr.isTTY === true && {
    // One line that the next one overwrites, and the last one clears.
    progress: (text: string) => process.stderr.write(`\r\u001b[K${text}`),
  }),
});
