import { aws_ecs as ecs, CfnResource, Mixin } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail, faultLine } from '../internal/errors';
import { finalPropertiesNamed } from '../internal/final-properties';
import { Finding, warning } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { viewTask } from '../internal/task-view';
import { flag, isUnknown, items, record } from '../internal/template-value';
import { reportFindings } from '../internal/warnings';
import type { CapacityStrategy } from './capacity-strategy';
import { renewWith } from './private/service-default';

/**
 * Gives a service a capacity provider strategy: `service.with(new ServiceCapacity(strategy, cluster))`.
 *
 * For services of aws-cdk-lib, L2 or L1. Takes away the launch type, which ECS does not take beside a strategy, makes a
 * later change of strategy start a new deployment, as ECS demands, and puts the service after the capacity, so that the
 * stack can be created and deleted. A deployment that is forced already is left as it is.
 *
 * A service that is deployed with a launch type is *replaced* by it: CloudFormation makes a second one and deletes the
 * first. Where the first one's name would be taken then, with a `serviceName` of its own or as a server of Service Connect,
 * the deployment fails: warns with `ServiceCapacity.replacesService`.
 *
 * Fails with `ServiceCapacity.daemon` for a daemon, to which ECS gives no strategy. Reports `CapacityStrategy.platform`,
 * `CapacityStrategy.architecture` and `CapacityStrategy.windowsSpot` when the finished task definition could not run on a provider of the strategy.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-configuration-parameters.html
 */
@guarded
export class ServiceCapacity extends Mixin {
  private mayReplace = true;

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

  /**
   * The same for a service that comes into being with this strategy, and so is not replaced by it.
   *
   * @internal
   */
  public _forNewService(): ServiceCapacity {
    this.mayReplace = false;
    return this;
  }

  /** Services only. */
  public override supports(construct: IConstruct): boolean {
    return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::ECS::Service';
  }

  /** Sets the strategy. Fails as `CapacityStrategy.bind()` does, and with `ServiceCapacity.daemon`. */
  public applyTo(construct: IConstruct): void {
    const service = construct as ecs.CfnService;
    if (service.schedulingStrategy === 'DAEMON') {
      fail(
        service,
        'ServiceCapacity.daemon',
        `ECS takes no capacity provider strategy with the scheduling strategy DAEMON; leave ServiceCapacity out and give the service the launch type EC2, got launch type ${service.launchType ?? 'none'}`,
      );
    }
    if (this.mayReplace && service.launchType !== undefined) {
      service.node.addValidation({ validate: () => reportFindings(service, replacementFindings(service)) });
    }
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

/** Names that only one service can have: while the old service stands, the new one cannot be made. */
function replacementFindings(service: ecs.CfnService): Finding[] {
  const { ServiceName, ServiceConnectConfiguration: connect } = finalPropertiesNamed(service, [
    'ServiceName',
    'ServiceConnectConfiguration',
  ]);
  const { Enabled, Services } = record(connect);
  const serves = flag(Enabled) !== false && (items(Services).length > 0 || isUnknown(Services));
  const held = [
    ...(ServiceName === undefined ? [] : ['a name of its own']),
    ...(serves ? ['names in a namespace of Service Connect'] : []),
  ];
  return held.length > 0
    ? [
        warning(
          'ServiceCapacity.replacesService',
          `a service that is deployed with a launch type is replaced when it gets a capacity provider strategy, and this one has ${held.join(' and ')}, which the new one cannot take while the old one is there; if it is deployed already, give the new one other names or move the traffic to a second service first, else acknowledge this`,
        ),
      ]
    : [];
}
