import type { AppModel } from '../../app-model/app-model';
import type { Check } from '../../app-model/check';
import type { ConstructIndex } from '../../app-model/constructs';
import { hasDeclaredRights } from '../../internal/declared-rights';
import { codeDeployRights } from './code-deploy-rights';
import { rightsDeclaredFor } from './declared-rights';
import { execRights, hasExec } from './exec-rights';
import { executionRights } from './execution-rights';
import { expressDefinitions } from './express-rights';
import { flowLogRights } from './flow-log-rights';
import { functionRights } from './function-rights';
import { Host, hostRights, hostRolesFor, hostsOf } from './host-rights';
import { infrastructureRights } from './infrastructure-rights';
import { Judge } from './judge';
import { launchRights } from './launch-rights';
import { logKeyRights } from './log-key-rights';
import { Judged, Right } from './right';
import { policyNameFindings } from './policy-names';
import { rightsFindings } from './rights-findings';
import { Definition, base, readDefinition } from './task-definition';
import { taskRoleRights } from './task-role-rights';
import { TASKS, trustRight } from './trust-rights';
import { servicesOf } from '../../app-model/views/service';

/** The types that define tasks, and those that run them or are run by them. */
const DEFINITIONS = ['AWS::ECS::TaskDefinition', 'AWS::ECS::DaemonTaskDefinition'];
const RUNNERS = [
  ...['AWS::ECS::Service', 'AWS::ECS::ExpressGatewayService', 'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster'],
  ...['AWS::CodeDeploy::DeploymentGroup'],
];

/** The question whether the roles may do what the tasks need. */
export const rights: Check = {
  types: [...DEFINITIONS, ...RUNNERS],
  run: ({ model, constructs }) => {
    const { judge, judged } = rightsOf(model, constructs);
    return [...rightsFindings(judge.arns, judged), ...policyNameFindings(model)];
  },
};

/** The rights of an app, with what judged them. */
export interface JudgedRights {
  readonly judge: Judge;
  readonly judged: readonly Judged[];
}

const known = new WeakMap<AppModel, JudgedRights>();

/** The rights of an app: judged once for the findings and the result. */
export function rightsOf(model: AppModel, constructs?: ConstructIndex): JudgedRights {
  const found = known.get(model);
  if (found !== undefined) {
    return found;
  }
  const judge = new Judge(model);
  const all = { judge, judged: judgeRights(model, judge, constructs) };
  known.set(model, all);
  return all;
}

/** Every right that the tasks of an app need, with its verdict; with constructs also those that they declared. */
export function judgeRights(model: AppModel, judge = new Judge(model), constructs?: ConstructIndex): Judged[] {
  const hosts = hostsOf(judge);
  const definitions = new Map(
    DEFINITIONS.flatMap((type) => model.ofType(type)).map((resource) => [resource.id, readDefinition(judge, resource)]),
  );
  const ofTasks = [...definitions.values(), ...expressDefinitions(judge)].flatMap((definition) =>
    rightsOfTask(judge, definition, hosts),
  );
  const ofServices = servicesOf(model).flatMap((service) => {
    const definition = hasExec(service) ? definitions.get(service.taskDefinition?.id ?? '') : undefined;
    return definition === undefined ? [] : execRights(definition, service);
  });
  const ofConstructs =
    constructs !== undefined && hasDeclaredRights(constructs.root)
      ? declaredIn([...definitions.values()], constructs, [...ofTasks, ...ofServices])
      : [];
  return [
    ...ofTasks,
    ...ofServices,
    ...ofConstructs,
    ...launchRights(judge, definitions),
    ...codeDeployRights(judge, definitions),
    ...infrastructureRights(judge),
    ...hostRights(judge, hosts),
    ...functionRights(judge),
    ...flowLogRights(judge),
    ...logKeyRights(judge),
  ].map((right) => judge.judge(right));
}

/**
 * The declared rights that nothing else asks for: one fault is one finding. A key is asked for by its resource. Roles of two stages
 * may have one ARN.
 */
function declaredIn(definitions: readonly Definition[], constructs: ConstructIndex, others: readonly Right[]): Right[] {
  const keyOf = (role: Right['role'], action: string, resource: string) =>
    `${role?.resource?.id ?? role?.arn} ${action} ${action.startsWith('kms:') ? resource : ''}`;
  const asked = new Set(
    others.flatMap(({ role, actions, resources }) => actions.map((action) => keyOf(role, action, resources[0]))),
  );
  return definitions.flatMap((definition) =>
    rightsDeclaredFor(definition, constructs, (role, action, resource) => asked.has(keyOf(role, action, resource))),
  );
}

function rightsOfTask(judge: Judge, definition: Definition, hosts: readonly Host[]): Right[] {
  const ofAgent = executionRights(definition);
  const ofTask = taskRoleRights(definition);
  return [
    // On instances the host acts for a task that has no role.
    ...(definition.fargate ? ofAgent : ofAgent.flatMap((right) => onInstances(judge, definition, right, hosts))),
    ...(definition.fargate ? ofTask : ofTask.filter(({ role }) => role !== undefined)),
    ...trustRight(judge, base(definition, 'execution role', 'ExecutionRoleArn'), TASKS),
    ...trustRight(judge, base(definition, 'task role', 'TaskRoleArn'), TASKS),
  ];
}

/**
 * On instances the agent logs by the execution role only where it is set to, as the images of ECS are. Without an execution role
 * the instance pulls and logs; what a container is given in secret needs that role everywhere.
 */
function onInstances(judge: Judge, definition: Definition, right: Right, hosts: readonly Host[]): Right[] {
  const isOfHost = right.property === 'Image' || right.property === 'LogConfiguration';
  if (right.role === undefined) {
    return isOfHost
      ? hostRolesFor(judge, definition.resource, hosts).map((role) => ({ ...right, actor: 'instance role', role }))
      : [right];
  }
  return right.property === 'LogConfiguration'
    ? [{ ...right, orElse: hostRolesFor(judge, definition.resource, hosts) }]
    : [right];
}
