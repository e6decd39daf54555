import { Fault } from '../../internal/errors';
import { items, record, text } from '../../internal/template-value';
import type { Listing, Told } from './told';

type Entry = Readonly<Record<string, unknown>>;
type Reader = (entry: Entry, told: Describing) => void;

/** Collects what one file tells. */
interface Describing {
  readonly source: string;
  readonly faults: Fault[];
  add(one: Omit<Told, 'source'>): void;
}

/** The readers of the entries of each list, by the name that the AWS CLI gives the list. */
const READERS: Readonly<Record<string, Reader>> = {
  Vpcs: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::EC2::VPC', 'VpcId', told),
      properties: { CidrBlock: entry.CidrBlock },
      whole: ['Vpcs'],
    }),
  Subnets: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::EC2::Subnet', 'SubnetId', told),
      properties: {
        VpcId: needed(entry, 'VpcId', 'SubnetId', told),
        CidrBlock: entry.CidrBlock,
        AvailabilityZone: entry.AvailabilityZone,
        MapPublicIpOnLaunch: entry.MapPublicIpOnLaunch,
      },
    }),
  RouteTables: readRouteTable,
  VpcEndpoints: readEndpoint,
  SecurityGroups: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::EC2::SecurityGroup', 'GroupId', told),
      properties: {
        VpcId: entry.VpcId,
        SecurityGroupIngress: items(entry.IpPermissions).flatMap((rule) => rulesOf(record(rule), 'Source')),
        SecurityGroupEgress: items(entry.IpPermissionsEgress).flatMap((rule) => rulesOf(record(rule), 'Destination')),
      },
    }),
  NetworkAcls: readNetworkAcl,
  NatGateways: readNatGateway,
  PrefixLists: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::EC2::PrefixList', 'PrefixListId', told),
      properties: { PrefixListName: entry.PrefixListName },
    }),
  RoleDetailList: readRole,
  Policies: readManagedPolicy,
};

/** The outputs that can be read, for messages. */
export const DESCRIBED = [...Object.keys(READERS), 'EnableDnsSupport', 'EnableDnsHostnames'];

/** An endpoint, NAT gateway or the like that will not be there again. */
const GONE = new Set(['deleting', 'deleted', 'failed', 'rejected', 'expired']);

/**
 * Reads what a call of the AWS CLI printed.
 *
 * @param vpc whose lists the output has whole: it was asked for by this VPC and nothing else
 */
export function readDescribed(json: unknown, source: string, vpc: string | undefined, faults: Fault[]): Told[] {
  const output = record(json);
  const found: Told[] = [];
  const told: Describing = { source, faults, add: (one) => void found.push({ ...one, source }) };
  if (text(output.NextToken) !== undefined || output.IsTruncated === true) {
    faults.push({
      code: 'NetworkFacts.truncated',
      message: `${source} has the first page only, as it tells itself ('NextToken', 'IsTruncated'); run the command without --max-items and --no-paginate`,
    });
  }
  const lists = Object.keys(READERS).filter((name) => output[name] !== undefined);
  const attributes = ['EnableDnsSupport', 'EnableDnsHostnames'].filter((name) => output[name] !== undefined);
  if (lists.length === 0 && attributes.length === 0) {
    faults.push({
      code: 'NetworkFacts.shape',
      message: `${source} is nothing that is read here: it has none of ${DESCRIBED.join(', ')}; write what 'aws ec2 describe-...' or 'aws iam get-account-authorization-details' prints with --output json`,
    });
  }
  for (const name of lists) {
    if (!Array.isArray(output[name])) {
      faults.push({ code: 'NetworkFacts.shape', message: `'${name}' of ${source} must be a list` });
    }
    items(output[name]).forEach((entry) => READERS[name](record(entry), told));
    if (vpc !== undefined) {
      told.add({ type: 'AWS::EC2::VPC', id: vpc, properties: {}, whole: [name as Listing] });
    }
  }
  if (attributes.length > 0) {
    const id = needed(output, 'VpcId', attributes[0], told);
    for (const name of attributes) {
      const value = record(output[name]).Value;
      told.add({ type: 'Told::VpcAttribute', id: `${id}/${name}`, properties: { Value: value } });
    }
  }
  return found;
}

function known(entry: Entry, type: string, name: string, told: Describing): Pick<Told, 'type' | 'id' | 'owner'> {
  const owner = text(entry.OwnerId);
  return { type, id: needed(entry, name, undefined, told), ...(owner !== undefined && { owner }) };
}

/** A text that every entry of the kind has. */
function needed(entry: Entry, name: string, of: string | undefined, { source, faults }: Describing): string {
  const value = text(entry[name]);
  if (value === undefined) {
    const which = of === undefined ? 'an entry' : `'${text(entry[of]) ?? of}'`;
    faults.push({ code: 'NetworkFacts.entry', message: `${which} of ${source} has no '${name}'` });
  }
  return value ?? '';
}

function readRouteTable(entry: Entry, told: Describing): void {
  const table = known(entry, 'AWS::EC2::RouteTable', 'RouteTableId', told);
  told.add({ ...table, properties: { VpcId: needed(entry, 'VpcId', 'RouteTableId', told) } });
  items(entry.Routes)
    .map(record)
    .forEach((route, index) =>
      told.add({
        type: 'AWS::EC2::Route',
        id: `${table.id}/route/${index}`,
        properties: { RouteTableId: table.id, ...route },
      }),
    );
  for (const association of items(entry.Associations).map(record)) {
    const state = text(record(association.AssociationState).State) ?? 'associated';
    const subnet = text(association.SubnetId);
    if (state !== 'associated' && state !== 'associating') {
      continue;
    }
    if (subnet !== undefined) {
      told.add({
        type: 'AWS::EC2::SubnetRouteTableAssociation',
        id: `${table.id}/${subnet}`,
        properties: { SubnetId: subnet, RouteTableId: table.id },
      });
    } else if (association.Main === true) {
      told.add({
        type: 'Told::MainRouteTable',
        id: `${text(entry.VpcId)}/main`,
        properties: { VpcId: entry.VpcId, RouteTableId: table.id },
      });
    }
  }
}

function readEndpoint(entry: Entry, told: Describing): void {
  const state = (text(entry.State) ?? 'available').toLowerCase();
  if (GONE.has(state)) {
    return;
  }
  const tags = items(entry.Tags).map(record);
  const madeBy = text(tags.find(({ Key }) => Key === 'aws:cloudformation:stack-name')?.Value);
  const endpoint = known(entry, 'AWS::EC2::VPCEndpoint', 'VpcEndpointId', told);
  told.add({
    ...endpoint,
    properties: {
      VpcId: needed(entry, 'VpcId', 'VpcEndpointId', told),
      ServiceName: needed(entry, 'ServiceName', 'VpcEndpointId', told),
      VpcEndpointType: entry.VpcEndpointType,
      PrivateDnsEnabled: entry.PrivateDnsEnabled,
      SubnetIds: items(entry.SubnetIds),
      RouteTableIds: items(entry.RouteTableIds),
      SecurityGroupIds: items(entry.Groups).map((group) => record(group).GroupId),
      PolicyDocument: policyOf(entry.PolicyDocument, endpoint.id, told),
    },
    ...(madeBy !== undefined && { madeBy }),
    ...(state !== 'available' && { unsettled: state }),
  });
}

function policyOf(policy: unknown, id: string, { source, faults }: Describing): unknown {
  if (typeof policy !== 'string') {
    return policy;
  }
  try {
    // IAM encodes its documents where no SDK decodes them.
    return JSON.parse(policy.startsWith('%7B') ? decodeURIComponent(policy) : policy);
  } catch {
    faults.push({ code: 'NetworkFacts.entry', message: `the 'PolicyDocument' of '${id}' of ${source} is no JSON` });
    return undefined;
  }
}

/** A role with all that is attached to it, as the details of an account have it. */
function readRole(entry: Entry, told: Describing): void {
  const arn = needed(entry, 'Arn', 'RoleName', told);
  if (entry.RolePolicyList === undefined || entry.AttachedManagedPolicies === undefined) {
    told.faults.push({
      code: 'NetworkFacts.entry',
      message: `role '${arn}' of ${told.source} has not all of its policies; write what 'aws iam get-account-authorization-details' prints`,
    });
  }
  const boundary = text(record(entry.PermissionsBoundary).PermissionsBoundaryArn);
  told.add({
    type: 'AWS::IAM::Role',
    id: arn,
    ...accountOf(arn),
    properties: {
      RoleName: needed(entry, 'RoleName', 'Arn', told),
      Path: entry.Path,
      AssumeRolePolicyDocument: policyOf(entry.AssumeRolePolicyDocument, arn, told),
      Policies: items(entry.RolePolicyList)
        .map(record)
        .map(({ PolicyName, PolicyDocument }) => ({ PolicyName, PolicyDocument: policyOf(PolicyDocument, arn, told) })),
      ManagedPolicyArns: items(entry.AttachedManagedPolicies).map((attached) => record(attached).PolicyArn),
      ...(boundary !== undefined && { PermissionsBoundary: boundary }),
    },
  });
}

function readManagedPolicy(entry: Entry, told: Describing): void {
  const arn = needed(entry, 'Arn', 'PolicyName', told);
  const version = items(entry.PolicyVersionList)
    .map(record)
    .find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  if (version === undefined) {
    told.faults.push({
      code: 'NetworkFacts.entry',
      message: `policy '${arn}' of ${told.source} has no version with its document; write what 'aws iam get-account-authorization-details' prints`,
    });
  }
  told.add({
    type: 'AWS::IAM::ManagedPolicy',
    id: arn,
    ...accountOf(arn),
    properties: { PolicyDocument: policyOf(version?.Document, arn, told) },
  });
}

function accountOf(arn: string): Pick<Told, 'account'> {
  const account = /^arn:[^:]*:iam::(\d+):/.exec(arn)?.[1];
  return account === undefined ? {} : { account };
}

/** Rules of CloudFormation for a permission of EC2, which may name many peers. */
function rulesOf({ IpProtocol, FromPort, ToPort, ...peers }: Entry, peer: string): Entry[] {
  const base = { IpProtocol, FromPort, ToPort };
  return [
    ...items(peers.IpRanges).map((range) => ({ ...base, CidrIp: record(range).CidrIp })),
    ...items(peers.Ipv6Ranges).map((range) => ({ ...base, CidrIpv6: record(range).CidrIpv6 })),
    ...items(peers.PrefixListIds).map((list) => ({ ...base, [`${peer}PrefixListId`]: record(list).PrefixListId })),
    ...items(peers.UserIdGroupPairs).map((pair) => ({ ...base, [`${peer}SecurityGroupId`]: record(pair).GroupId })),
  ];
}

function readNetworkAcl(entry: Entry, told: Describing): void {
  const acl = known(entry, 'AWS::EC2::NetworkAcl', 'NetworkAclId', told);
  told.add({ ...acl, properties: { VpcId: entry.VpcId } });
  items(entry.Entries).forEach((rule, index) =>
    told.add({
      type: 'AWS::EC2::NetworkAclEntry',
      id: `${acl.id}/entry/${index}`,
      properties: { NetworkAclId: acl.id, ...record(rule) },
    }),
  );
  for (const association of items(entry.Associations).map(record)) {
    told.add({
      type: 'AWS::EC2::SubnetNetworkAclAssociation',
      id: `${acl.id}/${text(association.SubnetId)}`,
      properties: { SubnetId: association.SubnetId, NetworkAclId: acl.id },
    });
  }
}

function readNatGateway(entry: Entry, told: Describing): void {
  const state = (text(entry.State) ?? 'available').toLowerCase();
  told.add({
    ...known(entry, 'AWS::EC2::NatGateway', 'NatGatewayId', told),
    properties: {
      VpcId: entry.VpcId,
      SubnetId: entry.SubnetId,
      ConnectivityType: entry.ConnectivityType,
      AvailabilityMode: entry.AvailabilityMode,
      ...(GONE.has(state) && { State: state }),
    },
    ...(state === 'pending' && { unsettled: state }),
  });
}
