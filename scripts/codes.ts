/**
 * Writes docs/codes, one page for each topic, from the explanations of the command, and the codes of each check into
 * lib/checks: `npm run codes`. The tests compare them.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codePages } from '../lib/command/explain/code-pages';
import { GENERATED, checkCodesText } from './codes-of-source';

const folder = resolve(__dirname, '../docs/codes');
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) {
  rmSync(join(folder, file));
}
const pages = codePages();
for (const [file, text] of pages) {
  writeFileSync(join(folder, file), text);
}
console.log(`docs/codes: ${pages.size} pages`);
writeFileSync(resolve(__dirname, '../lib', GENERATED), checkCodesText());
