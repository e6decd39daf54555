import type { Resource } from '../resource';

/** The things that a VPC or a file system has many of, by the name that the AWS CLI gives the list. */
export type Listing =
  | 'Subnets'
  | 'RouteTables'
  | 'VpcEndpoints'
  | 'SecurityGroups'
  | 'NetworkAcls'
  | 'NatGateways'
  | 'Vpcs'
  | 'MountTargets';

/** Whether a list of a thing is known whole: of what the app declares it is, of what is there already if it was told so. */
export function toldWhole(resource: Resource, listing: Listing): boolean {
  const whole = resource.raw.Metadata?.whole;
  return !resource.told || (Array.isArray(whole) && whole.includes(listing));
}
