import {
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  CustomResource,
  Duration,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { explainFunction, explainLog } from '../internal/explain-function';
import { FUNCTION_RUNTIME } from '../internal/function-runtime';
import { warn } from '../internal/warnings';
import { statementSize } from './private/statement-size';
import { splitStatement } from './private/unscopable';
import { ScopedRole } from './scoped-role';

/** The properties of an inline function. */
export interface InlineFunctionProps {
  /** Its source, of `internal/handlers`. */
  readonly code: string;
  /** The purpose of the function, for the console. */
  readonly description: string;

  /**
   * The environment variables of the function.
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
   * Memory in MiB.
   *
   * @default 128
   */
  readonly memorySize?: number;
}

/** A function whose source stands in the template, with a log, and a role that may do only what is granted. */
export class InlineFunction extends Construct {
  /** The function of that purpose in the stack of `scope`, for custom resources: one serves all of them. */
  public static inStackOf(scope: Construct, id: string, props: InlineFunctionProps): InlineFunction {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(id) as InlineFunction | undefined) ?? new InlineFunction(stack, id, props);
  }

  /** The function. */
  public readonly function: lambda.Function;
  private readonly role: ScopedRole;
  private rightsSize = 0;

  constructor(scope: Construct, id: string, props: InlineFunctionProps) {
    super(scope, id);
    ({ role: this.role, function: this.function } = inlineFunctionIn(this, props));
  }

  /** Allows the function something, before `needing` exists and until it is gone, for a function that serves one alone. */
  public allow(needing: Construct, ...statements: iam.PolicyStatement[]): void {
    statements.forEach((statement) => this.role.addToPrincipalPolicy(statement));
    needing.node.addDependency(this);
  }

  /**
   * Allows the function something for one of the custom resources that it serves, in a policy of its own.
   *
   * When the custom resource leaves the template, CloudFormation first updates what stays and then deletes what went. A
   * shared policy would lose the statement in the first step, before the function is asked to clean up. This policy goes
   * after the custom resource.
   *
   * Warns with `KeeperFunction.rights` when all of them together may be more than IAM takes.
   *
   * @param owner the construct that owns `resource`
   */
  public allowFor(owner: Construct, resource: CustomResource, ...statements: iam.PolicyStatement[]): void {
    const parts = statements.map(splitStatement);
    parts.forEach(({ unscopable }) => unscopable !== undefined && this.role.addToPrincipalPolicy(unscopable));
    const scoped = parts.flatMap((part) => part.scoped ?? []);
    this.watchSize(owner, scoped);
    const policy = new iam.Policy(owner, 'Rights', {
      statements: scoped,
      roles: [this.role],
    });
    Validations.of(policy).acknowledge(
      ...INLINE_RULES.map((id) => ({
        id,
        reason: 'it must go with the custom resource that needs it, and a role takes only ten managed policies',
      })),
    );
    resource.node.addDependency(policy, this);
  }

  /** Warns at the first resource whose statements do not fit any more. */
  private watchSize(owner: Construct, statements: iam.PolicyStatement[]): void {
    const before = this.rightsSize;
    this.rightsSize += statements.reduce((sum, statement) => sum + statementSize(statement), DOCUMENT_SIZE);
    if (before <= MOST_INLINE && this.rightsSize > MOST_INLINE) {
      warn(owner, {
        code: 'KeeperFunction.rights',
        message: `the function '${this.node.path}' serves so many custom resources that the rights of this one may not fit: the inline policies of its role take about ${this.rightsSize} characters from here on, and IAM allows ${MOST_INLINE}; move some of the constructs to another stack`,
      });
    }
  }
}

/** Makes the parts of a function directly in a construct that has no other one: its role, its log and itself. */
export function inlineFunctionIn(
  owner: Construct,
  { code, ...props }: InlineFunctionProps,
): { readonly role: ScopedRole; readonly function: lambda.Function } {
  const role = new ScopedRole(owner, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: props.description,
  });
  const logGroup = new logs.LogGroup(owner, 'Logs', {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  role.addToPrincipalPolicy(writeTo(logGroup));
  const made = new lambda.Function(owner, 'Function', {
    timeout: Duration.minutes(14),
    ...props,
    ...inlineSource(code),
    role,
    logGroup,
  });
  explainFunction(made);
  explainLog(logGroup, 'the log holds names and numbers, no content');
  return { role, function: made };
}

/** The properties of a function that its source decides. */
export function inlineSource(code: string): Required<Pick<lambda.FunctionProps, 'code' | 'handler' | 'runtime'>> {
  return { code: lambda.Code.fromInline(code), handler: 'index.handler', runtime: FUNCTION_RUNTIME };
}

/** The permission of a function to write its log. */
export function writeTo(logGroup: logs.ILogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

/**
 * Characters that all inline policies of a role may have, without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MOST_INLINE = 10_240;
/** Characters of a policy without its statements. */
const DOCUMENT_SIZE = '{"Version":"2012-10-17","Statement":[]}'.length;

/** Rules of cdk-nag against inline policies. */
const INLINE_RULES = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map(
  (pack) => `${pack}::${pack}-IAMNoInlinePolicy`,
);
