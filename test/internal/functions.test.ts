import * as fs from 'fs';
import * as path from 'path';
import { Linter } from 'eslint';
import * as eslint from '@eslint/js';
import * as ts from 'typescript';

/*
 * The sources of functions are text, which neither the compiler nor the linter of this project reads. Here they do.
 */

const LIB = path.join(__dirname, '../../lib');

/** Every source of a function in the library, by the name of its export. */
const SOURCES: [name: string, source: string][] = fs
  .readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && /exports\.handler|\$\{ANSWER\}/.test(read(path.join(LIB, file))))
  .sort()
  .flatMap((file) => Object.entries(jest.requireActual<Record<string, unknown>>(path.join(LIB, file))))
  .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].includes('exports.handler'))
  // The end of a source, not a source.
  .filter(([name]) => name !== 'ANSWER');

function read(file: string): string {
  return fs.readFileSync(file, 'utf8');
}

test('all functions of the library are here', () => {
  expect(SOURCES.map(([name]) => name).sort()).toEqual([
    'BACKLOG_HANDLER',
    'CLUSTER_ATTACHMENT_CODE',
    'GROUP_RELEASE_CODE',
    'HANDLER',
    'HELD_RULE_CODE',
    'IMAGE_GATE_HANDLER',
    'INTERRUPTION_CODE',
    'RETIREMENT_HANDLER',
  ]);
});

describe.each(SOURCES)('%s', (_, source) => {
  test('has no fault that the linter finds', () => {
    const globals = Object.fromEntries(
      ['require', 'exports', 'process', 'console', 'Buffer', 'URL', 'setTimeout'].map((name) => [name, 'readonly']),
    ) as Record<string, 'readonly'>;
    const found = new Linter().verify(source, [
      eslint.configs.recommended,
      {
        languageOptions: { sourceType: 'commonjs', ecmaVersion: 2024, globals },
        rules: {
          'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
          eqeqeq: 'error',
          'no-var': 'error',
          'prefer-const': 'error',
          'no-shadow': 'error',
        },
      },
    ]);

    expect(found.map(({ line, message }) => `${message} ${source.split('\n')[line - 1]}`)).toEqual([]);
  });

  test('has no fault that the compiler finds', () => {
    expect(compiled(source)).toEqual([]);
  });

  test('asks for nothing that Lambda does not bring', () => {
    const modules = [...source.matchAll(/require\('([^']+)'\)/g)].map(([, name]) => name);

    expect(modules.filter((name) => !/^(@aws-sdk\/client-[a-z0-9-]+|(node:)?(https|crypto))$/.test(name))).toEqual([]);
  });
});

/** What TypeScript says of a JavaScript file for Node.js whose SDK is not installed. */
function compiled(source: string): string[] {
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    noUnusedLocals: true,
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
    skipLibCheck: true,
  };
  const name = path.join(__dirname, 'source.js');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    file === name
      ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2023)
      : (parsed.get(file) ?? remember(file, getSourceFile(file, ...rest)));
  const program = ts.createProgram([name], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(name))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
    .filter((message) => !message.startsWith("Cannot find module '@aws-sdk/"));
}

const parsed = new Map<string, ts.SourceFile>();

function remember(file: string, found: ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (found !== undefined) {
    parsed.set(file, found);
  }
  return found;
}
