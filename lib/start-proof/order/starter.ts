import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, asText, valueAt, items } from '../../app-model/values';
import type { PlacedTask } from '../reach/placed-tasks';
import type { Placement } from '../reach/placements';

/** The things that start tasks: ECS keeps some running, the others run once and nobody looks after them. */
export type StarterKind = Placement['kind'];

/** Something that starts tasks, with each kind of task that it starts. */
export interface Starter {
  readonly kind: StarterKind;
  readonly resource: Resource;
  readonly placed: readonly PlacedTask[];
}

const KEPT: readonly StarterKind[] = ['service', 'taskSet', 'expressService', 'daemon'];

/** Whether ECS starts tasks of it again that have stopped. */
export function keepsTasks({ kind }: Pick<Starter, 'kind'>): boolean {
  return KEPT.includes(kind);
}

/** Everything that starts tasks, each resource once. What is switched off starts none. */
export function startersOf(model: AppModel, placed: readonly PlacedTask[]): Starter[] {
  const found = new Map<Resource, { kind: StarterKind; resource: Resource; placed: PlacedTask[] }>();
  for (const task of placed) {
    const { kind, resource } = task.placement;
    const known = found.get(resource) ?? { kind, resource, placed: [] };
    known.placed.push(task);
    found.set(resource, known);
  }
  const all = [...found.values()];
  const machines = new Set(all.flatMap(({ kind, resource }) => (kind === 'stateMachine' ? [resource] : [])));
  return [...all, ...(machines.size === 0 ? [] : triggersOf(model, machines))].filter(
    ({ resource }) => !isOff(model, resource),
  );
}

/** Rules, schedules and pipes that start state machines. */
function triggersOf(model: AppModel, machines: ReadonlySet<Resource>): Starter[] {
  const starts = (...targets: Value[]) =>
    targets.some((target) => target instanceof Pointer && machines.has(target.resource));
  const of = (kind: StarterKind, type: string, targets: (resource: Resource) => Value[]) =>
    model
      .ofType(type)
      .filter((resource) => starts(...targets(resource)))
      .map((resource): Starter => ({ kind, resource, placed: [] }));
  return [
    ...of('rule', 'AWS::Events::Rule', (rule) =>
      items(model.property(rule, 'Targets')).map((target) => asRecord(target).Arn),
    ),
    ...of('schedule', 'AWS::Scheduler::Schedule', (schedule) => [valueAt(model.property(schedule, 'Target'), 'Arn')]),
    ...of('pipe', 'AWS::Pipes::Pipe', (pipe) => [model.property(pipe, 'Target')]),
  ];
}

function isOff(model: AppModel, resource: Resource): boolean {
  const state = asText(model.property(resource, resource.type === 'AWS::Pipes::Pipe' ? 'DesiredState' : 'State'));
  return state === 'DISABLED' || state === 'STOPPED';
}

/** The roles by which it starts tasks, or by which ECS acts for it. */
export function rolesOf(model: AppModel, { kind, resource }: Starter): Value[] {
  switch (kind) {
    case 'rule':
      return items(model.property(resource, 'Targets')).map((target) => asRecord(target).RoleArn);
    case 'schedule':
      return [valueAt(model.property(resource, 'Target'), 'RoleArn')];
    case 'expressService':
      return [model.property(resource, 'InfrastructureRoleArn')];
    default:
      return [model.property(resource, 'RoleArn')];
  }
}

/** The names of kinds in messages, and those of variables in the code that mends. */
export const STARTERS: Readonly<Record<StarterKind, readonly [noun: string, variable: string]>> = {
  service: ['service', 'service'],
  taskSet: ['task set', 'taskSet'],
  expressService: ['service', 'service'],
  daemon: ['daemon', 'daemon'],
  rule: ['rule', 'rule'],
  schedule: ['schedule', 'schedule'],
  stateMachine: ['state machine', 'stateMachine'],
  pipe: ['pipe', 'pipe'],
};
