import { Refused } from '../world';
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

function identity({ Description: _, ...rest }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(rest).sort());
}

export const NETWORK: readonly Rule[] = [duplicateRule, tooManyRules];
