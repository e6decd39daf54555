import { CfnResource } from 'aws-cdk-lib';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as ts from 'typescript';
import * as library from '../../lib';
import { Reader } from './reader';

const loadModule = createRequire(__filename);
const root = join(__dirname, '..', '..');
const guides = join(root, 'docs', 'guides');
const fixture = readFileSync(join(root, 'scripts', 'snippet-fixture.ts.txt'), 'utf8');

/** The most lines that the code of a guide may have: more is an app, not an answer. */
const LINES = 40;

/** Blocks that need files of their reader's own; they are compiled, not run. */
const NEEDS_FILES = /baseline|NetworkFacts\.fromFiles/;

interface Block {
  readonly guide: string;
  readonly line: number;
  readonly code: string;
}

const blocks: Block[] = readdirSync(guides).flatMap((guide) => {
  const markdown = readFileSync(join(guides, guide), 'utf8');
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
    guide,
    line: markdown.slice(0, match.index).split('\n').length,
    code: match[1],
  }));
});

/** Runs the code of a block with the things that its reader has, and gives the reader with the app that it made. */
function run({ code }: Block): Reader {
  const reader = new Reader();
  const names = Object.getOwnPropertyNames(Reader.prototype).concat('app', 'stack', 'digest');
  const needed = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code) && !declares(code, name));
  const source = /^import /m.test(code) ? code : fixture.replace(/^declare .*$/gm, '') + code;
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, verbatimModuleSyntax: false },
  });
  const load = (id: string): unknown => (id === 'cdk-ecs-groundwork' ? library : loadModule(id));
  new Function('require', 'exports', 'test', 'expect', ...needed, outputText)(
    load,
    {},
    (_: string, body: () => void) => body(),
    (value: unknown) => ({ ...expect(value), toMatchSnapshot: () => undefined }),
    ...needed.map((name) => reader[name as keyof Reader]),
  );
  return reader;
}

/** Whether the code makes the thing itself; what it only declares, its reader has. */
function declares(code: string, name: string): boolean {
  return new RegExp(`^\\s*(?:export )?(?:const|let|class) (?:\\{[^}]*\\b${name}\\b[^}]*\\}|${name}\\b)`, 'm').test(
    code,
  );
}

describe.each(readdirSync(guides).filter((guide) => !['README.md', 'python.md'].includes(guide)))('%s', (guide) => {
  const own = blocks.filter((block) => block.guide === guide);

  test(`has code of at most ${LINES} lines`, () => {
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ code }) => code.split('\n').length - 1 > LINES)).toEqual([]);
  });

  test.each(own.filter(({ code }) => !NEEDS_FILES.test(code)).map((block) => [block.line, block] as const))(
    'its code of line %i makes an app without an error',
    (_, block) => {
      const { app } = run(block);
      const errors = library.EcsChecks.checkAssembly(app.synth().directory, { nist800190: false }).filter(
        ({ severity }) => severity === 'error',
      );

      expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual([]);
    },
  );
});

test('code that makes resources is among what is run', () => {
  const made = blocks
    .filter(({ code }) => !NEEDS_FILES.test(code))
    .filter((block) => run(block).app.node.findAll().some(CfnResource.isCfnResource));

  expect(made.length).toBeGreaterThan(10);
});
