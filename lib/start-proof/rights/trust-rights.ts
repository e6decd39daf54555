import type { AppModel, Resource } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import type { RoleView } from '../../app-model/policy/roles';
import { markOf } from '../../app-model/values';
import type { Judge } from './judge';
import { Actor, Right } from './right';

/** The service that takes a role, as its trust policy names it. */
export interface Taker {
  readonly service: string;
  /** Service in the ARN of what the role is taken for (`aws:SourceArn`), where AWS sends it, and the kind of that. */
  readonly source?: string;
  readonly kind?: string;
  /** Name of that, where it is known. */
  readonly name?: string;
}

export const TASKS: Taker = { service: 'ecs-tasks.amazonaws.com', source: 'ecs' };
export const ECS: Taker = { service: 'ecs.amazonaws.com' };
export const EC2: Taker = { service: 'ec2.amazonaws.com' };
export const LAMBDA: Taker = { service: 'lambda.amazonaws.com' };
export const FLOW_LOGS: Taker = { service: 'vpc-flow-logs.amazonaws.com', source: 'ec2', kind: 'vpc-flow-log/' };
export const CODE_DEPLOY: Taker = { service: 'codedeploy.amazonaws.com' };
export const EVENTS: Taker = { service: 'events.amazonaws.com', source: 'events', kind: 'rule/' };
export const STATES: Taker = { service: 'states.amazonaws.com', source: 'states', kind: 'stateMachine:' };
export const PIPES: Taker = { service: 'pipes.amazonaws.com', source: 'pipes', kind: 'pipe/' };

/** The scheduler, which sends the group of a schedule. */
export function schedulerOf(model: AppModel, schedule: Resource): Taker {
  const name = model.text(model.property(schedule, 'GroupName')) ?? 'default';
  return { service: 'scheduler.amazonaws.com', source: 'scheduler', kind: 'schedule-group/', name };
}

/** The question whether a service may take a role of the app. A role outside of it is not asked about. */
export function trustRight(
  judge: Judge,
  { subject, property, actor, role }: { subject: Resource; property: string; actor: Actor; role: RoleView | undefined },
  taker: Taker,
): Right[] {
  if (role?.resource === undefined) {
    return [];
  }
  const context = judge.taking(subject.scope, taker, () => contextOf(judge, subject, taker));
  const { service } = taker;
  const purpose = `be taken by ${service}`;
  return [
    { subject, property, actor, role, actions: TAKE, resources: [role.arn], trustedService: service, purpose, context },
  ];
}

const TAKE: readonly string[] = ['sts:AssumeRole'];

function contextOf(
  judge: Judge,
  subject: Resource,
  { service, source, kind = '', name }: Taker,
): NonNullable<Right['context']> {
  const account = judge.arns.accountOf(subject);
  const region = judge.model.regionOf(subject.scope);
  return {
    'sts:ExternalId': null,
    ...(source !== undefined && {
      'aws:SourceAccount': account,
      'aws:SourceArn': `${ARN}:${source}:${region}:${account}:${kind}${name ?? markOf(`what ${service} takes the role for`)}`,
    }),
  };
}
