/**
 * The fewest and the most tasks that ECS may run during a rolling deployment: `ceil` of the minimum, `floor` of the maximum.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function deploymentRoom(min: number, max: number, desired: number): { lower: number; upper: number } {
  return { lower: Math.ceil((desired * min) / 100), upper: Math.floor((desired * max) / 100) };
}

/** Whether ECS may neither stop one of the tasks nor start one. */
export function isBlocked(min: number, max: number, tasks: number): boolean {
  const { lower, upper } = deploymentRoom(min, max, tasks);
  return Number.isSafeInteger(tasks) && lower >= tasks && upper <= tasks;
}

/** The smallest change that lets one more task start, or one stop. */
export function wayOutOfBlock(tasks: number): string {
  const [most, least] = [Math.ceil((100 * (tasks + 1)) / tasks), Math.floor((100 * (tasks - 1)) / tasks)];
  return `raise 'maxHealthyPercent' to ${most} or lower 'minHealthyPercent' to ${least}`;
}

/**
 * The number of goes in which a rolling deployment replaces the tasks: each time as many start as there is room for, and as many old
 * ones stop as the healthy ones allow. `undefined` when it never ends.
 *
 * @param room the most tasks that there are hosts for; "the service scheduler may stop two existing tasks to free up cluster
 * capacity before starting two new tasks"
 */
export function rollingRounds(min: number, max: number, desired: number, room = Infinity): number | undefined {
  const { lower, upper: most } = deploymentRoom(min, max, desired);
  const upper = Math.min(most, room);
  let [old, fresh, rounds] = [desired, 0, 0];
  while (fresh < desired) {
    // Tasks that stop make room at once: they are neither running nor pending.
    old -= Math.max(0, Math.min(old, old + fresh - lower));
    const start = Math.min(upper - old - fresh, desired - fresh);
    if (start < 1) {
      return undefined;
    }
    fresh += start;
    rounds += 1;
  }
  return rounds;
}
