import type { PolicyViolatingResource, PolicyViolation } from 'aws-cdk-lib';
import type { AppModel } from '../../../app-model/app-model';
import {
  DuplicateSecurityGroupRule,
  StartNeed,
  StartProofResult,
  StartVerdict,
  SubnetBudget,
  TaskStart,
} from '../../start-proof-result';

/** What the start proof reports of its result: a violation for each missing link, crowded subnet and repeated rule. */
export function proofViolations(result: StartProofResult, model: AppModel, reportUnknown: boolean): PolicyViolation[] {
  return [
    ...result.tasks.flatMap((task) => [...gaps(task, StartVerdict.BROKEN).values()]).map((gap) => broken(gap, model)),
    ...(reportUnknown ? questions(result.tasks).map((gaps) => open(gaps, model)) : []),
    ...result.subnets.filter(({ verdict }) => verdict === StartVerdict.BROKEN).map(crowdedSubnet),
    ...result.duplicateRules.map(repeatedRule),
  ];
}

/** The needs of a task that share one missing link. */
interface Gap {
  readonly task: TaskStart;
  readonly needs: StartNeed[];
}

/** The gaps of a task, by what is said of them. */
function gaps(task: TaskStart, verdict: StartVerdict): Map<string, Gap> {
  const found = new Map<string, Gap>();
  for (const need of task.needs.filter((each) => each.verdict === verdict)) {
    const key = [need.code, need.reason, need.fix, need.subnets].join('|');
    const same = found.get(key) ?? { task, needs: [] };
    same.needs.push(need);
    found.set(key, same);
  }
  return found;
}

/** What is not known, each question once for all tasks that it concerns. */
function questions(tasks: readonly TaskStart[]): Gap[][] {
  const byQuestion = new Map<string, Gap[]>();
  for (const [key, gap] of tasks.flatMap((task) => [...gaps(task, StartVerdict.UNKNOWN)])) {
    const same = byQuestion.get(key) ?? [];
    same.push(gap);
    byQuestion.set(key, same);
  }
  return [...byQuestion.values()];
}

function broken({ task, needs }: Gap, model: AppModel): PolicyViolation {
  const [{ code, reason, fix }] = needs;
  return {
    ruleName: code ?? 'StartProof.unknown',
    description: `${task.path}: ${who(needs)} cannot ${whatFor(needs)}: ${reason}${fromSubnets(needs[0])}`,
    ...(fix !== undefined && { fix }),
    severity: 'error',
    violatingResources: [placeOf({ task, needs }, model)],
  };
}

function open(same: readonly Gap[], model: AppModel): PolicyViolation {
  const needs = same.flatMap((gap) => gap.needs);
  const [{ code, reason, fix }] = needs;
  const tasks = same.map(({ task }) => task.path);
  const subject = tasks.length === 1 ? `${tasks[0]}: ${who(needs)}` : `${named(tasks)}: these tasks`;
  return {
    ruleName: code ?? 'StartProof.unknown',
    description: `${subject} may or may not ${whatFor(needs)}: not known is ${reason}${fromSubnets(needs[0])}`,
    ...(fix !== undefined && { fix }),
    severity: 'info',
    violatingResources: same.map((gap) => placeOf(gap, model)),
  };
}

/** The first of many names: the rest stands among the resources of the violation. */
function named(tasks: readonly string[]): string {
  return tasks.length <= 3 ? tasks.join(', ') : `${tasks.slice(0, 3).join(', ')} and ${tasks.length - 3} more`;
}

function placeOf({ task, needs: [{ property }] }: Gap, model: AppModel): PolicyViolatingResource {
  const templatePath = model.byId(`${task.stack}/${task.logicalId}`)?.scope.templateFile;
  return templatePath !== undefined
    ? { resourceLogicalId: task.logicalId, templatePath, locations: [property] }
    : { constructPath: task.path, locations: [property] };
}

function crowdedSubnet({ path, reason }: SubnetBudget): PolicyViolation {
  return {
    ruleName: 'StartProof.ipBudget',
    description: `${path}: ${reason}`,
    fix: 'use larger subnets or more of them, a lower maximum of tasks, or a lower maximumPercent',
    severity: 'error',
    violatingResources: [{ constructPath: path, locations: ['CidrBlock'] }],
  };
}

/** CloudFormation may take the second one for done, and then removes the rule of both with it: no error of every app. */
function repeatedRule({ group, rule, resources }: DuplicateSecurityGroupRule): PolicyViolation {
  return {
    ruleName: 'StartProof.duplicateRule',
    description: `${group}: ${rule} is written ${resources.length > 1 ? `by ${resources.join(' and ')}` : 'more than once'}; EC2 refuses the second of two equal rules, whatever their descriptions, and removing one takes it from both`,
    fix: 'keep one of them',
    severity: 'warning',
    violatingResources: resources.map((constructPath) => ({ constructPath, locations: ['GroupId'] })),
  };
}

function who(needs: readonly StartNeed[]): string {
  const containers = [...new Set(needs.flatMap(({ container }) => container ?? []))];
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
