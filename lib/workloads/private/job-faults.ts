import { CfnResource, type Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { CapacityStrategy } from '../../capacity-providers/capacity-strategy';
import { clearTextFindings, withTextsOpened } from '../../internal/clear-text';
import { variableFaults } from '../../internal/container-values';
import { finalProperties } from '../../internal/final-properties';
import { Finding, error } from '../../internal/finding';
import { didYouMean } from '../../internal/did-you-mean';
import { type ContainerView, type TaskView, viewTask } from '../../internal/task-view';
import { number, text } from '../../internal/template-value';
import type { JobOverride, JobRetries } from '../job-run';
import type { JobTaskProps } from '../job-task-props';
import { integerFault, seconds } from '../../internal/value-faults';
import { CONTAINER } from './make-task';

/** Docker's least memory of a container, in MiB. Source: ECS API, ContainerDefinition `memory`, 2026-11. */
const LEAST_MEMORY = 6;
const MOST_ATTEMPTS = 100;
/** The longest that a Wait state takes, in seconds. Source: Step Functions developer guide, "Wait workflow state", 2026-11. */
const LONGEST_WAIT = 99_999_999;

/** Finds faults in the retries of a job. */
export function retryFaults(retries: JobRetries | undefined): Finding[] {
  if (retries === undefined) {
    return [];
  }
  const { attempts, backoffRate } = retries;
  const fault = (message: string): Finding[] => [error('Job.retries', message)];
  const rate = number(backoffRate);
  const interval = seconds(retries.interval);
  const longest = seconds(retries.maxInterval);
  return [
    ...(attempts === undefined
      ? fault(`'attempts' of 'retries' is not given; say how often the job is run again, from 0 to ${MOST_ATTEMPTS}`)
      : integerFault('Job.retries', "'attempts' of 'retries'", attempts, 0, MOST_ATTEMPTS)),
    ...(interval !== undefined && (interval < 1 || !Number.isInteger(interval))
      ? fault(`'interval' of 'retries' must be whole seconds, at least one, got ${interval} seconds`)
      : []),
    ...(rate !== undefined && rate < 1 ? fault(`'backoffRate' of 'retries' must be at least 1, got ${rate}`) : []),
    ...(longest !== undefined && (longest < (interval ?? 1) || !Number.isInteger(longest))
      ? fault(`'maxInterval' of 'retries' must be whole seconds, at least 'interval', got ${longest} seconds`)
      : []),
    ...entriesOver(LONGEST_WAIT, { interval, maxInterval: longest }).flatMap(([name, value]) =>
      fault(
        `'${name}' of 'retries' must be at most ${LONGEST_WAIT} seconds, as a Wait state takes, got ${value} seconds`,
      ),
    ),
  ];
}

function entriesOver(most: number, values: Readonly<Record<string, number | undefined>>): [string, number][] {
  return Object.entries(values).flatMap(([name, value]) =>
    value !== undefined && value > most ? [[name, value]] : [],
  );
}

/** Finds faults in the timeout of a job. */
export function timeoutFaults(timeout: Duration | undefined): Finding[] {
  const time = seconds(timeout);
  return time !== undefined && (time < 1 || !Number.isInteger(time))
    ? [error('Job.timeout', `'timeout' must be whole seconds, at least one, got ${time} seconds`)]
    : [];
}

/** Finds faults in the timeout of one run. */
export function runTimeoutFaults(props: JobTaskProps): Finding[] {
  const run = seconds(props.runTimeout);
  const whole = seconds((props as { readonly timeout?: Duration }).timeout);
  return [
    ...(run !== undefined && (run < 1 || !Number.isInteger(run))
      ? [error('Job.runTimeout', `'runTimeout' must be whole seconds, at least one, got ${run} seconds`)]
      : []),
    ...(run !== undefined && whole !== undefined && run >= whole
      ? [
          error(
            'Job.runTimeout',
            `'runTimeout' of ${run} seconds is never reached, as the execution is given up after 'timeout', ${whole} seconds; lower it, or raise 'timeout'`,
          ),
        ]
      : []),
  ];
}

/** Finds faults in the overrides of containers, as far as that needs no task. */
export function overrideFaults(props: JobTaskProps): Finding[] {
  const { overrides = [], jobContainer } = props;
  const own = jobContainer ?? ownName(props);
  const names = overrides.map(({ container: name = own }) => name);
  return overrides.flatMap((override, index) => [
    ...(names.indexOf(override.container ?? own) < index
      ? [error('Job.override', `two 'overrides' are for ${labelOf(override)}; write them as one`)]
      : []),
    ...(override.command?.length === 0
      ? [
          error(
            'Job.override',
            `'command' for ${labelOf(override)} is empty; name the command, or leave it out to run the container's own`,
          ),
        ]
      : []),
    ...leastFaults(override),
    ...variableFaults('Job.override', `'environment' for ${labelOf(override)}`, override.environment),
    ...clearTextFindings(asContainer(override, own), override.notSecret ?? []),
  ]);
}

/** The part that is written into the state machine or the schedule, as a container definition has it. */
function asContainer(
  { container, environment = {}, command }: JobOverride,
  own: string | undefined,
): Pick<ContainerView, 'name' | 'properties'> {
  return {
    name: container ?? own ?? 'of the job',
    properties: {
      Environment: Object.entries(environment).map(([Name, Value]) => ({ Name, Value })),
      Command: command,
    },
  };
}

/** Name of the container that the job makes, or has in its task definition already; others may come later. */
function ownName({ container, task }: JobTaskProps): string | undefined {
  return container === undefined && task?._existing !== undefined
    ? task._existing.defaultContainer?.containerName
    : (container?.containerName ?? CONTAINER);
}

function leastFaults(override: JobOverride): Finding[] {
  const least = (name: 'cpu' | 'memoryLimitMiB' | 'memoryReservationMiB', lowest: number) =>
    integerFault('Job.override', `'${name}' for ${labelOf(override)}`, override[name], lowest);
  const limit = number(override.memoryLimitMiB);
  const reservation = number(override.memoryReservationMiB);
  return [
    ...least('cpu', 1),
    ...least('memoryLimitMiB', LEAST_MEMORY),
    ...least('memoryReservationMiB', LEAST_MEMORY),
    ...(limit !== undefined && reservation !== undefined && reservation > limit
      ? [
          error(
            'Job.override',
            `'memoryReservationMiB' for ${labelOf(override)} must be at most 'memoryLimitMiB' ${limit}, got ${reservation}`,
          ),
        ]
      : []),
  ];
}

/** Finds faults that only the finished task definition tells. */
export function finishedJobFaults(
  task: ecs.TaskDefinition,
  strategy: CapacityStrategy,
  container: string | undefined,
  overrides: readonly JobOverride[] = [],
): Finding[] {
  const resource = task.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    return [];
  }
  const view = viewTask(finalProperties(resource));
  return [
    ...strategy._taskFaults(view),
    ...containerFaults(view, task.node.path, container),
    ...overrides.flatMap((override) => [
      ...(override.container === undefined ? [] : unknownContainer(view, 'overrides', override.container)),
      ...mostFaults(view, override),
      ...openedSecrets(task, override, container),
    ]),
  ];
}

/** Secrets that show only when the tokens are resolved. */
function openedSecrets(task: ecs.TaskDefinition, override: JobOverride, own: string | undefined): Finding[] {
  const { name, properties } = asContainer(override, own);
  return clearTextFindings({ name, properties: withTextsOpened(task, properties) }, override.notSecret ?? []);
}

function containerFaults(view: TaskView, path: string, container: string | undefined): Finding[] {
  if (container === undefined) {
    return [error('Job.noContainer', `task definition '${path}' has no container; add the one that does the job`)];
  }
  const own = view.containers.find(({ name }) => name === container);
  return own !== undefined && !own.essential
    ? [
        error(
          'Job.notEssential',
          `container '${container}' does the job but is not essential, so the task would go on after it; make it essential, or name another one as 'jobContainer'`,
        ),
      ]
    : unknownContainer(view, 'jobContainer', container);
}

function unknownContainer({ containers }: TaskView, prop: string, wanted: string): Finding[] {
  const names = containers.map(({ name }) => name);
  return text(wanted) === undefined || names.includes(wanted)
    ? []
    : [
        error(
          'Job.unknownContainer',
          `'${prop}' names container '${wanted}', but the task has ${names.map((name) => `'${name}'`).join(', ') || 'none'}${didYouMean(wanted, names)}`,
        ),
      ];
}

function mostFaults({ properties }: TaskView, override: JobOverride): Finding[] {
  const most = (name: 'cpu' | 'memoryLimitMiB' | 'memoryReservationMiB', size: unknown): Finding[] => {
    const [value, highest] = [number(override[name]), number(size)];
    return value !== undefined && highest !== undefined && value > highest
      ? [
          error(
            'Job.override',
            `'${name}' for ${labelOf(override)} must be at most the task's ${highest}, got ${value}; choose a larger 'size' of the task`,
          ),
        ]
      : [];
  };
  return [
    ...most('cpu', properties.Cpu),
    ...most('memoryLimitMiB', properties.Memory),
    ...most('memoryReservationMiB', properties.Memory),
  ];
}

function labelOf({ container }: JobOverride): string {
  return container === undefined ? 'the container of the job' : `container '${container}'`;
}
