import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { ALWAYS_DROPPED } from '../internal/capabilities';
import { markSidecar } from '../internal/application-containers';
import { awaitExecutionRole } from '../internal/await-execution-role';
import { containerValueFaults } from '../internal/container-values';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { text } from '../internal/template-value';
import { defaultLogging } from './private/default-logging';

/** The image of an observer, and the resources that it may use. */
export interface ProcessObserverOptions {
  /** The observer's image: a tracer (strace), a runtime security agent (Falco), a fault injector (the FIS agent). */
  readonly image: ecs.ContainerImage;

  /**
   * Name of the container.
   *
   * @default 'observer'
   */
  readonly containerName?: string;

  /**
   * Command of the container.
   *
   * @default - the image's
   */
  readonly command?: string[];

  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Whether the task stops when the observer stops.
   *
   * @default false - an application must not die of its observer
   */
  readonly essential?: boolean;

  /**
   * CPU units reserved for the observer.
   *
   * @default - none reserved; it shares what the task has
   */
  readonly cpu?: number;

  /**
   * Hard limit of its memory, in MiB, so that it cannot starve the application.
   *
   * @default - only the task's
   */
  readonly memoryLimitMiB?: number;

  /**
   * The log group of the observer; what it sees is not for the readers of the application's log.
   *
   * @default - a new log group of its own, kept for a month
   */
  readonly logGroup?: ILogGroup;
}

/** Options of `ProcessObserver`. */
export interface ProcessObserverProps extends ProcessObserverOptions {
  /** The task to observe, with `ProcessNamespace.sharedByTask()`; any `ecs.TaskDefinition` with `pidMode` task will do. */
  readonly taskDefinition: ecs.TaskDefinition;
}

/**
 * A sidecar that sees and traces the other containers' processes.
 *
 * It alone gets SYS_PTRACE, and it runs as root, without which the capability has no effect. It can read the memory,
 * environment (injected secrets included) and files of every container of the task, so its image deserves the trust that
 * the application's has. Tracing from outside is why the application needs no capability at all.
 *
 * @see https://aws.amazon.com/blogs/containers/announcing-additional-linux-controls-for-amazon-ecs-tasks-on-aws-fargate/
 */
@guarded
@propertyInjectable
export class ProcessObserver extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ProcessObserver';

  /** The observer's container. */
  public readonly container: ecs.ContainerDefinition;

  /** The log group of the observer. */
  public readonly logGroup: ILogGroup;

  /**
   * Adds the observer to the task.
   *
   * @throws `ProcessObserver.namespace` when the task does not share its process namespace, and `ProcessObserver.invalid` for a
   * name, CPU, memory or variables that ECS does not take
   */
  constructor(scope: Construct, id: string, props: ProcessObserverProps) {
    super(scope, id);
    const { taskDefinition, containerName = 'observer' } = props;
    const pidMode = (taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).pidMode;
    if (pidMode === undefined || (text(pidMode) !== undefined && pidMode === 'none')) {
      fail(
        this,
        'ProcessObserver.namespace',
        "'taskDefinition' must share its process namespace for an observer to see anything, got no 'pidMode'; give it ProcessNamespace.sharedByTask(), or apply SharedProcessNamespace to it",
      );
    }
    failAll(this, containerValueFaults('ProcessObserver.invalid', { ...props, containerName }));
    this.logGroup =
      props.logGroup ??
      new LogGroup(this, 'LogGroup', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    const linuxParameters = new ecs.LinuxParameters(this, 'LinuxParameters', { initProcessEnabled: true });
    linuxParameters.addCapabilities(ecs.Capability.SYS_PTRACE);
    linuxParameters.dropCapabilities(...(ALWAYS_DROPPED as ecs.Capability[]));
    this.container = taskDefinition.addContainer(containerName, {
      image: props.image,
      command: props.command,
      environment: props.environment,
      essential: props.essential ?? false,
      cpu: props.cpu,
      memoryLimitMiB: props.memoryLimitMiB,
      user: '0',
      linuxParameters,
      logging: defaultLogging(this.logGroup, containerName),
    });
    markSidecar(this.container);
    awaitExecutionRole(taskDefinition);
  }
}
