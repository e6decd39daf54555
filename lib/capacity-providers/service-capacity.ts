import { aws_ecs as ecs, CfnResource, Mixin } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { faultLine } from '../internal/errors';
import { finalPropertiesNamed } from '../internal/final-properties';
import { Finding } from '../internal/finding';
import { viewTask } from '../internal/task-view';
import type { CapacityStrategy } from './capacity-strategy';
import { renewWith } from './private/service-default';

/**
 * Gives a service a capacity provider strategy: `service.with(new ServiceCapacity(strategy, cluster))`.
 *
 * For services of aws-cdk-lib, L2 or L1. Takes away the launch type, which ECS does not take beside a strategy, makes a
 * later change of strategy start a new deployment, as ECS demands, and puts the service after the capacity, so that the
 * stack can be created and deleted. A deployment that is forced already is left as it is.
 *
 * Reports `CapacityStrategy.platform`, `CapacityStrategy.architecture` and `CapacityStrategy.windowsSpot` when the finished
 * task definition could not run on a provider of the strategy.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-configuration-parameters.html
 */
export class ServiceCapacity extends Mixin {
  /**
   * @param strategy on which providers the tasks start
   * @param cluster the cluster of the service
   */
  constructor(
    private readonly strategy: CapacityStrategy,
    private readonly cluster: ecs.ICluster,
  ) {
    super();
  }

  /** Services only. */
  public override supports(construct: IConstruct): boolean {
    return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::ECS::Service';
  }

  /** Sets the strategy. Fails as `CapacityStrategy.bind()` does. */
  public applyTo(construct: IConstruct): void {
    const service = construct as ecs.CfnService;
    service.launchType = undefined;
    service.capacityProviderStrategy = this.strategy.bind(this.cluster);
    renewWith(service, this.strategy);
    service.node.addDependency(...this.strategy._constructs());
    service.node.addValidation({ validate: () => this.taskFaults(service).map(faultLine) });
  }

  /** The task definition is complete only when the app is. */
  private taskFaults(service: ecs.CfnService): Finding[] {
    const { taskDefinition } = (service.node.scope ?? {}) as Partial<ecs.BaseService>;
    const resource = taskDefinition?.node.defaultChild;
    return CfnResource.isCfnResource(resource)
      ? this.strategy._taskFaults(
          viewTask(finalPropertiesNamed(resource, ['RequiresCompatibilities', 'RuntimePlatform'])),
        )
      : [];
  }
}
