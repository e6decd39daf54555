import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { REPLACING } from '../../lib/command/diff/replacing-properties';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Properties = NonNullable<ReturnType<typeof resourceOf>>['properties'];
type PropertyType = Properties[string]['type'];

/** The properties by which a change replaces resources, of the types that the table of `diff` has, as the schemas say. */
export function replacingProperties(types = Object.keys(REPLACING)): Record<string, string[]> {
  const database = loadAwsServiceSpecSync();
  return Object.fromEntries(
    types.map((type) => {
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
