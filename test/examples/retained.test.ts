import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The templates of the examples, which the snapshots are. */
const SNAPSHOTS = join(__dirname, '__snapshots__');

interface Kept {
  readonly id: string;
  /** The name that the template gives it, when it gives one. */
  readonly name?: unknown;
}

/** Resources that stay when their stack goes. */
function keptIn(file: string): Kept[] {
  const templates: Record<string, { Resources: Record<string, any> }> = JSON.parse(
    readFileSync(join(SNAPSHOTS, file), 'utf8'),
  );
  return Object.values(templates).flatMap(({ Resources }) =>
    Object.entries(Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
      .map(([id, { Type, Properties = {} }]) => ({
        id,
        name: Properties[`${Type.split('::').pop()}Name`] ?? Properties.Name,
      })),
  );
}

/** Nothing of it, or a reference: CloudFormation makes the name of what is referred to, another one each time. */
function isFixed(name: unknown): boolean {
  return name !== undefined && !JSON.stringify(name).includes('"Ref":');
}

describe('what is kept when a stack goes', () => {
  test.each(readdirSync(SNAPSHOTS))('%s: has no name that the next stack would find taken', (file) => {
    expect(keptIn(file).filter(({ name }) => isFixed(name))).toEqual([]);
  });

  test('is something', () => {
    expect(readdirSync(SNAPSHOTS).flatMap(keptIn).length).toBeGreaterThan(20);
  });
});
