import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { DESCRIPTION_RULE, isDescription } from './private/rule-description';

/** Properties of the security group of one service. */
export interface TaskSecurityGroupProps {
  /** VPC of the tasks. */
  readonly vpc: ec2.IVpc;

  /**
   * The purpose of the group, as the console shows it.
   *
   * @default - the construct path
   */
  readonly description?: string;
}

/**
 * The security group of one service: closed in both directions until something is declared.
 *
 * Give each service its own (`securityGroups: [group]`), then say who calls whom with `TaskAccess`.
 *
 * The rules are resources of their own, not part of the group, so that two groups may name each other. CloudFormation
 * creates them before a service that a `TaskNetwork` knows of starts its first task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
@guarded
@propertyInjectable
export class TaskSecurityGroup extends ec2.SecurityGroup {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskSecurityGroup';

  /** Fails with `TaskSecurityGroup.description` for a text that EC2 does not take. */
  constructor(scope: Construct, id: string, props: TaskSecurityGroupProps) {
    super(scope, id, {
      vpc: props.vpc,
      allowAllOutbound: false,
      ...(props.description !== undefined && { description: props.description }),
    });
    const { description } = props;
    if (description !== undefined && !isDescription(description)) {
      fail(
        this,
        'TaskSecurityGroup.description',
        `'description' ${DESCRIPTION_RULE}, got ${JSON.stringify(description)}`,
      );
    }
  }
}
