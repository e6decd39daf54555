import { Fault } from '../../internal/errors';
import { text } from '../../internal/template-value';
import {
  CapacityProviderFacts,
  EndpointFacts,
  FileSystemFacts,
  LoadBalancerFacts,
  NetworkFactsProps,
  SecurityGroupRuleFacts,
  SubnetEgress,
  SubnetFacts,
  VpcFacts,
} from '../network-facts-props';
import type { Told } from './told';

const SOURCE = 'NetworkFacts.of';
const GATEWAYS = ['s3', 'dynamodb'];

/** Reads the facts that are told in code, as resources. */
export function readStated(props: NetworkFactsProps, faults: Fault[]): Told[] {
  const { vpcs = [], securityGroups = [] } = props;
  const idOf = (value: string, name: string, prefix: string): string => {
    if (text(value)?.startsWith(prefix) !== true) {
      faults.push({
        code: 'NetworkFacts.entry',
        message: `'${name}' must be the id that AWS gave, as ${prefix}0a1b2c3d, got ${text(value) === undefined ? 'what is known only at deployment' : `'${value}'`}`,
      });
    }
    return value;
  };
  return [
    ...vpcs.flatMap((vpc) => {
      idOf(vpc.vpcId, 'vpcId', 'vpc-');
      (vpc.subnets ?? []).forEach(({ subnetId }) => idOf(subnetId, 'subnetId', 'subnet-'));
      return vpcOf(vpc);
    }),
    ...securityGroups.map(({ securityGroupId, ingress, egress }): Told => ({
      type: 'AWS::EC2::SecurityGroup',
      id: idOf(securityGroupId, 'securityGroupId', 'sg-'),
      properties: {
        // Text where a list is expected may be any list.
        SecurityGroupIngress: ingress?.map((rule) => ruleOf(rule, 'Source')) ?? 'not told',
        SecurityGroupEgress: egress?.map((rule) => ruleOf(rule, 'Destination')) ?? 'not told',
      },
      source: SOURCE,
    })),
    ...(props.prefixLists ?? []).map(({ prefixListId, cidrs }) =>
      one('AWS::EC2::PrefixList', idOf(prefixListId, 'prefixListId', 'pl-'), {
        Entries: cidrs.map((cidr) => ({ Cidr: cidr })),
      }),
    ),
    ...(props.wayOut ?? []).map((id) => one('Told::WayOut', id, {})),
    ...(props.fileSystems ?? []).flatMap((fileSystem) => {
      idOf(fileSystem.fileSystemId, 'fileSystemId', 'fs-');
      return fileSystemOf(fileSystem);
    }),
    ...(props.loadBalancers ?? []).flatMap((balancer) => {
      idOf(balancer.loadBalancerArn, 'loadBalancerArn', 'arn:');
      (balancer.targetGroupArns ?? []).forEach((arn) => idOf(arn, 'targetGroupArns', 'arn:'));
      return balancerOf(balancer);
    }),
    ...(props.capacityProviders ?? []).flatMap((provider) => {
      idOf(provider.capacityProviderArn, 'capacityProviderArn', 'arn:');
      return providerOf(provider);
    }),
  ];
}

/** A resource that is told in code. */
function one(type: string, id: string, properties: Told['properties']): Told {
  return { type, id, properties, source: SOURCE };
}

function fileSystemOf({ fileSystemId, mountTargets }: FileSystemFacts): Told[] {
  return [
    { ...one('AWS::EFS::FileSystem', fileSystemId, {}), whole: ['MountTargets'] },
    ...mountTargets.map(({ subnetId, securityGroupIds }) =>
      one('AWS::EFS::MountTarget', `mount target of ${fileSystemId} in ${subnetId}`, {
        FileSystemId: fileSystemId,
        SubnetId: subnetId,
        SecurityGroups: securityGroupIds ?? 'not told',
      }),
    ),
  ];
}

function balancerOf({
  loadBalancerArn,
  subnetIds,
  securityGroupIds = [],
  targetGroupArns = [],
}: LoadBalancerFacts): Told[] {
  return [
    one('AWS::ElasticLoadBalancingV2::LoadBalancer', loadBalancerArn, {
      Name: /loadbalancer\/[a-z]+\/([^/]+)/.exec(loadBalancerArn)?.[1],
      Type: loadBalancerArn.includes(':loadbalancer/net/') ? 'network' : 'application',
      Subnets: subnetIds,
      SecurityGroups: securityGroupIds,
    }),
    ...targetGroupArns.map((arn) =>
      one('AWS::ElasticLoadBalancingV2::TargetGroup', arn, { TargetType: 'ip', LoadBalancerArns: [loadBalancerArn] }),
    ),
  ];
}

function providerOf({ capacityProviderArn, subnetIds, securityGroupIds }: CapacityProviderFacts): Told[] {
  const name = capacityProviderArn.replace(/^.*\//, '');
  const [group, template] = [`the Auto Scaling group of ${name}`, `the launch template of ${name}`];
  return [
    one('AWS::ECS::CapacityProvider', capacityProviderArn, {
      Name: name,
      AutoScalingGroupProvider: { AutoScalingGroupArn: group },
    }),
    one('AWS::AutoScaling::AutoScalingGroup', group, {
      VPCZoneIdentifier: subnetIds,
      LaunchTemplate: { LaunchTemplateId: template },
    }),
    one('AWS::EC2::LaunchTemplate', template, { LaunchTemplateData: { SecurityGroupIds: securityGroupIds } }),
  ];
}

function vpcOf(vpc: VpcFacts): Told[] {
  const { vpcId, cidr, endpoints, subnets = [], dnsSupport, dnsHostnames } = vpc;
  const attribute = (name: string, value: boolean | undefined) =>
    value === undefined ? [] : [one('Told::VpcAttribute', `${vpcId}/${name}`, { Value: value })];
  return [
    ...attribute('EnableDnsSupport', dnsSupport),
    ...attribute('EnableDnsHostnames', dnsHostnames),
    {
      type: 'AWS::EC2::VPC',
      id: vpcId,
      properties: { CidrBlock: cidr },
      whole: endpoints === undefined ? ['Vpcs'] : ['Vpcs', 'VpcEndpoints'],
      source: SOURCE,
    },
    ...subnets.flatMap((subnet) => subnetOf(vpcId, subnet)),
    ...(endpoints ?? []).map((endpoint) => endpointOf(vpcId, endpoint, subnets)),
  ];
}

function subnetOf(vpcId: string, { subnetId, cidr, availabilityZone, egress, freeAddresses }: SubnetFacts): Told[] {
  const table = tableOf(subnetId);
  const toInternet = (routeTable: string) =>
    one('AWS::EC2::Route', `${routeTable}/default`, {
      RouteTableId: routeTable,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: `igw-of-${vpcId}`,
    });
  const routed = (subnet: string) => [
    one('AWS::EC2::RouteTable', tableOf(subnet), { VpcId: vpcId }),
    one('AWS::EC2::SubnetRouteTableAssociation', `${tableOf(subnet)}/association`, {
      SubnetId: subnet,
      RouteTableId: tableOf(subnet),
    }),
  ];
  const [gateway, home] = [`behind ${subnetId}`, `of the NAT gateway behind ${subnetId}`];
  const behind: Record<SubnetEgress, () => Told[]> = {
    [SubnetEgress.NONE]: () => [],
    [SubnetEgress.INTERNET_GATEWAY]: () => [toInternet(table)],
    [SubnetEgress.TRANSIT_GATEWAY]: () => [
      one('AWS::EC2::Route', `${table}/default`, {
        RouteTableId: table,
        DestinationCidrBlock: '0.0.0.0/0',
        TransitGatewayId: gateway,
      }),
      one('Told::WayOut', gateway, {}),
    ],
    [SubnetEgress.NAT_GATEWAY]: () => [
      one('AWS::EC2::Route', `${table}/default`, {
        RouteTableId: table,
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: gateway,
      }),
      one('AWS::EC2::NatGateway', gateway, { SubnetId: home }),
      one('AWS::EC2::Subnet', home, { VpcId: vpcId }),
      ...routed(home),
      toInternet(tableOf(home)),
    ],
  };
  return [
    {
      ...one('AWS::EC2::Subnet', subnetId, {
        VpcId: vpcId,
        CidrBlock: cidr,
        AvailabilityZone: availabilityZone,
        ...(freeAddresses !== undefined && { AvailableIpAddressCount: freeAddresses }),
      }),
      whole: ['NetworkAcls'],
    },
    ...(egress === undefined ? [] : [...routed(subnetId), ...behind[egress]()]),
  ];
}

function tableOf(subnetId: string): string {
  return `the routes of ${subnetId}`;
}

function endpointOf(
  vpcId: string,
  { service, gateway, subnetIds, securityGroupIds, privateDns, policy }: EndpointFacts,
  subnets: readonly SubnetFacts[],
): Told {
  const id = `${service} of ${vpcId}`;
  const where = subnetIds ?? subnets.map(({ subnetId }) => subnetId);
  return {
    type: 'AWS::EC2::VPCEndpoint',
    id,
    properties: {
      VpcId: vpcId,
      ServiceName: `com.amazonaws.told.${service}`,
      ...((gateway ?? GATEWAYS.includes(service))
        ? { VpcEndpointType: 'Gateway', RouteTableIds: where.map(tableOf) }
        : {
            VpcEndpointType: 'Interface',
            PrivateDnsEnabled: privateDns ?? true,
            SubnetIds: where,
            SecurityGroupIds: securityGroupIds ?? [`(security groups of the endpoint for ${service})`],
          }),
      PolicyDocument: policy?.toJSON(),
    },
    source: SOURCE,
  };
}

function ruleOf({ port, cidr, securityGroupId, prefixListId }: SecurityGroupRuleFacts, peer: string): object {
  const named = securityGroupId !== undefined || prefixListId !== undefined;
  return {
    ...(port === undefined ? { IpProtocol: '-1' } : { IpProtocol: 'tcp', FromPort: port, ToPort: port }),
    ...(securityGroupId !== undefined && { [`${peer}SecurityGroupId`]: securityGroupId }),
    ...(prefixListId !== undefined && { [`${peer}PrefixListId`]: prefixListId }),
    ...(!named && { CidrIp: cidr ?? '0.0.0.0/0' }),
  };
}
