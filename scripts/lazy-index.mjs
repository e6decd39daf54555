// Indexes of a compiled library that load nothing until an export is touched.
//
// An eager index would load every domain (and with it most of aws-cdk-lib and the facts tables) for an app that
// uses one construct. aws-cdk-lib does the same to its own indexes. Node gives an ES module every name of an index at once, and
// so loads all that it exports: the index of each domain is a sub-path of the package, for those who import.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init, parse } from 'cjs-module-lexer';

await init();

/** The file that defines each export that is reachable from a compiled `file`. */
export function exportsOf(file, exports = new Map()) {
  const text = readFileSync(file, 'utf8');
  const { exports: own, reexports } = parse(text);
  const sources = named(text);
  for (const name of own.filter((each) => each !== '__esModule')) {
    const source = sources.get(name);
    exports.set(name, source === undefined ? file : createRequire(file).resolve(source));
  }
  for (const target of reexports) {
    exportsOf(createRequire(file).resolve(target), exports);
  }
  return exports;
}

/** The text of an index, from the module that has each of its names, and the file that loads modules. */
export function lazyIndex(exports, loader) {
  const lines = [...exports].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, module]) => lazyExport(name, module));
  return `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function lazy(name, module) {
  const define = (property) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, ...property });
  define({ get: () => { const value = require("${loader}")(module)[name]; define({ value }); return value; } });
}
${lines.join('\n')}
`;
}

/** `exports.X = void 0` first: by it, whoever imports this file as an ES module finds the name. */
function lazyExport(name, module) {
  return `exports.${name} = void 0; lazy("${name}", "${module}");`;
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
