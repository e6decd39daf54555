import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppModel } from '../app-model/app-model';
import { readCapacity } from '../app-model/capacity/capacity-reading';
import { hiddenStarters } from '../start-proof/reach/hidden-starters';
import { placedTasks } from '../start-proof/reach/placed-tasks';

const NAMED = 5;

/** The major version of the schema of cloud assemblies that aws-cdk-lib 2.276.0 writes, 2026-11. Each release may raise it. */
const SCHEMA = 55;

/** A word on an assembly that is newer than what is known here. It is read all the same: what is known stays where it is. */
export function newerSchema(assembly: string): string[] {
  const { version } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as { version?: unknown };
  return typeof version === 'string' && Number.parseInt(version, 10) > SCHEMA
    ? [
        `the assembly has schema ${version}, newer than ${SCHEMA}, which this version knows; what is new in it may not be judged`,
      ]
    : [];
}

/** Lists what the checks could not look at: silence about it is no clean bill. One sentence each. */
export function notJudged(model: AppModel): string[] {
  const started = new Set([
    ...placedTasks(model).placed.map(({ placement }) => placement.taskDefinition?.id),
    ...hiddenStarters(model).flatMap(({ definitions }) => definitions.map(({ id }) => id)),
  ]);
  const idle = model.ofType('AWS::ECS::TaskDefinition').filter(({ id, told }) => !told && !started.has(id));
  const unplanned = new Map<string, string[]>();
  for (const { resource, unplanned: reason, onHosts } of readCapacity(model).services) {
    // With launch type EC2 and hosts of one kind in the cluster, whether the tasks fit is judged.
    if (reason !== undefined && onHosts === undefined) {
      unplanned.set(reason, [...(unplanned.get(reason) ?? []), resource.path]);
    }
  }
  return [
    ...(idle.length === 0
      ? []
      : [
          `not judged is whether these can start, since nothing in the app starts them: ${listed(idle.map(({ path }) => path))}`,
        ]),
    ...[...unplanned].map(([reason, services]) => `not planned is where these run: ${listed(services)}: ${reason}`),
  ];
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, NAMED).join(', ');
  return paths.length > NAMED ? `${shown} and ${paths.length - NAMED} more` : shown;
}
