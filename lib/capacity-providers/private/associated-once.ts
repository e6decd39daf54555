import { AspectPriority, Aspects, aws_ecs as ecs } from 'aws-cdk-lib';

/**
 * Tells whether aws-cdk-lib is about to associate the providers of a cluster that has its association already.
 *
 * Its aspect creates the association whenever the cluster has a default strategy, so a second synthesis of the same app,
 * as `Annotations.fromStack` after `Template.fromStack`, would end in `There is already a Construct with name`.
 */
export class AssociatedOnce {
  private isAgain = false;

  constructor(cluster: ecs.Cluster) {
    const say = (priority: number, answer: () => boolean) =>
      Aspects.of(cluster).add(
        {
          visit: (node) => {
            this.isAgain = node === cluster ? answer() : this.isAgain;
          },
        },
        { priority },
      );
    // The aspect of aws-cdk-lib runs at 200 or at 500, by feature flag.
    say(AspectPriority.MUTATING - 1, () => hasAssociation(cluster));
    say(AspectPriority.DEFAULT + 1, () => false);
  }

  /** True only while that aspect asks. */
  get again(): boolean {
    return this.isAgain;
  }
}

function hasAssociation(cluster: ecs.Cluster): boolean {
  return cluster.node.children.some((child) =>
    ecs.CfnClusterCapacityProviderAssociations.isCfnClusterCapacityProviderAssociations(child),
  );
}
