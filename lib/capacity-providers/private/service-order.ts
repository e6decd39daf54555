import { AspectPriority, Aspects, aws_ecs as ecs, CfnResource, IAspect, Stack } from 'aws-cdk-lib';
import { IConstruct, IDependable } from 'constructs';

/*
 * Services must come after the resource that attaches their providers, and go before it: ECS refuses to create a service
 * on a provider that is not attached yet, and to detach one that is in use. aws-cdk-lib leaves both to chance.
 */

const ORDERED = Symbol.for('cdk-ecs-groundwork.ServicesAfterAttachment');

interface Ordered {
  readonly clusters: Set<ecs.ICluster>;
  readonly dependables: Map<ecs.ICluster, IDependable[]>;
}

/** Puts every service of the cluster, in the stack of `inStackOf`, after what attaches the cluster's providers. */
export function orderServices(inStackOf: IConstruct, cluster: ecs.ICluster, ...dependables: IDependable[]): void {
  const stack = Stack.of(inStackOf);
  const holder = stack as Stack & { [ORDERED]?: Ordered };
  if (holder[ORDERED] === undefined) {
    const ordered: Ordered = { clusters: new Set(), dependables: new Map() };
    Object.defineProperty(stack, ORDERED, { value: ordered });
    // After the aspect of aws-cdk-lib that creates the association, which runs at 200 or at 500 by feature flag.
    Aspects.of(stack).add(new ServicesAfterAttachment(stack, ordered), { priority: AspectPriority.DEFAULT + 1 });
  }
  const { clusters, dependables: known } = holder[ORDERED]!;
  clusters.add(cluster);
  known.set(cluster, [...(known.get(cluster) ?? []), ...dependables]);
}

class ServicesAfterAttachment implements IAspect {
  constructor(
    private readonly stack: Stack,
    private readonly ordered: Ordered,
  ) {}

  public visit(node: IConstruct): void {
    if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::ECS::Service') {
      const service = node as ecs.CfnService;
      for (const cluster of this.ordered.clusters) {
        if (this.isOf(service, cluster)) {
          service.node.addDependency(...this.attachmentsOf(cluster));
        }
      }
    }
  }

  private isOf(service: ecs.CfnService, cluster: ecs.ICluster): boolean {
    const given = JSON.stringify(this.stack.resolve(service.cluster) ?? null);
    return [cluster.clusterName, cluster.clusterArn].some(
      (known) => JSON.stringify(this.stack.resolve(known) ?? null) === given,
    );
  }

  private attachmentsOf(cluster: ecs.ICluster): IDependable[] {
    const associations = cluster.node
      .findAll()
      .filter((each) => ecs.CfnClusterCapacityProviderAssociations.isCfnClusterCapacityProviderAssociations(each));
    return [...associations, ...(this.ordered.dependables.get(cluster) ?? [])];
  }
}
