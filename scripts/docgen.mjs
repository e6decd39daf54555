// Writes API.md from the jsii assembly; `--check` fails when the one that is checked in is stale.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const check = process.argv.includes('--check');
const scratch = mkdtempSync(join(tmpdir(), 'docgen-'));
const output = check ? join(scratch, 'API') : 'API';
try {
  // jsii-docgen appends the extension itself.
  execFileSync('npx', ['jsii-docgen', '--output', output], { stdio: 'inherit' });
  if (check && readFileSync(`${output}.md`, 'utf8') !== readFileSync('API.md', 'utf8')) {
    console.error('API.md is stale: run `npm run docgen` and commit the result');
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
