/**
 * Compares tables of facts with their sources, as the package registries have them today, and prints what differs.
 *
 *   npm run refresh                        all tables
 *   npm run refresh -- instance-types      one
 *   npm run refresh -- fluent-bit <file>   the output of `fluent-bit -J`
 *
 * Nothing is written: each difference is a fact to be looked at, on AWS's page too. The exception is the table of replacing
 * properties, which is its source in another form: `npm run refresh -- replacing-properties` writes it.
 */
import { fluentBit } from './refresh/fluent-bit';
import { instanceTypes } from './refresh/instance-types';
import { managedPolicies } from './refresh/managed-policies';
import { regions } from './refresh/regions';
import { replacingProperties } from './refresh/replacing-properties';
import { unscopableActions } from './refresh/unscopable-actions';

/** What differs in each table; `undefined` when the source is not at hand. */
const TABLES: Readonly<Record<string, (file?: string) => readonly string[] | undefined>> = {
  'fluent-bit': fluentBit,
  'instance-types': instanceTypes,
  'managed-policies': managedPolicies,
  regions,
  'replacing-properties': replacingProperties,
  'unscopable-actions': unscopableActions,
};

function main([only, file]: readonly string[]): void {
  const names = only === undefined ? Object.keys(TABLES) : [only];
  for (const name of names) {
    if (TABLES[name] === undefined) {
      throw new Error(`there is no table '${name}'; take one of ${Object.keys(TABLES).join(', ')}`);
    }
    const found = TABLES[name](file);
    console.log(
      found === undefined ? `${name}: give the file to compare with` : `${name}: ${found.length} differences`,
    );
    found?.forEach((line) => console.log(`  ${line}`));
  }
}

main(process.argv.slice(2));
