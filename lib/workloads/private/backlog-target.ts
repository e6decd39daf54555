/*
 * How many messages may wait for each task: those that it gets done within the time that one may wait.
 */

/** Messages per task, at least one. Both times are above zero and in the same unit. */
export function backlogTarget(acceptableLatency: number, timePerMessage: number): number {
  // A quotient that is a hair below a whole number is that number: 0.3 / 0.1 is 2.9999999999999996.
  return Math.max(1, Math.floor(acceptableLatency / timePerMessage + 1e-9));
}
