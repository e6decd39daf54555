import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { allow, Grantee, taskGrantee } from './private/grantee';

/** The record of ECS Exec sessions, and the key that encrypts them. */
export interface ExecGrantOptions {
  /**
   * Key that encrypts the session between the caller and the container.
   *
   * @default - the session is encrypted by TLS alone, and no use of a key is allowed
   */
  readonly sessionKey?: kms.IKey;

  /**
   * Log group that records the sessions.
   *
   * @default - no permission to write logs
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Bucket that records the sessions.
   *
   * @default - no permission to write to S3
   */
  readonly bucket?: s3.IBucket;

  /**
   * Key prefix of the records in the bucket, without a slash at its end.
   *
   * @default - records are at the top of the bucket
   */
  readonly prefix?: string;
}

/**
 * The exact permissions of ECS features that act with the task's own role.
 *
 * Works on any role that trusts ECS tasks: `TaskRole`, an L2 `iam.Role`, an imported one. A role that takes no
 * permissions (imported as immutable) gets one warning, `Role.immutable`, with all the statements that it lacks.
 */
@guarded
export class TaskGrants {
  /**
   * The permissions of a role.
   *
   * Fails with `Role.wrongPrincipal` when the role trusts other services but not ECS tasks.
   */
  public static fromRole(role: iam.IRole): TaskGrants {
    return new TaskGrants(taskGrantee(role, 'taskRole'));
  }

  private constructor(private readonly grantee: Grantee) {}

  /**
   * Lets ECS Exec open sessions into the task's containers and record them.
   *
   * Narrower than what aws-cdk-lib grants for `enableExecuteCommand`: the records go under one prefix, the bucket is
   * named, and the key may decrypt only. Fails with `TaskGrants.execPrefix` for a prefix without a bucket.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
   */
  public exec(options: ExecGrantOptions = {}): void {
    const { sessionKey, logGroup, bucket, prefix } = options;
    if (prefix !== undefined && bucket === undefined) {
      fail(
        this.grantee.role,
        'TaskGrants.execPrefix',
        `'prefix' is the place in a bucket, got '${prefix}' without 'bucket'; give the bucket, or leave the prefix out`,
      );
    }
    this.allow(
      [
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      '*',
    );
    if (sessionKey !== undefined) {
      this.allow(['kms:Decrypt'], sessionKey.keyArn);
    }
    if (logGroup !== undefined) {
      this.allow(['logs:DescribeLogGroups'], '*');
      this.allow(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], logGroup.logGroupArn);
    }
    if (bucket !== undefined) {
      this.allow(['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'], bucket.bucketArn);
      this.allow(['s3:PutObject'], bucket.arnForObjects(prefix === undefined ? '*' : `${prefix}/*`));
      if (bucket.encryptionKey !== undefined) {
        this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], bucket.encryptionKey.keyArn);
      }
    }
  }

  /** Lets the task protect itself from scale-in and deployments while it works (task scale-in protection). */
  public scaleInProtection(clusterName: string): void {
    this.allow(
      ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'],
      Stack.of(this.grantee.role).formatArn({
        service: 'ecs',
        resource: 'task',
        resourceName: `${clusterName}/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    );
  }

  private allow(actions: string[], resource: string): void {
    allow(
      this.grantee,
      new iam.PolicyStatement({ actions, resources: [resource] }),
      'the records and tasks of one bucket, log group or cluster, which have no ARN beforehand',
    );
  }
}
