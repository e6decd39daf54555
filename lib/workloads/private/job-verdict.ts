/*
 * What became of one run of a task, in JSONata: the language of Step Functions.
 *
 * `ecs:runTask.sync` fails when any container of the task failed, the ones included that AWS adds (GuardDuty's agent) and
 * those that are killed because the job is done (a log router). It fails with the description of the task as its cause,
 * so who failed can be read from that.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html (stop codes, exit codes),
 * aws/aws-cdk#32877, https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html ($parse); 2026-11.
 */

/** The outcomes of a run. */
export type Verdict =
  /** The job's own container exited with 0, and nothing that it depends on failed. */
  | 'Succeeded'
  /** The job's own container, or an essential one, failed. */
  | 'Failed'
  /** The capacity went away: Spot, or a host that broke. */
  | 'Interrupted'
  /** The task stopped before the job's own container ran. */
  | 'NeverRan'
  /** ECS did not take the task. */
  | 'Refused'
  /** Somebody stopped the task. */
  | 'Stopped';

/** Stop codes of tasks whose host was taken away. */
const TAKEN_AWAY = `['InfrastructureHealth', 'SpotInterruption', 'TerminationNotice']`;

/** Exit codes of containers that ended well, or were told to end (SIGKILL, SIGTERM) because the task was over. */
const ENDED_WELL = '[0, 137, 143]';

/**
 * The outcome of a task that Step Functions calls failed, from the cause.
 *
 * @param job variable with `container`, the job's own, and `essential`, the names of the others that are essential
 */
export function verdictOfFailure(job: string): string {
  return `(
  $cause := $states.errorOutput.Cause;
  $task := $substring($cause, 0, 1) = '{' and $substring($cause, -1) = '}' ? $parse($cause) : {};
  $own := $task.Containers[Name = ${job}.container];
  $broken := $task.Containers[Name in ${job}.essential][$not(ExitCode in ${ENDED_WELL}) or $contains(Reason, 'OutOfMemory')];
  $not($exists($task.Containers)) ? 'Refused'
  : $task.StopCode in ${TAKEN_AWAY} ? 'Interrupted'
  : $task.StopCode = 'UserInitiated' ? 'Stopped'
  : $own.ExitCode = 0 and $not($exists($broken)) ? 'Succeeded'
  : $task.StopCode = 'TaskFailedToStart' and $not($exists($own.ExitCode)) ? 'NeverRan'
  : 'Failed'
)`;
}

/**
 * The outcome of a task that Step Functions calls succeeded: a job that heeds SIGTERM exits with 0 when it is taken
 * away too.
 */
export function verdictOfResult(): string {
  return `(
  $states.result.StopCode in ${TAKEN_AWAY} ? 'Interrupted'
  : $states.result.StopCode = 'UserInitiated' ? 'Stopped'
  : 'Succeeded'
)`;
}

/** Whether a run that ended so is run again. `attempt` counts the runs so far, from 1. */
export function runsAgain(job: string, retries: number, starts: number): string {
  return `${job}.attempt <= (
  ${job}.verdict = 'NeverRan' ? ${Math.max(retries, starts)}
  : ${job}.verdict in ['Failed', 'Interrupted'] ? ${retries}
  : 0
)`;
}

/** Seconds until the next run. */
export function pause(job: string, interval: number, rate: number, longest: number): string {
  return `$floor($min([${longest}, ${interval} * $power(${rate}, ${job}.attempt - 1)]))`;
}

/** An expression as Step Functions takes it. */
export function jsonata(expression: string): string {
  return `{% ${expression.replace(/\s+/g, ' ')} %}`;
}
