import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EcsStartProof, NetworkFacts, StartProofResult, SubnetEgress } from '../../lib/start-proof';

const VPC = 'vpc-0f1e2d3c4b5a69788';
const SUBNETS = ['subnet-0000000000000000a', 'subnet-0000000000000000b'];
const [TASKS, BALANCER, MOUNT, HOSTS] = ['sg-0a', 'sg-0b', 'sg-0c', 'sg-0d'];
const ELB = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
const LOAD_BALANCER = `${ELB}:loadbalancer/app/shop/50dc6c495c0c9188`;
const LISTENER = `${ELB}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const TARGET_GROUP = `${ELB}:targetgroup/shop/73e2d6bc24d8a067`;
const GROUP =
  'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:930d940e-891e-4781-a11a-7b0acd480f03:autoScalingGroupName/shop-hosts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A cloud assembly with one template of a region. */
function assembly(resources: object, service: object, task: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'outside-'));
  folders.push(folder);
  const template = {
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          NetworkMode: 'awsvpc',
          ContainerDefinitions: [{ Name: 'web', Image: 'nginx:1.27', PortMappings: [{ ContainerPort: 80 }] }],
          ...task,
        },
      },
      Web: {
        Type: 'AWS::ECS::Service',
        Properties: {
          Cluster: 'shop',
          TaskDefinition: { Ref: 'Task' },
          LaunchType: 'FARGATE',
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: SUBNETS, SecurityGroups: [TASKS] } },
          ...service,
        },
      },
      ...resources,
    },
  };
  const manifest = {
    version: '48.0.0',
    artifacts: {
      Shop: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://111122223333/eu-west-1',
        properties: { templateFile: 'Shop.template.json' },
      },
    },
  };
  writeFileSync(join(folder, 'Shop.template.json'), JSON.stringify(template));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

/** Files as the AWS CLI writes them. */
function files(all: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'told-'));
  folders.push(folder);
  Object.entries(all).forEach(([name, json]) => writeFileSync(join(folder, name), JSON.stringify(json)));
  return folder;
}

/** The needs that a way from or to something outside is about. */
function about(result: StartProofResult, word: RegExp) {
  return result.tasks
    .flatMap(({ needs }) => needs)
    .filter(({ purpose, property }) => word.test(`${purpose} ${property}`))
    .map(({ verdict, code, reason }) => [verdict, code ?? reason ?? '']);
}

const rule = (port: number, from: string) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [{ GroupId: from, UserId: '111122223333' }],
});
const everywhere = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] };
const groups = (ingress: Record<string, object[]>) => ({
  SecurityGroups: [TASKS, BALANCER, MOUNT, HOSTS].map((GroupId) => ({
    ...{ GroupId, GroupName: GroupId, VpcId: VPC, OwnerId: '111122223333' },
    ...{ IpPermissions: ingress[GroupId] ?? [], IpPermissionsEgress: [everywhere] },
  })),
});
const subnets = (free = 200) => ({
  Subnets: SUBNETS.map((SubnetId, index) => ({
    ...{ SubnetId, VpcId: VPC, CidrBlock: `10.20.${index}.0/24`, AvailabilityZone: `eu-west-1${'ab'[index]}` },
    ...{ AvailableIpAddressCount: free, MapPublicIpOnLaunch: false, State: 'available' },
  })),
});

const balancers = {
  LoadBalancers: [
    {
      ...{ LoadBalancerArn: LOAD_BALANCER, LoadBalancerName: 'shop', Scheme: 'internal', VpcId: VPC },
      ...{ State: { Code: 'active' }, Type: 'application', SecurityGroups: [BALANCER], IpAddressType: 'ipv4' },
      AvailabilityZones: SUBNETS.map((SubnetId) => ({ ZoneName: 'eu-west-1a', SubnetId, LoadBalancerAddresses: [] })),
    },
  ],
};
const targetGroups = {
  TargetGroups: [
    {
      ...{ TargetGroupArn: TARGET_GROUP, TargetGroupName: 'shop', Protocol: 'HTTP', Port: 80, VpcId: VPC },
      ...{ HealthCheckPort: 'traffic-port', TargetType: 'ip', LoadBalancerArns: [LOAD_BALANCER] },
    },
  ],
};

describe('a VPC link that is there already', () => {
  const called = (ConnectionId: unknown = 'abc123') =>
    assembly(
      {
        Registry: {
          Type: 'AWS::ServiceDiscovery::Service',
          Properties: { DnsConfig: { DnsRecords: [{ Type: 'SRV', TTL: 60 }] } },
        },
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: { ConnectionId, IntegrationUri: { 'Fn::GetAtt': ['Registry', 'Arn'] } },
        },
      },
      {
        ServiceRegistries: [
          { RegistryArn: { 'Fn::GetAtt': ['Registry', 'Arn'] }, ContainerName: 'web', ContainerPort: 80 },
        ],
      },
    );
  const links = (more: object = {}) => ({
    VpcLinks: [
      {
        ...{ CreatedDate: '2026-10-01T09:00:00Z', Name: 'shop', VpcLinkId: 'abc123', Tags: {} },
        ...{ SecurityGroupIds: [BALANCER], SubnetIds: SUBNETS, VpcLinkStatus: 'AVAILABLE', VpcLinkVersion: 'V2' },
        ...more,
      },
    ],
  });
  const told = (ingress: Record<string, object[]>, more: object = {}) =>
    NetworkFacts.fromFiles(
      files({
        'abc123.vpc-links.json': links(more),
        'subnets.json': subnets(),
        'security-groups.json': groups(ingress),
      }),
    );
  const commands = (path: string, facts?: NetworkFacts) =>
    NetworkFacts.commands(path, facts).map(({ command }) => command);

  test('is unknown until it is told, by a command that is named', () => {
    expect(about(EcsStartProof.proveAssembly(called()), /API Gateway/)).toEqual([
      ['unknown', 'the VPC link abc123, which is not part of the app'],
    ]);
    expect(commands(called())).toContain(
      'aws apigatewayv2 get-vpc-link --region eu-west-1 --vpc-link-id abc123 --query "{VpcLinks: [@]}" --output json > facts/abc123.vpc-links.json',
    );
  });

  test('is not asked for by a name that is known only at deployment', () => {
    expect(commands(called({ 'Fn::ImportValue': 'link' })).join()).not.toContain('get-vpc-link');
  });

  test('leads to the question what its security groups are', () => {
    const facts = NetworkFacts.fromFiles(files({ 'abc123.vpc-links.json': links() }));

    expect(commands(called(), facts).join('\n')).toMatch(/describe-security-groups .*--group-ids .*sg-0b/);
    expect(commands(called(), facts).join()).not.toContain('get-vpc-link');
  });

  test('reaches the tasks, or does not, by what the AWS CLI printed', () => {
    const prove = (facts: NetworkFacts) => about(EcsStartProof.proveAssembly(called(), { facts }), /API Gateway/);

    expect(prove(told({ [TASKS]: [rule(80, BALANCER)] }))).toEqual([['proved', '']]);
    expect(prove(told({ [TASKS]: [rule(81, BALANCER)] }))).toEqual([['broken', 'StartProof.vpcLinkSecurityGroup']]);
    expect(prove(told({ [TASKS]: [rule(81, BALANCER)] }, { VpcLinkStatus: 'DELETING' }))).toEqual([
      ['unknown', 'the condition of abc123'],
    ]);
  });
});

describe('a load balancer that is there already', () => {
  const behind = (arn: unknown) => ({
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: arn }],
  });
  const imported = () => assembly({}, behind(TARGET_GROUP));
  const ruled = () =>
    assembly(
      {
        Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'ip', VpcId: VPC } },
        Rule: {
          Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
          Properties: {
            ListenerArn: LISTENER,
            Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }],
          },
        },
      },
      behind({ Ref: 'Targets' }),
    );

  test.each([
    ['a target group', imported, `the load balancer of target group ${TARGET_GROUP}, which is not part of the app`],
    ['a listener', ruled, `the load balancer of listener ${LISTENER}, which is not part of the app`],
  ])('is unknown by %s until it is told', (_, build, reason) => {
    expect(about(EcsStartProof.proveAssembly(build()), /load balancer/)).toEqual([['unknown', reason]]);
  });

  test('is unknown by a listener that a parameter names', () => {
    const folder = assembly(
      {
        Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: 'ip', VpcId: VPC } },
        Rule: {
          Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
          Properties: {
            ListenerArn: { 'Fn::ImportValue': 'listener' },
            Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }],
          },
        },
      },
      behind({ Ref: 'Targets' }),
    );

    expect(about(EcsStartProof.proveAssembly(folder), /load balancer/)).toEqual([
      [
        'unknown',
        expect.stringMatching(/^the load balancer of listener .*listener.*, which is known only at deployment$/),
      ],
    ]);
  });

  test.each([
    ['a target group', imported],
    ['a listener', ruled],
  ])('reaches the tasks of %s, or does not, by what the AWS CLI printed', (_, build) => {
    const told = (ingress: Record<string, object[]>) => ({
      'target-groups.json': targetGroups,
      'load-balancers.json': balancers,
      'subnets.json': subnets(),
      'security-groups.json': groups(ingress),
    });
    const prove = (ingress: Record<string, object[]>) =>
      about(
        EcsStartProof.proveAssembly(build(), { facts: NetworkFacts.fromFiles(files(told(ingress))) }),
        /load balancer/,
      );

    expect(prove({ [TASKS]: [rule(80, BALANCER)] })).toEqual([['proved', '']]);
    expect(prove({ [TASKS]: [rule(8080, BALANCER)] })).toEqual([['broken', 'StartProof.targetSecurityGroup']]);
  });

  test('is told in code alike', () => {
    const facts = (port: number) =>
      NetworkFacts.of({
        vpcs: [{ vpcId: VPC, subnets: SUBNETS.map((subnetId) => ({ subnetId })) }],
        loadBalancers: [
          {
            ...{ loadBalancerArn: LOAD_BALANCER, subnetIds: SUBNETS, securityGroupIds: [BALANCER] },
            targetGroupArns: [TARGET_GROUP],
          },
        ],
        securityGroups: [
          { securityGroupId: BALANCER, egress: [{}] },
          { securityGroupId: TASKS, ingress: [{ port, securityGroupId: BALANCER }] },
        ],
      });
    const prove = (port: number) =>
      about(EcsStartProof.proveAssembly(imported(), { facts: facts(port) }), /load balancer/);

    expect(prove(80)).toEqual([['proved', '']]);
    expect(prove(81)).toEqual([['broken', 'StartProof.targetSecurityGroup']]);
  });
});

describe('a file system that is there already', () => {
  const ID = 'fs-0123456789abcdef0';
  const mounting = () =>
    assembly({}, {}, { Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: ID } }] });
  const mountTargets = (...which: number[]) => ({
    MountTargets: which.map((index) => ({
      ...{ OwnerId: '111122223333', MountTargetId: `fsmt-0${index}`, FileSystemId: ID, SubnetId: SUBNETS[index] },
      ...{ LifeCycleState: 'available', IpAddress: '10.20.0.9', NetworkInterfaceId: `eni-0${index}`, VpcId: VPC },
    })),
  });
  const cards = {
    NetworkInterfaces: [0, 1].map((index) => ({
      ...{ NetworkInterfaceId: `eni-0${index}`, SubnetId: SUBNETS[index], VpcId: VPC, Status: 'in-use' },
      Groups: [{ GroupId: MOUNT, GroupName: 'mount' }],
    })),
  };
  const prove = (all: Record<string, unknown>) =>
    about(
      EcsStartProof.proveAssembly(mounting(), {
        facts: NetworkFacts.fromFiles(files({ 'subnets.json': subnets(), ...all })),
      }),
      /mount/,
    );
  const admits = { 'security-groups.json': groups({ [MOUNT]: [rule(2049, TASKS)] }) };

  test('is mounted where a mount target is in each zone and admits the tasks', () => {
    const all = { [`${ID}.mount-targets.json`]: mountTargets(0, 1), 'network-interfaces.json': cards, ...admits };

    expect(prove(all)).toEqual([['proved', '']]);
    expect(prove({ ...all, 'security-groups.json': groups({}) })).toEqual([
      ['broken', 'StartProof.fileSystemSecurityGroup'],
    ]);
    expect(prove({ ...all, [`${ID}.mount-targets.json`]: mountTargets(0) })).toEqual([
      ['broken', 'StartProof.mountTarget'],
    ]);
  });

  test('is unknown where its list is not whole, or its groups are not told', () => {
    const some = { 'mount-targets.json': mountTargets(0), 'network-interfaces.json': cards, ...admits };
    const bare = { [`${ID}.mount-targets.json`]: mountTargets(0, 1), ...admits };

    expect(prove(some)).toEqual([
      ['unknown', `whether ${ID} has a mount target in the availability zone of ${SUBNETS[1]}`],
    ]);
    expect(prove(bare)).toEqual([['unknown', 'the security groups of fsmt-00']]);
  });

  test('is told in code alike', () => {
    const facts = (...which: number[]) =>
      NetworkFacts.of({
        vpcs: [
          {
            vpcId: VPC,
            subnets: SUBNETS.map((subnetId, index) => ({ subnetId, availabilityZone: `eu-west-1${'ab'[index]}` })),
          },
        ],
        fileSystems: [
          {
            fileSystemId: ID,
            mountTargets: which.map((index) => ({ subnetId: SUBNETS[index], securityGroupIds: [MOUNT] })),
          },
        ],
        securityGroups: [
          { securityGroupId: TASKS, egress: [{}] },
          { securityGroupId: MOUNT, ingress: [{ port: 2049, securityGroupId: TASKS }] },
        ],
      });
    const proof = (...which: number[]) =>
      about(EcsStartProof.proveAssembly(mounting(), { facts: facts(...which) }), /mount/);

    expect(proof(0, 1)).toEqual([['proved', '']]);
    expect(proof(1)).toEqual([['broken', 'StartProof.mountTarget']]);
  });
});

describe('hosts that are there already', () => {
  const byDefault = () => assembly({}, { LaunchType: undefined });
  const cluster = {
    clusters: [
      {
        ...{ clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop', clusterName: 'shop', status: 'ACTIVE' },
        capacityProviders: ['hosts'],
        defaultCapacityProviderStrategy: [{ capacityProvider: 'hosts', weight: 1, base: 0 }],
      },
    ],
    failures: [],
  };
  const providers = {
    capacityProviders: [
      {
        ...{ capacityProviderArn: 'arn:aws:ecs:eu-west-1:111122223333:capacity-provider/hosts', name: 'hosts' },
        status: 'ACTIVE',
        autoScalingGroupProvider: { autoScalingGroupArn: GROUP, managedScaling: { status: 'ENABLED' } },
      },
    ],
  };
  const autoScaling = {
    AutoScalingGroups: [
      {
        ...{ AutoScalingGroupName: 'shop-hosts', AutoScalingGroupARN: GROUP, MinSize: 1, MaxSize: 4 },
        LaunchTemplate: { LaunchTemplateId: 'lt-0a', LaunchTemplateName: 'shop', Version: '$Latest' },
        VPCZoneIdentifier: SUBNETS.join(','),
      },
    ],
  };
  const versions = {
    LaunchTemplateVersions: [
      {
        ...{ LaunchTemplateId: 'lt-0a', LaunchTemplateName: 'shop', VersionNumber: 7, DefaultVersion: false },
        LaunchTemplateData: {
          ...{ ImageId: 'ami-0a', InstanceType: 'm7g.large', SecurityGroupIds: [HOSTS] },
          UserData: Buffer.from('#!/bin/bash\necho ECS_CLUSTER=shop').toString('base64'),
        },
      },
    ],
  };
  const all = {
    'eu-west-1.clusters.json': cluster,
    'eu-west-1.capacity-providers.json': providers,
    'eu-west-1.auto-scaling-groups.json': autoScaling,
    'lt-0a.latest.launch-template-versions.json': versions,
    'subnets.json': subnets(),
    'security-groups.json': groups({}),
  };
  const pull = (told: Record<string, unknown>) =>
    about(EcsStartProof.proveAssembly(byDefault(), { facts: NetworkFacts.fromFiles(files(told)) }), /pull|place/);
  const routes = (table: object) => ({
    'route-tables.json': {
      RouteTables: [
        {
          ...{ RouteTableId: 'rtb-0a', VpcId: VPC, OwnerId: '111122223333' },
          Associations: SUBNETS.map((SubnetId) => ({ SubnetId, RouteTableId: 'rtb-0a', Main: false })),
          Routes: [{ DestinationCidrBlock: '10.20.0.0/16', GatewayId: 'local', State: 'active' }, table],
        },
      ],
    },
  });
  const nat = { 'nat.json': { NatGateways: [{ NatGatewayId: 'nat-0a', VpcId: VPC, State: 'available' }] } };

  test('the commands lead from the cluster to the launch template, step by step', () => {
    const folder = byDefault();
    const asked = (...names: (keyof typeof all)[]) => {
      const told = Object.fromEntries(names.map((name) => [name, all[name]]));
      return NetworkFacts.commands(folder, NetworkFacts.fromFiles(files(told)))
        .map(({ command }) => command)
        .filter((command) => /^aws (ecs|autoscaling)|launch-template/.test(command));
    };

    expect([
      asked(),
      asked('eu-west-1.clusters.json'),
      asked('eu-west-1.clusters.json', 'eu-west-1.capacity-providers.json'),
      asked('eu-west-1.clusters.json', 'eu-west-1.capacity-providers.json', 'eu-west-1.auto-scaling-groups.json'),
      asked(...(Object.keys(all) as (keyof typeof all)[])),
    ]).toEqual([
      ['aws ecs describe-clusters --region eu-west-1 --clusters shop --output json > facts/eu-west-1.clusters.json'],
      [
        'aws ecs describe-capacity-providers --region eu-west-1 --capacity-providers hosts --output json > facts/eu-west-1.capacity-providers.json',
      ],
      [
        'aws autoscaling describe-auto-scaling-groups --region eu-west-1 --auto-scaling-group-names shop-hosts --output json > facts/eu-west-1.auto-scaling-groups.json',
      ],
      [
        "aws ec2 describe-launch-template-versions --region eu-west-1 --launch-template-id lt-0a --versions '$Latest' --output json > facts/lt-0a.latest.launch-template-versions.json",
      ],
      [],
    ]);
  });

  test('pull images by their own subnets and security groups', () => {
    const toNat = routes({ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a', State: 'active' });

    expect(pull(all)[0][0]).toBe('unknown');
    expect(pull({ ...all, ...nat, ...routes({}) })).toEqual([['broken', 'StartProof.noRoute']]);
    expect(pull({ ...all, ...toNat })[0][0]).toBe('unknown');
  });

  test('of another region are others', () => {
    const elsewhere = JSON.parse(JSON.stringify(all).replaceAll('eu-west-1:', 'eu-central-1:')) as typeof all;

    expect(pull(elsewhere)).toContainEqual(['unknown', 'the default capacity provider strategy of cluster shop']);
  });

  test('are told in code alike', () => {
    const facts = NetworkFacts.of({
      vpcs: [
        { vpcId: VPC, subnets: SUBNETS.map((subnetId) => ({ subnetId, egress: SubnetEgress.NONE })), endpoints: [] },
      ],
      capacityProviders: [
        {
          capacityProviderArn: 'arn:aws:ecs:eu-west-1:111122223333:capacity-provider/hosts',
          ...{ subnetIds: SUBNETS, securityGroupIds: [HOSTS] },
        },
      ],
      securityGroups: [{ securityGroupId: HOSTS, egress: [{}] }],
    });
    const service = { LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: 'hosts', Weight: 1 }] };

    expect(about(EcsStartProof.proveAssembly(assembly({}, service), { facts }), /pull/)).toEqual([
      ['broken', 'StartProof.noRoute'],
    ]);
  });
});

describe('a default route that leads elsewhere', () => {
  const told = {
    'subnets.json': subnets(),
    'security-groups.json': groups({}),
    'route-tables.json': {
      RouteTables: [
        {
          ...{ RouteTableId: 'rtb-0a', VpcId: VPC, OwnerId: '111122223333' },
          Associations: SUBNETS.map((SubnetId) => ({ SubnetId, RouteTableId: 'rtb-0a', Main: false })),
          Routes: [{ DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-0a', State: 'active' }],
        },
      ],
    },
    [`${VPC}.network-acls.json`]: {
      NetworkAcls: [
        {
          ...{ NetworkAclId: 'acl-0a', VpcId: VPC, IsDefault: true },
          Associations: SUBNETS.map((SubnetId) => ({ NetworkAclId: 'acl-0a', SubnetId })),
          Entries: [false, true].map((Egress) => ({
            ...{ Egress, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
          })),
        },
      ],
    },
  };

  test('is a way out where it is told to be one', () => {
    const prove = (...ways: string[]) =>
      about(
        EcsStartProof.proveAssembly(assembly({}, {}), {
          facts: NetworkFacts.fromFiles(files(told)).plus(NetworkFacts.of({ wayOut: ways })),
        }),
        /pull/,
      );

    expect(prove()).toEqual([['unknown', expect.stringContaining('what lies behind a transit gateway')]]);
    expect(prove('tgw-0a')).toEqual([['proved', '']]);
    expect(prove('tgw-0b')).toEqual([['unknown', expect.stringContaining('what lies behind a transit gateway')]]);
  });

  test('an endpoint of a gateway load balancer, which the call names where gateways stand, is one as well', () => {
    const behind = JSON.parse(JSON.stringify(told).replaceAll('"TransitGatewayId":"tgw-0a"', '"GatewayId":"vpce-0a"'));
    const prove = (...ways: string[]) =>
      about(
        EcsStartProof.proveAssembly(assembly({}, {}), {
          facts: NetworkFacts.fromFiles(files(behind)).plus(NetworkFacts.of({ wayOut: ways })),
        }),
        /pull/,
      );

    expect(prove()).toEqual([['unknown', expect.stringContaining('what lies behind vpce-0a')]]);
    expect(prove('vpce-0a')).toEqual([['proved', '']]);
  });

  test('and in code a subnet may have such a route', () => {
    const facts = NetworkFacts.of({
      vpcs: [{ vpcId: VPC, subnets: SUBNETS.map((subnetId) => ({ subnetId, egress: SubnetEgress.TRANSIT_GATEWAY })) }],
      securityGroups: [{ securityGroupId: TASKS, egress: [{}] }],
    });

    expect(about(EcsStartProof.proveAssembly(assembly({}, {}), { facts }), /pull/)).toEqual([['proved', '']]);
  });
});

describe('a prefix list of one’s own', () => {
  const folder = () =>
    assembly(
      {
        Group: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            VpcId: VPC,
            SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: 'pl-0a' }],
          },
        },
      },
      { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: SUBNETS, SecurityGroups: [{ Ref: 'Group' }] } } },
    );
  const world = { vpcId: VPC, subnets: SUBNETS.map((subnetId) => ({ subnetId, egress: SubnetEgress.NAT_GATEWAY })) };
  const prove = (facts: NetworkFacts) =>
    about(EcsStartProof.proveAssembly(folder(), { facts: NetworkFacts.of({ vpcs: [world] }).plus(facts) }), /pull/);

  test('opens what its blocks hold', () => {
    const inside = { prefixLists: [{ prefixListId: 'pl-0a', cidrs: ['10.0.0.0/8'] }] };
    const anywhere = { Entries: [{ Cidr: '0.0.0.0/0', Description: 'the internet' }] };

    expect(prove(NetworkFacts.of({}))[0][0]).toBe('unknown');
    expect(prove(NetworkFacts.of(inside))).toEqual([['broken', 'StartProof.taskSecurityGroup']]);
    expect(prove(NetworkFacts.fromFiles(files({ 'pl-0a.prefix-list-entries.json': anywhere })))).toEqual([
      ['proved', ''],
    ]);
  });

  test('must be named by the file of its entries', () => {
    expect(() => NetworkFacts.fromFiles(files({ 'entries.json': { Entries: [] } }))).toThrow(
      /\[NetworkFacts.entry\] .*put its id in the name of the file, as pl-0a1b2c3d.prefix-list-entries.json/,
    );
  });
});

describe('the free addresses of a subnet', () => {
  const budget = (tasks: number, free: number) =>
    EcsStartProof.proveAssembly(assembly({}, { DesiredCount: tasks }), {
      facts: NetworkFacts.fromFiles(files({ 'subnets.json': subnets(free) })),
    }).subnets.map(({ verdict, addresses }) => [verdict, addresses]);

  test.each([
    ['are enough', 40, 100, 'proved'],
    ['are not enough beside what runs already', 40, 30, 'unknown'],
    ['are fewer in the whole block', 400, 30, 'broken'],
  ])('%s', (_, tasks, free, verdict) => {
    expect(budget(tasks, free)).toEqual(SUBNETS.map(() => [verdict, free]));
  });

  test('are told in code alike', () => {
    const subnet = (subnetId: string, index: number) => ({ subnetId, cidr: `10.20.${index}.0/24`, freeAddresses: 9 });
    const facts = NetworkFacts.of({ vpcs: [{ vpcId: VPC, subnets: SUBNETS.map(subnet) }] });

    expect(
      EcsStartProof.proveAssembly(assembly({}, { DesiredCount: 3 }), { facts }).subnets.map(({ verdict }) => verdict),
    ).toEqual(['proved', 'proved']);
  });
});

test('a VPC that resolves no names breaks what is told in code, too', () => {
  const facts = NetworkFacts.of({
    vpcs: [
      {
        ...{ vpcId: VPC, dnsSupport: false, dnsHostnames: false },
        subnets: SUBNETS.map((subnetId) => ({ subnetId, egress: SubnetEgress.NAT_GATEWAY })),
      },
    ],
    securityGroups: [{ securityGroupId: TASKS, egress: [{}] }],
  });

  expect(about(EcsStartProof.proveAssembly(assembly({}, {}), { facts }), /pull/)).toEqual([
    ['broken', 'StartProof.vpcDns'],
  ]);
});
