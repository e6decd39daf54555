import type { IConstruct } from 'constructs';

const HARDENED = Symbol.for('cdk-ecs-groundwork.hardened');

/**
 * Says of a task definition's L1 that its containers get a read-only root file system when the template is written, which
 * the containers themselves do not show before.
 */
export function markReadonlyRoots(resource: IConstruct): void {
  Object.defineProperty(resource, HARDENED, { value: true });
}

/** Whether containers that say nothing of their root file system will have a read-only one. */
export function makesReadonlyRoots(resource: IConstruct | undefined): boolean {
  return resource !== undefined && HARDENED in resource;
}
