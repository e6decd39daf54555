// Puts the modules of a compiled library into one file for each domain, in the place of those that the compiler wrote.
//
//   node scripts/bundle.mjs dist/lib [<folder of other files that require modules of the library> ...]
//
// Node finds, reads and compiles each file by itself, which costs more than running it; one file for all would be parsed whole
// for an app that uses one value class (decisions/0191). A module stays as the compiler wrote it, in a function that runs when
// somebody asks `load.js` for the module; only the helpers of decorators stand once in a file.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { exportsOf, lazyIndex } from './lazy-index.mjs';

const [library, ...others] = process.argv.slice(2).map((path) => resolve(path));
if (library === undefined) {
  console.error('usage: bundle.mjs <compiled library> [<folder of files that require its modules> ...]');
  process.exit(2);
}
const LOADER = join(library, 'load.js');
const COMMAND = join(library, 'command', 'main.js');

/** What the compiler wrote. */
const compiled = new Set(scriptsBelow(library));
/** The modules that are reached from an export or from the command: by domain, the shared helpers and the functions by name. */
const domains = new Map();
/** The texts of the files that stay or are new. */
const texts = new Map();

for (const index of [...compiled].filter(isIndex)) {
  const exports = [...exportsOf(index)].map(([name, file]) => [name, reached(file, index)]);
  if (exports.length > 0) {
    texts.set(index, lazyIndex(exports, pathBetween(index, LOADER)));
  }
}
for (const file of [...[COMMAND].filter((each) => compiled.has(each)), ...others.flatMap(scriptsBelow)]) {
  texts.set(
    file,
    rewritten(file, (name) => `require("${pathBetween(file, LOADER)}")("${name}")`),
  );
}
if (domains.size === 0) {
  throw new Error(`nothing is exported from ${library}: compile it first`);
}
for (const [domain, { helpers, functions }] of domains) {
  texts.set(fileOf(domain), bundle([...helpers.values()], functions));
}
texts.set(LOADER, loader([...domains.keys()].sort()));

compiled.forEach((file) => rmSync(file));
texts.forEach((text, file) => writeFileSync(file, text));
domains.forEach(({ functions }, domain) =>
  console.log(`${pathBetween(LOADER, fileOf(domain))}: ${functions.size} modules`),
);

/** The name of the module in a file. It takes the module in, with all that it requires, when it is the first to be asked. */
function reached(file, by) {
  const name = nameOf(file);
  const [domain, ...rest] = name.split('/');
  if (!compiled.has(file) || file === fileOf(domain) || rest.length === 0 || isIndex(file)) {
    throw new Error(`${by} requires ${file}, which is no module of a domain`);
  }
  if (!domains.has(domain)) {
    domains.set(domain, { helpers: new Map(), functions: new Map() });
  }
  const { helpers, functions } = domains.get(domain);
  if (!functions.has(name)) {
    functions.set(name, undefined); // For modules that require each other.
    functions.set(
      name,
      rewritten(file, (other) => `load("${other}")`, helpers),
    );
  }
  return name;
}

/**
 * The text of a file that asks for the modules of the library by their names. With `helpers` it is to be the body of a function:
 * those helpers of the compiler that are the same as in the files before are left out.
 */
function rewritten(file, load, helpers) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const edits = [];
  const replace = (node, by) => edits.push({ from: node.getStart(source), to: node.end, by });
  for (const statement of helpers === undefined ? [] : source.statements) {
    const [name, text] = helperOf(statement, source);
    if (name !== undefined && (helpers.get(name) ?? text) === text) {
      helpers.set(name, text);
      replace(statement, '');
    }
  }
  (function visit(node) {
    const path = requiredBy(node);
    const target = path && createRequire(file).resolve(path);
    // Other files require each other, and the index as users do.
    const isModule = helpers !== undefined || (compiled.has(target) && !isIndex(target) && target !== LOADER);
    if (target !== undefined && isModule) {
      replace(node, load(reached(target, file)));
    }
    ts.forEachChild(node, visit);
  })(source);
  edits.sort((one, other) => other.from - one.from);
  return edits.reduce((text, { from, to, by }) => text.slice(0, from) + by + text.slice(to), source.text);
}

/** The relative path of a call of `require`. */
function requiredBy(node) {
  const path =
    ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require'
      ? node.arguments[0].text
      : undefined;
  return path?.startsWith('.') ? path : undefined;
}

/** Name and text of a helper that TypeScript writes into each file that needs it: `var __x = (this && this.__x) || ...`. */
function helperOf(statement, source) {
  const [declaration] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const name = declaration?.name.text;
  const text = statement.getText(source);
  return text.startsWith(`var ${name} = (this && this.${name}) || `) ? [name, text] : [];
}

function bundle(helpers, functions) {
  const members = [...functions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `\n"${name}"(exports, load, module) {\n${text.trim()}\n},\n`);
  return ascii(`"use strict";\n${helpers.join('\n')}\nmodule.exports = {\n${members.join('')}};\n`);
}

/** V8 keeps a text in two bytes for each character as soon as one of them needs two. */
function ascii(text) {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What runs a module once, when it is first asked for. Requires are spelt out, for those who bundle their app. */
function loader(names) {
  return `"use strict";
const domains = {
${names.map((name) => `  "${name}": () => require("./${name}/modules.js"),`).join('\n')}
};
const loaded = new Map();
function load(name) {
  const found = loaded.get(name);
  if (found !== undefined) {
    return found.exports;
  }
  const module = { exports: {} };
  loaded.set(name, module);
  try {
    domains[name.slice(0, name.indexOf("/"))]()[name](module.exports, load, module);
  } catch (error) {
    loaded.delete(name); // As Node does: who asks again gets the cause again.
    throw error;
  }
  return module.exports;
}
module.exports = load;
load.loaded = loaded;
`;
}

function fileOf(domain) {
  return join(library, domain, 'modules.js');
}

function isIndex(file) {
  return /^([^/]+\/)?index$/.test(nameOf(file));
}

function nameOf(file) {
  return relative(library, file).replaceAll('\\', '/').replace(/\.js$/, '');
}

function pathBetween(from, to) {
  const path = relative(dirname(from), to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function scriptsBelow(path) {
  return readdirSync(path, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => join(path, file));
}
