import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { warn } from '../internal/warnings';
import { statementSize } from './private/statement-size';
import { splitStatement, UNSCOPABLE_REASON } from './private/unscopable';
import { wideManagedPolicy, wideParts } from './private/wide-statement';

/** The props that all roles of this library have in common. */
export interface EcsRoleProps {
  /**
   * The purpose of the role, as the IAM console shows it.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Physical name of the role.
   *
   * A named role can exist once per account: two stacks or regions with the same name collide.
   *
   * @default - CloudFormation gives a name
   */
  readonly roleName?: string;

  /**
   * IAM path of the role, with a slash at both ends.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * The most that the role can ever be allowed, whatever is granted to it.
   *
   * @default - the boundary of the app (`iam.PermissionsBoundary.of(scope)`), if one was set there
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/** Settings of a `ScopedRole`. */
export interface ScopedRoleProps extends EcsRoleProps {
  /** The principal that may assume the role. */
  readonly assumedBy: iam.IPrincipal;
}

/** Characters that IAM allows in one managed policy, without white space, less what `Version` and `Statement` take. */
const POLICY_SIZE = 6144 - 50;

/**
 * An IAM role that keeps its permissions in customer managed policies, apart by kind: `Scoped` holds every statement
 * that names its resources, `Unscopable` the few actions that take none.
 *
 * `Unscopable` alone carries the acknowledgement that a wildcard is unavoidable, so a wildcard anywhere else still shows
 * in every checker; and without inline policies the rules against those (NIST 800-53, HIPAA, PCI) hold. It is an
 * ordinary `iam.Role` otherwise: every `grantXxx(role)` of aws-cdk-lib works on it.
 *
 * Warns (`Role.wildcardAction`, `Role.wildcardResource`, `Role.widePolicy`) when a statement or policy allows more than
 * a task can need.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
 */
@guarded
@propertyInjectable
export class ScopedRole extends iam.Role {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ScopedRole';

  private readonly scopedPolicies: iam.ManagedPolicy[] = [];
  private scopedSize = 0;
  private unscopablePolicy?: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, props: ScopedRoleProps) {
    super(scope, id, {
      assumedBy: props.assumedBy,
      description: props.description,
      roleName: props.roleName,
      path: props.path,
      permissionsBoundary: props.permissionsBoundary,
    });
  }

  /** Adds a permission; every `grantXxx` method of the L2s ends here. */
  public override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const { scoped, unscopable } = splitStatement(statement);
    if (unscopable !== undefined) {
      this.unscopable().addStatements(unscopable);
    }
    if (scoped !== undefined) {
      wideParts(scoped).forEach((finding) => warn(this, finding));
      this.scopedFor(scoped).addStatements(scoped);
    }
    // Whoever waits for the grant waits for all of them: which document a statement ends in is this class's business.
    return { statementAdded: true, policyDependable: this };
  }

  /** Attaches a managed policy. Warns when it is one of AWS's that allow far more than one task needs. */
  public override addManagedPolicy(policy: iam.IManagedPolicy): void {
    // The end of the ARN is plain text even when its partition is a token.
    const wide = wideManagedPolicy(policy.managedPolicyArn);
    if (wide !== undefined) {
      warn(this, {
        code: 'Role.widePolicy',
        message: `managed policy ${wide} allows its actions on every resource of the account; remove it and grant what the task uses`,
      });
    }
    super.addManagedPolicy(policy);
  }

  private unscopable(): iam.ManagedPolicy {
    if (this.unscopablePolicy === undefined) {
      this.unscopablePolicy = new iam.ManagedPolicy(this, 'Unscopable', { roles: [this] });
      Validations.of(this.unscopablePolicy).acknowledge({
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: UNSCOPABLE_REASON,
      });
    }
    return this.unscopablePolicy;
  }

  /** The policy that still has room for the statement: IAM limits the size of one, not what a task may need. */
  private scopedFor(statement: iam.PolicyStatement): iam.ManagedPolicy {
    const size = statementSize(statement);
    const last = this.scopedPolicies.at(-1);
    if (last !== undefined && this.scopedSize + size <= POLICY_SIZE) {
      this.scopedSize += size;
      return last;
    }
    const count = this.scopedPolicies.length;
    // `Scoped`, then `Scoped2`: the order of grants decides.
    const policy = new iam.ManagedPolicy(this, count === 0 ? 'Scoped' : `Scoped${count + 1}`, { roles: [this] });
    this.scopedPolicies.push(policy);
    this.scopedSize = size;
    return policy;
  }
}
