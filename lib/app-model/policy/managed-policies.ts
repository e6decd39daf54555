import { ARN } from './arns';
import { Policy, Statement } from './statement';

/**
 * Policies that AWS manages and people attach to the roles of tasks and services, by the end of their ARN. AWS adds to
 * them from time to time and takes nothing away: what one allows here it allows, what is missing may have come since.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html
 */
export interface ManagedPolicy {
  /** Version and day of its last change, as the page has it. */
  readonly version: string;
  /** Page that has the document. */
  readonly page: string;
  readonly statements: readonly Statement[];
}

const REFERENCE = 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference';

function onEverything(...actions: string[]): readonly Statement[] {
  return [{ effect: 'Allow', actions, resources: ['*'] }];
}

const TRACES = [
  ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  'xray:GetSamplingStatisticSummaries',
];
const PULL = [
  'ecr:GetAuthorizationToken',
  'ecr:BatchCheckLayerAvailability',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
];

/** The table, read in November 2026. */
export const MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy | undefined>> = {
  'service-role/AmazonECSTaskExecutionRolePolicy': {
    version: 'as on the page in November 2026',
    page: 'https://docs.aws.amazon.com/batch/latest/userguide/execution-IAM-role.html',
    statements: onEverything(...PULL, 'logs:CreateLogStream', 'logs:PutLogEvents'),
  },
  'service-role/AmazonEC2ContainerServiceforEC2Role': {
    version: 'v10 of 2026-02-12',
    page: `${REFERENCE}/AmazonEC2ContainerServiceforEC2Role.html`,
    statements: [
      ...onEverything(
        ...['ec2:DescribeTags', 'ecs:CreateCluster', 'ecs:DeregisterContainerInstance', 'ecs:DiscoverPollEndpoint'],
        ...['ecs:Poll', 'ecs:RegisterContainerInstance', 'ecs:StartTelemetrySession'],
        ...['ecs:UpdateContainerInstancesState', 'ecs:Submit*', ...PULL, 'logs:CreateLogStream', 'logs:PutLogEvents'],
      ),
      {
        ...onEverything('ecs:TagResource')[0],
        conditions: { StringEquals: { 'ecs:CreateAction': ['CreateCluster', 'RegisterContainerInstance'] } },
      },
    ],
  },
  AmazonECSInfrastructureRolePolicyForManagedInstances: {
    version: 'v11 as in November 2026, the part that passes roles',
    page: `${REFERENCE}/AmazonECSInfrastructureRolePolicyForManagedInstances.html`,
    statements: [
      {
        effect: 'Allow',
        actions: ['iam:PassRole'],
        resources: [`${ARN}:iam::*:role/ecsInstanceRole*`],
        conditions: { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com'] } },
      },
    ],
  },
  AmazonSSMManagedInstanceCore: {
    version: 'v2 of 2019-05-23',
    page: `${REFERENCE}/AmazonSSMManagedInstanceCore.html`,
    statements: onEverything(
      ...['ssm:DescribeAssociation', 'ssm:GetDeployablePatchSnapshotForInstance', 'ssm:GetDocument'],
      ...['ssm:DescribeDocument', 'ssm:GetManifest', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListAssociations'],
      ...['ssm:ListInstanceAssociations', 'ssm:PutInventory', 'ssm:PutComplianceItems'],
      ...['ssm:PutConfigurePackageResult', 'ssm:UpdateAssociationStatus', 'ssm:UpdateInstanceAssociationStatus'],
      ...['ssm:UpdateInstanceInformation', 'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel'],
      ...['ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel', 'ec2messages:AcknowledgeMessage'],
      ...['ec2messages:DeleteMessage', 'ec2messages:FailMessage', 'ec2messages:GetEndpoint'],
      ...['ec2messages:GetMessages', 'ec2messages:SendReply'],
    ),
  },
  CloudWatchAgentServerPolicy: {
    version: 'v3 of 2024-02-06',
    page: `${REFERENCE}/CloudWatchAgentServerPolicy.html`,
    statements: [
      ...onEverything(
        ...['cloudwatch:PutMetricData', 'ec2:DescribeVolumes', 'ec2:DescribeTags', 'logs:PutLogEvents'],
        ...['logs:PutRetentionPolicy', 'logs:DescribeLogStreams', 'logs:DescribeLogGroups', 'logs:CreateLogStream'],
        ...['logs:CreateLogGroup', ...TRACES],
      ),
      {
        effect: 'Allow',
        actions: ['ssm:GetParameter'],
        resources: [`${ARN}:ssm:*:*:parameter/AmazonCloudWatch-*`],
      },
    ],
  },
  AmazonEC2ContainerRegistryPullOnly: {
    version: 'v1 of 2024-10-04',
    page: `${REFERENCE}/AmazonEC2ContainerRegistryPullOnly.html`,
    statements: onEverything(
      ...['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      'ecr:BatchImportUpstreamImage',
    ),
  },
  CloudWatchLogsFullAccess: {
    version: 'v3 of 2025-05-20',
    page: `${REFERENCE}/CloudWatchLogsFullAccess.html`,
    statements: onEverything('logs:*', 'cloudwatch:GenerateQuery', 'cloudwatch:GenerateQueryResultsSummary'),
  },
  AdministratorAccess: {
    version: 'v1 of 2015-02-06',
    page: `${REFERENCE}/AdministratorAccess.html`,
    statements: onEverything('*'),
  },
  AmazonS3FullAccess: {
    version: 'v2 of 2021-09-27',
    page: `${REFERENCE}/AmazonS3FullAccess.html`,
    statements: onEverything('s3:*', 's3-object-lambda:*'),
  },
  AmazonEC2ContainerRegistryReadOnly: {
    version: 'v3 of 2019-12-10',
    page: `${REFERENCE}/AmazonEC2ContainerRegistryReadOnly.html`,
    statements: onEverything(
      ...PULL,
      ...['ecr:GetRepositoryPolicy', 'ecr:DescribeRepositories', 'ecr:ListImages', 'ecr:DescribeImages'],
      ...['ecr:GetLifecyclePolicy', 'ecr:GetLifecyclePolicyPreview', 'ecr:ListTagsForResource'],
      'ecr:DescribeImageScanFindings',
    ),
  },
  AWSXRayDaemonWriteAccess: {
    version: 'v2 of 2024-02-13',
    page: `${REFERENCE}/AWSXRayDaemonWriteAccess.html`,
    statements: onEverything(...TRACES),
  },
  AWSXrayWriteOnlyAccess: {
    version: 'v2 of 2018-08-28',
    page: `${REFERENCE}/AWSXrayWriteOnlyAccess.html`,
    statements: onEverything(...TRACES),
  },
  AmazonSSMReadOnlyAccess: {
    version: 'v1 of 2015-05-29',
    page: `${REFERENCE}/AmazonSSMReadOnlyAccess.html`,
    statements: onEverything('ssm:Describe*', 'ssm:Get*', 'ssm:List*'),
  },
  AmazonS3ReadOnlyAccess: {
    version: 'v3 of 2023-08-10',
    page: `${REFERENCE}/AmazonS3ReadOnlyAccess.html`,
    statements: onEverything('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'),
  },
  'service-role/AmazonEC2ContainerServiceEventsRole': {
    version: 'v3 of 2023-03-06',
    page: `${REFERENCE}/AmazonEC2ContainerServiceEventsRole.html`,
    statements: [
      ...onEverything('ecs:RunTask'),
      {
        ...onEverything('iam:PassRole')[0],
        conditions: { StringLike: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] } },
      },
      { ...onEverything('ecs:TagResource')[0], conditions: { StringEquals: { 'ecs:CreateAction': ['RunTask'] } } },
    ],
  },
  'service-role/AmazonEC2ContainerServiceRole': {
    version: 'v2 of 2016-08-11',
    page: `${REFERENCE}/AmazonEC2ContainerServiceRole.html`,
    statements: onEverything(
      ...['ec2:AuthorizeSecurityGroupIngress', 'ec2:Describe*', 'elasticloadbalancing:Describe*'],
      ...['elasticloadbalancing:DeregisterInstancesFromLoadBalancer', 'elasticloadbalancing:DeregisterTargets'],
      ...['elasticloadbalancing:RegisterInstancesWithLoadBalancer', 'elasticloadbalancing:RegisterTargets'],
    ),
  },
  'service-role/AmazonEC2ContainerServiceAutoscaleRole': {
    version: 'v2 of 2018-02-05',
    page: `${REFERENCE}/AmazonEC2ContainerServiceAutoscaleRole.html`,
    statements: onEverything(
      ...['ecs:DescribeServices', 'ecs:UpdateService', 'cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm'],
    ),
  },
};

/** The policy of AWS that an ARN names, its partition known or not; `undefined` for one that is not in the table. */
export function managedPolicy(arn: string): Policy | undefined {
  const name = /^arn:(?:\u27e6[^\u27e7]*\u27e7|aws[a-z-]*):iam::aws:policy\/([^\u27e6]+)$/.exec(arn)?.[1];
  const known = name !== undefined && Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  return known && { name: name ?? '', statements: known.statements };
}
