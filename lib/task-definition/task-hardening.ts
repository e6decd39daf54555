import { AspectPriority, Aspects, Mixin, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { awaitExecutionRole } from '../internal/await-execution-role';
import { containersOf } from '../internal/cdk-internals';
import { entersByExec, mountForExec } from '../internal/exec-mounts';
import { failAll } from '../internal/errors';
import { Finding, error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { type AppliedHardening, hardeningOf, markHardened } from '../internal/hardening-marker';
import { TaskView, viewTask } from '../internal/task-view';
import { routesLogs } from '../internal/routed-mark';
import { reportFindings } from '../internal/warnings';
import { grantEnvironmentFiles } from '../security/environment-files';
import { LOG_BUFFER, defaultLogGroup } from './private/default-logging';
import { containerFaults } from './private/container-faults';
import { HardeningContext, hardenContainer, nameGiven } from './private/harden-container';
import { HardeningOnRender } from './private/harden-on-render';
import { contradictions, following } from './private/two-hardenings';
import { imageNeedFindings } from './rules/image-needs';
import { ScratchStorage } from './scratch-storage';

/** The exceptions of one container of a task definition from its hardening. */
export interface ContainerHardeningOptions {
  /**
   * User, and optionally group, that the container runs as: `'10001'` or `'10001:10001'`. A non-root one brings `drop: ALL`.
   *
   * @default - the container's own `user`, else the image's
   */
  readonly user?: string;

  /**
   * Directories that the container writes to, beside `/tmp`. Absolute paths.
   *
   * @default - only `/tmp`
   */
  readonly writablePaths?: string[];

  /**
   * Capabilities of Docker's default set that the container must not lose.
   *
   * @default - none is kept
   */
  readonly keepCapabilities?: ecs.Capability[];

  /**
   * Runs an init process as PID 1 of the container.
   *
   * @default - as for the task definition
   */
  readonly initProcessEnabled?: boolean;

  /**
   * Makes the root file system read-only, with `/tmp` and the writable paths beside it.
   *
   * @default - as for the task definition
   */
  readonly readonlyRootFilesystem?: boolean;

  /**
   * Drops Linux capabilities: all of a non-root user, else those that containers hardly ever need.
   *
   * @default - as for the task definition
   */
  readonly dropCapabilities?: boolean;

  /**
   * Sets Docker's `no-new-privileges`, which only EC2 and external instances take.
   *
   * @default - as for the task definition
   */
  readonly noNewPrivileges?: boolean;

  /**
   * Gives a container without a log configuration one.
   *
   * @default - as for the task definition
   */
  readonly defaultLogging?: boolean;
}

/** Options of `TaskHardening`. */
export interface TaskHardeningProps {
  /**
   * The exceptions of single containers, by container name. A name that the task definition turns out not to have is an
   * error at synth.
   *
   * @default - every container gets the defaults
   */
  readonly containers?: { [name: string]: ContainerHardeningOptions };

  /**
   * The storage that makes `/tmp` and the writable paths writable.
   *
   * @default ScratchStorage.tmpfs()
   */
  readonly scratch?: ScratchStorage;

  /**
   * The log group of containers without a log configuration.
   *
   * @default - a new log group below the task definition, made when a container needs it; a task definition made of an L1 alone has no execution role to grant it to, so its containers keep what they have
   */
  readonly logGroup?: ILogGroup;

  /**
   * The retention of the log group that is created here. Cannot be combined with `logGroup`.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Runs an init process as PID 1 of each container.
   *
   * @default true
   */
  readonly initProcessEnabled?: boolean;

  /**
   * Makes the root file system read-only, with `/tmp` and the writable paths beside it.
   *
   * @default true
   */
  readonly readonlyRootFilesystem?: boolean;

  /**
   * Drops Linux capabilities: all of a non-root user, else those that containers hardly ever need.
   *
   * @default true
   */
  readonly dropCapabilities?: boolean;

  /**
   * Sets Docker's `no-new-privileges`, which only EC2 and external instances take.
   *
   * @default true
   */
  readonly noNewPrivileges?: boolean;

  /**
   * Gives a container without a log configuration one.
   *
   * @default true
   */
  readonly defaultLogging?: boolean;
}

/**
 * Hardens a task definition that you already have, exactly as `HardenedTaskDefinition` does its own: read-only root file
 * systems with a writable `/tmp`, capabilities dropped, an init process, logging that is always there.
 *
 * Containers added afterwards are covered too, and what a container sets itself wins. Each part has a switch, for all
 * containers and for one: an image that writes everywhere takes `readonlyRootFilesystem: false` and keeps the rest. For services
 * of the same stack with ECS Exec, the directories of its agent are made writable.
 *
 * Of two hardenings of one task definition, a `HardenedTaskDefinition` counted as one, the first decides. The second adds
 * writable paths and users, and follows the first in what it does not say; a switch, capability, storage or log group that it
 * says otherwise is an error at synth (`TaskHardening.contradiction`).
 *
 * ```ts
 * taskDefinition.with(new TaskHardening({ containers: { web: { writablePaths: ['/var/cache/nginx', '/run'] } } }));
 * ```
 */
@guarded
export class TaskHardening extends Mixin {
  private readonly props: TaskHardeningProps;

  /**
   * Prepares the hardening; `taskDefinition.with(...)` applies it.
   *
   * @throws `TaskContainer.writablePath`, `TaskContainer.keepCapability`, `TaskHardening.logRetention`
   */
  constructor(props: TaskHardeningProps = {}) {
    super();
    failAll(undefined, [
      ...Object.entries(props.containers ?? {}).flatMap(([name, options]) => containerFaults(name, options)),
      ...(props.logGroup !== undefined && props.logRetention !== undefined
        ? [
            error(
              'TaskHardening.logRetention',
              "'logRetention' is for the log group made here and cannot be combined with 'logGroup'; set the retention on the group that was given",
            ),
          ]
        : []),
      ...unusedLogging(props),
    ]);
    this.props = props;
  }

  /** Task definitions, by their L1; `with()` of an L2 reaches it. */
  public supports(construct: IConstruct): boolean {
    return ecs.CfnTaskDefinition.isCfnTaskDefinition(construct);
  }

  /** Hardens the task definition. */
  public applyTo(construct: IConstruct): void {
    const resource = construct as ecs.CfnTaskDefinition;
    const { scratch = ScratchStorage.tmpfs() } = this.props;
    const earlier = hardeningOf(resource);
    const asked = (name: string) => this.askedFor(name, earlier);
    const view = () =>
      viewTask({
        RequiresCompatibilities: resource.requiresCompatibilities,
        RuntimePlatform: pascal(resource.runtimePlatform),
      });
    const logging = this.loggingOf(resource, earlier);
    let context: HardeningContext | undefined;
    if (view().operatingSystem !== 'WINDOWS') {
      markHardened(resource, {
        switches: asked,
        scratchInVolumes: scratch._tmpfsMiB === undefined,
        tmpfsMiB: scratch._tmpfsMiB,
        logGroup: this.props.logGroup,
        logRetention: this.props.logRetention,
      });
    }
    const hardening = new HardeningOnRender(resource, scratch._tmpfsMiB === undefined, (container, index) => {
      context ??= contextOf(view(), scratch, logging);
      return hardenContainer(container, asked(nameGiven(container)), context, index);
    });
    resource.node.addValidation({ validate: () => this.validate(resource, hardening, earlier) });
  }

  private validate(
    resource: ecs.CfnTaskDefinition,
    hardening: HardeningOnRender,
    earlier: AppliedHardening | undefined,
  ): string[] {
    const task = viewTask(hardening.finalProperties(executionRoleOf(resource)));
    const names = task.containers.flatMap(({ name }) => name ?? []);
    return reportFindings(resource, [
      ...imageNeedFindings(task),
      ...unknownContainers(task, Object.keys(this.props.containers ?? {})),
      ...(earlier === undefined ? [] : contradictions(earlier, this.props, names)),
    ]);
  }

  private askedFor(name: string, earlier: AppliedHardening | undefined): ContainerHardeningOptions {
    const own = exceptionsOf(this.props, name);
    return earlier === undefined ? own : following(earlier.switches(name), own);
  }

  /** The log configuration of containers without one; what needs the role of an L2 is done once no container is missing. */
  private loggingOf(
    resource: ecs.CfnTaskDefinition,
    earlier: AppliedHardening | undefined,
  ): HardeningContext['logConfiguration'] {
    const owner = resource.node.scope;
    if (!isTaskDefinition(owner, resource)) {
      return undefined;
    }
    // A list that somebody wrote over shows no containers before it is rendered.
    const writtenOver = !Token.isUnresolved(resource.containerDefinitions);
    let logGroup = this.props.logGroup;
    const granted = new Set<ILogGroup>();
    const logs = ({ containerName }: ecs.ContainerDefinition): boolean =>
      this.askedFor(containerName, earlier).defaultLogging ?? true;
    const complete = () => {
      const containers = containersOf(owner);
      if (
        writtenOver ||
        (containers.some((container) => hasNoLogging(container) && logs(container)) && !routesLogs(owner))
      ) {
        logGroup ??= logGroupOf(owner) ?? defaultLogGroup(owner, this.props.logRetention);
        if (!granted.has(logGroup)) {
          granted.add(logGroup);
          logGroup.grantWrite(owner.obtainExecutionRole());
        }
      }
      containers.forEach(grantEnvironmentFiles);
      if (entersByExec(owner)) {
        containers.forEach((container) => mountForExec(container, owner));
      }
      awaitExecutionRole(owner);
    };
    const isPart = (node: IConstruct) => node === owner || containersOf(owner).some((container) => container === node);
    Aspects.of(owner).add({ visit: (node) => isPart(node) && complete() }, { priority: AspectPriority.MUTATING });
    return (containerName) =>
      logGroup && {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': logGroup.logGroupName,
          'awslogs-region': owner.stack.region,
          'awslogs-stream-prefix': containerName,
          mode: 'non-blocking',
          'max-buffer-size': LOG_BUFFER,
        },
      };
  }
}

/** The switches of a container: its own, else those of the task definition. */
function exceptionsOf(props: TaskHardeningProps, name: string): ContainerHardeningOptions {
  const { initProcessEnabled, readonlyRootFilesystem, dropCapabilities, noNewPrivileges, defaultLogging } = props;
  const own = Object.entries(props.containers?.[name] ?? {}).filter(([, value]) => value !== undefined);
  return {
    initProcessEnabled,
    readonlyRootFilesystem,
    dropCapabilities,
    noNewPrivileges,
    defaultLogging,
    ...Object.fromEntries(own),
  };
}

/** The group that an earlier hardening of the same task definition made. */
function logGroupOf(owner: IConstruct): ILogGroup | undefined {
  const child = owner.node.tryFindChild('LogGroup') as Partial<ILogGroup> | undefined;
  return child?.logGroupArn === undefined ? undefined : (child as ILogGroup);
}

function hasNoLogging({ logDriverConfig }: ecs.ContainerDefinition): boolean {
  return logDriverConfig === undefined;
}

function contextOf(
  task: TaskView,
  scratch: ScratchStorage,
  logConfiguration: HardeningContext['logConfiguration'],
): HardeningContext {
  return {
    platforms: task.platforms.length === 0 ? ['EC2'] : task.platforms,
    windows: task.operatingSystem === 'WINDOWS',
    tmpfsMiB: scratch._tmpfsMiB,
    logConfiguration,
  };
}

function executionRoleOf(resource: ecs.CfnTaskDefinition): IRole | undefined {
  const owner = resource.node.scope;
  return isTaskDefinition(owner, resource) ? owner.executionRole : undefined;
}

/** Whether the L1 is the resource of an L2, which has the execution role that logging needs. */
function isTaskDefinition(owner: IConstruct | undefined, resource: ecs.CfnTaskDefinition): owner is ecs.TaskDefinition {
  return (
    owner?.node.defaultChild === resource &&
    typeof (owner as Partial<ecs.TaskDefinition>).obtainExecutionRole === 'function'
  );
}

function pascal(platform: ecs.CfnTaskDefinition['runtimePlatform']): Record<string, unknown> {
  const { operatingSystemFamily } = (platform ?? {}) as ecs.CfnTaskDefinition.RuntimePlatformProperty;
  return { OperatingSystemFamily: operatingSystemFamily };
}

/** A log group for containers that get no log configuration. */
function unusedLogging(props: TaskHardeningProps): Finding[] {
  const given = (['logGroup', 'logRetention'] as const).filter((name) => props[name] !== undefined);
  const asked = [props, ...Object.values(props.containers ?? {})].some(({ defaultLogging }) => defaultLogging === true);
  return props.defaultLogging === false && !asked
    ? given.map((name) =>
        error(
          'TaskHardening.unusedLogging',
          `'${name}' is for containers that get a log configuration here, and 'defaultLogging' is false; leave out one of the two`,
        ),
      )
    : [];
}

/** Names that were given options but that no container has; silent while the list is unknown. */
function unknownContainers({ containers }: TaskView, named: readonly string[]): Finding[] {
  const names = containers.map(({ name }) => name);
  return containers.length === 0
    ? []
    : named
        .filter((name) => !names.includes(name))
        .map((name) =>
          error(
            'TaskHardening.unknownContainer',
            `'containers' of TaskHardening names '${name}', which the task definition does not have; its containers are ${names.join(', ')}`,
          ),
        );
}
