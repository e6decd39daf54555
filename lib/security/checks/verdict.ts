import { ContainerView, Platform, runsOn } from '../../internal/task-view';
import { isUnknown } from '../../internal/template-value';
import { Subject, unresolved } from './rule';

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
export function findingsOf(verdict: Verdict, part: string, property: string): string[] {
  switch (verdict) {
    case 'broken':
      return [part];
    case 'unresolved':
      return [unresolved(part === '' ? property : `${part}.${property}`)];
    case 'compliant':
      return [];
  }
}

/** Judges each container of the task. A list of containers that is itself unknown is one unresolved finding. */
export function perContainer(
  subject: Subject,
  property: string,
  verdict: (container: ContainerView) => Verdict,
): string[] {
  const list = subject.properties.ContainerDefinitions;
  if (isUnknown(list)) {
    return [unresolved('ContainerDefinitions')];
  }
  return (subject.task?.containers ?? []).flatMap((container) =>
    findingsOf(
      isUnknown(asItem(list, container.index)) ? 'unresolved' : verdict(container),
      `Container::${container.name}`,
      property,
    ),
  );
}

/** Whether the task may run where AWS does not already refuse the thing: anything but Fargate alone. */
export function runsOutsideFargate({ task }: Subject): boolean {
  return task !== undefined && OUTSIDE_FARGATE.some((platform) => runsOn(task, platform));
}

const OUTSIDE_FARGATE: readonly Platform[] = ['EC2', 'EXTERNAL', 'MANAGED_INSTANCES'];

/** Whether the task runs Linux containers; most container settings exist nowhere else. */
export function isLinux({ task }: Subject): boolean {
  return task?.operatingSystem === 'LINUX';
}

function asItem(list: unknown, index: number): unknown {
  return Array.isArray(list) ? (list as unknown[])[index] : undefined;
}
