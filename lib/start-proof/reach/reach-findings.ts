import type { AppModel } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { Resource } from '../../app-model/resource';
import { DuplicateSecurityGroupRule, StartNeed, StartVerdict, SubnetBudget, TaskStart } from '../start-proof-result';
import { grantsWithoutWay } from './granted-ways';
import { oneSidedRules } from './one-sided-rules';
import { placedTasks } from './placed-tasks';
import type { WaysResult } from './prove';
import { publicBalancers } from './public-balancers';

/** Reports the proof: a finding for each missing link, crowded subnet and repeated rule. */
export function reachFindings(result: WaysResult, model: AppModel, reportUnknown: boolean): ResourceFinding[] {
  let byPath: Map<string, Resource> | undefined;
  const placeOf = ({ task, needs: [{ property }] }: Gap): Place => ({
    resource: startOf(model, task),
    location: property,
  });
  const at = (path: string, location: string): Place[] => {
    byPath ??= new Map(model.resources.map((each) => [each.path, each]));
    const resource = byPath.get(path);
    return resource ? [{ resource, location }] : [];
  };
  const { model: network, placed } = placedTasks(model);
  return [
    ...result.tasks
      .filter(({ verdict }) => verdict === StartVerdict.BROKEN)
      .flatMap((task) => [...gaps(task, StartVerdict.BROKEN).values()])
      .map((gap): ResourceFinding => ({ ...placeOf(gap), finding: broken(gap) })),
    ...(reportUnknown ? questions(result.tasks) : []).map(([first, ...others]): ResourceFinding => ({
      ...placeOf(first),
      also: others.map(placeOf),
      finding: open([first, ...others]),
    })),
    ...result.subnets
      .filter(({ verdict }) => verdict === StartVerdict.BROKEN)
      .flatMap((subnet) =>
        at(subnet.path, 'CidrBlock').map((place): ResourceFinding => ({ ...place, finding: crowdedSubnet(subnet) })),
      ),
    ...result.duplicateRules.flatMap((rule) => {
      const [first, ...also] = rule.resources.flatMap((path) => at(path, 'GroupId'));
      return first ? [{ ...first, also, finding: repeatedRule(rule) }] : [];
    }),
    ...grantsWithoutWay(network, placed),
    ...publicBalancers(network, placed),
    ...oneSidedRules(network, halfTold(result)),
  ];
}

/** Reasons that name two groups already, of which one is closed to the other. */
function halfTold({ tasks }: WaysResult): string[] {
  return tasks
    .filter(({ verdict }) => verdict === StartVerdict.BROKEN)
    .flatMap(({ needs }) =>
      needs.flatMap(({ code, reason }) => (/SecurityGroup$/.test(code ?? '') ? [reason ?? ''] : [])),
    );
}

type Place = Pick<ResourceFinding, 'resource' | 'location'>;

type ProofFinding = ResourceFinding['finding'];

/** Finds what starts the tasks; it is not among the resources when a macro makes it at deployment. */
function startOf(model: AppModel, { stack, logicalId }: TaskStart): Resource {
  const known = model.byId(`${stack}/${logicalId}`);
  const scope = model.scopes.find(({ path }) => path === stack) ?? model.scopes[0];
  return known ?? new Resource(scope, logicalId, { Type: 'AWS::ECS::Service' });
}

/** The needs of a task that share one missing link. */
interface Gap {
  readonly task: TaskStart;
  readonly needs: StartNeed[];
}

/** The gaps of a task, by what is said of them. */
function gaps(task: TaskStart, verdict: StartVerdict): Map<string, Gap> {
  const found = new Map<string, Gap>();
  if (task.verdict === StartVerdict.PROVED) {
    return found;
  }
  for (const need of task.needs.filter((each) => each.verdict === verdict)) {
    const key = [need.code, need.reason, need.fix, need.subnets].join('|');
    const same = found.get(key) ?? { task, needs: [] };
    same.needs.push(need);
    found.set(key, same);
  }
  return found;
}

/** Finds what is not known, each question once for all tasks that it concerns. */
function questions(tasks: readonly TaskStart[]): Gap[][] {
  const byQuestion = new Map<string, Gap[]>();
  for (const [key, gap] of tasks.flatMap((task) => [...gaps(task, StartVerdict.UNKNOWN)])) {
    const same = byQuestion.get(key) ?? [];
    same.push(gap);
    byQuestion.set(key, same);
  }
  return [...byQuestion.values()];
}

function broken({ task, needs }: Gap): ProofFinding {
  const [{ code, reason, fix }] = needs;
  return {
    code: code ?? 'StartProof.unknown',
    message: `${task.path}: ${who(needs)} cannot ${whatFor(needs)}: ${reason}${fromSubnets(needs[0])}`,
    ...(fix !== undefined && { fix }),
    severity: 'error',
  };
}

function open(same: readonly Gap[]): ProofFinding {
  const needs = same.flatMap((gap) => gap.needs);
  const [{ code, reason, fix }] = needs;
  const tasks = same.map(({ task }) => task.path);
  const subject = tasks.length === 1 ? `${tasks[0]}: ${who(needs)}` : `${named(tasks)}: these tasks`;
  return {
    code: code ?? 'StartProof.unknown',
    message: `${subject} may or may not ${whatFor(needs)}: not known is ${reason}${fromSubnets(needs[0])}`,
    ...(fix !== undefined && { fix }),
    severity: 'info',
  };
}

/** The first of many names: the rest stands among the resources of the violation. */
function named(tasks: readonly string[]): string {
  return tasks.length <= 3 ? tasks.join(', ') : `${tasks.slice(0, 3).join(', ')} and ${tasks.length - 3} more`;
}

function crowdedSubnet({ path, reason }: SubnetBudget): ProofFinding {
  return {
    code: 'StartProof.ipBudget',
    message: `${path}: ${reason}`,
    fix: 'use larger subnets or more of them, a lower maximum of tasks, or a lower maximumPercent',
    severity: 'error',
  };
}

/** CloudFormation may take the second one for done, and then removes the rule of both with it: no error of every app. */
function repeatedRule({ group, rule, resources }: DuplicateSecurityGroupRule): ProofFinding {
  return {
    code: 'StartProof.duplicateRule',
    message: `${group}: ${rule} is written ${resources.length > 1 ? `by ${resources.join(' and ')}` : 'more than once'}; EC2 refuses the second of two equal rules, whatever their descriptions, and removing one takes it from both`,
    fix: 'keep one of them',
    severity: 'warning',
  };
}

function who(needs: readonly StartNeed[]): string {
  const containers = [...new Set(needs.flatMap(({ container }) => container ?? []))];
  if (containers.length > 0 && needs.some(({ container }) => container === undefined)) {
    return 'the task';
  }
  if (containers.length === 0) {
    return needs.every(({ plane }) => plane === 'host') ? 'the container instance' : 'the task';
  }
  return `${containers.length === 1 ? 'container' : 'containers'} ${containers.join(', ')}`;
}

function whatFor(needs: readonly StartNeed[]): string {
  return [...new Set(needs.map(({ purpose, target, property }) => `${purpose} (${target}, from ${property})`))].join(
    ', ',
  );
}

function fromSubnets({ subnets }: StartNeed): string {
  return subnets === undefined ? '' : ` (from ${subnets.join(', ')})`;
}
