import { Aspects, AspectPriority, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct, IConstruct } from 'constructs';
import { containersOf } from '../internal/cdk-internals';
import { fail, failAll } from '../internal/errors';
import { finalProperties } from '../internal/final-properties';
import { error, Finding, warning } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { viewTask } from '../internal/task-view';
import { recordsExec } from '../internal/records-exec';
import { items, record } from '../internal/template-value';
import { reportFindings, warn } from '../internal/warnings';
import { mountForExec } from '../internal/exec-mounts';
import { refuseOtherRegion } from './private/secret-access';
import { TaskGrants } from './task-grants';

/** Settings of `ExecAccess`. */
export interface ExecAccessProps {
  /**
   * Key that encrypts the sessions, and the log group when that is made here.
   *
   * @default - a new key with rotation, kept when the stack is deleted (1 USD a month)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Log group that records the sessions. It must be encrypted with a key: ECS refuses every session otherwise.
   *
   * @default - a new encrypted log group, kept when the stack is deleted
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Retention of the log group that is made here. Cannot be combined with `logGroup`.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Bucket that records the sessions too.
   *
   * @default - sessions are recorded in the log group only
   */
  readonly bucket?: s3.IBucket;

  /**
   * Key prefix of the records in the bucket.
   *
   * @default 'ecs-exec'
   */
  readonly bucketPrefix?: string;
}

/** The access of each cluster: two would overwrite each other's configuration. */
const accessOf = new WeakMap<IConstruct, ExecAccess>();

/**
 * ECS Exec that leaves a record: sessions encrypted with a key and written to an encrypted log group, and to S3.
 *
 * Exec stays off until `enableOn(service)`. That switches it on for the service, gives its task role exactly what the
 * sessions need, and mounts writable volumes where the agent writes in containers with a read-only root. Who may enter is
 * up to `ExecOperatorPolicy`.
 *
 * Do not set `enableExecuteCommand` on the service as well: aws-cdk-lib would grant the task role more than it needs.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
@guarded
@propertyInjectable
export class ExecAccess extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ExecAccess';

  /** Key that encrypts the sessions. */
  public readonly encryptionKey: kms.IKey;
  /** Log group that records them. */
  public readonly logGroup: logs.ILogGroup;

  private readonly bucket?: s3.IBucket;
  private readonly bucketPrefix: string;

  /**
   * Fails with `ExecAccess.unencryptedLogGroup`, `ExecAccess.logRetention`, `ExecAccess.bucketPrefix` and `EncryptionKey.otherRegion`; warns with
   * `ExecAccess.unknownEncryption` when the encryption of an imported log group cannot be known.
   */
  constructor(scope: Construct, id: string, props: ExecAccessProps = {}) {
    super(scope, id);
    failAll(this, faults(props));
    if (props.encryptionKey !== undefined) {
      refuseOtherRegion(this, props.encryptionKey, Stack.of(this).region, 'sessions');
    }
    if (props.logGroup !== undefined && isImported(props.logGroup)) {
      warn(this, {
        code: 'ExecAccess.unknownEncryption',
        message: `log group ${props.logGroup.node.path} is imported, so it cannot be seen whether a key encrypts it; if none does, every session fails: acknowledge this once you have checked`,
      });
    }
    this.encryptionKey =
      props.encryptionKey ??
      new kms.Key(this, 'Key', {
        enableKeyRotation: true,
        description: 'Sessions of ECS Exec and their records',
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    this.logGroup = props.logGroup ?? this.makeLogGroup(props.logRetention ?? logs.RetentionDays.ONE_YEAR);
    this.bucket = props.bucket;
    this.bucketPrefix = props.bucketPrefix ?? 'ecs-exec';
  }

  /** The `executeCommandConfiguration` for a new cluster. Clusters that exist are configured by `configure()`. */
  public get configuration(): ecs.ExecuteCommandConfiguration {
    return {
      kmsKey: this.encryptionKey,
      logging: ecs.ExecuteCommandLogging.OVERRIDE,
      logConfiguration: {
        cloudWatchLogGroup: this.logGroup,
        cloudWatchEncryptionEnabled: true,
        ...(this.bucket !== undefined && {
          s3Bucket: this.bucket,
          s3EncryptionEnabled: true,
          s3KeyPrefix: this.bucketPrefix,
        }),
      },
    };
  }

  /**
   * Makes a cluster record its sessions here. A second call for the same cluster changes nothing.
   *
   * Fails with `ExecAccess.otherAccess` when another `ExecAccess` has the cluster. Warns with
   * `ExecAccess.importedCluster` when the cluster is imported: its configuration belongs to whoever made it.
   */
  public configure(cluster: ecs.ICluster): void {
    const other = accessOf.get(cluster);
    if (other === this) {
      return;
    }
    if (other !== undefined) {
      fail(
        this,
        'ExecAccess.otherAccess',
        `cluster ${cluster.node.path} already records its sessions by ${other.node.path}; a cluster has one configuration: use that one`,
      );
    }
    accessOf.set(cluster, this);
    const resource = cluster.node.defaultChild;
    if (!ecs.CfnCluster.isCfnCluster(resource)) {
      warn(this, {
        code: 'ExecAccess.importedCluster',
        message: `cluster ${cluster.node.path} is imported and keeps the configuration it has; give it there the key, the log group and logging OVERRIDE, or its sessions are not recorded here`,
      });
      return;
    }
    if (recordsExec(cluster)) {
      cluster._recordExecBy(this.configuration);
    }
    resource.addPropertyOverride('Configuration.ExecuteCommandConfiguration', {
      KmsKeyId: this.encryptionKey.keyArn,
      Logging: 'OVERRIDE',
      LogConfiguration: {
        CloudWatchLogGroupName: this.logGroup.logGroupName,
        CloudWatchEncryptionEnabled: true,
        ...(this.bucket !== undefined && {
          S3BucketName: this.bucket.bucketName,
          S3EncryptionEnabled: true,
          S3KeyPrefix: this.bucketPrefix,
        }),
      },
    });
  }

  /**
   * Switches Exec on for a service, records its sessions, and lets its tasks open them.
   *
   * Containers with a read-only root get three writable volumes each, also those that are added later. Warns with
   * `ExecAccess.droppedCapabilities` of containers that drop all capabilities.
   */
  public enableOn(service: ecs.BaseService): void {
    this.configure(service.cluster);
    const resource = service.node.findChild('Service') as ecs.CfnService;
    resource.enableExecuteCommand = true;
    const { taskDefinition } = service;
    TaskGrants.fromRole(taskDefinition.taskRole).exec({
      sessionKey: this.encryptionKey,
      logGroup: this.logGroup,
      bucket: this.bucket,
      prefix: this.bucket === undefined ? undefined : this.bucketPrefix,
    });
    Aspects.of(taskDefinition).add(
      {
        // At the task itself too: not all of its containers need to stand under it.
        visit: (construct) =>
          containersOf(taskDefinition)
            .filter((each) => construct === taskDefinition || construct === each)
            .forEach((each) => mountForExec(each, taskDefinition)),
      },
      { priority: AspectPriority.MUTATING },
    );
    service.node.addValidation({ validate: () => reportFindings(service, droppedCapabilities(taskDefinition)) });
  }

  private makeLogGroup(retention: logs.RetentionDays): logs.LogGroup {
    // The group names its key, so the key's policy cannot name the group; and a group with a name of its own would be in the
    // way of the next stack that makes it, since it is kept.
    const stack = Stack.of(this);
    this.encryptionKey.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'RecordSessions',
        principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: ['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group:*' }),
          },
        },
      }),
    );
    return new logs.LogGroup(this, 'Sessions', {
      retention,
      encryptionKey: this.encryptionKey,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}

function faults({ logGroup, logRetention, bucket, bucketPrefix }: ExecAccessProps): Finding[] {
  const found: Finding[] = [];
  if (logGroup !== undefined && logRetention !== undefined) {
    found.push(
      error(
        'ExecAccess.logRetention',
        "'logRetention' is for the log group made here and cannot be combined with 'logGroup'; set the retention on the group that was given",
      ),
    );
  }
  const resource = logGroup?.node.defaultChild;
  if (logs.CfnLogGroup.isCfnLogGroup(resource) && resource.kmsKeyId === undefined) {
    found.push(
      error(
        'ExecAccess.unencryptedLogGroup',
        `'logGroup' must be encrypted with a key, got ${resource.node.scope?.node.path} without one; ECS refuses every session into it: set its 'encryptionKey', or leave 'logGroup' out`,
      ),
    );
  }
  if (bucketPrefix !== undefined && bucket === undefined) {
    found.push(
      error(
        'ExecAccess.bucketPrefix',
        `'bucketPrefix' is the place in a bucket, got '${bucketPrefix}' without 'bucket'; give the bucket, or leave the prefix out`,
      ),
    );
  }
  return found;
}

/** That a session opens without Docker's default capabilities is nowhere documented; only an account can tell. */
function droppedCapabilities(taskDefinition: ecs.TaskDefinition): Finding[] {
  const resource = taskDefinition.node.defaultChild as ecs.CfnTaskDefinition | undefined;
  const containers = resource === undefined ? [] : viewTask(finalProperties(resource)).containers;
  const names = containers
    .filter(({ properties }) => items(record(record(properties.LinuxParameters).Capabilities).Drop).includes('ALL'))
    .map(({ name }) => `'${name}'`);
  return names.length === 0
    ? []
    : [
        warning(
          'ExecAccess.droppedCapabilities',
          `ECS Exec is on, and ${names.join(', ')} ${names.length > 1 ? 'drop' : 'drops'} all capabilities; sessions are only known to open with Docker's default ones: open one before you need it, then acknowledge this, or let the container keep the default set with 'keepCapabilities'`,
        ),
      ];
}

function isImported(logGroup: logs.ILogGroup): boolean {
  return logGroup.node.defaultChild === undefined;
}
