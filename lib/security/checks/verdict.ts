import { ContainerView, Platform, runsOn } from '../../internal/task-view';
import { isUnknown } from '../../internal/template-value';
import { unresolved } from './rule';
import { OwnSubject, perContent } from './subject';

/** The verdict of a rule on one property: fine, broken, or for the deployment to decide. */
export type Verdict = 'compliant' | 'broken' | 'unresolved';

/** Judges a value that is there and known; what is unknown stays unresolved, what is absent is judged by `absent`. */
export function judge(value: unknown, absent: Verdict, isCompliant: (known: unknown) => boolean): Verdict {
  if (value === undefined || value === null) {
    return absent;
  }
  if (isUnknown(value)) {
    return 'unresolved';
  }
  return isCompliant(value) ? 'compliant' : 'broken';
}

/** The verdict on a list: one broken item breaks it, one unknown item leaves it open. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('broken') ? 'broken' : verdicts.includes('unresolved') ? 'unresolved' : 'compliant';
}

/** The findings of a verdict on one part of a resource; `property` names what could not be read. */
export function findingsOf(verdict: Verdict, part: string, property: string): readonly string[] {
  return verdict === 'compliant' ? NONE : [findingOf(verdict, part, property)];
}

function findingOf(verdict: 'broken' | 'unresolved', part: string, property: string): string {
  return verdict === 'broken' ? part : unresolved(part === '' ? property : `${part}.${property}`);
}

/** Judges each container of the task. A list of containers that is itself unknown is one unresolved finding. */
export function perContainer(
  subject: OwnSubject,
  property: string,
  verdict: (container: ContainerView) => Verdict,
): readonly string[] {
  const containers = containersOf(subject);
  if (containers === undefined) {
    return [unresolved('ContainerDefinitions')];
  }
  let found: string[] | undefined;
  for (let index = 0; index < containers.length; index++) {
    const { container, isOpen } = containers[index];
    const one = isOpen ? 'unresolved' : verdict(container);
    if (one !== 'compliant') {
      found ??= [];
      found.push(findingOf(one, `Container::${container.name}`, property));
    }
  }
  return found ?? NONE;
}

const NONE: readonly string[] = [];

/** The containers of the task, and which of them are known only at deployment; `undefined` when the list itself is. */
const containersOf = perContent(({ task, properties: { ContainerDefinitions: list } }) =>
  isUnknown(list)
    ? undefined
    : (task?.containers ?? []).map((container) => ({
        container,
        isOpen: Array.isArray(list) && isUnknown((list as unknown[])[container.index]),
      })),
);

/** Whether the task may run where AWS does not already refuse the thing: anything but Fargate alone. */
export const runsOutsideFargate = perContent(
  ({ task }) => task !== undefined && OUTSIDE_FARGATE.some((platform) => runsOn(task, platform)),
);

const OUTSIDE_FARGATE: readonly Platform[] = ['EC2', 'EXTERNAL', 'MANAGED_INSTANCES'];

/** Whether the task runs Linux containers; most container settings exist nowhere else. */
export function isLinux({ task }: OwnSubject): boolean {
  return task?.operatingSystem === 'LINUX';
}
