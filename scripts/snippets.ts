/**
 * Compiles every TypeScript block of the Markdown files, so that no README shows code that does not compile.
 *
 * A block that starts with imports stands alone; any other is placed behind snippet-fixture.ts.txt, which has the imports and
 * the things that a reader is expected to have (an app, a stack, a VPC, ...).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const root = resolve(__dirname, '..');
const fixture = readFileSync(join(__dirname, 'snippet-fixture.ts.txt'), 'utf8');
const snippets = markdownFiles(root).flatMap(snippetsOf);
const sources = new Map(snippets.map((snippet, index) => [join(root, 'scripts', `snippet-${index}.ts`), snippet]));

const failures = compile();
failures.forEach((failure) => console.error(failure));
console.log(
  `snippets: ${snippets.length - new Set(failures.map((f) => f.split(' ')[0])).size} passed, ${new Set(failures.map((f) => f.split(' ')[0])).size} failed`,
);
process.exitCode = failures.length > 0 || snippets.length === 0 ? 1 : 0;

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', 'cdk.out', 'artifacts', '.git', 'API.md'].includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? markdownFiles(path) : entry.name.endsWith('.md') ? [path] : [];
    })
    .sort();
}

function snippetsOf(file: string): Snippet[] {
  const markdown = readFileSync(file, 'utf8');
  return [...markdown.matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)].map((match) => ({
    file: relative(root, file),
    line: markdown.slice(0, match.index).split('\n').length + 1,
    code: match[1],
  }));
}

function compile(): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.jsii.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const settings: ts.CompilerOptions = {
    ...options,
    noEmit: true,
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
function textOf({ code }: Snippet): string {
  return /^\s*import /.test(code) ? code : `${fixture}\nasync function snippet() {\n${code}\n}\nvoid snippet;\n`;
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const snippet = file && sources.get(file.fileName);
  const message = ts.flattenDiagnosticMessageText(messageText, '\n  ');
  if (!file || !snippet) {
    return message;
  }
  const offset = file.getLineAndCharacterOfPosition(start ?? 0).line;
  const lead = textOf(snippet).split('\n').length - snippet.code.split('\n').length;
  const line = snippet.line + (lead === 0 ? offset : offset - fixture.split('\n').length - 1);
  return `${snippet.file}:${line} ${message}`;
}
