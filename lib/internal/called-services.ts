import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const CALLS = Symbol.for('cdk-ecs-groundwork.CalledServices');

/** Says which AWS services the tasks of a service or job call once they run, so that a network leads there. */
export function declareCalls(runner: IConstruct, ...services: ec2.InterfaceVpcEndpointAwsService[]): void {
  const value = [...declaredCalls(runner), ...services];
  Object.defineProperty(runner, CALLS, { value, configurable: true });
}

/** The AWS services that a construct declared to call. */
export function declaredCalls(runner: IConstruct): readonly ec2.InterfaceVpcEndpointAwsService[] {
  return (runner as { [CALLS]?: readonly ec2.InterfaceVpcEndpointAwsService[] })[CALLS] ?? [];
}

const BUCKETS = Symbol.for('cdk-ecs-groundwork.LoggedBuckets');

/** Says to which bucket a task ships logs, beyond what its containers' options show. */
export function declareLoggedBucket(task: IConstruct, bucketName: string): void {
  Object.defineProperty(task, BUCKETS, { value: [...loggedBuckets(task), bucketName], configurable: true });
}

/** The names of the buckets that were said. */
export function loggedBuckets(task: IConstruct): readonly string[] {
  return (task as { [BUCKETS]?: readonly string[] })[BUCKETS] ?? [];
}
