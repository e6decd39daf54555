import { Finding, error, warning } from '../../internal/finding';
import type { RollbackAlarmOptions } from '../rollback-alarm-options';
import type { DeploymentPace } from './deployment-pace';
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

/** The values of `RollbackSignal`. */
const SIGNALS: readonly string[] = [...Object.keys(OPTIONS_OF), 'QUEUE_AGE'];

/** Finds the reasons why alarms could not be created, or would never rise. */
export function rollbackFaults(options: RollbackAlarmOptions): Finding[] {
  const { without = [] } = options;
  return [
    ...percentFault(PERCENT, 'cpuPercent', options.cpuPercent),
    ...percentFault(PERCENT, 'memoryPercent', options.memoryPercent),
    ...percentFault(PERCENT, 'serverErrorPercent', options.serverErrorPercent),
    ...integerFault(COUNT, "'sustainedMinutes'", options.sustainedMinutes, 1, 60),
    ...integerFault(COUNT, "'serverErrorMinRequests'", options.serverErrorMinRequests, 1),
    ...integerFault(COUNT, "'unhealthyTargets'", options.unhealthyTargets, 1),
    ...without
      .filter((signal) => !SIGNALS.includes(signal))
      .map((signal) =>
        error('RollbackAlarms.signal', `'without' must name some of ${SIGNALS.join(', ')}, got '${String(signal)}'`),
      ),
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

/**
 * Options that are given for target groups, of which none is watched.
 *
 * @param api whether an HTTP API is, which has errors and no targets
 */
export function targetFaults(options: RollbackAlarmOptions, api: boolean): Finding[] {
  const ofRequests = {
    names: api ? [] : OPTIONS_OF.SERVER_ERRORS,
    what: 'target group or HTTP API',
    way: 'watchTargetGroup() or watchHttpApi()',
  };
  const ofTargets = { names: OPTIONS_OF.UNHEALTHY_TARGETS, what: 'target group', way: 'watchTargetGroup()' };
  return [ofRequests, ofTargets].flatMap(({ names, what, way }) =>
    names
      .filter((name) => options[name] !== undefined)
      .map((name) =>
        error(
          'RollbackAlarms.noTargets',
          `'${name}' is given, but no ${what} is watched; call ${way}, or leave it out`,
        ),
      ),
  );
}

/** Alarms that are asked for, of which there are none. */
export function nothingWarnings(service: string, alarms: number): Finding[] {
  return alarms > 0
    ? []
    : [
        warning(
          'RollbackAlarms.nothing',
          `nothing is watched of '${service}', so no release is ever undone: its task has no size, of which CPU and memory would be a part; give the task a size, 'cpuPercent' or 'memoryPercent', or call watchTargetGroup(), watchQueue() or addAlarm()`,
        ),
      ];
}

/** A shift that is over before its slowest alarm has looked long enough. */
export function bakeWarnings({ shifts, bakeMinutes }: DeploymentPace, slowest: number): Finding[] {
  return shifts && bakeMinutes !== undefined && bakeMinutes <= slowest
    ? [
        warning(
          'RollbackAlarms.bakeTime',
          `a deployment is over ${bakeMinutes} minutes after all traffic went to the new version, but an alarm looks at ${slowest} minutes before it goes off, so it undoes nothing that shows then; make 'bakeTime' longer by some minutes, or 'sustainedMinutes' shorter`,
        ),
      ]
    : [];
}
