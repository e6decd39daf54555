import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { ExecutionGrants } from './execution-grants';
import { tasksPrincipal } from './private/task-trust';
import { EcsRoleProps, ScopedRole } from './scoped-role';

/** Actions that aws-cdk-lib's grants add for readers of secrets and parameters, and that the agent never calls. */
const NEVER_CALLED = new Set([
  'secretsmanager:DescribeSecret',
  'ssm:DescribeParameters',
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
]);

/**
 * The task execution role: what ECS itself may do to start a task, never the containers.
 *
 * It starts with no permission at all and trusts ECS on behalf of this account and region only. Give it to a task
 * definition as `executionRole`: the grants that aws-cdk-lib makes for images, logs, secrets and parameters land on it,
 * without the actions that the agent never calls. `allow` adds what aws-cdk-lib leaves out: environment files, keys of
 * imported secrets, pull-through caches, the GuardDuty agent.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
@guarded
@propertyInjectable
export class ExecutionRole extends ScopedRole {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ExecutionRole';

  private exactGrants?: ExecutionGrants;

  constructor(scope: Construct, id: string, props: EcsRoleProps = {}) {
    super(scope, id, { ...props, assumedBy: tasksPrincipal(scope) });
  }

  /** The exact permissions that a task execution role can need, one method each. */
  public get allow(): ExecutionGrants {
    // On first use: most roles are granted to by the L2s alone.
    this.exactGrants ??= ExecutionGrants.fromRole(this);
    return this.exactGrants;
  }

  /** Adds a permission, less the actions of aws-cdk-lib's grants that the ECS agent never calls. */
  public override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const called = statement.actions.filter((action) => !NEVER_CALLED.has(action));
    // A statement of nothing but such actions is somebody's own wish, not a grant's by-catch.
    const narrow = called.length > 0 && called.length < statement.actions.length;
    return super.addToPrincipalPolicy(narrow ? statement.copy({ actions: called }) : statement);
  }
}
