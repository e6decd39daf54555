import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { tasksPrincipal } from './private/task-trust';
import { EcsRoleProps, ScopedRole } from './scoped-role';
import { TaskGrants } from './task-grants';

/**
 * The task role: what the containers of a task may do.
 *
 * It starts with no permission at all and trusts ECS on behalf of this account and region only. Give it to a task
 * definition as `taskRole`, and grant to it as to any role: `bucket.grantRead(taskRole)`. All containers of the task
 * share it; a sidecar that must not have the permissions belongs in a task of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
@guarded
@propertyInjectable
export class TaskRole extends ScopedRole {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskRole';

  private exactGrants?: TaskGrants;

  constructor(scope: Construct, id: string, props: EcsRoleProps = {}) {
    super(scope, id, { ...props, assumedBy: tasksPrincipal(scope) });
  }

  /** The exact permissions of ECS features that act with the task's role, one method each. */
  public get allow(): TaskGrants {
    // On first use: most roles are granted to by the L2s alone.
    this.exactGrants ??= TaskGrants.fromRole(this);
    return this.exactGrants;
  }
}
