/**
 * Compiles every TypeScript block of the Markdown files and of the doc comments, so that none shows code that does not compile.
 *
 * A block that starts with imports stands alone; any other is placed behind snippet-fixture.ts.txt, which has the imports and
 * the things that a reader is expected to have (an app, a stack, a VPC, ...). Doc comments name what the library exports as it
 * is, without a module before it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';
import * as library from '../lib';

interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const root = resolve(__dirname, '..');
const exported = new Set(Object.keys(library));
const fixture = readFileSync(join(__dirname, 'snippet-fixture.ts.txt'), 'utf8');
const snippets = [
  ...filesOf(root, '.md').flatMap((file) => snippetsOf(file, readFileSync(file, 'utf8'))),
  ...filesOf(join(root, 'lib'), '.ts').flatMap((file) => snippetsOf(file, textOfComments(file))),
];
const sources = new Map(snippets.map((snippet, index) => [join(root, 'scripts', `snippet-${index}.ts`), snippet]));

const failures = compile();
failures.forEach((failure) => console.error(failure));
console.log(
  `snippets: ${snippets.length - new Set(failures.map((f) => f.split(' ')[0])).size} passed, ${new Set(failures.map((f) => f.split(' ')[0])).size} failed`,
);
process.exitCode = failures.length > 0 || snippets.length === 0 ? 1 : 0;

function filesOf(folder: string, extension: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', 'cdk.out', 'artifacts', '.git', 'API.md'].includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesOf(path, extension) : entry.name.endsWith(extension) ? [path] : [];
    })
    .sort();
}

/** The doc comments of a source file, each on its own lines, everything else blank. */
function textOfComments(file: string): string {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => /^\s*\* ?(.*)$/.exec(line)?.[1] ?? '')
    .join('\n');
}

function snippetsOf(file: string, text: string): Snippet[] {
  return [...text.matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)].map((match) => ({
    file: relative(root, file),
    line: text.slice(0, match.index).split('\n').length + 1,
    code: match[1],
  }));
}

function compile(): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.jsii.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const settings: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    types: ['node', 'jest'],
    noUnusedLocals: false,
    noUnusedParameters: false,
    ignoreDeprecations: '5.0',
    baseUrl: root,
    paths: { 'cdk-ecs-groundwork': ['lib/index.ts'] },
    rootDir: undefined,
  };
  const host = ts.createCompilerHost(settings);
  const readSource = host.getSourceFile.bind(host);
  host.fileExists = (path) => sources.has(path) || ts.sys.fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const snippet = sources.get(path);
    return snippet === undefined
      ? readSource(path, ...rest)
      : ts.createSourceFile(path, textOf(snippet), ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...sources.keys()], settings, host);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || dirname(file.fileName) === join(root, 'scripts'))
    .map(describe);
}

/** Each snippet is a module of its own, its statements in a function so that it may redeclare what the fixture has. */
function textOf(snippet: Snippet): string {
  return /^\s*import /.test(snippet.code)
    ? snippet.code
    : `${leadOf(snippet)}async function snippet() {\n${snippet.code}\n}\nvoid snippet;\n`;
}

function leadOf({ file, code }: Snippet): string {
  const named = file.endsWith('.ts')
    ? [...new Set(code.match(/\b[A-Z]\w+/g))].filter((name) => exported.has(name))
    : [];
  return `${fixture}\nimport { ${named.join(', ')} } from 'cdk-ecs-groundwork';\n`;
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const snippet = file && sources.get(file.fileName);
  const message = ts.flattenDiagnosticMessageText(messageText, '\n  ');
  if (!file || !snippet) {
    return message;
  }
  const offset = file.getLineAndCharacterOfPosition(start ?? 0).line;
  const lead = /^\s*import /.test(snippet.code) ? 0 : leadOf(snippet).split('\n').length;
  const line = snippet.line + offset - lead;
  return `${snippet.file}:${line} ${message}`;
}
