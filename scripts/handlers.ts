/**
 * Writes lib/internal/handlers.ts: the sources of the Lambda functions as text, from handlers/*.js. A text, because whoever
 * bundles a CDK app has no file beside it to read.
 *
 *   npm run handlers
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const OUTPUT = join(root, 'lib/internal/handlers.ts');
/** The end of the sources behind custom resources. */
const ANSWER = 'answer';

/** The module that lib/internal/handlers.ts must be. */
export function handlers(): string {
  const names = readdirSync(join(root, 'handlers'))
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length))
    .filter((name) => name !== ANSWER)
    .sort();
  return [
    '/**',
    ' * The sources of the Lambda functions. Written by `npm run handlers` from the files of the same names in `handlers`; do not edit.',
    ' */',
    ...[ANSWER, ...names].flatMap((name) => ['', constant(name)]),
    '',
  ].join('\n');
}

/** The declaration of one source. */
function constant(name: string): string {
  const text = readFileSync(join(root, 'handlers', `${name}.js`), 'utf8');
  const answers = text.includes("require('./answer')");
  return [
    `/** The source of handlers/${name}.js. */`,
    `${name === ANSWER ? '' : 'export '}const ${name.toUpperCase().replaceAll('-', '_')} = String.raw\`${deployed(name, text)}${answers ? '${ANSWER}' : ''}\`;`,
  ].join('\n');
}

/** The part of a file that becomes the function, without the doc comments in it. */
function deployed(name: string, text: string): string {
  const [, region] = /\n\/\/ #region deployed\n([\s\S]*)\n\/\/ #endregion\n/.exec(text) ?? [];
  if (region === undefined) {
    throw new Error(`handlers/${name}.js needs a '// #region deployed' with an end`);
  }
  const source = region.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '');
  if (/[`]|\$\{/.test(source)) {
    throw new Error(`handlers/${name}.js has a template literal, which its text cannot hold; join with +`);
  }
  return source;
}

if (require.main === module) {
  writeFileSync(OUTPUT, handlers());
}
