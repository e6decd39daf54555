import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const CALLS = Symbol.for('cdk-ecs-groundwork.CalledServices');

/** Says which AWS services the tasks of a service or job call once they run, so that a network leads there. */
export function declareCalls(runner: IConstruct, ...services: ec2.InterfaceVpcEndpointAwsService[]): void {
  const value = [...declaredCalls(runner), ...services];
  Object.defineProperty(runner, CALLS, { value, configurable: true });
}

/** What was said of a construct. */
export function declaredCalls(runner: IConstruct): readonly ec2.InterfaceVpcEndpointAwsService[] {
  return (runner as { [CALLS]?: readonly ec2.InterfaceVpcEndpointAwsService[] })[CALLS] ?? [];
}
