import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { acknowledgeWildcard } from '../internal/acknowledge-wildcard';
import { EcsRoleProps, ScopedRole } from './scoped-role';

/** Settings of a `HostRole`. */
export interface HostRoleProps extends EcsRoleProps {
  /** The cluster whose hosts take the role. It is good for this cluster only. */
  readonly cluster: ecs.ICluster;

  /**
   * Whether the agent may set its instance to `DRAINING` when EC2 announces that it takes the instance back.
   *
   * @default false
   */
  readonly spotDraining?: boolean;

  /**
   * Whether the hosts are ECS Managed Instances: their agent also sends its system log.
   *
   * @default false
   */
  readonly managedInstances?: boolean;

  /**
   * Whether people may open a shell on the hosts through Session Manager (managed policy `AmazonSSMManagedInstanceCore`).
   *
   * @default false
   */
  readonly sessionManager?: boolean;
}

/**
 * The role of an EC2 host: what the ECS agent needs in order to run tasks of one cluster, and nothing for the tasks.
 *
 * It pulls no images and writes no logs: the execution role of each task does. AWS's managed policy for hosts
 * (`AmazonEC2ContainerServiceforEC2Role`) allows all of it, for every cluster of the account.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
 */
@guarded
@propertyInjectable
export class HostRole extends ScopedRole {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.HostRole';

  constructor(scope: Construct, id: string, props: HostRoleProps) {
    super(scope, id, { ...props, assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    this.addStatements(props);
    if (props.sessionManager) {
      this.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    }
  }

  private addStatements({ cluster, spotDraining, managedInstances }: HostRoleProps): void {
    const ofClusterArn = (resource: string) =>
      Stack.of(this).formatArn({
        service: 'ecs',
        resource,
        resourceName: `${cluster.clusterName}/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      });
    const [instances, taskSets] = [ofClusterArn('container-instance'), ofClusterArn('task-set')];
    const ofCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
    this.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: [
          'ecs:DeregisterContainerInstance',
          'ecs:RegisterContainerInstance',
          'ecs:SubmitAttachmentStateChanges',
          'ecs:SubmitTaskStateChange',
        ],
        resources: [cluster.clusterArn],
      }),
    );
    this.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: [
          'ecs:Poll',
          'ecs:StartTelemetrySession',
          ...(spotDraining ? ['ecs:UpdateContainerInstancesState'] : []),
        ],
        resources: [instances],
        conditions: ofCluster,
      }),
    );
    if (managedInstances) {
      // Without a condition, as in AWS's own policy: that the call carries the key is written nowhere, and the ARN names
      // the cluster already.
      this.addToPrincipalPolicy(
        new iam.PolicyStatement({ actions: ['ecs:PutSystemLogEvents'], resources: [instances] }),
      );
    }
    // The proxies of Service Connect get their configuration through the host; without this their tasks never start.
    this.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['ecs:Poll'], resources: [taskSets] }));
    this.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['ecs:DiscoverPollEndpoint'], resources: ['*'] }));
    // Instances get their ids when they register: the cluster in the ARN, and the condition, are the narrowest there is.
    acknowledgeWildcard(
      this,
      instances,
      'container instances get their ids when they register; the ARN and the condition hold them to one cluster',
    );
    acknowledgeWildcard(
      this,
      taskSets,
      'ECS names the task sets of Service Connect as it deploys; the ARN holds them to one cluster',
    );
  }
}
