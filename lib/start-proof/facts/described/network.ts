import { items, record, text } from '../../../internal/template-value';
import { Describing, Entry, GONE, Reader, known, needed, policyOf } from './describing';

/** The readers of the lists of `aws ec2 describe-...` about networks. */
export const NETWORK: Readonly<Record<string, Reader>> = {
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
        AvailableIpAddressCount: entry.AvailableIpAddressCount,
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
};

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
