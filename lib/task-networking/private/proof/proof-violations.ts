import type { PolicyViolation } from 'aws-cdk-lib';
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
    ...result.tasks.flatMap((task) => violationsOf(task, model, reportUnknown)),
    ...result.subnets.filter(({ verdict }) => verdict === StartVerdict.BROKEN).map(crowdedSubnet),
    ...result.duplicateRules.map(repeatedRule),
  ];
}

/** One violation for each different missing link of a task; the needs that share it are listed together. */
function violationsOf(task: TaskStart, model: AppModel, reportUnknown: boolean): PolicyViolation[] {
  const reported = task.needs.filter(
    ({ verdict }) => verdict === StartVerdict.BROKEN || (reportUnknown && verdict === StartVerdict.UNKNOWN),
  );
  const groups = new Map<string, StartNeed[]>();
  for (const need of reported) {
    const key = [need.code, need.reason, need.fix, need.verdict].join('|');
    groups.set(key, [...(groups.get(key) ?? []), need]);
  }
  const templatePath = model.byId(`${task.stack}/${task.logicalId}`)?.scope.templateFile;
  return [...groups.values()].map((needs) => {
    const [{ code, reason, fix, verdict }] = needs;
    const broken = verdict === StartVerdict.BROKEN;
    return {
      ruleName: code ?? 'StartProof.unknown',
      description: `${task.path}: ${who(needs)} ${broken ? 'cannot' : 'may or may not'} ${whatFor(needs)}: ${broken ? reason : `not known is ${reason}`}${fromSubnets(needs[0])}`,
      ...(fix !== undefined && { fix }),
      severity: broken ? 'error' : 'info',
      violatingResources: [
        templatePath !== undefined
          ? { resourceLogicalId: task.logicalId, templatePath, locations: [needs[0].property] }
          : { constructPath: task.path, locations: [needs[0].property] },
      ],
    };
  });
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
