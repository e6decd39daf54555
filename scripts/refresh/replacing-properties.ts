import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { REPLACING } from '../../lib/command/diff/replacing-properties';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Properties = NonNullable<ReturnType<typeof resourceOf>>['properties'];
type PropertyType = Properties[string]['type'];

const TABLE = resolve(__dirname, '../../lib/command/diff/replacing-properties.ts');

/** Writes the table of `diff` anew, and says which types changed. */
export function replacingProperties(): string[] {
  const now = replacingPaths();
  const changed = Object.keys(REPLACING).filter((type) => String(REPLACING[type]) !== String(now[type]));
  if (changed.length > 0) {
    const { version } = JSON.parse(readFileSync(require.resolve('@aws-cdk/aws-service-spec/package.json'), 'utf8')) as {
      version: string;
    };
    const [head] = readFileSync(TABLE, 'utf8').split('{');
    const read = `aws-service-spec\` ${version}, ${new Date().toISOString().slice(0, 10)})`;
    writeFileSync(TABLE, `${head.replace(/aws-service-spec` [^)]*\)/, read)}${JSON.stringify(now)};\n`);
    execFileSync('npx', ['prettier', '--write', TABLE], { stdio: 'ignore' });
  }
  return changed.map((type) => `${type} is written anew`);
}

/** The properties by which a change replaces resources, of the types that the table of `diff` has, as the schemas say. */
export function replacingPaths(): Record<string, string[]> {
  const database = loadAwsServiceSpecSync();
  return Object.fromEntries(
    Object.keys(REPLACING).map((type) => {
      const resource = resourceOf(database, type);
      return [type, resource === undefined ? [] : pathsOf(database, resource.properties, '', new Set()).sort()];
    }),
  );
}

function resourceOf(database: Database, type: string) {
  return database.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}

function pathsOf(database: Database, properties: Properties, at: string, within: ReadonlySet<string>): string[] {
  return Object.entries(properties).flatMap(([name, { type, causesReplacement = 'no' }]) =>
    causesReplacement === 'no' ? inside(database, type, `${at}${name}`, within) : [`${at}${name}`],
  );
}

function inside(database: Database, type: PropertyType, at: string, within: ReadonlySet<string>): string[] {
  switch (type.type) {
    case 'array':
    case 'map':
      return inside(database, type.element, `${at}.*`, within);
    case 'union':
      return [...new Set(type.types.flatMap((each) => inside(database, each, at, within)))];
    case 'ref': {
      const { $id, properties } = database.get('typeDefinition', type.reference.$ref);
      return within.has($id) ? [] : pathsOf(database, properties, `${at}.`, new Set([...within, $id]));
    }
    default:
      return [];
  }
}
