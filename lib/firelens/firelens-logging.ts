import { AspectPriority, Aspects, CfnResource } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct, IMixin } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { markRouted } from '../internal/routed-mark';
import { LogDestination } from './log-destination';
import { LogRouter } from './log-router';
import type { LogRouterOptions, RoutedLogOptions } from './log-router-options';

/** The log router of a task definition, and the logs that it takes. */
export interface FirelensLoggingProps {
  /** The destination of the logs of all containers that have no log driver of their own. */
  readonly destination: LogDestination;

  /**
   * The routing options of each of these containers.
   *
   * @default - as `LogRouter.logTo` does without options
   */
  readonly routing?: RoutedLogOptions;

  /**
   * The options of the log router container.
   *
   * @default - the defaults of `LogRouter`
   */
  readonly router?: LogRouterOptions;

  /**
   * Route containers that log by `awslogs` too. A `HardenedTaskDefinition` gives every container this driver at once, so
   * there it takes this, or `logging: router.logTo(...)` at each container.
   *
   * @default false
   */
  readonly replaceAwslogs?: boolean;
}

/**
 * Gives any `ecs.TaskDefinition` a log router, and routes every container that has no log driver, also those that are
 * added later.
 *
 * ```ts
 * taskDefinition.with(new FirelensLogging({ destination: LogDestination.dataFirehose(stream) }));
 * ```
 *
 * The router is the child `LogRouter` of the task definition. Containers with a log driver keep it unless
 * `replaceAwslogs` says otherwise.
 */
@guarded
export class FirelensLogging implements IMixin {
  /** Decides what the router does. */
  constructor(private readonly props: FirelensLoggingProps) {}

  /** Whether the construct is a task definition of aws-cdk-lib's L2, or made of one. */
  public supports(construct: IConstruct): boolean {
    return isTaskDefinition(construct);
  }

  /** Adds the router. Fails as `LogRouter` does. */
  public applyTo(construct: IConstruct): void {
    const taskDefinition = construct as ecs.TaskDefinition;
    const router = new LogRouter(taskDefinition, 'LogRouter', { ...this.props.router, taskDefinition });
    const { destination, routing, replaceAwslogs = false } = this.props;
    markRouted(taskDefinition);
    const wanted = ({ logDriverConfig }: ecs.ContainerDefinition) =>
      logDriverConfig === undefined || (replaceAwslogs && logDriverConfig.logDriver === 'awslogs');
    Aspects.of(taskDefinition).add(
      {
        visit: (node) => {
          if (isContainerOf(node, taskDefinition) && node !== router.container && wanted(node)) {
            router._reroute(node, destination, routing);
          }
        },
      },
      { priority: AspectPriority.MUTATING },
    );
  }
}

function isTaskDefinition(construct: IConstruct): construct is ecs.TaskDefinition {
  const { defaultChild } = construct.node;
  return (
    typeof (construct as Partial<ecs.TaskDefinition>).obtainExecutionRole === 'function' &&
    CfnResource.isCfnResource(defaultChild) &&
    defaultChild.cfnResourceType === 'AWS::ECS::TaskDefinition'
  );
}

function isContainerOf(node: IConstruct, taskDefinition: ecs.TaskDefinition): node is ecs.ContainerDefinition {
  const container = node as Partial<ecs.ContainerDefinition>;
  return container.taskDefinition === taskDefinition && container.containerName !== undefined;
}
