import { App, Validations } from 'aws-cdk-lib';
import { HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { build as breakGlass } from '../../examples/security-break-glass/app';
import { build as hardenedService } from '../../examples/security-hardened-service/app';
import { build as tiers } from '../../examples/security-tiers/app';
import { Nist800190Checks } from '../../lib/security/checks/nist-800-190';
import { expectDeployable, reportOn } from '../support/deployable';

/** What is acknowledged of AwsSolutions, by rule and construct. */
function acknowledgedIn(build: (app: App) => void): string[] {
  return expectDeployable(build)
    .acknowledged.filter(({ rule }) => rule.startsWith('AwsSolutions'))
    .map(({ rule, where }) => `${rule.replace(/^AwsSolutions::AwsSolutions-/, '')} ${where}`)
    .sort();
}

test.each<[string, (app: App) => void, string[]]>([
  [
    'security-break-glass',
    breakGlass,
    [
      'IAM5[Resource::*] BreakGlass/Task/TaskRole/Unscopable/Resource',
      'IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<ClusterEB0386A7>/*] BreakGlass/MayEnterWeb/Resource',
    ],
  ],
  [
    'security-hardened-service',
    hardenedService,
    [
      'EC23 HardenedService/Runtime/EndpointSecurityGroup/Resource',
      'ECS2 HardenedService/Task/Resource',
      'IAM5[Resource::*] HardenedService/Gate/Role/Unscopable/Resource',
      'IAM5[Resource::*] HardenedService/Task/ExecutionRole/Unscopable/Resource',
      'IAM5[Resource::*] HardenedService/Task/TaskRole/Unscopable/Resource',
      'IAM5[Resource::<OrdersA9B65338.Arn>/index/*] HardenedService/Task/TaskRole/Scoped/Resource',
      'IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:service-revision/*] HardenedService/Gate/Role/Scoped/Resource',
    ],
  ],
])('the example %s is deployable, and acknowledges only what cannot be narrower', (_, build, acknowledged) => {
  expect(acknowledgedIn(build)).toEqual(acknowledged);
});

test('the example security-tiers is deployable, and no two tiers share hosts', () => {
  const { open } = reportOn((app) => {
    tiers(app);
    Validations.of(app).addPlugins(new Nist800190Checks(app, { trustedRegistries: ['public.ecr.aws/docker'] }));
  });

  expect(open.filter(({ rule }) => !rule.startsWith('NIST'))).toEqual([]);
  // Not hardened further on purpose: the example shows tiers, on the system that most teams know.
  expect([...new Set(open.map(({ rule }) => rule.replace('NIST.800.190::NIST.800.190-', '')))].sort()).toEqual([
    'ECSImagePinnedByDigest[Container::app]',
    'ECSServiceTagsPropagated[EnableECSManagedTags]',
    'ECSServiceTagsPropagated[PropagateTags]',
    'HostMinimalOs',
    'LogGroupCmk',
    'TaskSgEgressRestricted',
  ]);
});

/** What the packs say of the network that `ec2.Vpc` makes, and why it stays. */
const EXPLAINED: Readonly<Record<string, string>> = {
  CloudWatchLogGroupEncrypted: 'flow logs hold addresses and ports, no content',
  IAMNoInlinePolicy: "the role of the flow log is aws-cdk-lib's",
  LogGroupCmk: 'flow logs hold addresses and ports, no content',
  VPCNoUnrestrictedRouteToIGW: 'the NAT gateway stands in the public subnets, and nothing else does',
  VPCSubnetAutoAssignPublicIpDisabled: 'the NAT gateway stands in the public subnets, and nothing else does',
};

test('the hardened service under five packs: what is left is the network, and explained', () => {
  const { open, acknowledged } = reportOn((app) => {
    hardenedService(app);
    Validations.of(app).addPlugins(
      new HIPAASecurityChecks(app),
      new NIST80053R5Checks(app),
      new Nist800190Checks(app),
      new PCIDSS321Checks(app),
    );
  });

  expect(open.filter(({ where }) => !where.startsWith('HardenedService/Vpc/'))).toEqual([]);
  expect([...new Set(open.map(({ rule }) => rule.replace(/^.*-/, '')))].sort()).toEqual(Object.keys(EXPLAINED));
  expect(acknowledged.filter(({ reason }) => (reason ?? '') === '')).toEqual([]);
});
