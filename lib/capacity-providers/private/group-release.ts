import { ArnFormat, aws_autoscaling as autoscaling, aws_iam as iam, CustomResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../../internal/acknowledge-wildcard';
import { GROUP_RELEASE } from '../../internal/handlers';
import { InlineFunction } from '../../security/inline-function';

/** The group to release. */
export interface GroupReleaseProps {
  /** The group. */
  readonly autoScalingGroup: autoscaling.IAutoScalingGroup;
}

/**
 * Lets CloudFormation delete a group whose instances are protected from scale-in: protection outlives the capacity
 * provider that asked for it, and the deletion would wait for it forever.
 */
export class GroupRelease extends Construct {
  constructor(scope: Construct, id: string, props: GroupReleaseProps) {
    super(scope, id);
    const provider = InlineFunction.inStackOf(this, 'GroundworkGroupRelease', {
      code: GROUP_RELEASE,
      description: 'Lifts the scale-in protection of ECS hosts before their group is deleted',
    });
    const name = props.autoScalingGroup.autoScalingGroupName;
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: provider.function.functionArn,
      resourceType: 'Custom::EcsGroupRelease',
      properties: { GroupName: name },
    });
    const group = Stack.of(this).formatArn({
      service: 'autoscaling',
      resource: 'autoScalingGroup',
      resourceName: `*:autoScalingGroupName/${name}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    provider.allowFor(
      this,
      resource,
      new iam.PolicyStatement({
        actions: ['autoscaling:SetInstanceProtection', 'autoscaling:UpdateAutoScalingGroup'],
        resources: [group],
      }),
      new iam.PolicyStatement({ actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] }),
    );
    acknowledgeWildcard(
      this,
      group,
      "the ARN of a group holds an id that is known only once it exists; the group's name narrows it to one",
    );
  }
}
