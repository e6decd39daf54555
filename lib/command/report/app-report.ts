import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { modelOfPath } from '../../app-model/load';
import type { ServiceForecast } from '../../start-proof/deployment-forecast-result';
import { forecastsOf } from '../../start-proof/rollout/forecasts';
import type { StartProofCounts, SubnetBudget } from '../../start-proof/start-proof-result';
import { wholeProof } from '../../start-proof/whole-proof';
import { Acknowledgements } from '../../app-model/acknowledged';
import { Told, judge } from '../judge';
import type { Judgement } from '../judged';
import { AcknowledgedGroup, groupedAcknowledgements } from './data/acknowledged';
import { ReportedCapacity, capacityOf } from './data/capacity';
import { ReportedCosts, costsOf } from './data/costs';
import { ReportedLogs, logsOf } from './data/logs';
import { ReportedNetwork, networksOf } from './data/network/network';
import { ReportedRole, rolesOf } from './data/roles';
import { ReportedStart, startsOf } from './data/starts';
import { ReportedTask, tasksOf } from './data/tasks';

/** Everything that the report says of an app, as data. */
export interface AppReport {
  readonly input: string;
  readonly judgement: Judgement;
  readonly tasks: readonly ReportedTask[];
  readonly starts: readonly ReportedStart[];
  /** Numbers of verdicts of the start proof. */
  readonly counts: StartProofCounts;
  readonly networks: readonly ReportedNetwork[];
  readonly subnets: readonly SubnetBudget[];
  readonly capacity: ReportedCapacity;
  readonly forecasts: readonly ServiceForecast[];
  readonly logs: ReportedLogs;
  readonly roles: readonly ReportedRole[];
  readonly costs: ReportedCosts;
  readonly acknowledged: readonly AcknowledgedGroup[];
}

/**
 * Reads an app for the report. Facts of what is there already decide what tasks may start; the picture has the app alone.
 *
 * @throws what `judge` throws: there is nothing at the path, or it is neither an assembly nor a template.
 */
export function readReport(input: string, cwd: string, told: Told = {}): AppReport {
  const judgement = judge(input, cwd, told);
  const path = resolve(cwd, input);
  const model = modelOfPath(path, told);
  const proof = wholeProof(told.facts?._into(model) ?? model);
  const capacity = capacityOf(model);
  const starts = startsOf(model, proof.tasks, capacity);
  const tasks = tasksOf(model, starts);
  const networks = networksOf(model);
  return {
    input,
    judgement,
    tasks,
    starts,
    counts: proof.counts,
    networks,
    capacity,
    forecasts: forecastsOf(model),
    logs: logsOf(model),
    roles: rolesOf(model, tasks),
    costs: costsOf(model, tasks, networks, capacity),
    subnets: proof.subnets,
    acknowledged: groupedAcknowledgements(statSync(path).isDirectory() ? new Acknowledgements(path).entries() : []),
  };
}
