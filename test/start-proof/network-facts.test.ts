import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EcsChecks } from '../../lib/checks';
import { EcsStartProof, NetworkFacts, StartProofResult, SubnetEgress } from '../../lib/start-proof';
import { testApp } from '../support/stacks';

const VPC = 'vpc-0f1e2d3c4b5a69788';
const FOLDER = join(__dirname, 'facts');
const ISOLATED = ['subnet-000000000000000c1', 'subnet-000000000000000c2'];
const PRIVATE = ['subnet-000000000000000b1', 'subnet-000000000000000b2'];
const PUBLIC = ['subnet-000000000000000a1', 'subnet-000000000000000a2'];
const OPEN = 'sg-0aaaaaaaaaaaaaaaa';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

interface Shape {
  readonly subnets?: string[];
  readonly group?: string;
  readonly image?: string;
  readonly secret?: boolean;
  readonly env?: boolean;
  readonly publicIp?: boolean;
  readonly build?: (stack: Stack, vpc: ec2.IVpc) => void;
}

/** A Fargate service in a VPC of which the app knows ids. */
function imported({
  subnets = ISOLATED,
  group = OPEN,
  image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1',
  secret,
  env = true,
  publicIp,
  build,
}: Shape = {}) {
  const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  const stack = new Stack(app, 'Shop', env ? { env: { account: '111122223333', region: 'eu-west-1' } } : {});
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: VPC,
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: subnets,
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry(image),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
    ...(secret && {
      secrets: {
        KEY: ecs.Secret.fromSsmParameter({
          parameterArn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key',
          grantRead: () => undefined,
        } as never),
      },
    }),
  });
  const service = new ecs.FargateService(stack, 'Web', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    desiredCount: 1,
    assignPublicIp: publicIp,
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', group, { mutable: false })],
    vpcSubnets: { subnets: subnets.map((id) => ec2.Subnet.fromSubnetId(stack, id, id)) },
  });
  build?.(stack, vpc);
  return { app, stack, service };
}

/** The facts of the fixtures, changed. */
function facts(
  change: (read: (name: string) => Record<string, any[]>, write: (name: string, json: unknown) => void) => void,
) {
  const folder = mkdtempSync(join(tmpdir(), 'facts-'));
  folders.push(folder);
  cpSync(FOLDER, folder, { recursive: true });
  const at = (name: string) => join(folder, name.includes('.') ? name : `${VPC}.${name}.json`);
  change(
    (name) => JSON.parse(readFileSync(at(name), 'utf8')) as Record<string, any[]>,
    (name, json) => (json === undefined ? rmSync(at(name)) : writeFileSync(at(name), JSON.stringify(json))),
  );
  return folder;
}

const codes = ({ tasks }: StartProofResult) => [
  ...new Set(
    tasks.flatMap(({ needs }) => needs.flatMap(({ verdict, code }) => (verdict === 'broken' ? (code ?? '') : []))),
  ),
];
const open = ({ tasks }: StartProofResult) =>
  tasks.flatMap(({ needs }) => needs.flatMap(({ verdict, reason }) => (verdict === 'unknown' ? (reason ?? '') : [])));

test('without facts nothing in an imported VPC is proved, and nothing is broken', () => {
  const { proved, broken, unknown } = EcsStartProof.prove(imported().app);

  expect({ proved, broken }).toEqual({ proved: 0, broken: 0 });
  expect(unknown).toBeGreaterThan(0);
});

const PROVED: [string, Shape][] = [
  ['isolated subnets with endpoints, by the main route table', {}],
  ['a stack that names no region', { env: false }],
  ['a closed group that names the endpoints and the prefix list of S3', { group: 'sg-0cccccccccccccccc' }],
  ['an image of Docker Hub behind a NAT gateway', { subnets: PRIVATE, image: 'nginx:1.27' }],
  ['an image of Docker Hub with a public IP', { subnets: PUBLIC, image: 'nginx:1.27', publicIp: true }],
  ['a secret behind a NAT gateway', { subnets: PRIVATE, secret: true }],
];
test.each(PROVED)('proved by what the AWS CLI printed: %s', (_, shape) => {
  const result = EcsStartProof.prove(imported(shape).app, { facts: NetworkFacts.fromFiles(FOLDER) });

  expect([codes(result), open(result)]).toEqual([[], []]);
  expect(result.proved).toBeGreaterThan(0);
});

const BROKEN: [string, Shape, string[]][] = [
  ['an image of Docker Hub without a route', { image: 'nginx:1.27' }, ['StartProof.noRoute']],
  ['a parameter without an endpoint', { secret: true }, ['StartProof.noEndpoint']],
  ['a group that reaches DynamoDB and not S3', { group: 'sg-0dddddddddddddddd' }, ['StartProof.taskSecurityGroup']],
  [
    'a public subnet without a public IP',
    { subnets: PUBLIC, image: 'nginx:1.27' },
    ['StartProof.noPublicIp', 'StartProof.gatewayRouteTable'],
  ],
];
test.each(BROKEN)('broken by what the AWS CLI printed: %s', (_, shape, expected) => {
  const result = EcsStartProof.prove(imported(shape).app, { facts: NetworkFacts.fromFiles(FOLDER) });

  expect(codes(result)).toEqual(expect.arrayContaining(expected.slice(0, 1)));
  expect(codes(result).filter((code) => !expected.includes(code))).toEqual([]);
});

const CHANGED: [string, Shape, Parameters<typeof facts>[0], string[], RegExp | undefined][] = [
  [
    'an endpoint that is being deleted',
    {},
    (read, write) => {
      const listed = read('vpc-endpoints');
      listed.VpcEndpoints[3].State = 'deleting';
      write('vpc-endpoints', listed);
    },
    ['StartProof.noEndpoint'],
    undefined,
  ],
  [
    'private DNS that is off',
    {},
    (read, write) => {
      const listed = read('vpc-endpoints');
      listed.VpcEndpoints[1].PrivateDnsEnabled = false;
      write('vpc-endpoints', listed);
    },
    ['StartProof.privateDns'],
    undefined,
  ],
  [
    'a policy of the S3 endpoint that holds one bucket',
    {},
    (read, write) => {
      const listed = read('vpc-endpoints');
      listed.VpcEndpoints[0].PolicyDocument = JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::ours/*' }],
      });
      write('vpc-endpoints', listed);
    },
    ['StartProof.endpointPolicy'],
    undefined,
  ],
  [
    'a group of the endpoints that admits another block',
    {},
    (read, write) => {
      const listed = read('security-groups');
      listed.SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp = '10.99.0.0/16';
      write('security-groups', listed);
    },
    ['StartProof.endpointSecurityGroup'],
    undefined,
  ],
  [
    'a network ACL that denies all',
    {},
    (read, write) => {
      const listed = read('network-acls');
      listed.NetworkAcls[0].Entries = listed.NetworkAcls[0].Entries.filter((entry: any) => entry.RuleNumber > 101);
      write('network-acls', listed);
    },
    ['StartProof.networkAcl'],
    undefined,
  ],
  [
    'a NAT gateway that is gone',
    { subnets: PRIVATE, image: 'nginx:1.27' },
    (read, write) => {
      const listed = read('route-tables');
      listed.RouteTables[1].Routes[1].State = 'blackhole';
      write('route-tables', listed);
    },
    ['StartProof.noRoute'],
    undefined,
  ],
  [
    'a gateway endpoint that does not serve the table',
    {},
    (read, write) => {
      const listed = read('vpc-endpoints');
      listed.VpcEndpoints[0].RouteTableIds = ['rtb-00000000000000bb'];
      write('vpc-endpoints', listed);
    },
    ['StartProof.gatewayRouteTable'],
    undefined,
  ],
  [
    'private DNS names that the VPC does not resolve',
    {},
    (read, write) => write('dns-support', { ...read('dns-support'), EnableDnsSupport: { Value: false } }),
    ['StartProof.vpcDns'],
    undefined,
  ],
  [
    'endpoints that nobody told',
    { secret: true },
    (_, write) => write('vpc-endpoints', undefined),
    [],
    /whether vpc-0f1e2d3c4b5a69788 has an endpoint/,
  ],
  [
    'endpoints of which only some are told',
    { secret: true },
    (read, write) => {
      write('some.json', read('vpc-endpoints'));
      write('vpc-endpoints', undefined);
    },
    [],
    /whether vpc-0f1e2d3c4b5a69788 has an endpoint for ssm/,
  ],
  ['routes that nobody told', {}, (_, write) => write('route-tables', undefined), [], /route table of subnet/],
  ['network ACLs that nobody told', {}, (_, write) => write('network-acls', undefined), [], /network ACL of subnet/],
  [
    'groups that nobody told',
    {},
    (_, write) => write('security-groups', undefined),
    [],
    /security groups let TCP 443 pass/,
  ],
  [
    'an endpoint that is pending',
    {},
    (read, write) => {
      const listed = read('vpc-endpoints');
      listed.VpcEndpoints[3].State = 'pendingAcceptance';
      write('vpc-endpoints', listed);
    },
    [],
    /vpce-0000000000000003/,
  ],
  [
    'routes to another network, which may share endpoints',
    { secret: true },
    (read, write) => {
      const listed = read('route-tables');
      listed.RouteTables[2].Routes.push({
        DestinationCidrBlock: '10.0.0.0/8',
        TransitGatewayId: 'tgw-1',
        State: 'active',
      });
      write('route-tables', listed);
    },
    [],
    /another network/,
  ],
  [
    'a VPC that is shared: its owner has endpoints that we are not shown',
    { secret: true },
    (read, write) => {
      const listed = read('security-groups');
      listed.SecurityGroups.forEach((group: any) => (group.OwnerId = '999999999999'));
      write('security-groups', listed);
    },
    [],
    /whether vpc-0f1e2d3c4b5a69788 has an endpoint for ssm/,
  ],
];
test.each(CHANGED)('%s', (_, shape, change, broken, asked) => {
  const result = EcsStartProof.prove(imported(shape).app, { facts: NetworkFacts.fromFiles(facts(change)) });

  expect(codes(result)).toEqual(broken);
  expect(open(result).join('\n')).toMatch(asked ?? /^$/);
});

test('an endpoint that the app declares may be there already from an earlier deployment', () => {
  const { app } = imported({
    build: (stack, vpc) =>
      new ec2.CfnVPCEndpoint(stack, 'Logs', {
        vpcId: vpc.vpcId,
        serviceName: 'com.amazonaws.eu-west-1.logs',
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: ISOLATED,
        securityGroupIds: ['sg-0e0e0e0e0e0e0e0e0'],
      }),
  });
  const tagged = (name: string) =>
    facts((read, write) => {
      const listed = read('vpc-endpoints');
      listed.VpcEndpoints[3].Tags.push({ Key: 'aws:cloudformation:stack-name', Value: name });
      write('vpc-endpoints', listed);
    });
  const proof = (folder: string) => codes(EcsStartProof.prove(app, { facts: NetworkFacts.fromFiles(folder) }));

  expect(proof(FOLDER)).toEqual([]);
  expect(proof(tagged('Shop'))).toEqual([]);
  expect(proof(tagged('Network'))).toEqual(['StartProof.duplicateEndpoint']);
});

const told = {
  vpcs: [
    {
      vpcId: VPC,
      cidr: '10.20.0.0/16',
      subnets: ISOLATED.map((subnetId, index) => ({
        subnetId,
        cidr: `10.20.${20 + index}.0/24`,
        egress: SubnetEgress.NONE,
      })),
      endpoints: [
        ...['ecr.api', 'ecr.dkr', 'logs'].map((service) => ({ service, securityGroupIds: ['sg-0e0e0e0e0e0e0e0e0'] })),
        { service: 's3' },
      ],
    },
  ],
  securityGroups: [
    { securityGroupId: 'sg-0e0e0e0e0e0e0e0e0', ingress: [{ port: 443, cidr: '10.20.0.0/16' }] },
    { securityGroupId: OPEN, egress: [{}] },
  ],
};

test('facts in code prove and break alike', () => {
  const facts = NetworkFacts.of(told);
  const prove = (shape: Shape) => EcsStartProof.prove(imported(shape).app, { facts });

  expect([codes(prove({})), open(prove({}))]).toEqual([[], []]);
  expect(codes(prove({ image: 'nginx:1.27' }))).toEqual(['StartProof.noRoute']);
  expect(codes(prove({ secret: true }))).toEqual(['StartProof.noEndpoint']);
});

test.each([
  [SubnetEgress.NAT_GATEWAY, false, []],
  [SubnetEgress.INTERNET_GATEWAY, true, []],
  [SubnetEgress.INTERNET_GATEWAY, false, ['StartProof.noPublicIp']],
])('the egress %s with a public IP: %s', (egress, publicIp, expected) => {
  const facts = NetworkFacts.of({
    vpcs: [{ vpcId: VPC, endpoints: [], subnets: ISOLATED.map((subnetId) => ({ subnetId, egress })) }],
    securityGroups: told.securityGroups,
  });
  const result = EcsStartProof.prove(imported({ image: 'nginx:1.27', publicIp }).app, { facts });

  expect([codes(result), open(result)]).toEqual([expected, []]);
});

test('what is left out in code is not known', () => {
  const facts = NetworkFacts.of({
    vpcs: [{ ...told.vpcs[0], endpoints: told.vpcs[0].endpoints.map(({ service }) => ({ service })) }],
    securityGroups: [{ securityGroupId: OPEN, egress: [{}] }],
  });
  const result = EcsStartProof.prove(imported().app, { facts });

  expect(codes(result)).toEqual([]);
  expect(open(result).join()).toContain('security groups of the endpoint for logs');
});

test('the checks take facts: as a plugin, all together, and on disk', () => {
  const facts = NetworkFacts.fromFiles(FOLDER);
  const { app } = imported({ secret: true });
  const { directory } = app.synth();
  const codesOf = (findings: { code: string }[]) => [...new Set(findings.map(({ code }) => code))];
  const all = EcsChecks.checkAssembly(directory, { facts, nist800190: false });

  const ways = codesOf(EcsStartProof.checkAssembly(directory, { facts })).filter((code) =>
    code.startsWith('StartProof.'),
  );
  expect(ways).toEqual(['StartProof.noEndpoint']);
  expect(codesOf(all)).toContain('EcsStartProof::StartProof.noEndpoint');

  const validated = imported({ secret: true }).app;
  Validations.of(validated).addPlugins(...EcsChecks.all({ facts, nist800190: false }));
  expect(() => validated.synth()).toThrow('vpc-0f1e2d3c4b5a69788 has no endpoint for ssm');
});

test('what is there already has no findings of its own: neither to wait for, nor to outlive the tasks', () => {
  const { directory } = imported({ secret: true, subnets: PRIVATE }).app.synth();
  const findings = EcsStartProof.checkAssembly(directory, { facts: NetworkFacts.fromFiles(FOLDER) });

  expect(findings.filter(({ path, message }) => /(vpce|rtb|subnet|sg|acl|nat)-0/.test(`${path} ${message}`))).toEqual(
    [],
  );
});

test('facts are put together, and contradictions told', () => {
  const first = NetworkFacts.of({ vpcs: told.vpcs });
  const second = NetworkFacts.of({ securityGroups: told.securityGroups });

  expect(open(EcsStartProof.prove(imported().app, { facts: first.plus(second) }))).toEqual([]);
  expect(() => first.plus(NetworkFacts.of({ vpcs: [{ vpcId: VPC, cidr: '10.9.0.0/16' }] }))).toThrow(
    "[NetworkFacts.twice] NetworkFacts.of and NetworkFacts.of tell different things of 'vpc-0f1e2d3c4b5a69788'; keep the newer one",
  );
});

describe('files that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facts-'));
  folders.push(folder);
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test.each([
    ['no file', () => join(folder, 'none'), 'NetworkFacts.missing'],
    ['no JSON', () => file('a.json', '{"Vpcs": ['), 'NetworkFacts.unreadable'],
    ['a list that --query made', () => file('b.json', '[["vpc-1"]]'), 'NetworkFacts.shape'],
    ['another call', () => file('c.json', '{"Instances": []}'), 'NetworkFacts.shape'],
    ['an object for a list', () => file('d.json', '{"Vpcs": {}}'), 'NetworkFacts.shape'],
    ['the first page', () => file('e.json', '{"Vpcs": [], "NextToken": "x"}'), 'NetworkFacts.truncated'],
    ['the first page of ECS', () => file('m.json', '{"clusters": [], "nextToken": "x"}'), 'NetworkFacts.truncated'],
    [
      'the first page of EFS',
      () => file('n.json', '{"MountTargets": [], "NextMarker": "x"}'),
      'NetworkFacts.truncated',
    ],
    ['an entry without its id', () => file('f.json', '{"Subnets": [{"VpcId": "vpc-1"}]}'), 'NetworkFacts.entry'],
    [
      'a policy that is no JSON',
      () =>
        file(
          'g.json',
          '{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "s", "PolicyDocument": "{"}]}',
        ),
      'NetworkFacts.entry',
    ],
    [
      'the list of another VPC',
      () => file('vpc-1.json', '{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-2"}]}'),
      'NetworkFacts.otherVpc',
    ],
  ])('%s', (_, path, code) => {
    const error = thrownBy(() => NetworkFacts.fromFiles(path()));

    expect(error.code).toBe(code);
    expect(error.message.split('\n')).toHaveLength(1);
  });

  test('all faults together', () => {
    const error = thrownBy(() => NetworkFacts.fromFiles(join(folder, 'none'), file('a.json', '{')));

    expect(error.faults.map(({ code }) => code)).toEqual(['NetworkFacts.missing', 'NetworkFacts.unreadable']);
  });

  test('what is known only at deployment is no id', () => {
    const stack = new Stack();
    const vpc = new ec2.Vpc(stack, 'Vpc');

    expect(thrownBy(() => NetworkFacts.of({ vpcs: [{ vpcId: vpc.vpcId }] })).message).toBe(
      "[NetworkFacts.entry] 'vpcId' must be the id that AWS gave, as vpc-0a1b2c3d, got what is known only at deployment",
    );
  });
});

describe('commands', () => {
  test('what the proof of an app asks, ready to paste', () => {
    const { directory } = imported().app.synth();
    const first = NetworkFacts.commands(directory);

    expect(first.map(({ command }) => command)).toEqual([
      'aws ec2 describe-subnets --region eu-west-1 --subnet-ids subnet-000000000000000c1 subnet-000000000000000c2 --output json > facts/subnets.json',
      'aws ec2 describe-security-groups --region eu-west-1 --group-ids sg-0aaaaaaaaaaaaaaaa --output json > facts/security-groups.json',
    ]);
  });

  test('the answer leads on to the lists of the VPC, until nothing is left', () => {
    const { directory } = imported().app.synth();
    const known = NetworkFacts.fromFiles(join(FOLDER, `${VPC}.subnets.json`));
    const onward = NetworkFacts.commands(directory, known, 'told');

    expect(onward.map(({ command }) => command)).toEqual([
      ...[
        'describe-vpcs --region eu-west-1 --vpc-ids vpc-0f1e2d3c4b5a69788 --output json > told/vpc-0f1e2d3c4b5a69788.vpcs.json',
        'describe-route-tables --region eu-west-1 --filters Name=vpc-id,Values=vpc-0f1e2d3c4b5a69788 --output json > told/vpc-0f1e2d3c4b5a69788.route-tables.json',
        'describe-nat-gateways --region eu-west-1 --filter Name=vpc-id,Values=vpc-0f1e2d3c4b5a69788 --output json > told/vpc-0f1e2d3c4b5a69788.nat-gateways.json',
        'describe-vpc-endpoints --region eu-west-1 --filters Name=vpc-id,Values=vpc-0f1e2d3c4b5a69788 --output json > told/vpc-0f1e2d3c4b5a69788.vpc-endpoints.json',
        'describe-security-groups --region eu-west-1 --filters Name=vpc-id,Values=vpc-0f1e2d3c4b5a69788 --output json > told/vpc-0f1e2d3c4b5a69788.security-groups.json',
        'describe-network-acls --region eu-west-1 --filters Name=vpc-id,Values=vpc-0f1e2d3c4b5a69788 --output json > told/vpc-0f1e2d3c4b5a69788.network-acls.json',
        'describe-prefix-lists --region eu-west-1 --output json > told/eu-west-1.prefix-lists.json',
        'describe-vpc-attribute --region eu-west-1 --vpc-id vpc-0f1e2d3c4b5a69788 --attribute enableDnsSupport --output json > told/vpc-0f1e2d3c4b5a69788.dns-support.json',
        'describe-vpc-attribute --region eu-west-1 --vpc-id vpc-0f1e2d3c4b5a69788 --attribute enableDnsHostnames --output json > told/vpc-0f1e2d3c4b5a69788.dns-hostnames.json',
      ].map((call) => `aws ec2 ${call}`),
    ]);
    expect(onward.map(({ file }) => file).every((file) => !file.includes('/'))).toBe(true);
    expect(NetworkFacts.commands(directory, NetworkFacts.fromFiles(FOLDER))).toEqual([]);
  });
});

function thrownBy(act: () => unknown): { code: string; message: string; faults: { code: string }[] } {
  try {
    act();
  } catch (error) {
    return error as never;
  }
  throw new Error('nothing was thrown');
}
