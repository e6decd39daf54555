import type { IConstruct } from 'constructs';

/** The switches of a hardening for one container. */
export interface HardeningSwitches {
  readonly initProcessEnabled?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly dropCapabilities?: boolean;
  readonly noNewPrivileges?: boolean;
  readonly defaultLogging?: boolean;
  /** Capabilities that are not dropped; none unless said otherwise. */
  readonly keepCapabilities?: readonly string[];
}

/** A hardening of a task definition, which decides when the template is written. */
export interface AppliedHardening {
  /** The switches of a container, by its name. One that is not set is on. */
  readonly switches: (container: string) => HardeningSwitches;
  /** Whether containers get volumes to write to in place of a tmpfs. */
  readonly scratchInVolumes: boolean;
  /** MiB of each tmpfs. */
  readonly tmpfsMiB?: number;
  /** The log group that was given for containers without a log configuration. */
  readonly logGroup?: IConstruct;
  /** Days that the log group of its own keeps logs. */
  readonly logRetention?: number;
}

const HARDENED = Symbol.for('cdk-ecs-groundwork.hardened');

/** Says of a task definition's L1 how it is hardened, which its containers do not show before the template is written. */
export function markHardened(resource: IConstruct, hardening: AppliedHardening): void {
  // Of two hardenings the first decides: the second one finds its values.
  if (hardeningOf(resource) === undefined) {
    Object.defineProperty(resource, HARDENED, { value: hardening });
  }
}

/** The hardening that decides of a task definition. */
export function hardeningOf(resource: IConstruct | undefined): AppliedHardening | undefined {
  return resource && (resource as { [HARDENED]?: AppliedHardening })[HARDENED];
}

/** Whether a container that says nothing of its root file system will have a read-only one. */
export function makesReadonlyRoot(resource: IConstruct | undefined, container: string): boolean {
  const hardening = hardeningOf(resource);
  return hardening !== undefined && (hardening.switches(container).readonlyRootFilesystem ?? true);
}
