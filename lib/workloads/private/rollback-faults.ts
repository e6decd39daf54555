import { Finding, error } from '../../internal/finding';
import type { RollbackAlarmOptions } from '../rollback-policy';
import { integerFault, percentFault } from '../../internal/value-faults';

const PERCENT = 'RollbackAlarms.percent';
const COUNT = 'RollbackAlarms.count';

/** The options that are for one signal, by the value of `RollbackSignal`. */
const OPTIONS_OF: Readonly<Record<string, readonly (keyof RollbackAlarmOptions)[]>> = {
  CPU: ['cpuPercent'],
  MEMORY: ['memoryPercent'],
  SERVER_ERRORS: ['serverErrorPercent', 'serverErrorMinRequests'],
  UNHEALTHY_TARGETS: ['unhealthyTargets'],
};

/** Why alarms could not be made, or would never tell anything. */
export function rollbackFaults(options: RollbackAlarmOptions): Finding[] {
  const { without = [] } = options;
  return [
    ...percentFault(PERCENT, 'cpuPercent', options.cpuPercent),
    ...percentFault(PERCENT, 'memoryPercent', options.memoryPercent),
    ...percentFault(PERCENT, 'serverErrorPercent', options.serverErrorPercent),
    ...integerFault(COUNT, "'sustainedMinutes'", options.sustainedMinutes, 1, 60),
    ...integerFault(COUNT, "'serverErrorMinRequests'", options.serverErrorMinRequests, 1),
    ...integerFault(COUNT, "'unhealthyTargets'", options.unhealthyTargets, 1),
    ...without.flatMap((signal) =>
      (OPTIONS_OF[signal] ?? [])
        .filter((name) => options[name] !== undefined)
        .map((name) =>
          error(
            'RollbackAlarms.leftOut',
            `'${name}' is given, but 'without' leaves out ${signal}; leave out one of the two`,
          ),
        ),
    ),
  ];
}

/** Options that are given for target groups, of which none is watched. */
export function targetFaults(options: RollbackAlarmOptions): Finding[] {
  return [...OPTIONS_OF.SERVER_ERRORS, ...OPTIONS_OF.UNHEALTHY_TARGETS]
    .filter((name) => options[name] !== undefined)
    .map((name) =>
      error(
        'RollbackAlarms.noTargets',
        `'${name}' is given, but no target group is watched; call watchTargetGroup(), or leave it out`,
      ),
    );
}
