import type { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error } from '../../internal/finding';
import { deploymentRoom, isBlocked, wayOutOfBlock } from '../../internal/deployment-room';
import { number } from '../../internal/template-value';
import { integerFault } from '../../internal/value-faults';

const DAY_MINUTES = 24 * 60;

/** The lowest step of each strategy, in percent. Source: ECS API, LinearConfiguration and CanaryConfiguration, 2026-11. */
const LEAST_STEP: Partial<Record<ecs.DeploymentStrategy, number>> = {
  [ecs.DeploymentStrategy.LINEAR]: 3,
  [ecs.DeploymentStrategy.CANARY]: 0.1,
};

/**
 * Percentages with which a deployment could neither stop an old task nor start a new one.
 *
 * The fewest tasks leave the least room, so that is where it is looked at.
 */
export function percentFaults(minPercent: number, maxPercent: number, fewest: number): Finding[] {
  const [min, max, count] = [number(minPercent), number(maxPercent), number(fewest)];
  const faults = [
    ...integerFault('ServiceDeployment.percent', "'minHealthyPercent'", minPercent, 0),
    ...integerFault('ServiceDeployment.percent', "'maxHealthyPercent'", maxPercent, 1),
  ];
  if (faults.length > 0 || min === undefined || max === undefined) {
    return faults;
  }
  if (min > max) {
    return [
      error(
        'ServiceDeployment.percent',
        `'minHealthyPercent' ${min} is above 'maxHealthyPercent' ${max}; lower the one or raise the other`,
      ),
    ];
  }
  const tasks = Math.max(1, count ?? 1);
  const { lower, upper } = deploymentRoom(min, max, tasks);
  return (count !== undefined || min >= 100) && isBlocked(min, max, tasks)
    ? [
        error(
          'ServiceDeployment.blocked',
          `'minHealthyPercent' ${min} and 'maxHealthyPercent' ${max} block every deployment of ${tasks} ${tasks === 1 ? 'task' : 'tasks'}: ECS may neither stop one (at least ${lower} must stay) nor start one (at most ${upper} may run); ${wayOutOfBlock(tasks)}`,
        ),
      ]
    : [];
}

/** Times and steps that ECS does not take. */
export function shiftFaults(
  strategy: ecs.DeploymentStrategy,
  options: {
    readonly bakeTime?: Duration;
    readonly stepPercent?: number;
    readonly stepBakeTime?: Duration;
    readonly testPort?: number;
  },
): Finding[] {
  const step = number(options.stepPercent);
  const least = LEAST_STEP[strategy];
  return [
    ...timeFaults('bakeTime', options.bakeTime),
    ...timeFaults(strategy === ecs.DeploymentStrategy.CANARY ? 'canaryBakeTime' : 'stepBakeTime', options.stepBakeTime),
    ...(step !== undefined && least !== undefined && !(step >= least && step <= 100 && isTenth(step))
      ? [
          error(
            'ServiceDeployment.step',
            `'${strategy === ecs.DeploymentStrategy.CANARY ? 'canaryPercent' : 'stepPercent'}' must be from ${least} to 100 in steps of 0.1, got ${step}`,
          ),
        ]
      : []),
    ...integerFault('ServiceDeployment.testPort', "'testPort'", options.testPort, 1, 65535),
  ];
}

function isTenth(value: number): boolean {
  return Math.abs(value * 10 - Math.round(value * 10)) < 1e-9;
}

function timeFaults(name: string, time: Duration | undefined): Finding[] {
  const minutes = time === undefined || time.isUnresolved() ? undefined : time.toMinutes({ integral: false });
  return minutes !== undefined && (!Number.isInteger(minutes) || minutes < 0 || minutes > DAY_MINUTES)
    ? [
        error(
          'ServiceDeployment.time',
          `'${name}' must be from 0 to ${DAY_MINUTES} whole minutes, got ${minutes} minutes`,
        ),
      ]
    : [];
}
