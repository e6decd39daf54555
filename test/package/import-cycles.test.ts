import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

const lib = resolve(__dirname, '../../lib');

/** The files that each file of the library loads when it is loaded; imports of types alone load nothing. */
function importsByFile(): Map<string, string[]> {
  const files = readdirSync(lib, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  return new Map(
    files.map((file) => {
      const { outputText } = ts.transpileModule(readFileSync(join(lib, file), 'utf8'), {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
      });
      const loaded = [...outputText.matchAll(/^(?:const \S+ = |__exportStar\()?require\("(\.[^"]+)"\)/gm)]
        .map(([, path]) => resolve(lib, dirname(file), path))
        .map((path) => (existsSync(`${path}.ts`) ? `${path}.ts` : join(path, 'index.ts')));
      return [file, loaded.map((path) => relative(lib, path))];
    }),
  );
}

/** The first circle on the way down from each file. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (file: string, above: readonly string[]): void => {
    if (above.includes(file)) {
      found.add([...above.slice(above.indexOf(file)), file].join(' > '));
    } else if (!done.has(file)) {
      (imports.get(file) ?? []).forEach((next) => visit(next, [...above, file]));
      done.add(file);
    }
  };
  [...imports.keys()].forEach((file) => visit(file, []));
  return [...found];
}

test('no file of the library loads itself through others', () => {
  const imports = importsByFile();

  expect([...imports.values()].flat().length).toBeGreaterThan(imports.size);
  expect(circles(imports)).toEqual([]);
});

test('a circle would be seen', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);

  expect(circles(imports)).toEqual(['b > c > b']);
});
