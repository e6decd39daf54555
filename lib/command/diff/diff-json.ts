import type { AppDiff } from './app-diff';

/** The version of the JSON layout. It grows when a field goes or changes its meaning; a new field does not change it. */
export const DIFF_SCHEMA_VERSION = 1;

/** The change as JSON, in the layout of `docs/diff-output.schema.json`. */
export function diffAsJson(found: AppDiff, version: string): string {
  const { old, now, ...changes } = found;
  return `${JSON.stringify(
    { schemaVersion: DIFF_SCHEMA_VERSION, tool: { name: 'cdk-ecs-groundwork', version }, old, new: now, ...changes },
    undefined,
    2,
  )}\n`;
}
