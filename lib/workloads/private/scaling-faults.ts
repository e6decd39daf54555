import { Duration } from 'aws-cdk-lib';
import { Finding, error } from '../../internal/finding';
import { isUnknown, number } from '../../internal/template-value';
import {
  BacklogOptions,
  ForecastMetric,
  PredictiveScaling,
  ScheduledScaling,
  ServiceScalingOptions,
} from '../scaling-options';
import { integerFault, milliseconds, rangeFault } from '../../internal/value-faults';
import { expressionFault } from './schedule-expression';

/** Tasks that run unless something else is said: one in each of two zones. */
export const DEFAULT_TASKS = 2;

/** The option that gives a forecast its target. */
export const TARGET_OPTION: Readonly<Record<ForecastMetric, 'cpuPercent' | 'memoryPercent' | 'requestsPerTarget'>> = {
  [ForecastMetric.CPU]: 'cpuPercent',
  [ForecastMetric.MEMORY]: 'memoryPercent',
  [ForecastMetric.REQUESTS]: 'requestsPerTarget',
};

/** The fewest tasks that a service ever has, schedules included. */
export function fewestTasks({ min = DEFAULT_TASKS, schedules = [] }: ServiceScalingOptions): number {
  return isUnknown(min) ? min : Math.min(min, ...schedules.flatMap((each) => number(each.min) ?? []));
}

/** Finds the reasons why a service cannot be scaled this way. */
export function scalingFaults(options: ServiceScalingOptions): Finding[] {
  const { min = DEFAULT_TASKS, max, backlog, predictive, schedules = [] } = options;
  return [
    ...(max === undefined
      ? [
          error(
            'ServiceScaling.max',
            "'max' is not given; say how many tasks may run at most, it limits what they cost",
          ),
        ]
      : integerFault('ServiceScaling.max', "'max'", max, 1)),
    ...integerFault('ServiceScaling.min', "'min'", min, 0),
    ...rangeFaults('', options.min === undefined ? ' unless it is given' : '', min, max),
    ...percentFaults('cpuPercent', options.cpuPercent),
    ...percentFaults('memoryPercent', options.memoryPercent),
    ...requestFaults(options.requestsPerTarget),
    ...(backlog === undefined ? [] : backlogFaults(backlog)),
    ...schedules.flatMap((schedule, index) => scheduleFaults(schedule, schedules.slice(0, index))),
    ...(predictive === undefined
      ? []
      : forecastFaults(predictive, options[TARGET_OPTION[predictive.metric ?? ForecastMetric.CPU]] !== undefined)),
    ...secondsFaults('scaleInCooldown', options.scaleInCooldown),
    ...secondsFaults('scaleOutCooldown', options.scaleOutCooldown),
  ];
}

/** A utilization that could not be kept. */
export function percentFaults(name: string, value: unknown): Finding[] {
  return rangeFault('ServiceScaling.target', name, value, 1, 100, 'a utilization in percent');
}

/** Requests that could not be kept. */
export function requestFaults(value: unknown): Finding[] {
  return value === undefined || isUnknown(value) || (number(value) ?? 0) > 0
    ? []
    : [error('ServiceScaling.target', `'requestsPerTarget' must be above 0 requests a minute, got ${String(value)}`)];
}

/** Finds the reasons why messages cannot be done in time. */
export function backlogFaults({ acceptableLatency, timePerMessage }: Partial<BacklogOptions>): Finding[] {
  const missing = Object.entries({ acceptableLatency, timePerMessage }).filter(([, value]) => value === undefined);
  if (missing.length > 0) {
    return missing.map(([name]) =>
      error(
        name === 'timePerMessage' ? 'ServiceScaling.timePerMessage' : 'ServiceScaling.latency',
        `'${name}' of the backlog is not given; say how long a message may wait, and how long it takes`,
      ),
    );
  }
  const latency = milliseconds(acceptableLatency);
  const time = milliseconds(timePerMessage);
  if (time !== undefined && time <= 0) {
    return [
      error('ServiceScaling.timePerMessage', "'timePerMessage' must be above 0; measure how long a message takes"),
    ];
  }
  return latency !== undefined && time !== undefined && latency < time
    ? [
        error(
          'ServiceScaling.latency',
          `'acceptableLatency' of ${latency / 1000} s is shorter than the ${time / 1000} s of 'timePerMessage', which no number of tasks can keep; accept at least as much, or make a message take less`,
        ),
      ]
    : [];
}

/** Source: Application Auto Scaling API, PutScheduledAction `ScheduledActionName`, 2026-11. */
const ACTION_NAME = /^(?! )[^:/|\p{Cc}]{1,256}(?<! )$/u;

/** Finds faults of a schedule. */
export function scheduleFaults(schedule: ScheduledScaling, others: readonly { readonly name: string }[]): Finding[] {
  const { name, min, max } = schedule;
  const of = `of schedule '${name}'`;
  return [
    ...(isUnknown(name) || ACTION_NAME.test(name)
      ? []
      : [
          error(
            'ServiceScaling.scheduleName',
            `'name' of a schedule must be 1 to 256 characters without :, /, |, line breaks and blanks at its ends, got '${name}'`,
          ),
        ]),
    ...(others.some((other) => other.name === name)
      ? [
          error(
            'ServiceScaling.scheduleName',
            `two schedules are named '${name}', and the second would replace the first; give each a name of its own`,
          ),
        ]
      : []),
    ...(min === undefined && max === undefined
      ? [error('ServiceScaling.schedule', `'min' or 'max' ${of} must be given, got neither; say what changes then`)]
      : []),
    ...expressionFault('ServiceScaling.schedule', `'schedule' ${of}`, schedule.schedule.expressionString),
    ...integerFault('ServiceScaling.schedule', `'min' ${of}`, min, 0),
    ...integerFault('ServiceScaling.schedule', `'max' ${of}`, max, 0),
    ...rangeFaults(` ${of}`, '', min, max),
  ];
}

/** Finds the reasons why a forecast cannot be made or used. */
export function forecastFaults(predictive: PredictiveScaling, hasTarget: boolean): Finding[] {
  const { metric = ForecastMetric.CPU, schedulingBufferTime, maxCapacityBuffer } = predictive;
  const option = TARGET_OPTION[metric];
  const ahead = milliseconds(schedulingBufferTime);
  return [
    ...(hasTarget
      ? []
      : [
          error(
            'ServiceScaling.forecastTarget',
            `'predictive' forecasts what '${option}' keeps, but '${option}' is not given; give it: the forecast is made to that target, and it alone takes tasks away again`,
          ),
        ]),
    ...secondsFaults('schedulingBufferTime', schedulingBufferTime),
    ...(ahead !== undefined && ahead >= 3_600_000
      ? [
          error(
            'ServiceScaling.schedulingBufferTime',
            `'schedulingBufferTime' must be below one hour, which is the step of a forecast, got ${ahead / 1000} s`,
          ),
        ]
      : []),
    ...rangeFault('ServiceScaling.maxCapacityBuffer', 'maxCapacityBuffer', maxCapacityBuffer, 0, 100, 'a percentage'),
  ];
}

function rangeFaults(of: string, unless: string, min: unknown, max: unknown): Finding[] {
  const [low, high] = [number(min), number(max)];
  return low !== undefined && high !== undefined && low > high
    ? [
        error(
          'ServiceScaling.range',
          `'min'${of} is ${low}${unless}, above 'max' ${high}; lower the one or raise the other`,
        ),
      ]
    : [];
}

function secondsFaults(name: string, value: Duration | undefined): Finding[] {
  const time = milliseconds(value);
  return time !== undefined && time % 1000 !== 0
    ? [error('ServiceScaling.seconds', `'${name}' must be whole seconds, got ${time} milliseconds`)]
    : [];
}
