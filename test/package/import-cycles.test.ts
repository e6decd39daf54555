import { execFileSync } from 'node:child_process';
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

/** Complaints of the lint rule about a file of the library, were this its source. */
function linted(file: string, source: string): string[] {
  const script = `
    import { Linter } from 'eslint';
    import tseslint from 'typescript-eslint';
    import { circles } from './scripts/import-circles.mjs';
    const [filename, source, options] = JSON.parse(process.argv[1]);
    const config = {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { imports: { rules: { circles } } },
      rules: { 'imports/circles': ['error', options] },
    };
    const complaints = new Linter().verify(source, [config], { filename });
    process.stdout.write(JSON.stringify(complaints.map(({ line, message }) => line + ': ' + message)));`;
  const given = JSON.stringify([join(lib, file), source, { root: lib }]);
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, given], {
    cwd: resolve(lib, '..'),
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[];
}

const circle = `
import type { Duration } from 'aws-cdk-lib';
import type { ServiceConnect } from './service-connect';
`;

test('the lint rule sees a circle that types alone close', () => {
  expect(linted('workloads/service-connect-options.ts', circle)).toEqual([
    '3: imports itself: workloads/service-connect-options.ts -> workloads/service-connect.ts -> workloads/service-connect-options.ts; move what both need into a file of its own',
  ]);
});

test('the lint rule passes the files of the library as they are', () => {
  const file = 'workloads/service-dashboard.ts';

  expect(linted(file, readFileSync(join(lib, file), 'utf8'))).toEqual([]);
});
