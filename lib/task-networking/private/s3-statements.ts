import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PlannedTasks } from './planned-tasks';

/** What the S3 gateway endpoint must let through so that the tasks start and ship their logs. */
export function s3Statements(scope: Construct, { taskDefinition, service }: PlannedTasks): iam.PolicyStatement[] {
  const stack = Stack.of(scope);
  const objects = (bucket: string, key: string) =>
    stack.formatArn({ service: 's3', region: '', account: '', resource: bucket, resourceName: key });
  const read: string[] = [objects(`prod-${stack.region}-starport-layer-bucket`, '*')];
  const write: string[] = [];
  for (const child of taskDefinition.node.children) {
    const container = child as Partial<ecs.ContainerDefinition>;
    if (typeof container.renderContainerDefinition !== 'function') {
      continue;
    }
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
  const audit = service?.cluster.executeCommandConfiguration?.logConfiguration?.s3Bucket;
  if (audit) {
    write.push(audit.arnForObjects('*'));
  }
  const statement = (action: string, resources: string[]) =>
    new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: [action],
      resources: [...new Set(resources)],
    });
  return [statement('s3:GetObject', read), ...(write.length > 0 ? [statement('s3:PutObject', write)] : [])];
}
