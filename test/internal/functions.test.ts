import * as fs from 'fs';
import * as path from 'path';
import { Linter } from 'eslint';
import * as eslint from '@eslint/js';
import * as sources from '../../lib/internal/handlers';
import { BACKLOG_METRIC, BACKLOG_NAMESPACE } from '../../lib/workloads/private/backlog-emitter';
import { handlers } from '../../scripts/handlers';

/*
 * eslint and the compiler read handlers/*.js. Here is what they do not see: the text that becomes the function.
 */

const ROOT = path.join(__dirname, '../..');
const SOURCES = Object.entries<string>(sources);

test('the texts of the functions are those of handlers/*.js; npm run handlers', () => {
  expect(fs.readFileSync(path.join(ROOT, 'lib/internal/handlers.ts'), 'utf8')).toBe(handlers());
});

test('a text is written at one place', () => {
  const written = fs
    .readdirSync(path.join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /exports\.handler|Runtime\.(NODEJS|PYTHON)/.test(fs.readFileSync(path.join(ROOT, 'lib', file), 'utf8')),
    );

  expect(written.sort()).toEqual(['internal/function-runtime.ts', 'internal/handlers.ts']);
});

test('the function of backlogs writes the metric that is looked at', () => {
  expect(sources.BACKLOG).toContain(`Namespace: '${BACKLOG_NAMESPACE}'`);
  expect(sources.BACKLOG).toContain(`Name: '${BACKLOG_METRIC}'`);
  expect(sources.BACKLOG).toContain(` ${BACKLOG_METRIC}: `);
});

describe.each(SOURCES)('%s', (_, source) => {
  test('is one script, with its end', () => {
    const globals = Object.fromEntries(
      ['require', 'exports', 'process', 'console', 'Buffer', 'URL', 'setTimeout'].map((name) => [name, 'readonly']),
    ) as Record<string, 'readonly'>;
    const found = new Linter().verify(source, [
      eslint.configs.recommended,
      {
        languageOptions: { sourceType: 'commonjs', ecmaVersion: 2024, globals },
        rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }], 'no-shadow': 'error' },
      },
    ]);

    expect(found.map(({ line, message }) => `${message} ${source.split('\n')[line - 1]}`)).toEqual([]);
    expect(source.match(/exports\.handler = /g)).toHaveLength(1);
  });

  test('asks for nothing that Lambda does not bring', () => {
    const modules = [...source.matchAll(/require\('([^']+)'\)/g)].map(([, name]) => name);

    expect(modules.filter((name) => !/^(@aws-sdk\/client-[a-z0-9-]+|(node:)?(https|crypto))$/.test(name))).toEqual([]);
  });

  /*
   * CloudFormation takes 4 MB for a source in a template and 1 MB for the template; the 4,096 characters that it once took
   * are over. A source past 10,000 characters is a program that wants to be an asset.
   *
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
   */
  test('is small enough to stand in a template', () => {
    expect(source.length).toBeLessThan(10_000);
  });
});
