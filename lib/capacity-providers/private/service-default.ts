import { aws_ecs as ecs, IAspect, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CapacityKind } from '../capacity';
import type { CapacityStrategy } from '../capacity-strategy';

/** The launch type that aws-cdk-lib renders for a service that asks for nothing. */
const LAUNCH_TYPE_OF: Readonly<Record<CapacityKind, string | undefined>> = {
  [CapacityKind.FARGATE]: 'FARGATE',
  [CapacityKind.AUTO_SCALING_GROUP]: 'EC2',
  // Managed Instances run through the Fargate service, which asks for Fargate.
  [CapacityKind.MANAGED_INSTANCES]: undefined,
};

/**
 * Lets services of a cluster follow its default strategy: aws-cdk-lib renders a launch type for every service that names
 * no strategy, and ECS then ignores the default.
 *
 * Services of another kind than the default keep their launch type, and so do daemons and every L1 service.
 */
export class FollowDefaultStrategy implements IAspect {
  constructor(
    private readonly cluster: ecs.Cluster,
    private readonly strategy: () => CapacityStrategy,
  ) {}

  public visit(node: IConstruct): void {
    const service = node.node.defaultChild;
    if (!isServiceOf(node, this.cluster) || !ecs.CfnService.isCfnService(service)) {
      return;
    }
    const strategy = this.strategy();
    // A daemon takes no strategy, the default one included.
    const stated = service.capacityProviderStrategy !== undefined || service.schedulingStrategy === 'DAEMON';
    if (!stated && service.launchType === LAUNCH_TYPE_OF[strategy.kind!] && Stack.of(node) === Stack.of(this.cluster)) {
      service.launchType = undefined;
      renewWith(service, strategy);
    }
  }
}

/** Whether it is an L2 service of the cluster; an L1 service says itself what it wants. */
function isServiceOf(node: IConstruct, cluster: ecs.Cluster): boolean {
  return 'taskDefinition' in node && (node as Partial<ecs.BaseService>).cluster === cluster;
}

/** ECS takes another strategy for a running service only together with a new deployment. */
export function renewWith(service: ecs.CfnService, strategy: CapacityStrategy): void {
  const controller = service.deploymentController as { readonly type?: string } | undefined;
  if (controller?.type === undefined || controller.type === 'ECS') {
    service.forceNewDeployment ??= {
      enableForceNewDeployment: true,
      forceNewDeploymentNonce: strategy._signature(),
    };
  }
}
