#!/usr/bin/env node
import { run } from './run';

process.exitCode = run(process.argv.slice(2), {
  cwd: process.cwd(),
  colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb',
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
