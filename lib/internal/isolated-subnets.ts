import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * The ids of subnets that have no way out but endpoints.
 *
 * Before `Vpc.fromLookup` has an answer, aws-cdk-lib gives a VPC whose private subnets are its isolated ones too. Of those nothing is
 * known, and they are taken for what most are: private.
 */
export function isolatedSubnetIds({ isolatedSubnets, privateSubnets }: ec2.IVpc): ReadonlySet<string> {
  const routed = new Set(privateSubnets.map(({ subnetId }) => subnetId));
  return new Set(isolatedSubnets.map(({ subnetId }) => subnetId).filter((id) => !routed.has(id)));
}
