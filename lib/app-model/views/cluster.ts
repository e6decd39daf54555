import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Value, asRecord, valueAt } from '../values';
import { perResource } from './view';

/** A cluster. Its capacity providers are in capacity.ts. */
export class ClusterView {
  constructor(
    private readonly model: AppModel,
    readonly resource: Resource,
  ) {}

  get name(): Value {
    return this.model.property(this.resource, 'ClusterName');
  }

  /** The record of ECS Exec sessions. */
  get exec(): ExecRecord {
    const exec = valueAt(this.model.property(this.resource, 'Configuration'), 'ExecuteCommandConfiguration');
    const { KmsKeyId, Logging, LogConfiguration } = asRecord(exec);
    const log = asRecord(LogConfiguration);
    return {
      configuration: exec,
      key: KmsKeyId,
      logging: Logging,
      logs: LogConfiguration,
      logGroup: log.CloudWatchLogGroupName,
      logGroupEncrypted: log.CloudWatchEncryptionEnabled,
      bucket: log.S3BucketName,
      bucketEncrypted: log.S3EncryptionEnabled,
      prefix: log.S3KeyPrefix,
    };
  }

  /** The namespace of Service Connect for services that name none. */
  get defaultNamespace(): Value {
    return valueAt(this.model.property(this.resource, 'ServiceConnectDefaults'), 'Namespace');
  }
}

/** The record of ECS Exec sessions. */
export interface ExecRecord {
  readonly configuration: Value;
  readonly key: Value;
  readonly logging: Value;
  readonly logs: Value;
  readonly logGroup: Value;
  readonly logGroupEncrypted: Value;
  readonly bucket: Value;
  readonly bucketEncrypted: Value;
  readonly prefix: Value;
}

/** The view of a cluster. */
export const clusterView = perResource((model, resource) => new ClusterView(model, resource));
