import { aws_ecs as ecs, CfnResource, Mixin } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { CapacityStrategy } from './capacity-strategy';
import { renewWith } from './private/service-default';

/**
 * Gives a service a capacity provider strategy: `service.with(new ServiceCapacity(strategy, cluster))`.
 *
 * For services of aws-cdk-lib, L2 or L1. Takes away the launch type, which ECS does not take beside a strategy, makes a
 * later change of strategy start a new deployment, as ECS demands, and puts the service after the capacity, so that the
 * stack can be created and deleted. A deployment that is forced already is left as it is.
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
  }
}
