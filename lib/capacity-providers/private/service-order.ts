import { AspectPriority, Aspects, aws_ecs as ecs, CfnResource, IAspect, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/*
 * Services must come after the resource that attaches their providers, and go before it: ECS refuses to create a service
 * on a provider that is not attached yet, and to detach one that is in use. The association of a cluster comes after the
 * providers that belong to the cluster by creation: each of them changes the cluster, and ECS refuses a second change
 * while the first is under way. aws-cdk-lib leaves all of it to chance.
 */

const ORDERED = Symbol.for('cdk-ecs-groundwork.ServicesAfterAttachment');

interface Ordered {
  readonly clusters: Set<ecs.ICluster>;
  readonly dependables: Map<ecs.ICluster, IConstruct[]>;
}

/** Puts every service of the cluster, in the stack of `inStackOf`, after what attaches the cluster's providers. */
export function orderServices(inStackOf: IConstruct, cluster: ecs.ICluster, ...dependables: IConstruct[]): void {
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
    if (ecs.CfnClusterCapacityProviderAssociations.isCfnClusterCapacityProviderAssociations(node)) {
      for (const [cluster, dependables] of this.ordered.dependables) {
        // From another stack it would be a circle, and stacks come one after the other anyway.
        const here = dependables.filter((each) => Stack.of(each) === this.stack);
        if (here.length > 0 && this.names(cluster, node.cluster)) {
          node.node.addDependency(...here);
        }
      }
    }
    if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::ECS::Service') {
      const service = node as ecs.CfnService;
      for (const cluster of this.ordered.clusters) {
        if (this.names(cluster, service.cluster)) {
          service.node.addDependency(...this.attachmentsOf(cluster));
        }
      }
    }
  }

  /** Whether a property names the cluster. */
  private names(cluster: ecs.ICluster, value: unknown): boolean {
    const given = JSON.stringify(this.stack.resolve(value) ?? null);
    return [cluster.clusterName, cluster.clusterArn].some(
      (known) => JSON.stringify(this.stack.resolve(known) ?? null) === given,
    );
  }

  private attachmentsOf(cluster: ecs.ICluster): IConstruct[] {
    const associations = cluster.node
      .findAll()
      .filter((each) => ecs.CfnClusterCapacityProviderAssociations.isCfnClusterCapacityProviderAssociations(each));
    return [...associations, ...(this.ordered.dependables.get(cluster) ?? [])];
  }
}
