import { aws_ecs as ecs, aws_iam as iam, CustomResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../../internal/acknowledge-wildcard';
import { CLUSTER_ATTACHMENT } from '../../internal/handlers';
import { InlineFunction } from '../../security/inline-function';

/** The provider to attach, and its cluster. */
export interface ClusterProviderAttachmentProps {
  /** The cluster. */
  readonly cluster: ecs.ICluster;
  /** The provider. */
  readonly capacityProviderName: string;
}

/**
 * Adds a provider to a cluster of another app or stack, and takes it away again.
 *
 * CloudFormation's own association sets the whole list, so it would drop the providers that the cluster has already.
 */
export class ClusterProviderAttachment extends Construct {
  constructor(scope: Construct, id: string, props: ClusterProviderAttachmentProps) {
    super(scope, id);
    const provider = InlineFunction.inStackOf(this, 'GroundworkClusterAttachment', {
      code: CLUSTER_ATTACHMENT,
      description: 'Adds capacity providers to ECS clusters that other stacks own',
    });
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: provider.function.functionArn,
      resourceType: 'Custom::EcsClusterAttachment',
      properties: { Cluster: props.cluster.clusterArn, CapacityProvider: props.capacityProviderName },
    });
    const providers = Stack.of(this).formatArn({
      service: 'ecs',
      resource: 'capacity-provider',
      resourceName: '*',
    });
    provider.allowFor(
      this,
      resource,
      new iam.PolicyStatement({
        actions: ['ecs:DescribeClusters', 'ecs:PutClusterCapacityProviders'],
        resources: [props.cluster.clusterArn],
      }),
      new iam.PolicyStatement({ actions: ['ecs:DescribeCapacityProviders'], resources: [providers] }),
    );
    acknowledgeWildcard(
      this,
      providers,
      'the other providers of the cluster belong to other stacks; their descriptions tell which ECS keeps itself',
    );
  }
}
