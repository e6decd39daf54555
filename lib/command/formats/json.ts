import { Judgement, counts, sorted } from '../judged';

/** The version of the JSON layout. It grows when a field goes or changes its meaning; a new field does not change it. */
export const JSON_SCHEMA_VERSION = 1;

/** The judgement as JSON, in the layout of `docs/check-output.schema.json`. */
export function asJson(judgement: Judgement, version: string): string {
  const { input, scope, findings, accepted, notes } = judgement;
  const { error, warning, info } = counts(findings);
  return `${JSON.stringify(
    {
      schemaVersion: JSON_SCHEMA_VERSION,
      tool: { name: 'cdk-ecs-groundwork', version },
      input,
      scope,
      summary: { errors: error, warnings: warning, infos: info, accepted },
      notes,
      findings: sorted(findings),
    },
    undefined,
    2,
  )}\n`;
}
