import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { error, Finding } from './finding';

/** A selection without a subnet: CloudFormation would get an empty list, and what runs there would have no place. */
export function subnetFaults(
  topic: string,
  { subnets, isPendingLookup }: Pick<ec2.SelectedSubnets, 'subnets' | 'isPendingLookup'>,
  selected: boolean,
): Finding[] {
  return subnets.length > 0 || isPendingLookup === true
    ? []
    : [
        error(
          `${topic}.noSubnets`,
          selected
            ? "'vpcSubnets' selects no subnet of the VPC, got none; check its zones, names and type"
            : "the VPC has no private subnets, got none for 'vpcSubnets'; select others, or give the VPC some",
        ),
      ];
}
