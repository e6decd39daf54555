import type { IConstruct } from 'constructs';

const HARDENED = Symbol.for('cdk-ecs-groundwork.hardened');

/**
 * Says of a task definition's L1 which of its containers get a read-only root file system when the template is written,
 * which the containers themselves do not show before.
 */
export function markReadonlyRoots(resource: IConstruct, isReadonly: (container: string) => boolean = () => true): void {
  // Of two hardenings the first decides: the second one finds its value.
  if (!(HARDENED in resource)) {
    Object.defineProperty(resource, HARDENED, { value: isReadonly });
  }
}

/** Whether a container that says nothing of its root file system will have a read-only one. */
export function makesReadonlyRoot(resource: IConstruct | undefined, container: string): boolean {
  const isReadonly = resource && (resource as { [HARDENED]?: (container: string) => boolean })[HARDENED];
  return isReadonly?.(container) ?? false;
}
