import { ARN } from './arns';
import { ManagedPolicy, REFERENCE, onEverything } from './managed-policy';
import type { Statement } from './statement';

function on(resources: readonly string[], actions: readonly string[], conditions?: Statement['conditions']): Statement {
  return { effect: 'Allow', actions, resources, ...(conditions && { conditions }) };
}

/**
 * AWS's policies for the roles by which ECS acts for you, read in November 2026 in the copy that moto brings;
 * `npm run refresh -- managed-policies` compares with it.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
 */
export const INFRASTRUCTURE_POLICIES: Readonly<Record<string, ManagedPolicy | undefined>> = {
  'service-role/AmazonECSInfrastructureRolePolicyForVolumes': {
    version: 'v5 of 2026-02-12',
    page: `${REFERENCE}/AmazonECSInfrastructureRolePolicyForVolumes.html`,
    copy: true,
    statements: [
      on([`${ARN}:ec2:*:*:volume/*`], ['ec2:CreateVolume'], {
        ArnLike: { 'aws:RequestTag/AmazonECSCreated': [`${ARN}:ecs:*:*:task/*`] },
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] },
      }),
      on([`${ARN}:ec2:*:*:snapshot/*`], ['ec2:CreateVolume']),
      on([`${ARN}:ec2:*:*:volume/*`], ['ec2:CreateTags'], {
        ArnLike: { 'aws:RequestTag/AmazonECSCreated': [`${ARN}:ecs:*:*:task/*`] },
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'], 'ec2:CreateAction': ['CreateVolume'] },
      }),
      ...onEverything('ec2:DescribeVolumes', 'ec2:DescribeAvailabilityZones'),
      ...onEverything('ec2:DescribeInstances'),
      on([`${ARN}:ec2:*:*:volume/*`], ['ec2:AttachVolume', 'ec2:DetachVolume'], {
        StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] },
      }),
      on([`${ARN}:ec2:*:*:instance/*`], ['ec2:AttachVolume', 'ec2:DetachVolume']),
      on([`${ARN}:ec2:*:*:volume/*`], ['ec2:DeleteVolume'], {
        ArnLike: { 'aws:ResourceTag/AmazonECSCreated': [`${ARN}:ecs:*:*:task/*`] },
        StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] },
      }),
    ],
  },
  AmazonECSInfrastructureRolePolicyForLoadBalancers: {
    version: 'v6 of 2026-02-12',
    page: `${REFERENCE}/AmazonECSInfrastructureRolePolicyForLoadBalancers.html`,
    copy: true,
    statements: [
      ...onEverything(
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ),
      on(
        [`${ARN}:elasticloadbalancing:*:*:targetgroup/*/*`],
        ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
      ),
      on([`${ARN}:elasticloadbalancing:*:*:listener/app/*/*/*`], ['elasticloadbalancing:ModifyListener']),
      on([`${ARN}:elasticloadbalancing:*:*:listener/net/*/*/*`], ['elasticloadbalancing:ModifyListener']),
      on([`${ARN}:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*`], ['elasticloadbalancing:ModifyRule']),
    ],
  },
  'service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity': {
    version: 'v4 of 2026-02-12',
    page: `${REFERENCE}/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity.html`,
    copy: true,
    statements: [
      on([`${ARN}:secretsmanager:*:*:secret:ecs-sc!*`], ['secretsmanager:CreateSecret'], {
        ArnLike: { 'aws:RequestTag/AmazonECSCreated': [`${ARN}:ecs:*:*:service/*/*`, `${ARN}:ecs:*:*:task-set/*/*`] },
        StringEquals: {
          'aws:RequestTag/AmazonECSManaged': ['true'],
          'aws:ResourceAccount': ['${aws:PrincipalAccount}'],
        },
      }),
      on([`${ARN}:secretsmanager:*:*:secret:ecs-sc!*`], ['secretsmanager:TagResource'], {
        ArnLike: { 'aws:RequestTag/AmazonECSCreated': [`${ARN}:ecs:*:*:service/*/*`, `${ARN}:ecs:*:*:task-set/*/*`] },
        StringEquals: {
          'aws:RequestTag/AmazonECSManaged': ['true'],
          'aws:ResourceAccount': ['${aws:PrincipalAccount}'],
        },
      }),
      on(
        [`${ARN}:secretsmanager:*:*:secret:ecs-sc!*`],
        [
          'secretsmanager:UpdateSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:DeleteSecret',
          'secretsmanager:RotateSecret',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        {
          StringEquals: {
            'aws:ResourceAccount': ['${aws:PrincipalAccount}'],
            'secretsmanager:ResourceTag/aws:secretsmanager:owningService': ['ecs-sc'],
          },
        },
      ),
      on([`${ARN}:secretsmanager:*:*:secret:ecs-sc!*`], ['secretsmanager:DescribeSecret'], {
        StringEquals: { 'aws:ResourceAccount': ['${aws:PrincipalAccount}'] },
      }),
      on(
        ['*'],
        [
          'acm-pca:GetCertificate',
          'acm-pca:GetCertificateAuthorityCertificate',
          'acm-pca:DescribeCertificateAuthority',
        ],
        { StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] } },
      ),
      on(['*'], ['acm-pca:IssueCertificate'], {
        StringEquals: {
          'acm-pca:TemplateArn': [`${ARN}:acm-pca:::template/EndEntityCertificate/V1`],
          'aws:ResourceTag/AmazonECSManaged': ['true'],
        },
      }),
    ],
  },
  AmazonECSInfrastructureRolePolicyForVpcLattice: {
    version: 'v2 of 2026-09-29',
    page: `${REFERENCE}/AmazonECSInfrastructureRolePolicyForVpcLattice.html`,
    copy: true,
    statements: [
      on([`${ARN}:vpc-lattice:*:*:targetgroup/*`], ['vpc-lattice:RegisterTargets', 'vpc-lattice:DeregisterTargets']),
      on([`${ARN}:vpc-lattice:*:*:targetgroup/*`], ['vpc-lattice:GetTargetGroup']),
      on([`${ARN}:vpc-lattice:*:*:targetgroup/*`], ['vpc-lattice:ListTargets']),
      on([`${ARN}:vpc-lattice:*:*:service/*/listener/*/rule/*`], ['vpc-lattice:GetRule']),
      on([`${ARN}:vpc-lattice:*:*:service/*/listener/*/rule/*`], ['vpc-lattice:UpdateRule']),
      on([`${ARN}:vpc-lattice:*:*:service/*/listener/*`], ['vpc-lattice:UpdateListener']),
      ...onEverything('ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'ec2:DescribeInstances'),
    ],
  },
  AmazonECSInfrastructureRolePolicyForManagedInstances: {
    version: 'v12 of 2026-09-15',
    page: `${REFERENCE}/AmazonECSInfrastructureRolePolicyForManagedInstances.html`,
    copy: true,
    statements: [
      on([`${ARN}:ec2:*:*:launch-template/*`], ['ec2:CreateLaunchTemplate'], {
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] },
      }),
      on([`${ARN}:ec2:*:*:launch-template/*`], ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'], {
        StringEquals: { 'ec2:ManagedResourceOperator': ['ecs.amazonaws.com'] },
      }),
      on(
        [
          `${ARN}:ec2:*:*:fleet/*`,
          `${ARN}:ec2:*:*:instance/*`,
          `${ARN}:ec2:*:*:network-interface/*`,
          `${ARN}:ec2:*:*:volume/*`,
        ],
        ['ec2:CreateFleet'],
        { StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] } },
      ),
      on([`${ARN}:ec2:*:*:subnet/*`, `${ARN}:ec2:*:*:security-group/*`, `${ARN}:ec2:*::image/*`], ['ec2:CreateFleet']),
      on([`${ARN}:ec2:*:*:launch-template/*`], ['ec2:CreateFleet'], {
        StringEquals: { 'ec2:ResourceTag/AmazonECSManaged': ['true'] },
      }),
      on(
        [`${ARN}:ec2:*:*:instance/*`, `${ARN}:ec2:*:*:volume/*`, `${ARN}:ec2:*:*:network-interface/*`],
        ['ec2:RunInstances'],
        { StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] } },
      ),
      on([`${ARN}:ec2:*:*:launch-template/*`], ['ec2:RunInstances'], {
        StringEquals: { 'ec2:ResourceTag/AmazonECSManaged': ['true'] },
      }),
      on(
        [
          `${ARN}:ec2:*:*:subnet/*`,
          `${ARN}:ec2:*:*:security-group/*`,
          `${ARN}:ec2:*::image/*`,
          `${ARN}:resource-groups:*:*:group/*`,
        ],
        ['ec2:RunInstances'],
      ),
      on(
        [
          `${ARN}:ec2:*:*:fleet/*`,
          `${ARN}:ec2:*:*:launch-template/*`,
          `${ARN}:ec2:*:*:network-interface/*`,
          `${ARN}:ec2:*:*:instance/*`,
          `${ARN}:ec2:*:*:volume/*`,
        ],
        ['ec2:CreateTags'],
        { StringEquals: { 'ec2:CreateAction': ['CreateFleet', 'CreateLaunchTemplate', 'RunInstances'] } },
      ),
      on([`${ARN}:iam::*:role/ecsInstanceRole*`], ['iam:PassRole'], {
        StringLike: { 'iam:PassedToService': ['ec2.*'] },
      }),
      on(
        [`${ARN}:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`],
        ['iam:CreateServiceLinkedRole'],
      ),
      ...onEverything(
        'ec2:DescribeInstances',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeLaunchTemplates',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeInstanceTypeOfferings',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'ec2:DescribeCapacityReservations',
      ),
      ...onEverything(
        'resource-groups:ListGroupResources',
        'cloudformation:DescribeStacks',
        'cloudformation:ListStackResources',
        'tag:GetResources',
      ),
    ],
  },
  'service-role/AmazonECSInfrastructureRoleforExpressGatewayServices': {
    version: 'v6 of 2026-02-12',
    page: `${REFERENCE}/AmazonECSInfrastructureRoleforExpressGatewayServices.html`,
    copy: true,
    statements: [
      on(['*'], ['iam:CreateServiceLinkedRole'], {
        StringEquals: {
          'iam:AWSServiceName': ['ecs.application-autoscaling.amazonaws.com', 'elasticloadbalancing.amazonaws.com'],
        },
      }),
      on(
        [
          `${ARN}:elasticloadbalancing:*:*:loadbalancer/app/*/*`,
          `${ARN}:elasticloadbalancing:*:*:listener/app/*/*/*`,
          `${ARN}:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*`,
          `${ARN}:elasticloadbalancing:*:*:targetgroup/*/*`,
        ],
        [
          'elasticloadbalancing:CreateListener',
          'elasticloadbalancing:CreateLoadBalancer',
          'elasticloadbalancing:CreateRule',
          'elasticloadbalancing:CreateTargetGroup',
          'elasticloadbalancing:ModifyListener',
          'elasticloadbalancing:ModifyRule',
          'elasticloadbalancing:AddListenerCertificates',
          'elasticloadbalancing:RemoveListenerCertificates',
          'elasticloadbalancing:RegisterTargets',
          'elasticloadbalancing:DeregisterTargets',
          'elasticloadbalancing:DeleteTargetGroup',
          'elasticloadbalancing:DeleteLoadBalancer',
          'elasticloadbalancing:DeleteRule',
          'elasticloadbalancing:DeleteListener',
        ],
        { StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] } },
      ),
      on(
        [
          `${ARN}:elasticloadbalancing:*:*:loadbalancer/app/*/*`,
          `${ARN}:elasticloadbalancing:*:*:listener/app/*/*/*`,
          `${ARN}:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*`,
          `${ARN}:elasticloadbalancing:*:*:targetgroup/*/*`,
        ],
        ['elasticloadbalancing:AddTags'],
        {
          StringEquals: {
            'elasticloadbalancing:CreateAction': [
              'CreateLoadBalancer',
              'CreateListener',
              'CreateRule',
              'CreateTargetGroup',
            ],
          },
        },
      ),
      on([`${ARN}:ec2:*:*:vpc/*`], ['ec2:CreateSecurityGroup']),
      on(
        [`${ARN}:ec2:*:*:security-group/*`, `${ARN}:ec2:*:*:security-group-rule/*`, `${ARN}:ec2:*:*:vpc/*`],
        ['ec2:CreateSecurityGroup', 'ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress'],
        { StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] } },
      ),
      on(
        [`${ARN}:ec2:*:*:security-group/*`, `${ARN}:ec2:*:*:vpc/*`],
        [
          'ec2:AuthorizeSecurityGroupEgress',
          'ec2:AuthorizeSecurityGroupIngress',
          'ec2:DeleteSecurityGroup',
          'ec2:RevokeSecurityGroupEgress',
          'ec2:RevokeSecurityGroupIngress',
        ],
        { StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] } },
      ),
      on([`${ARN}:ec2:*:*:security-group/*`, `${ARN}:ec2:*:*:security-group-rule/*`], ['ec2:CreateTags'], {
        StringEquals: {
          'ec2:CreateAction': ['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress'],
        },
      }),
      on(
        [`${ARN}:acm:*:*:certificate/*`],
        ['acm:RequestCertificate', 'acm:AddTagsToCertificate', 'acm:DeleteCertificate', 'acm:DescribeCertificate'],
        { StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] } },
      ),
      on(
        [`${ARN}:application-autoscaling:*:*:scalable-target/*`],
        [
          'application-autoscaling:RegisterScalableTarget',
          'application-autoscaling:TagResource',
          'application-autoscaling:DeregisterScalableTarget',
        ],
        { StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] } },
      ),
      on(
        [`${ARN}:application-autoscaling:*:*:scalable-target/*`],
        ['application-autoscaling:PutScalingPolicy', 'application-autoscaling:DeleteScalingPolicy'],
        { StringEquals: { 'application-autoscaling:service-namespace': ['ecs'] } },
      ),
      on(
        [`${ARN}:application-autoscaling:*:*:scalable-target/*`],
        [
          'application-autoscaling:DescribeScalableTargets',
          'application-autoscaling:DescribeScalingPolicies',
          'application-autoscaling:DescribeScalingActivities',
        ],
      ),
      on([`${ARN}:cloudwatch:*:*:alarm:*`], ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'], {
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] },
      }),
      on([`${ARN}:cloudwatch:*:*:alarm:*`], ['cloudwatch:DeleteAlarms', 'cloudwatch:DescribeAlarms'], {
        StringEquals: { 'aws:ResourceTag/AmazonECSManaged': ['true'] },
      }),
      ...onEverything(
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
      ),
      ...onEverything(
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeRouteTables',
        'ec2:DescribeVpcs',
      ),
      on([`${ARN}:logs:*:*:log-group:*`], ['logs:CreateLogGroup', 'logs:TagResource'], {
        StringEquals: { 'aws:RequestTag/AmazonECSManaged': ['true'] },
      }),
      ...onEverything('logs:DescribeLogGroups'),
    ],
  },
};
