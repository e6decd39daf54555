import { taskDefinitionView } from '../../app-model/views/task-definition';
import { StartNeed, StartProofResult, StartVerdict, TaskStart } from '../start-proof-result';
import { duplicateRules } from './duplicate-rules';
import { Compute, Plane } from './hosts';
import { hiddenStart, hiddenStarters } from './hidden-starters';
import { ipBudget } from './ip-budget';
import { loadBalancerNeeds } from './load-balancers';
import type { Need, Target } from './need';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import { PlacedTask, placedTasks } from './placed-tasks';
import { Placement } from './placements';
import { placementFaults } from './placement-faults';
import { Reach, viaOf } from './reach';
import { vpcLinkNeeds } from './vpc-links';
import type { Judgement } from './ways/judgement';
import { AppModel, Scope, Unknown, hasMarks } from '../../app-model/app-model';

export { taskPlane } from './placed-tasks';

/** The part of the result that is about ways. */
export type WaysResult = Omit<StartProofResult, 'rights' | 'order' | 'rollouts' | 'counts'>;

/** Judges every task that the templates start. Never throws: what cannot be read is unknown. */
export function prove(graph: AppModel): WaysResult {
  const { model, placed } = placedTasks(graph);
  const reach = new Reach(model);
  const hidden = hiddenStarters(graph);
  const tasks = [
    ...placed.map((task) => proveTask(model, reach, task)),
    ...graph.scopes.flatMap(madeByMacros),
    ...hidden.map((starter) => hiddenStart(starter)),
  ].map((task) => readableTask(graph, task));
  const subnets = ipBudget(model, placed);
  const started = new Set([
    ...placed.map(({ placement }) => placement.taskDefinition),
    ...hidden.flatMap(({ definitions }) => definitions),
  ]);
  const notStarted = graph
    .ofType('AWS::ECS::TaskDefinition')
    .filter((definition) => !definition.told && !started.has(definition))
    .map(({ path }) => path);
  const count = { proved: 0, broken: 0, unknown: 0 };
  for (const { needs } of tasks) {
    for (const { verdict } of needs) {
      count[verdict] += 1;
    }
  }
  return {
    tasks,
    subnets,
    ...(notStarted.length > 0 && { notStarted }),
    duplicateRules: duplicateRules(graph).map(({ group, rule, resources }) => ({
      group,
      rule,
      resources: resources.map(({ path }) => path),
    })),
    ...count,
    broken: count.broken + subnets.filter(({ verdict }) => verdict === StartVerdict.BROKEN).length,
  };
}

/**
 * The tasks that `Fn::ForEach` and other macros make, known only at deployment; an app with them is not one without
 * tasks.
 */
function madeByMacros({ path, macros, written }: Scope): TaskStart[] {
  if (macros.length === 0) {
    return [];
  }
  const { Resources } = written as { readonly Resources: Readonly<Record<string, unknown>> };
  return macros
    .filter((macro) => /"AWS::ECS::(Service|TaskSet|TaskDefinition)"/.test(JSON.stringify(Resources[macro])))
    .map((macro) => ({
      path: `${path}/${macro}`,
      stack: path,
      logicalId: macro,
      kind: 'macro',
      taskDefinition: 'unknown',
      compute: 'unknown',
      verdict: StartVerdict.UNKNOWN,
      needs: [
        {
          purpose: 'start the tasks',
          target: 'unknown',
          property: 'Resources',
          plane: 'task',
          verdict: StartVerdict.UNKNOWN,
          reason: `the resources that ${macro} makes, since CloudFormation expands it at deployment`,
        },
      ],
    }));
}

function readableTask(graph: AppModel, task: TaskStart): TaskStart {
  return task.needs.some(isOpen) ? { ...task, needs: task.needs.map((need) => readable(graph, need)) } : task;
}

/** Whether a text of a need names what is known only at deployment. */
function isOpen({ target, reason, fix, note, via }: StartNeed): boolean {
  return (
    hasMarks(target) ||
    (reason !== undefined && hasMarks(reason)) ||
    (fix !== undefined && hasMarks(fix)) ||
    (note !== undefined && hasMarks(note)) ||
    via?.some(hasMarks) === true
  );
}

/** The need in words for people: what is known only at deployment by its name. */
function readable(graph: AppModel, need: StartNeed): StartNeed {
  if (!isOpen(need)) {
    return need;
  }
  const { target, reason = '', fix = '', note = '', via } = need;
  return {
    ...need,
    target: graph.readable(target),
    ...(need.reason !== undefined && { reason: graph.readable(reason) }),
    ...(need.fix !== undefined && { fix: graph.readable(fix) }),
    ...(need.note !== undefined && { note: graph.readable(note) }),
    ...(via && { via: via.map((each) => graph.readable(each)) }),
  };
}

function proveTask(model: NetworkModel, reach: Reach, placed: PlacedTask): TaskStart {
  const { placement, compute, task } = placed;
  const needs =
    compute.kind === 'EXTERNAL' ? [onPremises(placement)] : placementFaults(model, placement, compute, task);
  if (compute.kind !== 'EXTERNAL') {
    const own = [task];
    needs.push(...unknowns(placement, compute));
    for (const need of placed.needs) {
      needs.push(judgeNeed(model.graph, reach, need, need.plane === 'task' ? own : compute.hosts, placed));
    }
    needs.push(
      ...loadBalancerNeeds(model, reach, placement, task, compute),
      ...vpcLinkNeeds(model, reach, placement, task),
    );
  }
  return {
    path: placement.resource.path,
    stack: placement.resource.scope.path,
    logicalId: placement.resource.logicalId,
    kind: placement.kind,
    taskDefinition: placement.taskDefinitionName,
    compute: compute.kind,
    verdict: worst(needs),
    needs,
  };
}

/**
 * External instances are in a network that AWS does not have, and their role is named when they are registered.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html
 */
function onPremises({ resource }: Placement): StartNeed {
  return {
    purpose: 'reach what it needs',
    target: 'unknown',
    property: 'LaunchType',
    plane: 'host',
    verdict: StartVerdict.UNKNOWN,
    reason: `the network of the external instances of ${resource.path}, from which the endpoints of ECS and Systems Manager and what the containers need must be reached, and their role`,
  };
}

function unknowns(placement: Placement, compute: Compute): StartNeed[] {
  const base = { plane: 'task', verdict: StartVerdict.UNKNOWN };
  const found: StartNeed[] = [];
  if (placement.taskDefinition === undefined) {
    found.push({
      ...base,
      purpose: 'start the task',
      target: placement.taskDefinitionName,
      property: 'TaskDefinition',
      reason: `the containers of ${placement.taskDefinitionName}, which is not part of the app`,
    });
  }
  if (compute.unknown !== undefined) {
    found.push({
      ...base,
      purpose: 'be placed',
      target: compute.kind,
      property:
        !(placement.service?.launchType instanceof Unknown) &&
        (placement.launchType === undefined || placement.capacityProviders)
          ? 'CapacityProviderStrategy'
          : 'LaunchType',
      reason: compute.unknown,
    });
  }
  return found;
}

/** A way of a need: what is judged of it from one subnet. */
interface Way {
  readonly subnet: Subnet;
  readonly judgement: Judgement;
}

function proved({ purpose, target, property, container, plane, note }: Need, via: string[]): StartNeed {
  return {
    purpose,
    target: targetName(target),
    property,
    container,
    plane,
    note,
    verdict: StartVerdict.PROVED,
    via,
  };
}

/** The need with its verdict. */
function judged({ purpose, target, property, container, plane, note }: Need, verdict: Verdict): StartNeed {
  return { purpose, target: targetName(target), property, container, plane, note, ...verdict };
}

type Verdict = Pick<StartNeed, 'verdict'> & Partial<StartNeed>;

function judgeNeed(
  graph: AppModel,
  reach: Reach,
  need: Need,
  planes: readonly Plane[],
  { compute, placement: { taskDefinition } }: PlacedTask,
): StartNeed {
  const { target } = need;
  if (target.kind === 'unknown') {
    return judged(need, { verdict: StartVerdict.UNKNOWN, reason: target.reason });
  }
  const [first] = planes;
  const via = planes.length === 1 && first.unknown === undefined ? reach.from(first, target).via : undefined;
  if (via !== undefined) {
    return proved(need, via);
  }
  const ways = planes.flatMap((plane) => {
    const { judgements } = reach.from(plane, target);
    return plane.subnets.map((subnet, index): Way => ({ subnet, judgement: judgements[index] }));
  });
  const hidden = planes.find((plane) => plane.unknown !== undefined);
  const all = hidden === undefined ? viaOf(ways.map(({ judgement }) => judgement)) : undefined;
  if (all !== undefined) {
    return proved(need, all);
  }
  const broken = ways.filter(({ judgement }) => judgement.verdict === 'no');
  // Whoever opens the connection is known only with what the task runs on.
  const onFargateOnly = () => taskDefinition && taskDefinitionView(graph, taskDefinition).runsOnFargateOnly;
  if (broken.length > 0 && !need.soft && compute.kind === 'unknown' && onFargateOnly() !== true) {
    return judged(need, {
      verdict: StartVerdict.UNKNOWN,
      ...(compute.unknown !== undefined && { reason: compute.unknown }),
    });
  }
  if (broken.length > 0 && !need.soft) {
    return judged(need, { verdict: StartVerdict.BROKEN, ...told(broken, ways) });
  }
  if (hidden || ways.length === 0) {
    const reason = hidden?.unknown ?? compute.unknown ?? `in which subnets ${planes[0]?.name ?? 'the task'} is`;
    return judged(need, { verdict: StartVerdict.UNKNOWN, reason });
  }
  const doubtful = [...broken, ...ways.filter(({ judgement }) => judgement.verdict === 'maybe')];
  const { reason, subnets } = told(doubtful, ways);
  return judged(need, {
    verdict: StartVerdict.UNKNOWN,
    ...(reason !== undefined && { reason }),
    ...(subnets && { subnets }),
  });
}

/** Tells of the first way that fails, and from which subnets it does when others do better. */
function told(
  failing: readonly Way[],
  all: readonly unknown[],
): Pick<StartNeed, 'code' | 'reason' | 'fix' | 'subnets'> {
  const { code, reason, fix } = failing[0].judgement;
  return {
    ...(code !== undefined && { code: `StartProof.${code}` }),
    ...(reason !== undefined && { reason }),
    ...(fix !== undefined && { fix }),
    ...(failing.length < all.length && { subnets: failing.map(({ subnet }) => subnet.name).sort() }),
  };
}

function targetName(target: Target): string {
  switch (target.kind) {
    case 'service':
      return target.service;
    case 'host':
      return `${target.host}:${target.port}`.replace(/(:\d+):\d+$/, '$1');
    case 'fileSystem':
      return target.s3Files ? 's3files' : 'elasticfilesystem';
    default:
      return 'unknown';
  }
}

function worst(needs: readonly StartNeed[]): StartVerdict {
  let found = StartVerdict.PROVED;
  for (const { verdict } of needs) {
    if (verdict === StartVerdict.BROKEN) {
      return verdict;
    }
    found = verdict === StartVerdict.UNKNOWN ? verdict : found;
  }
  return found;
}
