// Rewrites compiled indexes so that requiring one loads nothing until an export is touched.
//
//   node scripts/lazy-index.mjs dist/lib/index.js dist/lib/*/index.js
//
// An eager index would load every domain (and with it most of aws-cdk-lib and the facts tables) for an app that
// uses one construct. aws-cdk-lib does the same to its own indexes. Node gives an ES module every name of an index at once, and
// so loads all that it exports: the index of each domain is a sub-path of the package, for those who import.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { parse, init } from 'cjs-module-lexer';

await init();
const indexes = process.argv.slice(2);
if (indexes.length === 0) {
  console.error('usage: lazy-index.mjs <compiled index.js> ...');
  process.exit(2);
}
// All are read before any is written: that of the package reads those of the domains.
const found = indexes.map((index) => [
  index,
  collect(createRequire(new URL(`file://${process.cwd()}/`)).resolve(`./${relative(process.cwd(), index)}`)),
]);
for (const [index, exports] of found) {
  const lines = [...exports].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, file]) => lazyExport(index, name, file));
  writeFileSync(
    index,
    `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function lazy(name, load) {
  const define = (property) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, ...property });
  define({ get: () => { const value = load()[name]; define({ value }); return value; } });
}
${lines.join('\n')}
`,
  );
  console.log(`${index}: ${exports.size} lazy exports`);
}

/** The file that defines each export that is reachable from `file`. */
function collect(file, exports = new Map()) {
  const text = readFileSync(file, 'utf8');
  const { exports: own, reexports } = parse(text);
  const sources = named(text);
  for (const name of own.filter((each) => each !== '__esModule')) {
    const source = sources.get(name);
    exports.set(name, source === undefined ? file : createRequire(file).resolve(source));
  }
  for (const target of reexports) {
    collect(createRequire(file).resolve(target), exports);
  }
  return exports;
}

/** The file of each `export { X } from './file'`, as TypeScript writes it: the lexer gives its name alone. */
function named(text) {
  const files = new Map(
    [...text.matchAll(/^(?:var|const) (\w+) = require\("(\.[^"]+)"\);$/gm)].map(([, name, path]) => [name, path]),
  );
  return new Map(
    [
      ...text.matchAll(
        /defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.\1; \} \}\)/g,
      ),
    ].map(([, name, module]) => [name, files.get(module)]),
  );
}

/** `exports.X = void 0` first: by it, whoever imports this file as an ES module finds the name. */
function lazyExport(index, name, file) {
  if (relative(file, index) === '') {
    throw new Error(`${index} would load '${name}' from itself`);
  }
  const path = relative(dirname(index), relative(process.cwd(), file)).replaceAll('\\', '/');
  return `exports.${name} = void 0; lazy("${name}", () => require("./${path}"));`;
}
