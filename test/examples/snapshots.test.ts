import { existsSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { toMatchFileSnapshot } from '../support/file-snapshot';
import { testApp } from '../support/stacks';
import { templatesOf } from '../support/template-text';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const SNAPSHOTS = join(__dirname, '__snapshots__');

expect.extend({ toMatchFileSnapshot });

const examples = readdirSync(EXAMPLES).filter((folder) => existsSync(join(EXAMPLES, folder, 'app.ts')));

test.each(examples)('%s renders the templates that were read and committed', async (example) => {
  const { build }: { build: (app: App) => void } = await import(join(EXAMPLES, example, 'app'));
  const app = testApp();

  build(app);

  const first = templatesOf(app);
  expect(first).toMatchFileSnapshot(join(SNAPSHOTS, `${example}.json`));

  // As `Annotations.fromStack` does after `Template.fromStack`.
  app.synth({ force: true });
  expect(templatesOf(app)).toBe(first);
});

test('no snapshot is left of an example that is gone', () => {
  expect(readdirSync(SNAPSHOTS).filter((file) => !examples.includes(parse(file).name))).toEqual([]);
});
