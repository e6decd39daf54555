import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { publishers, unheard } from '../support/heard';

type Resources = Parameters<typeof unheard>[0];

/** The templates of the examples, which the snapshots are. */
const SNAPSHOTS = join(__dirname, '__snapshots__');

function resourcesOf(file: string): Resources[] {
  const templates: Record<string, { Resources: Resources }> = JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8'));
  return Object.values(templates).map(({ Resources }) => Resources);
}

test.each(readdirSync(SNAPSHOTS))('%s lets alarms and rules publish to their topics, encrypted or not', (file) => {
  expect(resourcesOf(file).flatMap(unheard)).toEqual([]);
});

test('alarms of the examples publish to topics', () => {
  const all = readdirSync(SNAPSHOTS).flatMap(resourcesOf).flatMap(publishers);

  expect(all.length).toBeGreaterThan(10);
});
