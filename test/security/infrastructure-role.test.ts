import { Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { InfrastructureRole } from '../../lib/security';
import { onlyProperties, testStack } from '../support/stacks';

const fixed = { env: { region: 'eu-west-1', account: '111122223333' } };

function statementsOf(stack: Stack): Record<string, any[]> {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy');
  return Object.fromEntries(
    Object.entries(policies).map(([id, { Properties }]) => [
      id.includes('Unscopable') ? 'Unscopable' : 'Scoped',
      Properties.PolicyDocument.Statement,
    ]),
  );
}

const group = (stack: Stack, name: string) =>
  elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, name, {
    targetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/0123456789abcdef`,
  });

test('is taken by ECS and starts without permissions', () => {
  const stack = testStack();

  new InfrastructureRole(stack, 'Role');

  expect(onlyProperties(stack, 'AWS::IAM::Role')).toEqual({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' } }],
    },
  });
});

test('has the name and the description that it is given', () => {
  const stack = testStack();

  new InfrastructureRole(stack, 'Role', { roleName: 'shifter', description: 'Shifts traffic' });

  expect(onlyProperties(stack, 'AWS::IAM::Role')).toMatchObject({ RoleName: 'shifter', Description: 'Shifts traffic' });
});

test('shifts traffic at a listener alone', () => {
  const stack = testStack(fixed);

  new InfrastructureRole(stack, 'Role').allowTrafficShift({
    targetGroups: [group(stack, 'blue'), group(stack, 'green')],
    listenerArns: [Aws.STACK_ID],
  });

  expect(statementsOf(stack).Scoped.map(({ Action }) => Action)).toEqual([
    ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
    'elasticloadbalancing:ModifyListener',
  ]);
});

test('needs no key: neither for volumes nor for certificates', () => {
  const stack = testStack(fixed);
  const role = new InfrastructureRole(stack, 'Role');

  role.allowEbsVolumes();
  role.allowServiceConnectTls({
    certificateAuthority: acmpca.CertificateAuthority.fromCertificateAuthorityArn(stack, 'Authority', 'arn:aws:x:y'),
  });

  expect(JSON.stringify(statementsOf(stack))).not.toContain('kms:');
});

test('shifts traffic between the given target groups at the given rule', () => {
  const stack = testStack(fixed);
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const listener = new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', {
    port: 80,
    open: false,
    defaultAction: elbv2.ListenerAction.fixedResponse(404),
  });
  const rule = new elbv2.ApplicationListenerRule(stack, 'Rule', {
    listener,
    priority: 1,
    conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
    action: elbv2.ListenerAction.fixedResponse(503),
  });

  new InfrastructureRole(stack, 'Role').allowTrafficShift({
    targetGroups: [group(stack, 'blue'), group(stack, 'green')],
    listenerRules: [rule],
    listenerArns: [Aws.STACK_ID],
  });

  expect(statementsOf(stack)).toEqual({
    Scoped: [
      {
        Action: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
        Effect: 'Allow',
        Resource: [
          'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/blue/0123456789abcdef',
          'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/green/0123456789abcdef',
        ],
      },
      { Action: 'elasticloadbalancing:ModifyRule', Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^Rule/) } },
      { Action: 'elasticloadbalancing:ModifyListener', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } },
    ],
    Unscopable: [
      {
        Action: [
          'elasticloadbalancing:DescribeListeners',
          'elasticloadbalancing:DescribeRules',
          'elasticloadbalancing:DescribeTargetGroups',
          'elasticloadbalancing:DescribeTargetHealth',
        ],
        Effect: 'Allow',
        Resource: '*',
      },
    ],
  });
});

test('fails with one target group, and with nothing to rewrite', () => {
  const stack = testStack();
  const role = new InfrastructureRole(stack, 'Role');

  expect(() => role.allowTrafficShift({ targetGroups: [group(stack, 'blue')] })).toThrow(
    "TestStack/Role: [InfrastructureRole.targetGroups] 'targetGroups' must have both sides of the shift, got 1; give the service's target group and the alternate one",
  );
  expect(() => role.allowTrafficShift({ targetGroups: [group(stack, 'a'), group(stack, 'b')] })).toThrow(
    "TestStack/Role: [InfrastructureRole.nothingToShift] 'listenerRules' or 'listenerArns' must name what is rewritten, got neither; give the production rule or listener, and the test one if there is one",
  );
});

test('makes volumes of ECS alone, under a key used through EC2 alone', () => {
  const stack = testStack(fixed);

  new InfrastructureRole(stack, 'Role').allowEbsVolumes(
    kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
  );

  const volumes = 'arn:aws:ec2:eu-west-1:111122223333:volume/*';
  const tasks = 'arn:aws:ecs:eu-west-1:111122223333:task/*';
  const allow = (Action: unknown, Resource: unknown, Condition?: object) => ({
    Action,
    Effect: 'Allow',
    Resource,
    ...(Condition && { Condition }),
  });
  const created = { ArnLike: { 'aws:RequestTag/AmazonECSCreated': tasks } };
  const viaEbs = { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' };
  expect(statementsOf(stack)).toEqual({
    Scoped: [
      allow('ec2:CreateVolume', volumes, { ...created, StringEquals: { 'aws:RequestTag/AmazonECSManaged': 'true' } }),
      allow('ec2:CreateVolume', 'arn:aws:ec2:eu-west-1::snapshot/*'),
      allow('ec2:CreateTags', volumes, {
        ...created,
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': 'true', 'ec2:CreateAction': 'CreateVolume' },
      }),
      allow(['ec2:AttachVolume', 'ec2:DetachVolume'], volumes, {
        StringEquals: { 'aws:ResourceTag/AmazonECSManaged': 'true' },
      }),
      allow(['ec2:AttachVolume', 'ec2:DetachVolume'], 'arn:aws:ec2:eu-west-1:111122223333:instance/*'),
      allow('ec2:DeleteVolume', volumes, {
        ArnLike: { 'aws:ResourceTag/AmazonECSCreated': tasks },
        StringEquals: { 'aws:ResourceTag/AmazonECSManaged': 'true' },
      }),
      allow(['kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'], 'arn:aws:kms:eu-west-1:111122223333:key/k', {
        StringEquals: viaEbs,
      }),
      allow('kms:CreateGrant', 'arn:aws:kms:eu-west-1:111122223333:key/k', {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: viaEbs,
      }),
    ],
    Unscopable: [allow(['ec2:DescribeAvailabilityZones', 'ec2:DescribeInstances', 'ec2:DescribeVolumes'], '*')],
  });
});

test('fails when the key of the volumes is of another region', () => {
  const stack = testStack(fixed);
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/k');

  expect(() => new InfrastructureRole(stack, 'Role').allowEbsVolumes(key)).toThrow(
    '[EncryptionKey.otherRegion] key of the volumes must be of region eu-west-1, got a key of us-east-1',
  );
});

test('issues certificates of one authority for Service Connect, and keeps their keys in secrets of ECS alone', () => {
  const stack = testStack(fixed);
  const authority = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a';

  new InfrastructureRole(stack, 'Role').allowServiceConnectTls({
    certificateAuthority: acmpca.CertificateAuthority.fromCertificateAuthorityArn(stack, 'Authority', authority),
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
  });

  const secrets = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecs-sc!*';
  const allow = (Action: unknown, Resource: unknown, Condition?: object) => ({
    Action,
    Effect: 'Allow',
    Resource,
    ...(Condition && { Condition }),
  });
  expect(statementsOf(stack)).toEqual({
    Scoped: [
      allow(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], secrets, {
        ArnLike: {
          'aws:RequestTag/AmazonECSCreated': [
            'arn:aws:ecs:eu-west-1:111122223333:service/*/*',
            'arn:aws:ecs:eu-west-1:111122223333:task-set/*/*',
          ],
        },
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': 'true' },
      }),
      allow(
        [
          'secretsmanager:DeleteSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:RotateSecret',
          'secretsmanager:UpdateSecret',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        secrets,
        { StringEquals: { 'secretsmanager:ResourceTag/aws:secretsmanager:owningService': 'ecs-sc' } },
      ),
      allow('secretsmanager:DescribeSecret', secrets),
      allow(
        [
          'acm-pca:DescribeCertificateAuthority',
          'acm-pca:GetCertificate',
          'acm-pca:GetCertificateAuthorityCertificate',
        ],
        authority,
      ),
      allow('acm-pca:IssueCertificate', authority, {
        StringEquals: {
          'acm-pca:TemplateArn': 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
        },
      }),
      allow(
        ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair'],
        'arn:aws:kms:eu-west-1:111122223333:key/k',
      ),
    ],
  });
});

test('fails when the key of the certificates is of another region', () => {
  const stack = testStack(fixed);

  expect(() =>
    new InfrastructureRole(stack, 'Role').allowServiceConnectTls({
      certificateAuthority: acmpca.CertificateAuthority.fromCertificateAuthorityArn(stack, 'Authority', 'arn:aws:x:y'),
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/k'),
    }),
  ).toThrow('[EncryptionKey.otherRegion] key of the certificates must be of region eu-west-1, got a key of us-east-1');
});
