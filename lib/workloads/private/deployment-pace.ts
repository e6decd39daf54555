import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { number, record, text } from '../../internal/template-value';

/** The deployment settings of a service, as far as the template says them. */
export interface DeploymentPace {
  /** Whether two sets of tasks run side by side, and traffic goes from the one to the other. */
  readonly shifts: boolean;
  /** Percent of the traffic of the first step that is less than all; 100 when all goes at once. */
  readonly firstStep: number;
  /**
   * The number of tasks that may run beyond those that must stay healthy, and the largest number, in percent of the
   * desired count.
   */
  readonly room?: { readonly beyond: number; readonly most: number };
  /** The time for which both sets stay after the shift, in minutes; `undefined` when ECS decides it. */
  readonly bakeMinutes?: number;
}

/** Reads how a service is deployed. What only the deployment knows counts as not said. */
export function deploymentPace(service: ecs.BaseService): DeploymentPace {
  const { deploymentConfiguration } = service.node.defaultChild as ecs.CfnService;
  const said = record(deploymentConfiguration);
  const strategy = text(said.strategy) ?? 'ROLLING';
  const [least, most] = [number(said.minimumHealthyPercent), number(said.maximumPercent)];
  return {
    shifts: strategy !== 'ROLLING',
    firstStep:
      number(record(said.canaryConfiguration).canaryPercent) ??
      number(record(said.linearConfiguration).stepPercent) ??
      100,
    ...(least !== undefined && most !== undefined && { room: { beyond: most - least, most } }),
    bakeMinutes: number(said.bakeTimeInMinutes),
  };
}
