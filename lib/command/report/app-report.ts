import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { modelOfPath } from '../../app-model/load';
import { DeploymentForecast } from '../../start-proof/deployment-forecast';
import type { ServiceForecast } from '../../start-proof/deployment-forecast-result';
import { EcsStartProof } from '../../start-proof/ecs-start-proof';
import type { SubnetBudget } from '../../start-proof/start-proof-result';
import { Acknowledgements } from '../acknowledged';
import { judge } from '../judge';
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
 * Reads an app for the report.
 *
 * @throws what `judge` throws: there is nothing at the path, or it is neither an assembly nor a template.
 */
export function readReport(input: string, cwd: string): AppReport {
  const judgement = judge(input, cwd);
  const path = resolve(cwd, input);
  const model = modelOfPath(path);
  const proof = EcsStartProof.proveAssembly(path);
  const capacity = capacityOf(model);
  const starts = startsOf(model, proof.tasks, capacity);
  const tasks = tasksOf(model, starts);
  const networks = networksOf(model);
  return {
    input,
    judgement,
    tasks,
    starts,
    networks,
    capacity,
    forecasts: DeploymentForecast.ofAssembly(path).services,
    logs: logsOf(model),
    roles: rolesOf(model, tasks),
    costs: costsOf(model, tasks, networks, capacity),
    subnets: proof.subnets,
    acknowledged: groupedAcknowledgements(statSync(path).isDirectory() ? new Acknowledgements(path).entries() : []),
  };
}
