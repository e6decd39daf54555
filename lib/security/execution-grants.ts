import { CfnMapping, Fn, Stack, Token } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { allow, Grantee, taskGrantee } from './private/grantee';
import { GUARDDUTY_AGENT_ACCOUNTS, GUARDDUTY_AGENT_REPOSITORY } from './private/guardduty-agent';
import { decryptStatements, parameterStatements, secretStatements } from './private/secret-access';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/**
 * The exact permissions of a task execution role, one method per thing that ECS fetches before the containers start.
 *
 * Works on any role that trusts ECS tasks: `ExecutionRole`, an L2 `iam.Role`, an imported one. A role that takes no
 * permissions (imported as immutable) gets one warning, `Role.immutable`, with all the statements that it lacks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
@guarded
export class ExecutionGrants {
  /**
   * The permissions of a role.
   *
   * Fails with `Role.wrongPrincipal` when the role trusts other services but not ECS tasks.
   */
  public static fromRole(role: iam.IRole): ExecutionGrants {
    return new ExecutionGrants(taskGrantee(role, 'executionRole'));
  }

  private constructor(private readonly grantee: Grantee) {}

  /** Lets ECS pull images of one private repository. */
  public repository(repository: ecr.IRepository): void {
    this.pull(repository.repositoryArn);
  }

  /**
   * Lets ECS pull images through a pull-through cache, whose repositories appear with the first pull.
   *
   * `prefix` is the `ecrRepositoryPrefix` of the rule, without a slash at its end.
   */
  public pullThroughCache(prefix: string): void {
    const repositories = Stack.of(this.grantee.role).formatArn({
      service: 'ecr',
      resource: 'repository',
      resourceName: `${prefix}/*`,
    });
    this.pull(repositories);
    this.allow(['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'], repositories);
  }

  /** Lets the awslogs driver write to one log group. The group must exist: `CreateLogGroup` is never allowed. */
  public logGroup(logGroup: logs.ILogGroup): void {
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
  }

  /**
   * Lets ECS read one secret, and decrypt it when it has a customer managed key.
   *
   * Fails with `EncryptionKey.otherRegion` when the key is of another region than the secret.
   */
  public secret(secret: secretsmanager.ISecret): void {
    secretStatements(secret).forEach((statement) => allow(this.grantee, statement));
  }

  /**
   * Lets ECS read one parameter, and decrypt it with `key` when it is a `SecureString` under a customer managed key.
   *
   * Fails with `EncryptionKey.otherRegion` when the key is of another region than the parameter.
   */
  public parameter(parameter: ssm.IParameter, key?: kms.IKey): void {
    parameterStatements(parameter, key).forEach((statement) => allow(this.grantee, statement));
  }

  /**
   * Lets ECS read one environment file, `objectKey` of the bucket, and decrypt it when the bucket has a customer managed
   * key. `ecs.EnvironmentFile` itself grants nothing, and a task that cannot read its file never starts.
   *
   * Fails with `EnvironmentFile.notEnv` unless the key ends in `.env`, which ECS demands.
   */
  public environmentFile(bucket: s3.IBucket, objectKey: string): void {
    if (!Token.isUnresolved(objectKey) && !objectKey.endsWith('.env')) {
      fail(
        this.grantee.role,
        'EnvironmentFile.notEnv',
        `'objectKey' of an environment file must end in .env, got '${objectKey}'; ECS refuses other names: rename the object`,
      );
    }
    this.s3Object(bucket, objectKey);
  }

  /** Lets ECS read a FireLens configuration file, `objectKey` of the bucket. EC2 only: Fargate takes no file from S3. */
  public firelensConfig(bucket: s3.IBucket, objectKey: string): void {
    this.s3Object(bucket, objectKey);
  }

  /** Lets ECS read the login of a private registry outside of AWS (`repositoryCredentials`). */
  public registryCredentials(secret: secretsmanager.ISecret): void {
    this.secret(secret);
  }

  /**
   * Lets ECS pull the agent that GuardDuty Runtime Monitoring adds to a Fargate task.
   *
   * The agent is in an ECR of AWS's that differs by region; in a stack without a fixed region a mapping is added to the
   * template, and CloudFormation picks. Fails with `GuardDuty.unknownRegion` in a region that GuardDuty does not list.
   *
   * @see https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-ecr-repository-gdu-agent.html
   */
  public guardDutyAgent(): void {
    const stack = Stack.of(this.grantee.role);
    this.pull(
      stack.formatArn({
        service: 'ecr',
        account: agentAccount(stack),
        resource: 'repository',
        resourceName: GUARDDUTY_AGENT_REPOSITORY,
      }),
    );
  }

  private pull(repositoryArn: string): void {
    this.allow(PULL, repositoryArn);
    this.allow(['ecr:GetAuthorizationToken'], '*');
  }

  private s3Object(bucket: s3.IBucket, objectKey: string): void {
    this.allow(['s3:GetObject'], bucket.arnForObjects(objectKey));
    this.allow(['s3:GetBucketLocation'], bucket.bucketArn);
    decryptStatements(bucket.encryptionKey, bucket, 's3', 'bucket').forEach((statement) =>
      allow(this.grantee, statement),
    );
  }

  private allow(actions: string[], resource: string): void {
    allow(
      this.grantee,
      new iam.PolicyStatement({ actions, resources: [resource] }),
      'the streams of one log group, and the repositories of one cache, which have no ARN beforehand',
    );
  }
}

function agentAccount(stack: Stack): string {
  const { region } = stack;
  if (Token.isUnresolved(region)) {
    const mapping =
      (stack.node.tryFindChild('GuardDutyAgentAccounts') as CfnMapping | undefined) ??
      new CfnMapping(stack, 'GuardDutyAgentAccounts', {
        mapping: Object.fromEntries(
          Object.entries(GUARDDUTY_AGENT_ACCOUNTS).map(([name, account]) => [name, { account }]),
        ),
      });
    return Fn.findInMap(mapping.logicalId, region, 'account');
  }
  return (
    GUARDDUTY_AGENT_ACCOUNTS[region] ??
    fail(
      stack,
      'GuardDuty.unknownRegion',
      `GuardDuty lists no agent for Fargate in region ${region}; take a region of Runtime Monitoring, or leave it off here`,
    )
  );
}
