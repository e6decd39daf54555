import type { ScalingRun } from './cluster-auto-scaling';
import type { Need, ProviderPlan } from './group-plan';

const BLOCKS = ' ▁▂▃▄▅▆▇█';
const WIDTH = 60;

/** The plans as text of fixed width, and what they do not know. */
export function planText(
  plans: readonly ProviderPlan[],
  unplanned: readonly { readonly service: string; readonly reason: string }[],
): string {
  const unknown = unplanned.map(({ service, reason }) => `  ${service}: ${reason}`);
  return [...plans.map(providerText), ...(unknown.length > 0 ? [['not judged:', ...unknown].join('\n')] : [])].join(
    '\n\n',
  );
}

function providerText(plan: ProviderPlan): string {
  const { provider, headroom, maxWithTrunking, fromZero, deploying } = plan;
  const rows: [string, Need][] = [
    ['minimum', plan.min],
    ['desired', plan.desired],
    ['maximum', plan.max],
    ['deployment', plan.deployment],
    ['at its fastest', plan.deploymentPeak],
  ];
  return [
    heading(plan),
    ...(provider.group
      ? ['                   tasks  instances  limited by', ...rows.map(([name, need]) => row(name, need, plan))]
      : [`  tasks: ${rows.map(([name, { tasks }]) => `${name} ${tasks}`).join(', ')}`]),
    ...(deploying !== undefined && provider.group ? [`  the deployment is that of ${deploying}`] : []),
    ...(headroom !== undefined ? [`  room for ${headroom} more tasks at the maximum`] : []),
    ...(maxWithTrunking ? [`  with ENI trunking the maximum needs ${range(maxWithTrunking)} instances`] : []),
    ...(fromZero ? scalingText(plan.desired.tasks, fromZero) : []),
  ].join('\n');
}

function heading({ provider: { label, group } }: ProviderPlan): string {
  if (!group) {
    return label;
  }
  const types = group.types.map(({ name }) => name).join(', ') || 'instance types known only at deployment';
  return `${label}: ${types}, ${group.maxSize === undefined ? 'size known only at deployment' : `at most ${group.maxSize} instances`}`;
}

function row(name: string, need: Need, { provider: { group } }: ProviderPlan): string {
  const over = group?.maxSize !== undefined && need.fewest > group.maxSize ? '  more than the group has' : '';
  const cells = [name.padEnd(16), String(need.tasks).padStart(6), range(need).padStart(10), need.limit ?? ''];
  return `  ${cells[0]}${cells[1]} ${cells[2]}  ${cells[3]}${over}`.trimEnd();
}

function range({ fewest, most }: Need): string {
  return fewest === most ? String(fewest) : `${fewest}-${most}`;
}

function scalingText(tasks: number, { minutes, allPlacedAfter, peakInstances, terminated }: ScalingRun): string[] {
  const until = allPlacedAfter === undefined ? 'never all placed' : `all placed after ${allPlacedAfter} min`;
  const shown = minutes.slice(0, WIDTH);
  const picture = (pick: (minute: ScalingRun['minutes'][number]) => number, most: number) =>
    shown.map((minute) => BLOCKS[most === 0 ? 0 : Math.ceil((pick(minute) / most) * (BLOCKS.length - 1))]).join('');
  return [
    `  ${tasks} tasks from zero: ${until}; ${peakInstances} instances come, ${terminated} go again`,
    `    instances |${picture(({ instances }) => instances, peakInstances)}| 0 to ${shown.length - 1} min`,
    `    placed    |${picture(({ placed }) => placed, tasks)}|`,
  ];
}
