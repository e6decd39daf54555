import type * as ec2 from 'aws-cdk-lib/aws-ec2';

const PUBLIC_TASKS = Symbol.for('cdk-ecs-groundwork.publicTasks');

/** Notes that tasks of this VPC run in public subnets, with a public address each. */
export function declarePublicTasks(vpc: ec2.IVpc, subnets: ec2.SubnetSelection): void {
  Object.defineProperty(vpc, PUBLIC_TASKS, { value: subnets, configurable: true });
}

/** The public subnets in which tasks of a VPC run, where somebody decided that they do. */
export function publicTaskSubnets(vpc: ec2.IVpc): ec2.SubnetSelection | undefined {
  return (vpc as { readonly [PUBLIC_TASKS]?: ec2.SubnetSelection })[PUBLIC_TASKS];
}
