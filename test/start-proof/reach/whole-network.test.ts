import { AppModel } from '../../../lib/app-model/app-model';
import { prove } from '../../../lib/start-proof/reach/prove';
import { reachFindings } from '../../../lib/start-proof/reach/reach-findings';
import { Entries, att, entry, ref, world } from '../order/order-world';

const CLOSED = { CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86 };

/** The world with a database that the task calls, between closed groups. */
function shop(): Entries {
  const app = world();
  const rule = (side: string, own: string, peer: string, named: string) =>
    entry(`AWS::EC2::SecurityGroup${side}`, {
      GroupId: att(own, 'GroupId'),
      [named]: att(peer, 'GroupId'),
      IpProtocol: 'tcp',
      FromPort: 5432,
      ToPort: 5432,
    });
  app.PublicSubnet.Properties.AvailabilityZone = 'eu-west-1a';
  app.Group.Properties.SecurityGroupEgress = [{ CidrIp: '10.9.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }];
  app.DataGroup = entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc'), SecurityGroupEgress: [CLOSED] });
  app.Data = entry('AWS::RDS::DBInstance', { VPCSecurityGroups: [att('DataGroup', 'GroupId')] });
  app.ToData = rule('Egress', 'Group', 'DataGroup', 'DestinationSecurityGroupId');
  app.FromTask = rule('Ingress', 'DataGroup', 'Group', 'SourceSecurityGroupId');
  return app;
}

function judge(change: (app: Entries) => unknown): string[] {
  const Resources = shop();
  change(Resources);
  const model = new AppModel([{ name: 'Shop', path: 'Shop', template: { Resources }, nested: {} }]);
  return reachFindings(prove(model), model, false)
    .filter(({ finding }) => /oneSidedRule|balancer(Subnet|Closed)|internetGateway/.test(finding.code))
    .map(({ finding }) => `${finding.severity} ${finding.code.replace('StartProof.', '')}: ${finding.message}`);
}

test.each<[string, (app: Entries) => unknown]>([
  ['both sides are there', () => undefined],
  [
    'the other side is open to addresses',
    (app) => {
      delete app.FromTask;
      app.DataGroup.Properties.SecurityGroupIngress = [
        { CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 },
      ];
    },
  ],
  [
    'the other side lets everything out, as a group without rules does',
    (app) => {
      delete app.ToData;
      delete app.Group.Properties.SecurityGroupEgress;
    },
  ],
  [
    'the other side covers the port by a range',
    (app) => Object.assign(app.FromTask.Properties, { FromPort: 5000, ToPort: 6000 }),
  ],
  ['the other side is under a condition', (app) => (app.FromTask.Condition = 'Maybe')],
  [
    'the interface has another group too, which may have the other side',
    (app) => {
      delete app.FromTask;
      app.Other = entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc') });
      app.Data.Properties.VPCSecurityGroups.push(att('Other', 'GroupId'));
    },
  ],
  [
    'a custom resource may write the other side',
    (app) => {
      delete app.FromTask;
      app.Writer = entry('Custom::Rules', { Group: att('DataGroup', 'GroupId') });
    },
  ],
  [
    'a peer that is not part of the app',
    (app) => {
      app.ToData.Properties.DestinationSecurityGroupId = 'sg-0123';
      delete app.FromTask;
    },
  ],
  [
    'a load balancer inside the VPC, without a way to the internet',
    (app) => {
      app.Balancer.Properties.Scheme = 'internal';
      app.Balancer.Properties.Subnets = [ref('Subnet')];
    },
  ],
  ['subnets of a load balancer that are imported', (app) => (app.Balancer.Properties.Subnets = ['subnet-1'])],
  ['an internet gateway of somebody else', (app) => (app.PublicRoute.Properties.GatewayId = 'igw-0123')],
  [
    'an internet gateway that a custom resource attaches',
    (app) => {
      delete app.Attachment;
      app.Attached = entry('Custom::Attachment', { Gateway: ref('Internet') });
    },
  ],
])('%s: nothing to say', (_, change) => {
  expect(judge(change)).toEqual([]);
});

test.each<[string, (app: Entries) => unknown, ...string[]]>([
  [
    'no rule lets the call in',
    (app) => delete app.FromTask,
    'warning oneSidedRule: Shop/Group: a rule lets TCP 5432 out to Shop/DataGroup, which admits none from it, so no connection is made',
  ],
  [
    'no rule lets the call out',
    (app) => delete app.ToData,
    'warning oneSidedRule: Shop/DataGroup: a rule admits TCP 5432 from Shop/Group, which lets none out to it, so no connection is made',
  ],
  [
    'the rule in is for another port',
    (app) => Object.assign(app.FromTask.Properties, { FromPort: 3306, ToPort: 3306 }),
    'warning oneSidedRule: Shop/Group: a rule lets TCP 5432 out to Shop/DataGroup, which admits none from it, so no connection is made',
    'warning oneSidedRule: Shop/DataGroup: a rule admits TCP 3306 from Shop/Group, which lets none out to it, so no connection is made',
  ],
  [
    'a load balancer that faces the internet in a private subnet',
    (app) => (app.Balancer.Properties.Subnets = [ref('Subnet')]),
    'warning balancerSubnet: Shop/Balancer: the load balancer faces the internet, and not every subnet of it has a route to an internet gateway (Shop/Subnet leads to NAT gateway Shop/Nat); clients do not get in there, and ELB refuses it where the VPC has no internet gateway',
  ],
])('%s', (_, change, ...expected) => {
  expect(judge(change)).toEqual(expected);
});

describe('a load balancer that faces the internet', () => {
  const guarded = (ingress: unknown, more: Record<string, unknown> = {}) =>
    judge((app) => {
      app.Guard = entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc'), SecurityGroupIngress: ingress });
      Object.assign(app.Balancer.Properties, { SecurityGroups: [att('Guard', 'GroupId')], ...more });
      app.Listener.Properties.Port = 80;
    });
  const on = (FromPort: number, ToPort = FromPort) => ({ IpProtocol: 'tcp', CidrIp: '0.0.0.0/0', FromPort, ToPort });
  const CLOSED_TO_ALL =
    'warning balancerClosed: Shop/Balancer: the load balancer faces the internet, and no rule of Shop/Guard lets anybody in on 80, where it listens';

  test.each([
    ['no rule', []],
    ['rules of other ports', [on(443), on(8080, 8090)]],
  ])('is reached by nobody with %s', (_, ingress) => {
    expect(guarded(ingress)).toEqual([CLOSED_TO_ALL]);
  });

  test.each<[string, unknown]>([
    ['its port', [on(443), on(80)]],
    ['a range', [on(1, 1024)]],
    ['everything', [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]],
    ['a prefix list', [{ ...on(80), CidrIp: undefined, SourcePrefixListId: 'pl-1' }]],
    ['a port of a parameter', [{ ...on(80), FromPort: ref('Port'), ToPort: ref('Port') }]],
    ['rules under a condition', { 'Fn::If': ['Maybe', [], []] }],
  ])('is reached with a rule of %s', (_, ingress) => {
    expect(guarded(ingress)).toEqual([]);
  });

  test('is not judged when it is internal, or has groups that are not of the app', () => {
    expect(guarded([], { Scheme: 'internal' })).toEqual([]);
    expect(guarded([], { SecurityGroups: [att('Guard', 'GroupId'), 'sg-12345678'] })).toEqual([]);
  });
});

test('an internet gateway that is attached to no VPC leads nowhere, through a NAT gateway too', () => {
  const said = judge((app) => {
    delete app.Attachment;
    delete app.PublicRoute.DependsOn;
  });

  expect(said.map((each) => each.split(':')[0])).toEqual(['error internetGateway', 'warning balancerSubnet']);
  expect(said[0]).toContain(
    'internet gateway Shop/Internet, the target of the default route Shop/PublicRoute, is attached to no VPC',
  );
});
