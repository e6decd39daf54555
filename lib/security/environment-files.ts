import { Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { ExecutionGrants } from './execution-grants';

const granted = new WeakSet<ecs.ContainerDefinition>();

/**
 * Lets the execution role of a container's task read the environment files of the container, which aws-cdk-lib leaves to
 * whoever names them. Names that ECS refuses are left to the rule that says so. A second call changes nothing.
 */
export function grantEnvironmentFiles(container: ecs.ContainerDefinition): void {
  const { environmentFiles = [], taskDefinition } = container;
  if (environmentFiles.length === 0 || granted.has(container)) {
    return;
  }
  granted.add(container);
  const grants = ExecutionGrants.fromRole(taskDefinition.obtainExecutionRole());
  for (const { s3Location } of environmentFiles) {
    const { bucketName, objectKey } = s3Location;
    if (Token.isUnresolved(objectKey) || objectKey.endsWith('.env')) {
      grants.environmentFile(bucketNamed(container, bucketName), objectKey);
    }
  }
}

/** The file itself knows the bucket by its name alone; the bucket of the app knows its key and account. */
function bucketNamed(container: ecs.ContainerDefinition, name: string): s3.IBucket {
  const candidates = container.node.root.node
    .findAll()
    .filter(isBucket)
    .filter(({ bucketName }) => bucketName === name);
  return (
    candidates.find(({ encryptionKey }) => encryptionKey !== undefined) ??
    candidates[0] ??
    s3.Bucket.fromBucketName(container, `EnvironmentBucket${container.node.children.length}`, name)
  );
}

function isBucket(construct: IConstruct): construct is s3.IBucket {
  return typeof (construct as Partial<s3.IBucket>).arnForObjects === 'function';
}
