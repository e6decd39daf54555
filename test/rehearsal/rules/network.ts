import { Live, Refused } from '../world';
import type { Rule } from '.';

/**
 * The same rule twice in a security group. Its description is no part of what makes two rules the same.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html InvalidPermission.Duplicate
 */
const duplicateRule: Rule = ({ verb, type, live }, { world }) => {
  if (verb !== 'CREATE' || !/SecurityGroup(Egress|Ingress)$/.test(type)) {
    return;
  }
  const twin = [...world.live].find(
    (each) => each.type === type && identity(each.properties) === identity(live.properties),
  );
  if (twin !== undefined) {
    throw new Refused('AlreadyExists', `the specified rule "${identity(live.properties)}" already exists (${twin.id})`);
  }
};

/**
 * More than 60 rules of one direction in a security group.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
const tooManyRules: Rule = ({ verb, type, live }, { world }) => {
  if (verb !== 'CREATE' || !/SecurityGroup(Egress|Ingress)$/.test(type)) {
    return;
  }
  const { GroupId } = live.properties;
  const inline = [...world.live].find((each) => each.type === 'AWS::EC2::SecurityGroup' && each.ref === GroupId);
  const count =
    (inline?.properties[type.split('::')[2]] ?? []).length +
    [...world.live].filter((each) => each.type === type && each.properties.GroupId === GroupId).length;
  if (count >= 60) {
    throw new Refused(
      'RulesPerSecurityGroupLimitExceeded',
      `the maximum number of rules of ${GroupId} has been reached`,
    );
  }
};

/** What has network interfaces in subnets, and with security groups. */
const INTERFACES = [
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::EC2::NatGateway',
  'AWS::EC2::VPCEndpoint',
  'AWS::ECS::Service',
  'AWS::EFS::MountTarget',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::Lambda::Function',
];
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::VPC': ['AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::EC2::VPCGatewayAttachment'],
  'AWS::EC2::Subnet': INTERFACES,
  'AWS::EC2::SecurityGroup': INTERFACES,
};

/**
 * What holds interfaces or groups of anybody, of whichever stack, cannot be deleted.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html DependencyViolation
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
 */
const stillUsed: Rule = ({ verb, type, live }, view) => {
  const holders = verb === 'DELETE' ? (HOLDERS[type] ?? []) : [];
  const user = view.perhaps(...holders).find((each) => names(each, live));
  if (user !== undefined) {
    throw new Refused('DependencyViolation', `${live.ref} has dependencies and cannot be deleted (${user.id})`);
  }
};

function names({ properties }: Live, { ref }: Live): boolean {
  return JSON.stringify(properties).includes(`"${ref}"`);
}

function identity({ Description: _, ...rest }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(rest).sort());
}

export const NETWORK: readonly Rule[] = [duplicateRule, tooManyRules, stillUsed];
