import { Size, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { containersOf, setExecutionRole, setLogDriver, setTaskRole } from '../internal/cdk-internals';
import { awaitExecutionRole } from '../internal/await-execution-role';
import { clearTextFindings, withTextsOpened } from '../internal/clear-text';
import { failAll } from '../internal/errors';
import { Finding, error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { markHardened } from '../internal/hardening-marker';
import { Platform, viewTask } from '../internal/task-view';
import { number } from '../internal/template-value';
import { reportFindings } from '../internal/warnings';
import { ExecutionRole } from '../security/execution-role';
import { grantEnvironmentFiles } from '../security/environment-files';
import { TaskRole } from '../security/task-role';
import { containerFaults } from './private/container-faults';
import { defaultLogGroup, defaultLogging } from './private/default-logging';
import {
  ContainerHardening,
  HardenedContainer,
  HardeningContext,
  RenderedContainer,
  hardenContainer,
  nameGiven,
} from './private/harden-container';
import { earlyFindings } from './private/early-findings';
import { HardeningOnRender } from './private/harden-on-render';
import { taskFindings } from './private/task-rules';
import { contradictions, withSystemControls } from './private/task-system-controls';
import { ProcessNamespace } from './process-namespace';
import { ScratchStorage } from './scratch-storage';
import { SystemControls } from './system-controls';
import { TaskContainerOptions } from './task-container-options';
import { TaskSize } from './task-size';

/** The platform and the size of a task, its kernel settings and its containers. */
export interface HardenedTaskDefinitionProps extends ecs.CommonTaskDefinitionProps {
  /**
   * The launch types that the task may run on. Each platform's rules apply, so a combination takes what all of them
   * allow.
   *
   * @default ecs.Compatibility.FARGATE
   */
  readonly compatibility?: ecs.Compatibility;

  /**
   * CPU and memory of the task.
   *
   * @default - TaskSize.of(256, 512), the smallest of Fargate, when the task may run there; else the task has no size of its own and each container needs a memory limit or reservation
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
   */
  readonly size?: TaskSize;

  /**
   * The Docker networking mode of the containers.
   *
   * @default - ecs.NetworkMode.AWS_VPC, a network interface and security group per task; BRIDGE for EXTERNAL, which has no awsvpc
   */
  readonly networkMode?: ecs.NetworkMode;

  /**
   * Operating system and CPU architecture.
   *
   * @default - what ECS assumes: Linux on X86_64
   */
  readonly runtimePlatform?: ecs.RuntimePlatform;

  /**
   * Kernel parameters. In `awsvpc` mode the `net.*` ones belong to the task, so every container is given them: whichever
   * starts last, and whichever starts first, finds the same values.
   *
   * @default - the kernel's own values
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html
   */
  readonly systemControls?: SystemControls;

  /**
   * The process namespace of the containers (`pidMode`).
   *
   * @default ProcessNamespace.perContainer()
   */
  readonly processNamespace?: ProcessNamespace;

  /**
   * The IPC namespace: which shared memory segments, semaphores and message queues the containers see. Only on EC2.
   *
   * @default - each container its own, as the Docker daemon does it
   */
  readonly ipcMode?: ecs.IpcMode;

  /**
   * The storage that makes `/tmp` and the `writablePaths` of the containers writable.
   *
   * @default ScratchStorage.tmpfs()
   */
  readonly scratch?: ScratchStorage;

  /**
   * Disk of the task on Fargate, from 21 to 200 GiB; images, layers and volumes live on it. Beyond 20 GiB it is charged.
   *
   * @default - 20 GiB, included in the price of the task
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html
   */
  readonly ephemeralStorage?: Size;

  /**
   * The log group of containers without `logging`.
   *
   * @default - a new log group of this task definition, made when the first container needs it
   */
  readonly logGroup?: ILogGroup;

  /**
   * The retention of the log group that is created here. Cannot be combined with `logGroup`.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Constraints on the instances that may run the task, at most 10. Not on Fargate.
   *
   * @default - any instance that fits
   */
  readonly placementConstraints?: ecs.PlacementConstraint[];

  /**
   * The containers, by name; `addTaskContainer` takes more of them later.
   *
   * @default - none yet
   */
  readonly containers?: { [name: string]: TaskContainerOptions };
}

/**
 * A task definition for Fargate, EC2, Managed Instances or several of them, hardened by default and checked as a whole.
 *
 * It is an `ecs.TaskDefinition`: every service, scheduled task and state machine of aws-cdk-lib takes it. Each container,
 * however it is added, gets a read-only root file system with a writable `/tmp`, loses the capabilities nobody needs,
 * runs an init process and logs to CloudWatch without blocking; a value that you set yourself wins.
 *
 * Input that ECS would refuse, or with which a container could not start, is an error when it is given or at synth; what
 * starts but will hurt is a warning `cdk-ecs-groundwork:<code>`, which `Validations.of(taskDefinition).acknowledge()` takes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
 */
@guarded
@propertyInjectable
export class HardenedTaskDefinition extends ecs.TaskDefinition {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.HardenedTaskDefinition';

  private readonly asked = new Map<string, ContainerHardening>();
  private readonly controls?: SystemControls;
  private readonly logRetention?: RetentionDays;
  private readonly resource: ecs.CfnTaskDefinition;
  private readonly hardening: HardeningOnRender;
  private ownLogGroup?: ILogGroup;

  /**
   * Defines the task.
   *
   * @throws `TaskDefinition.logRetention`, `TaskDefinition.ephemeralStorage`, `TaskDefinition.family`, and what `addTaskContainer` throws
   */
  constructor(scope: Construct, id: string, props: HardenedTaskDefinitionProps = {}) {
    const compatibility = props.compatibility ?? ecs.Compatibility.FARGATE;
    const platforms = platformsOf(compatibility);
    const serverless = platforms.includes('FARGATE') || platforms.includes('MANAGED_INSTANCES');
    const size = props.size ?? (platforms.includes('FARGATE') ? TaskSize.of(256, 512) : undefined);
    super(scope, id, {
      family: props.family,
      executionRole: props.executionRole,
      taskRole: props.taskRole ?? OWN_TASK_ROLE,
      proxyConfiguration: props.proxyConfiguration,
      volumes: props.volumes,
      enableFaultInjection: props.enableFaultInjection,
      compatibility,
      networkMode:
        props.networkMode ?? (platforms.includes('EXTERNAL') ? ecs.NetworkMode.BRIDGE : ecs.NetworkMode.AWS_VPC),
      cpu: size?.cpuText,
      memoryMiB: size?.memoryText,
      pidMode: props.processNamespace?._pidMode,
      ipcMode: props.ipcMode,
      ephemeralStorageGiB: props.ephemeralStorage?.toGibibytes(),
      runtimePlatform: serverless ? props.runtimePlatform : undefined,
      placementConstraints: props.placementConstraints,
    });
    failAll(this, propsFaults(props));
    this.resource = this.node.defaultChild as ecs.CfnTaskDefinition;
    this.controls = props.systemControls;
    this.logRetention = props.logRetention;
    this.ownLogGroup = props.logGroup;
    this.mendResource(props, platforms);
    this.makeTaskRole();
    awaitExecutionRole(this);
    this.acknowledgeHostNamespace(props.processNamespace);

    const scratch = props.scratch ?? ScratchStorage.tmpfs();
    const windows = props.runtimePlatform?.operatingSystemFamily?.isWindows() ?? false;
    if (!windows) {
      markHardened(this.resource, {
        switches: (name) => ({
          initProcessEnabled: this.asked.get(name)?.initProcessEnabled,
          keepCapabilities: this.asked.get(name)?.keepCapabilities,
        }),
        scratchInVolumes: scratch._tmpfsMiB === undefined,
        tmpfsMiB: scratch._tmpfsMiB,
        logGroup: props.logGroup,
        logRetention: props.logRetention,
      });
    }
    this.hardening = new HardeningOnRender(this.resource, scratch._tmpfsMiB === undefined, (container, index) =>
      this.harden(container, { platforms, windows, tmpfsMiB: scratch._tmpfsMiB }, index),
    );
    this.node.addValidation({ validate: () => this.validateWhole() });
    for (const [name, options] of Object.entries(props.containers ?? {})) {
      this.addTaskContainer(name, options);
    }
  }

  /**
   * Adds a container, with what hardening needs to know of it.
   *
   * @throws `TaskContainer.*` for the options of this library, and the codes of the checks for what ECS would refuse
   */
  public addTaskContainer(id: string, options: TaskContainerOptions): ecs.ContainerDefinition {
    const {
      port,
      portName,
      appProtocol,
      writablePaths,
      keepCapabilities,
      initProcessEnabled,
      notSecret,
      ...container
    } = options;
    const name = options.containerName ?? id;
    failAll(this, containerFaults(name, options));
    this.asked.set(name, { writablePaths, keepCapabilities, initProcessEnabled, notSecret });
    return this.addContainer(id, {
      ...container,
      ...(port !== undefined && {
        portMappings: [...(container.portMappings ?? []), { containerPort: port, name: portName, appProtocol }],
      }),
    });
  }

  /**
   * Adds a container as `ecs.TaskDefinition` does; it is hardened all the same.
   *
   * @throws the codes of the checks for what ECS would refuse
   */
  public addContainer(id: string, props: ecs.ContainerDefinitionOptions): ecs.ContainerDefinition {
    failAll(this, containerFaults(props.containerName ?? id, props));
    const container = super.addContainer(id, props);
    failAll(
      container,
      earlyFindings(this.resource, container, this.notSecretsOf(container.containerName)).map(withWayToSize),
    );
    return container;
  }

  /**
   * The log group of the containers that have no `logging` of their own; made here on first use unless `logGroup` was given.
   */
  public obtainLogGroup(): ILogGroup {
    this.ownLogGroup ??= defaultLogGroup(this, this.logRetention);
    return this.ownLogGroup;
  }

  /** The execution role, made on first use: what ECS itself may do to start the task. */
  public obtainExecutionRole(): IRole {
    if (this.executionRole === undefined) {
      // The base class would make a role that any account's ECS could take.
      setExecutionRole(this, new ExecutionRole(this, 'ExecutionRole'));
      awaitExecutionRole(this);
    }
    return super.obtainExecutionRole();
  }

  /** Whether the task may run on EC2 instances of the user. */
  public get isEc2Compatible(): boolean {
    return platformsOf(this.compatibility).includes('EC2');
  }

  /** Whether the task may run on Fargate. */
  public get isFargateCompatible(): boolean {
    return platformsOf(this.compatibility).includes('FARGATE');
  }

  /** Whether the task may run on Managed Instances. */
  public get isManagedInstancesCompatible(): boolean {
    return platformsOf(this.compatibility).includes('MANAGED_INSTANCES');
  }

  /**
   * Every container passes here, whoever makes it: the one place where none can miss its logging and its files.
   *
   * @internal
   */
  public _linkContainer(container: ecs.ContainerDefinition): void {
    failAll(this, this.cpuFaults(container));
    super._linkContainer(container);
    if (container.logDriverConfig === undefined) {
      const logging = defaultLogging(this.obtainLogGroup(), container.containerName);
      setLogDriver(container, logging.bind(this, container));
    }
    grantEnvironmentFiles(container);
  }

  /**
   * Adds the properties that the L2 leaves out: the three-way compatibility, and the runtime platform of tasks for EC2
   * alone.
   */
  private mendResource(
    { runtimePlatform, processNamespace }: HardenedTaskDefinitionProps,
    platforms: readonly Platform[],
  ): void {
    this.resource.requiresCompatibilities = [...platforms];
    const sharesProcesses = processNamespace?._pidMode !== undefined;
    if (runtimePlatform !== undefined || sharesProcesses) {
      this.resource.runtimePlatform = {
        cpuArchitecture: runtimePlatform?.cpuArchitecture?._cpuArchitecture,
        operatingSystemFamily:
          runtimePlatform?.operatingSystemFamily?._operatingSystemFamily ?? (sharesProcesses ? 'LINUX' : undefined),
      };
    }
  }

  /** CPU units that are more than the task has; aws-cdk-lib says neither which container nor how many. */
  private cpuFaults(added: ecs.ContainerDefinition): Finding[] {
    const units = number(this.resource.cpu);
    const taken = [...containersOf(this), added].reduce((sum, { cpu }) => sum + (number(cpu) ?? 0), 0);
    return units === undefined || taken <= units
      ? []
      : [
          withWayToSize(
            error(
              'TaskSize.cpuSum',
              `'cpu' of the containers adds up to ${taken}, the task has ${units}; lower them or raise the task's 'cpu'`,
            ),
          ),
        ];
  }

  /** Fills the place that was kept for a role of this task's own, which could not be made before `this` existed. */
  private makeTaskRole(): void {
    if (this.taskRole === OWN_TASK_ROLE) {
      setTaskRole(this, new TaskRole(this, 'TaskRole'));
      this.resource.taskRoleArn = this.taskRole.roleArn;
    }
  }

  private acknowledgeHostNamespace(namespace: ProcessNamespace | undefined): void {
    if (namespace?._reason !== undefined) {
      Validations.of(this).acknowledge({ id: 'cdk-ecs-groundwork:ProcessNamespace.host', reason: namespace._reason });
    }
  }

  private notSecretsOf(container: string): readonly string[] {
    return this.asked.get(container)?.notSecret ?? [];
  }

  private harden(container: RenderedContainer, context: HardeningContext, index: number): HardenedContainer {
    const hardened = hardenContainer(container, this.asked.get(nameGiven(container)) ?? {}, context, index);
    return this.controls === undefined
      ? hardened
      : { ...hardened, container: withSystemControls(hardened.container, this.controls) };
  }

  /** Checks what only the whole task can tell. Warnings are raised here too, once nothing can be added any more. */
  private validateWhole(): string[] {
    const task = viewTask(this.hardening.finalProperties(this.executionRole));
    return reportFindings(this, [
      ...taskFindings(task).map(withWayToSize),
      ...task.containers.flatMap((container) =>
        clearTextFindings(
          { ...container, properties: withTextsOpened(this, container.properties) },
          this.notSecretsOf(nameGiven({ name: container.properties.Name })),
        ),
      ),
      ...(this.controls === undefined ? [] : contradictions(task, this.controls)),
    ]);
  }
}

/** A finding about the size with the property that decides it, which its rule does not know of. */
function withWayToSize<T extends Finding>(finding: T): T {
  return !/^TaskSize\.(cpuSum|limitOverTask|limitSum|memoryMissing|reservationSum)$/.test(finding.code)
    ? finding
    : {
        ...finding,
        message: `${finding.message}; the task has it from 'size', that of a workload from 'task: WorkloadTask.of({ size: TaskSize.of(512, 1024) })'`,
      };
}

/**
 * Keeps the place of the task role: the base class would make one that the ECS of any account can take, and one below
 * `this` can only follow its constructor.
 */
const OWN_TASK_ROLE = { roleArn: '' } as IRole;

/** The platforms that a compatibility stands for, in the order in which ECS lists them. */
function platformsOf(compatibility: ecs.Compatibility): Platform[] {
  const C = ecs.Compatibility;
  const all3 = compatibility === C.FARGATE_AND_EC2_AND_MANAGED_INSTANCES;
  const includes = (...those: ecs.Compatibility[]) => all3 || those.includes(compatibility);
  return [
    ...(includes(C.EC2, C.EC2_AND_FARGATE, C.EC2_AND_MANAGED_INSTANCES) ? (['EC2'] as const) : []),
    ...(compatibility === C.EXTERNAL ? (['EXTERNAL'] as const) : []),
    ...(includes(C.FARGATE, C.EC2_AND_FARGATE, C.FARGATE_AND_MANAGED_INSTANCES) ? (['FARGATE'] as const) : []),
    ...(includes(C.MANAGED_INSTANCES, C.EC2_AND_MANAGED_INSTANCES, C.FARGATE_AND_MANAGED_INSTANCES)
      ? (['MANAGED_INSTANCES'] as const)
      : []),
  ];
}

function propsFaults(props: HardenedTaskDefinitionProps): Finding[] {
  return [
    ...(props.logGroup !== undefined && props.logRetention !== undefined
      ? [
          error(
            'TaskDefinition.logRetention',
            "'logRetention' is for the log group made here and cannot be combined with 'logGroup'; set the retention on the group that was given",
          ),
        ]
      : []),
    ...(props.family === ''
      ? [
          error(
            'TaskDefinition.family',
            "'family' is empty, which aws-cdk-lib takes for none; give a name of letters, digits, hyphens and underscores, or leave it out for a generated one",
          ),
        ]
      : []),
    // aws-cdk-lib takes 0 for nothing and drops it; every other size is judged with the whole task.
    ...(props.ephemeralStorage?.toGibibytes() === 0
      ? [
          error(
            'TaskDefinition.ephemeralStorage',
            "'ephemeralStorage' must be from 21 to 200 GiB, got 0; leave it out for the 20 GiB that every task has",
          ),
        ]
      : []),
  ];
}
