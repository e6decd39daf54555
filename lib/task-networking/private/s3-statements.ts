import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { loggedBuckets } from '../../internal/called-services';
import { containersOf, overridesOf } from '../../internal/cdk-internals';
import { initObjectName } from '../../internal/fluent-bit-services';
import { PlannedTasks } from './planned-tasks';

/** The statements of the S3 gateway endpoint that let the tasks start and ship their logs. */
export function s3Statements(scope: Construct, tasks: PlannedTasks): iam.PolicyStatement[] {
  const { taskDefinition, service } = tasks;
  const stack = Stack.of(scope);
  const arn = (bucket: string) => stack.formatArn({ service: 's3', region: '', account: '', resource: bucket });
  const files = containersOf(taskDefinition).flatMap((container) =>
    (container.environmentFiles ?? []).map(({ s3Location }) => ({
      bucket: arn(s3Location.bucketName),
      object: `${arn(s3Location.bucketName)}/${s3Location.objectKey}`,
    })),
  );
  const configurations = containersOf(taskDefinition)
    .flatMap((container) => configurationsOf(taskDefinition, container))
    .map((object) => ({ bucket: bucketOf(object), object }));
  const outputs = containersOf(taskDefinition).flatMap(s3OutputsOf);
  const logged = [
    ...outputs.map(({ bucket }) => bucket),
    // Another way to say the same: what a router ships by text.
    ...loggedBuckets(taskDefinition),
  ].map((bucket) => `${arn(bucket)}/*`);
  const owned = outputs.filter(({ acl }) => acl).map(({ bucket }) => `${arn(bucket)}/*`);
  const audit = service && sessionBucket(service.cluster);
  const read = [...files, ...configurations];
  const layers = `${arn(`prod-${stack.region}-starport-layer-bucket`)}/*`;
  return [
    ...statement(['s3:GetObject'], [layers, ...read.map(({ object }) => object)]),
    ...statement(['s3:PutObject'], [...logged, ...(audit === undefined ? [] : [`${arn(audit)}/*`])]),
    ...statement(['s3:PutObjectAcl'], owned),
    // Agent and init process ask where a bucket is; the agent of ECS Exec also how it is encrypted.
    ...statement(
      ['s3:GetBucketLocation'],
      [...read.map(({ bucket }) => bucket), ...(audit === undefined ? [] : [arn(audit)])],
    ),
    ...statement(['s3:GetEncryptionConfiguration'], audit === undefined ? [] : [arn(audit)]),
  ];
}

function statement(actions: string[], resources: readonly string[]): iam.PolicyStatement[] {
  return resources.length === 0
    ? []
    : [new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: [...new Set(resources)] })];
}

/** ARNs of the objects that configure a log router: those that its init process fetches, or the one that the agent does. */
function configurationsOf(taskDefinition: ecs.TaskDefinition, container: ecs.ContainerDefinition): string[] {
  const { environment, firelensConfiguration } = container.renderContainerDefinition(taskDefinition);
  if (firelensConfiguration === undefined) {
    return [];
  }
  const { options } = firelensConfiguration as ecs.CfnTaskDefinition.FirelensConfigurationProperty;
  const variables = Array.isArray(environment) ? (environment as ecs.CfnTaskDefinition.KeyValuePairProperty[]) : [];
  const fetched = variables.flatMap(({ name = '', value }) =>
    initObjectName(name) && value !== undefined ? [value] : [],
  );
  const file = (options as Record<string, string> | undefined) ?? {};
  return [...fetched, ...(file['config-file-type'] === 's3' ? [file['config-file-value']] : [])];
}

/** ARN of the bucket in the ARN of an object. */
function bucketOf(object: string): string {
  const [bucket, ...key] = object.split('/');
  return key.length === 0 && Token.isUnresolved(object) ? Fn.select(0, Fn.split('/', object)) : bucket;
}

function s3OutputsOf({ logDriverConfig }: ecs.ContainerDefinition): { bucket: string; acl: boolean }[] {
  const options = logDriverConfig?.logDriver === 'awsfirelens' ? (logDriverConfig.options ?? {}) : {};
  return options.Name === 's3' && options.bucket !== undefined
    ? [{ bucket: options.bucket, acl: options.canned_acl !== undefined }]
    : [];
}

/** Name of the bucket that records ECS Exec sessions, from the L2 or from an override of its resource. */
function sessionBucket(cluster: ecs.ICluster): string | undefined {
  const named = cluster.executeCommandConfiguration?.logConfiguration?.s3Bucket?.bucketName;
  const overrides = overridesOf(cluster.node.defaultChild ?? {}) as Overrides | undefined;
  return named ?? overrides?.Properties?.Configuration?.ExecuteCommandConfiguration?.LogConfiguration?.S3BucketName;
}

/** Overrides hold tokens as they were given; resolved they would be references of the wrong stack. */
interface Overrides {
  readonly Properties?: {
    readonly Configuration?: {
      readonly ExecuteCommandConfiguration?: { readonly LogConfiguration?: { readonly S3BucketName?: string } };
    };
  };
}
