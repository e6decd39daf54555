import { findingsOf } from '../../../lib/app-model/check';
import { modelOfTemplate } from '../../../lib/app-model/load';
import { judgeRights, rights } from '../../../lib/start-proof/rights/rights';

/* The roles by which ECS acts, in plain templates that attach AWS's own policies by their names. */

type Json = Record<string, any>;
const ref = (id: string) => ({ Ref: id });
const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
const policyArn = (name: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` });

const role = (service: string, more: Json) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ...more,
  },
});

/** A service whose tasks need no role, beside what it is given. */
const service = (properties: Json): Json => ({
  Service: {
    Type: 'AWS::ECS::Service',
    Properties: { Cluster: 'shop', LaunchType: 'FARGATE', TaskDefinition: 'shop:1', ...properties },
  },
});

const volume = service({
  VolumeConfigurations: [{ Name: 'data', ManagedEBSVolume: { RoleArn: att('Role', 'Arn'), SizeInGiB: 10 } }],
});

const shift = {
  ...service({
    LoadBalancers: [
      {
        ...{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: ref('Blue') },
        AdvancedConfiguration: {
          ...{
            AlternateTargetGroupArn: ref('Green'),
            ProductionListenerRule: ref('Rule'),
            TestListenerRule: ref('Test'),
          },
          RoleArn: att('Role', 'Arn'),
        },
      },
    ],
  }),
  Blue: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {} },
  Green: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {} },
  Rule: { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: {} },
  Test: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {} },
};

const certificates = (tags: unknown, authority: unknown = att('Authority', 'Arn')) => ({
  ...service({
    ServiceConnectConfiguration: {
      Enabled: true,
      Services: [
        {
          PortName: 'web',
          Tls: { IssuerCertificateAuthority: { AwsPcaAuthorityArn: authority }, RoleArn: att('Role', 'Arn') },
        },
      ],
    },
  }),
  Authority: { Type: 'AWS::ACMPCA::CertificateAuthority', Properties: { Tags: tags } },
});

const lattice = {
  ...service({
    VpcLatticeConfigurations: [{ PortName: 'web', RoleArn: att('Role', 'Arn'), TargetGroupArn: ref('Targets') }],
  }),
  Targets: { Type: 'AWS::VpcLattice::TargetGroup', Properties: {} },
};

const express = {
  Express: {
    Type: 'AWS::ECS::ExpressGatewayService',
    Properties: { InfrastructureRoleArn: att('Role', 'Arn'), TaskDefinitionArn: 'shop:1' },
  },
};

const INSTANCES = 'AmazonECSInstanceRolePolicyForManagedInstances';
const managedInstances = {
  Provider: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: {
      ClusterName: 'shop',
      ManagedInstancesProvider: {
        InfrastructureRoleArn: att('Role', 'Arn'),
        InstanceLaunchTemplate: {
          Ec2InstanceProfileArn: att('Profile', 'Arn'),
          NetworkConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'] },
        },
      },
    },
  },
  Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Instances')] } },
  Instances: role('ec2.amazonaws.com', { RoleName: 'ecsInstanceRole', ManagedPolicyArns: [policyArn(INSTANCES)] }),
};

const TAGGED = [{ Key: 'AmazonECSManaged', Value: 'true' }];
const VOLUMES = 'service-role/AmazonECSInfrastructureRolePolicyForVolumes';
const BALANCERS = 'AmazonECSInfrastructureRolePolicyForLoadBalancers';
const CERTIFICATES = 'service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity';

/** What ECS does by the role, the policy that AWS has for it, and a call that fails without. */
const PURPOSES: [string, Json, string, RegExp][] = [
  ['EBS volumes', volume, VOLUMES, /may not ec2:CreateVolume, ec2:AttachVolume/],
  ['load balancers', shift, BALANCERS, /may not elasticloadbalancing:ModifyRule/],
  ['certificates', certificates(TAGGED), CERTIFICATES, /may not acm-pca:IssueCertificate, acm-pca:GetCertificate/],
  ['VPC Lattice', lattice, 'AmazonECSInfrastructureRolePolicyForVpcLattice', /may not vpc-lattice:RegisterTargets/],
  [
    'Managed Instances',
    managedInstances,
    'AmazonECSInfrastructureRolePolicyForManagedInstances',
    /may not ec2:CreateFleet/,
  ],
  [
    'Express Mode',
    express,
    'service-role/AmazonECSInfrastructureRoleforExpressGatewayServices',
    /may not .*elasticloadbalancing:CreateTargetGroup/,
  ],
];

function judged(resources: Json, of: Json, parameters: Json = {}) {
  const app = { Parameters: parameters, Resources: { ...resources, Role: role('ecs.amazonaws.com', of) } };
  const model = modelOfTemplate(app, 'Shop');
  const found = findingsOf([rights], { model });
  return {
    told: found.map(({ finding: { severity, code, message } }) => `${severity} ${code}: ${message}`),
    fixes: found.map(({ finding }) => finding.fix),
    proved: judgeRights(model).filter(({ verdict, right }) => verdict === 'proved' && !right.trustedService).length,
  };
}

describe.each(PURPOSES)('the policy of AWS for %s', (_, resources, policy, refused) => {
  test('is enough', () => {
    const { told, proved } = judged(resources, { ManagedPolicyArns: [policyArn(policy)] });

    expect(told).toEqual([]);
    expect(proved).toBeGreaterThan(0);
  });

  // That of Express Mode changes rules too, under a tag that only the deployment knows.
  const others = PURPOSES.filter(([, , other]) => other !== policy && !(policy === BALANCERS && /Express/.test(other)));
  test.each(others.map(([purpose, , other]) => [purpose, other]))('is not the one for %s', (__, other) => {
    const { told, fixes } = judged(resources, { ManagedPolicyArns: [policyArn(other)] });

    expect(told.filter((line) => line.startsWith('error'))).toContainEqual(expect.stringMatching(refused));
    expect(fixes).toContain(`attach the managed policy ${policy} to Shop/Role, or statements as those of that policy`);
  });

  test('is refused by a statement of the role', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
    const { told } = judged(resources, {
      ManagedPolicyArns: [policyArn(policy)],
      Policies: [{ PolicyName: 'Closed', PolicyDocument: { Statement: [deny] } }],
    });

    expect(told).toContainEqual(expect.stringMatching(/^error Rights\.denied: /));
  });

  test.each([
    ['a policy of AWS that is not in the table', policyArn('AmazonECSSomethingNew')],
    ['a policy of another app', 'arn:aws:iam::111122223333:policy/shop'],
    ['a policy that a parameter names', ref('Policy')],
  ])('%s in its place is unknown', (__, arn) => {
    const { told } = judged(resources, { ManagedPolicyArns: [arn] }, { Policy: { Type: 'String' } });

    expect(told).not.toEqual([]);
    expect(told.filter((line) => !line.startsWith('info Rights.unknown'))).toEqual([]);
  });
});

describe('rules of a listener that another app has', () => {
  const imported = structuredClone(shift) as Json;
  imported.Service.Properties.LoadBalancers[0].AdvancedConfiguration.ProductionListenerRule = {
    'Fn::ImportValue': 'rule',
  };

  test('may be shifted by the policy of AWS', () => {
    expect(judged(imported, { ManagedPolicyArns: [policyArn(BALANCERS)] }).told).toEqual([]);
  });

  test('may not be shifted by a policy for something else', () => {
    expect(judged(imported, { ManagedPolicyArns: [policyArn(VOLUMES)] }).told).toContainEqual(
      expect.stringMatching(/may not elasticloadbalancing:ModifyRule, elasticloadbalancing:ModifyListener/),
    );
  });
});

describe('a certificate authority', () => {
  const byPolicy = { ManagedPolicyArns: [policyArn(CERTIFICATES)] };

  test.each([
    ['without tags', undefined],
    ['with the tag of another value', [{ Key: 'AmazonECSManaged', Value: 'false' }]],
    ['with other tags', [{ Key: 'Team', Value: 'shop' }]],
  ])('%s is not taken by the policy of AWS', (_, tags) => {
    const { told, fixes } = judged(certificates(tags), byPolicy);

    expect(told).toEqual([expect.stringMatching(/^error Rights\.notAllowed: .* may not acm-pca:IssueCertificate/)]);
    expect(fixes).toEqual(['give Shop/Authority the tag AmazonECSManaged: true']);
  });

  test.each([
    ['whose tag is a parameter', certificates([{ Key: 'AmazonECSManaged', Value: ref('Tag') }])],
    ['whose tags are a parameter', certificates(ref('Tag'))],
    ['of another app', certificates(undefined, 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1')],
  ])('%s is unknown', (_, resources) => {
    expect(judged(resources, byPolicy, { Tag: { Type: 'String' } }).told).toEqual([
      expect.stringMatching(/^info Rights\.unknown: .*not known is whether .* has the tag AmazonECSManaged: true/),
    ]);
  });

  test('without tags is taken by a role that asks for none', () => {
    const statements = [
      { Effect: 'Allow', Action: 'acm-pca:*', Resource: att('Authority', 'Arn') },
      { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' },
    ];

    expect(
      judged(certificates(undefined), {
        Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: statements } }],
      }).told,
    ).toEqual([]);
  });
});

describe('a policy of AWS under a path that it does not have', () => {
  test.each([
    ['AmazonECSInfrastructureRolePolicyForVolumes', VOLUMES],
    [`service-role/${BALANCERS}`, BALANCERS],
    ['AmazonECSTaskExecutionRolePolicy', 'service-role/AmazonECSTaskExecutionRolePolicy'],
  ])('%s is told with its name', (written, name) => {
    const { told, fixes } = judged(volume, { ManagedPolicyArns: [policyArn(written)] });

    expect(told).toContainEqual(
      `error Rights.noSuchPolicy: Shop/Role: AWS has no managed policy ${written}, and IAM refuses the role`,
    );
    expect(fixes).toContain(`name it ${name}`);
  });

  test.each([
    ['of another account', 'arn:aws:iam::111122223333:policy/AmazonECSInfrastructureRolePolicyForVolumes'],
    ['of a name that is a parameter', { 'Fn::Sub': 'arn:aws:iam::aws:policy/${Policy}' }],
    ['that a parameter names', ref('Policy')],
    [
      'under a condition',
      { 'Fn::If': ['X', policyArn('AmazonECSInfrastructureRolePolicyForVolumes'), ref('AWS::NoValue')] },
    ],
    ['that nobody here knows', policyArn('service-role/AmazonECSSomethingNew')],
  ])('is not told of one %s', (_, arn) => {
    const { told } = judged(volume, { ManagedPolicyArns: [arn] }, { Policy: { Type: 'String' } });

    expect(told.filter((line) => line.includes('noSuchPolicy'))).toEqual([]);
  });
});
