import {
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  Duration,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { explainFunction, explainLog } from '../internal/explain-function';
import { ScopedRole } from './scoped-role';

/** What one of the functions is. */
export interface KeeperFunctionProps {
  /** Its source. */
  readonly code: string;
  /** What it does, for the console. */
  readonly description: string;

  /**
   * What it needs to know.
   *
   * @default - nothing
   */
  readonly environment?: { [name: string]: string };

  /**
   * Time that it may take.
   *
   * @default Duration.minutes(14)
   */
  readonly timeout?: Duration;

  /**
   * Why it needs an action on every resource.
   *
   * @default - it needs none
   */
  readonly wildcardReason?: string;
}

/** A small function with a role that may do only what is granted. */
export class KeeperFunction extends Construct {
  /** The function of that purpose in the stack of `scope`, for custom resources: one serves all of them. */
  public static inStackOf(scope: Construct, id: string, props: KeeperFunctionProps): KeeperFunction {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(id) as KeeperFunction | undefined) ?? new KeeperFunction(stack, id, props);
  }

  /** The function. */
  public readonly function: lambda.Function;
  private readonly role: ScopedRole;

  constructor(scope: Construct, id: string, props: KeeperFunctionProps) {
    super(scope, id);
    this.role = new ScopedRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    if (props.wildcardReason !== undefined) {
      for (const id of [
        'Annotation::cdk-ecs-groundwork:Role.wildcardResource',
        'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      ]) {
        Validations.of(this).acknowledge({ id, reason: props.wildcardReason });
      }
    }
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(props.code),
      description: props.description,
      environment: props.environment,
      timeout: props.timeout ?? Duration.minutes(14),
      role: this.role,
      logGroup,
    });
    explainFunction(this);
    explainLog(this, 'the log holds names and numbers, no content');
  }

  /** Allows the function something, before the custom resource `needing` it exists and until it is gone. */
  public allow(needing: Construct, ...statements: iam.PolicyStatement[]): void {
    statements.forEach((statement) => this.role.addToPrincipalPolicy(statement));
    needing.node.addDependency(this);
  }
}
