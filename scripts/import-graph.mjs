import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** The files of a folder, by path, with the files of it that each imports; types and what is loaded on first use too. */
export function importGraph(root) {
  const files = readdirSync(root, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(root, file));
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(file, 'utf8'))]));
}

/** Files that a source imports: by `import`, `export ... from`, `import()` of a type, and `require`. */
export function importsOf(file, source) {
  const names = [
    ...ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName),
    ...[...source.matchAll(/\b(?:import|require)\('(\.[^']*)'\)/g)].map(([, name]) => name),
  ];
  return [...new Set(names.filter((name) => name.startsWith('.')))].flatMap((name) => {
    const path = resolve(dirname(file), name);
    return [`${path}.ts`, join(path, 'index.ts')].find((candidate) => existsSync(candidate)) ?? [];
  });
}

/** The shortest way from a file back to itself, with the file at both ends; `undefined` where there is none. */
export function circleOf(file, graph) {
  const cameFrom = new Map();
  const open = [file];
  for (const at of open) {
    for (const next of graph.get(at) ?? []) {
      if (next === file) {
        const way = [file];
        for (let step = at; step !== file; step = cameFrom.get(step)) {
          way.unshift(step);
        }
        return [file, ...way];
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, at);
        open.push(next);
      }
    }
  }
  return undefined;
}

/** A way in words, relative to a folder. */
export function named(way, root) {
  return way.map((file) => relative(root, file)).join(' -> ');
}
