import { CfnResource } from 'aws-cdk-lib';
import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { viewFirelens } from './firelens-view';

/** Task definitions whose log router reports on them itself; a check of the whole app leaves them to it. */
const reporting = new WeakSet<CfnResource>();

/**
 * The findings of all FireLens rules. None for a task without FireLens.
 *
 * @param fetched texts of all files that the router fetches when it starts; absent when there may be others
 */
export function firelensFindings(task: TaskView, fetched?: readonly string[]): Finding[] {
  const view = viewFirelens(task);
  if (view === undefined) {
    return [];
  }
  // Loaded on first use: the rules bring Fluent Bit's table of options, and only tasks with FireLens need them.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { checkFirelens } = require('../rules/check-firelens') as typeof import('../rules/check-firelens');
  return checkFirelens(view, fetched);
}

/** Notes that findings on this task definition are reported by a construct. */
export function reportsItself(taskDefinition: CfnResource): void {
  reporting.add(taskDefinition);
}

/** Whether a construct reports the findings on this task definition. */
export function isReported(taskDefinition: CfnResource): boolean {
  return reporting.has(taskDefinition);
}
