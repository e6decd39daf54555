import { AppModel, Resource, Value } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import { markOf } from '../../app-model/values';
import { JobView, jobsOf } from '../../app-model/views/job';
import { definitionsNamed } from '../../app-model/views/task-definition';
import type { RoleView } from '../../app-model/policy/roles';
import { hiddenStarters } from '../reach/hidden-starters';
import type { Judge } from './judge';
import { aroundRights, machineRights } from './machine-rights';
import { Right } from './right';
import { Definition } from './task-definition';
import { EVENTS, PIPES, STATES, Taker, schedulerOf, trustRight } from './trust-rights';

/** Something that starts tasks by a role of its own. */
interface Launcher {
  readonly subject: Resource;
  readonly property: string;
  readonly taker: Taker;
  readonly role: Value;
  readonly taskDefinition: Value;
  readonly cluster: Value;
  /** A state that waits for its task. */
  readonly waits?: boolean;
  /** A state that waits until somebody hands back its token. */
  readonly waitsForToken?: boolean;
  /** The task gets tags: of its own, or those that its task definition has. */
  readonly tagged: JobView['tagged'];
}

/**
 * The rights of rules, schedules, pipes and state machines to start a task, and to pass it its roles.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html
 */
export function launchRights(judge: Judge, definitions: ReadonlyMap<string, Definition>): Right[] {
  const launchers = launchersOf(judge);
  const machines = launchers.filter(({ taker }) => taker === STATES).map(({ subject }) => subject);
  return [
    ...launchers.flatMap((launcher) => rightsOf(judge, launcher, definitions)),
    ...hiddenLaunchRights(judge, definitions),
    ...machineRights(judge, [...new Set(machines)]),
  ];
}

function launchersOf({ model }: Judge): Launcher[] {
  return jobsOf(model).flatMap(({ kind, resource: subject, fromInput, ...job }): Launcher[] => {
    const { property, taker } = OWNERS[kind](model, subject);
    // SAM makes the role of a state machine, or adds to it, when it is deployed.
    return fromInput === true || subject.type.startsWith('AWS::Serverless::')
      ? []
      : [{ ...job, subject, property, taker }];
  });
}

/** The property to mend and the service that takes the role, by the kind of job. */
const OWNERS: Readonly<
  Record<JobView['kind'], (model: AppModel, job: Resource) => Pick<Launcher, 'property' | 'taker'>>
> = {
  rule: () => ({ property: 'Targets', taker: EVENTS }),
  schedule: (model, schedule) => ({ property: 'Target', taker: schedulerOf(model, schedule) }),
  pipe: () => ({ property: 'RoleArn', taker: PIPES }),
  stateMachine: () => ({ property: 'RoleArn', taker: STATES }),
};

function rightsOf(judge: Judge, launcher: Launcher, definitions: ReadonlyMap<string, Definition>): Right[] {
  const { subject, property, taker } = launcher;
  const role = judge.roles.role(launcher.role);
  const common = { subject, property, actor: 'role', role } as const;
  const [named] = definitionsNamed(judge.model, subject, launcher.taskDefinition);
  const definition = named && definitions.get(named.id);
  const cluster = judge.arns.write(judge.model.text(launcher.cluster) ?? '');
  const resources = taskArns(judge, launcher, definition);
  return [
    {
      ...{ ...common, actions: ['ecs:RunTask'], resources },
      purpose: `start ${definition?.resource.path ?? 'the task'}`,
      ...(cluster.startsWith(`${ARN}:ecs:`) && { context: { 'ecs:cluster': cluster } }),
    },
    ...(role === undefined
      ? []
      : [
          ...passRights(common, definition),
          ...stateRights(judge, common, launcher, cluster, definition),
          ...tokenRights(judge, launcher, definition),
          ...aroundRights(judge, common),
        ]),
    ...trustRight(judge, common, taker),
  ];
}

/** A state that waits is told of the end of its task by EventBridge, by a rule that it makes when it is made. Tags are a right of their own. */
function stateRights(
  { model, arns }: Judge,
  common: Pick<Right, 'subject' | 'property' | 'actor' | 'role'>,
  { subject, waits, tagged }: Launcher,
  cluster: string,
  definition: Definition | undefined,
): Right[] {
  const place = `${model.regionOf(subject.scope)}:${arns.accountOf(subject)}`;
  const known = cluster.startsWith(`${ARN}:ecs:`) && { 'ecs:cluster': cluster };
  const task = `${ARN}:ecs:${place}:task/${cluster.replace(/^.*:cluster\//, '')}/${markOf('a task')}`;
  const rule = `${ARN}:events:${place}:rule/StepFunctionsGetEventsForECSTaskRule`;
  const follow = ['ecs:StopTask', 'ecs:DescribeTasks'];
  const ends = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'];
  return [
    ...(waits === true
      ? [
          { ...common, actions: ends, resources: [rule], purpose: 'be told of the end of the task' },
          {
            ...{ ...common, actions: follow, later: follow, resources: [task], purpose: 'follow the task' },
            context: { ...known },
          },
        ]
      : []),
    ...(tagged !== 'never'
      ? [
          {
            ...{ ...common, actions: ['ecs:TagResource'], resources: [task], purpose: 'give the task its tags' },
            context: { 'ecs:CreateAction': 'RunTask', ...known },
            ...(tagged === 'asDefinition' && untagged(model, definition)),
          },
        ]
      : []),
  ];
}

/**
 * Tags are asked for where there are some: "The ecs:TagResource action is only evaluated if tags are applied". Those of a stack,
 * which its deployment gives, are not in its template.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
 */
function untagged(model: AppModel, definition: Definition | undefined): Pick<Right, 'doubt'> {
  return definition === undefined || model.property(definition.resource, 'Tags') !== undefined
    ? {}
    : { doubt: `whether ${definition.resource.path} has tags, as those of its stack` };
}

/**
 * The right of a task to end the state that waits for its token: without it the state waits until it times out, which without
 * a timeout is a year. Something else may hand the token back, so it is a warning.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
function tokenRights(
  { model, arns }: Judge,
  { subject, waitsForToken }: Launcher,
  definition: Definition | undefined,
): Right[] {
  const actions = ['states:SendTaskSuccess', 'states:SendTaskFailure'];
  return waitsForToken !== true || definition === undefined
    ? []
    : [
        {
          ...{ subject: definition.resource, property: 'TaskRoleArn', actor: 'task role', role: definition.taskRole },
          ...{ actions, later: actions, oneOf: 'enough' },
          resources: [arns.write(model.text(subject.pointer('Ref')) ?? '')],
          purpose: `end the state of ${subject.path} that waits for its token`,
        },
      ];
}

/**
 * The rights of functions and custom resources that start tasks by a call: their role must pass those of the tasks. A function
 * may name others in its call, so only for what a deployment calls itself it is an error.
 */
function hiddenLaunchRights(judge: Judge, definitions: ReadonlyMap<string, Definition>): Right[] {
  const { model, roles } = judge;
  return hiddenStarters(model).flatMap(({ resource: subject, kind, property, definitions: named }): Right[] => {
    const actor = kind === 'function' ? subject : model.behind(subject, 'ServiceToken');
    const role = actor && roles.role(model.property(actor, 'Role'));
    const call = kind === 'function' ? '' : (model.text(model.property(subject, property)) ?? '');
    return role === undefined || /"(assumedRoleArn|ignoreErrorCodesMatching)"/.test(call)
      ? []
      : named
          .flatMap(({ id }) => passRights({ subject, property, actor: 'role', role }, definitions.get(id)))
          .map((right) => (kind === 'function' ? { ...right, later: right.actions } : right));
  });
}

function passRights(
  common: Pick<Right, 'subject' | 'property' | 'actor' | 'role'>,
  definition: Definition | undefined,
): Right[] {
  const passes = (passed: RoleView | undefined, doubt?: string): Right[] =>
    passed === undefined
      ? []
      : [
          {
            ...{ ...common, actions: ['iam:PassRole'], resources: [passed.arn] },
            ...{ purpose: `pass ${passed.name} to the task`, ...(doubt !== undefined && { doubt }) },
            context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
          },
        ];
  return [
    ...passes(definition?.executionRole),
    // AWS's page asks for it everywhere, and aws-cdk-lib lets rules pass the task role on Fargate alone.
    ...passes(definition?.taskRole, definition?.fargate === true ? undefined : ON_INSTANCES),
  ];
}

const ON_INSTANCES = "whether ECS asks for it on instances, as AWS's page says";

/** The ARN that the call is about; a family stands for its newest revision, which is the one of the app. */
function taskArns(
  { model, arns }: Judge,
  { taskDefinition, subject }: Launcher,
  definition: Definition | undefined,
): string[] {
  if (definition !== undefined) {
    return [arns.write(model.text(definition.resource.pointer('Ref')) ?? '')];
  }
  const text = arns.write(model.text(taskDefinition) ?? '');
  if (text.startsWith(`${ARN}:ecs:`) || text.startsWith('\u27e6') || text === '') {
    return /:task-definition\/[^:]*$/.test(text) ? [`${text}:${markOf('the newest revision')}`, text] : [text];
  }
  const family = `${ARN}:ecs:${model.regionOf(subject.scope)}:${arns.accountOf(subject)}:task-definition/${text}`;
  return [`${family}:${markOf('the newest revision')}`, family];
}
