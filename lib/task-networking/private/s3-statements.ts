import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { loggedBuckets } from '../../internal/called-services';
import { containersOf } from '../../internal/containers-of';
import { PlannedTasks } from './planned-tasks';

/** What the S3 gateway endpoint must let through so that the tasks start and ship their logs. */
export function s3Statements(scope: Construct, { taskDefinition, service }: PlannedTasks): iam.PolicyStatement[] {
  const stack = Stack.of(scope);
  const objects = (bucket: string, key: string) =>
    stack.formatArn({ service: 's3', region: '', account: '', resource: bucket, resourceName: key });
  const read: string[] = [objects(`prod-${stack.region}-starport-layer-bucket`, '*')];
  const write: string[] = [];
  for (const container of containersOf(taskDefinition)) {
    for (const { s3Location } of container.environmentFiles ?? []) {
      read.push(objects(s3Location.bucketName, s3Location.objectKey));
    }
    const { options } = container.logDriverConfig ?? {};
    if (
      container.logDriverConfig?.logDriver === 'awsfirelens' &&
      options?.Name === 's3' &&
      options.bucket !== undefined
    ) {
      write.push(objects(options.bucket, '*'));
    }
  }
  write.push(...loggedBuckets(taskDefinition).map((bucket) => objects(bucket, '*')));
  const audit = service && sessionBucket(service.cluster);
  if (audit !== undefined) {
    write.push(objects(audit, '*'));
  }
  const statement = (action: string, resources: string[]) =>
    new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: [action],
      resources: [...new Set(resources)],
    });
  return [statement('s3:GetObject', read), ...(write.length > 0 ? [statement('s3:PutObject', write)] : [])];
}

/** Name of the bucket that records ECS Exec sessions, from the L2 or from an override of its resource. */
function sessionBucket(cluster: ecs.ICluster): string | undefined {
  const named = cluster.executeCommandConfiguration?.logConfiguration?.s3Bucket?.bucketName;
  const { rawOverrides } = (cluster.node.defaultChild ?? {}) as { rawOverrides?: Overrides };
  return named ?? rawOverrides?.Properties?.Configuration?.ExecuteCommandConfiguration?.LogConfiguration?.S3BucketName;
}

/** Overrides hold tokens as they were given; resolved they would be references of the wrong stack. */
interface Overrides {
  readonly Properties?: {
    readonly Configuration?: {
      readonly ExecuteCommandConfiguration?: { readonly LogConfiguration?: { readonly S3BucketName?: string } };
    };
  };
}
