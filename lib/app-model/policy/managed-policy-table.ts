import { ARN } from './arns';
import { INFRASTRUCTURE_POLICIES } from './infrastructure-policy-table';
import { ManagedPolicy, REFERENCE, onEverything } from './managed-policy';
import type { Statement } from './statement';

/** May pass any role to these services. */
function passing(...services: string[]): Statement {
  return { ...onEverything('iam:PassRole')[0], conditions: { StringLike: { 'iam:PassedToService': services } } };
}

/** May make the service-linked roles of these services. */
function serviceLinked(...services: string[]): Statement {
  return {
    ...onEverything('iam:CreateServiceLinkedRole')[0],
    conditions: { StringEquals: { 'iam:AWSServiceName': services } },
  };
}

const MOUNT = ['elasticfilesystem:ClientMount', 'elasticfilesystem:DescribeMountTargets'];
const TASK_SETS = ['ecs:DescribeServices', 'ecs:CreateTaskSet', 'ecs:UpdateServicePrimaryTaskSet', 'ecs:DeleteTaskSet'];
const SHIFT = ['DescribeTargetGroups', 'DescribeListeners', 'ModifyListener', 'DescribeRules', 'ModifyRule'].map(
  (action) => `elasticloadbalancing:${action}`,
);
const FUNCTION_LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

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

/**
 * The table, read in November 2026: each on its page of AWS, or, with `copy`, in the copy of AWS's policies that
 * https://github.com/zoph-io/MAMIP renews every day or that moto brings; `npm run refresh -- managed-policies` compares with those.
 */
export const MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy | undefined>> = {
  ...INFRASTRUCTURE_POLICIES,
  'service-role/AmazonECSTaskExecutionRolePolicy': {
    version: 'v1 of 2017-11-16',
    page: `${REFERENCE}/AmazonECSTaskExecutionRolePolicy.html`,
    copy: true,
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
      {
        effect: 'Allow',
        actions: ['ecs:ListTagsForResource'],
        resources: [`${ARN}:ecs:*:*:task/*/*`, `${ARN}:ecs:*:*:container-instance/*/*`],
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
    version: 'v8 of 2026-02-12',
    page: `${REFERENCE}/CloudWatchLogsFullAccess.html`,
    copy: true,
    statements: onEverything(
      ...['logs:*', 'cloudwatch:GenerateQuery', 'cloudwatch:GenerateQueryResultsSummary'],
      ...['observabilityadmin:GetS3TableIntegration', 'observabilityadmin:ListS3TableIntegrations'],
      'observabilityadmin:ListTelemetryPipelines',
    ),
  },
  AdministratorAccess: {
    version: 'v1 of 2015-02-06',
    page: `${REFERENCE}/AdministratorAccess.html`,
    copy: true,
    statements: onEverything('*'),
  },
  AmazonS3FullAccess: {
    version: 'v2 of 2021-09-27',
    page: `${REFERENCE}/AmazonS3FullAccess.html`,
    copy: true,
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
    copy: true,
    statements: onEverything(...TRACES),
  },
  AmazonSSMReadOnlyAccess: {
    version: 'v1 of 2015-05-29',
    page: `${REFERENCE}/AmazonSSMReadOnlyAccess.html`,
    copy: true,
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
    copy: true,
    statements: onEverything(
      ...['ecs:DescribeServices', 'ecs:UpdateService', 'cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm'],
    ),
  },
  // Policies of the services that tasks call.
  AmazonDynamoDBFullAccess: {
    version: 'v15 of 2021-01-29',
    page: `${REFERENCE}/AmazonDynamoDBFullAccess.html`,
    copy: true,
    statements: [
      ...onEverything(
        ...['dynamodb:*', 'dax:*'],
        ...[
          'DeleteScalingPolicy',
          'DeregisterScalableTarget',
          'DescribeScalableTargets',
          'DescribeScalingActivities',
        ].map((action) => `application-autoscaling:${action}`),
        ...['DescribeScalingPolicies', 'PutScalingPolicy', 'RegisterScalableTarget'].map(
          (action) => `application-autoscaling:${action}`,
        ),
        ...['cloudwatch:DeleteAlarms', 'cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms'],
        ...['cloudwatch:DescribeAlarmsForMetric', 'cloudwatch:GetMetricStatistics', 'cloudwatch:ListMetrics'],
        ...['cloudwatch:PutMetricAlarm', 'cloudwatch:GetMetricData', 'datapipeline:ActivatePipeline'],
        ...['datapipeline:CreatePipeline', 'datapipeline:DeletePipeline', 'datapipeline:DescribeObjects'],
        ...['datapipeline:DescribePipelines', 'datapipeline:GetPipelineDefinition', 'datapipeline:ListPipelines'],
        ...['datapipeline:PutPipelineDefinition', 'datapipeline:QueryObjects', 'ec2:DescribeVpcs'],
        ...['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'iam:GetRole', 'iam:ListRoles', 'kms:DescribeKey'],
        ...['kms:ListAliases', 'sns:CreateTopic', 'sns:DeleteTopic', 'sns:ListSubscriptions'],
        ...['sns:ListSubscriptionsByTopic', 'sns:ListTopics', 'sns:Subscribe', 'sns:Unsubscribe'],
        ...['sns:SetTopicAttributes', 'lambda:CreateFunction', 'lambda:ListFunctions'],
        ...['lambda:ListEventSourceMappings', 'lambda:CreateEventSourceMapping', 'lambda:DeleteEventSourceMapping'],
        ...['lambda:GetFunctionConfiguration', 'lambda:DeleteFunction', 'resource-groups:ListGroups'],
        ...['resource-groups:ListGroupResources', 'resource-groups:GetGroup', 'resource-groups:GetGroupQuery'],
        ...['resource-groups:DeleteGroup', 'resource-groups:CreateGroup', 'tag:GetResources', 'kinesis:ListStreams'],
        ...['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary'],
      ),
      {
        effect: 'Allow',
        actions: ['cloudwatch:GetInsightRuleReport'],
        resources: [`${ARN}:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*`],
      },
      passing('application-autoscaling.amazonaws.com', 'application-autoscaling.amazonaws.com.cn', 'dax.amazonaws.com'),
      serviceLinked(
        ...['replication.dynamodb.amazonaws.com', 'dax.amazonaws.com'],
        ...['dynamodb.application-autoscaling.amazonaws.com', 'contributorinsights.dynamodb.amazonaws.com'],
        'kinesisreplication.dynamodb.amazonaws.com',
      ),
    ],
  },
  AmazonSQSFullAccess: {
    version: 'v1 of 2015-02-06',
    page: `${REFERENCE}/AmazonSQSFullAccess.html`,
    copy: true,
    statements: onEverything('sqs:*'),
  },
  AmazonSNSFullAccess: {
    version: 'v2 of 2024-09-24, the part on topics',
    page: `${REFERENCE}/AmazonSNSFullAccess.html`,
    copy: true,
    statements: onEverything('sns:*'),
  },
  AmazonKinesisFirehoseFullAccess: {
    version: 'v1 of 2015-10-07',
    page: `${REFERENCE}/AmazonKinesisFirehoseFullAccess.html`,
    copy: true,
    statements: onEverything('firehose:*'),
  },
  AmazonPrometheusRemoteWriteAccess: {
    version: 'v1 of 2020-12-19',
    page: `${REFERENCE}/AmazonPrometheusRemoteWriteAccess.html`,
    copy: true,
    statements: onEverything('aps:RemoteWrite'),
  },
  SecretsManagerReadWrite: {
    version: 'v6 of 2026-08-25',
    page: `${REFERENCE}/SecretsManagerReadWrite.html`,
    copy: true,
    statements: [
      ...onEverything(
        ...['secretsmanager:*', 'cloudformation:CreateChangeSet', 'cloudformation:DescribeChangeSet'],
        ...['cloudformation:DescribeStackResource', 'cloudformation:DescribeStacks', 'cloudformation:ExecuteChangeSet'],
        ...['docdb-elastic:GetCluster', 'docdb-elastic:ListClusters', 'ec2:DescribeSecurityGroups'],
        ...['ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys'],
        ...['lambda:ListFunctions', 'rds:DescribeDBClusters', 'rds:DescribeDBInstances', 'redshift:DescribeClusters'],
        ...['redshift-serverless:ListWorkgroups', 'redshift-serverless:GetNamespace', 'tag:GetResources'],
      ),
      {
        effect: 'Allow',
        actions: [
          'AddPermission',
          'CreateFunction',
          'GetFunction',
          'InvokeFunction',
          'UpdateFunctionConfiguration',
        ].map((action) => `lambda:${action}`),
        resources: [`${ARN}:lambda:*:*:function:SecretsManager*`],
      },
      {
        effect: 'Allow',
        actions: ['serverlessrepo:CreateCloudFormationChangeSet', 'serverlessrepo:GetApplication'],
        resources: [`${ARN}:serverlessrepo:*:*:applications/SecretsManager*`],
      },
      {
        effect: 'Allow',
        actions: ['s3:GetObject'],
        resources: [`${ARN}:s3:::awsserverlessrepo-changesets*`, `${ARN}:s3:::secrets-manager-rotation-apps-*/*`],
      },
      {
        ...onEverything('cloudformation:TagResource', 'cloudformation:UntagResource')[0],
        conditions: { StringEquals: { 'cloudformation:CreateAction': ['CreateChangeSet', 'ExecuteChangeSet'] } },
      },
    ],
  },
  AmazonElasticFileSystemClientReadWriteAccess: {
    version: 'v1 of 2020-01-13',
    page: `${REFERENCE}/AmazonElasticFileSystemClientReadWriteAccess.html`,
    copy: true,
    statements: onEverything(...MOUNT, 'elasticfilesystem:ClientWrite'),
  },
  AmazonElasticFileSystemClientFullAccess: {
    version: 'v1 of 2020-01-13',
    page: `${REFERENCE}/AmazonElasticFileSystemClientFullAccess.html`,
    copy: true,
    statements: onEverything(...MOUNT, 'elasticfilesystem:ClientWrite', 'elasticfilesystem:ClientRootAccess'),
  },
  AmazonEC2ContainerRegistryPowerUser: {
    version: 'v3 of 2019-12-10',
    page: `${REFERENCE}/AmazonEC2ContainerRegistryPowerUser.html`,
    copy: true,
    statements: onEverything(
      ...PULL,
      ...['ecr:GetRepositoryPolicy', 'ecr:DescribeRepositories', 'ecr:ListImages', 'ecr:DescribeImages'],
      ...['ecr:GetLifecyclePolicy', 'ecr:GetLifecyclePolicyPreview', 'ecr:ListTagsForResource'],
      ...['ecr:DescribeImageScanFindings', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload'],
      'ecr:PutImage',
    ),
  },
  CloudWatchFullAccess: {
    version: 'v4 of 2022-11-27',
    page: `${REFERENCE}/CloudWatchFullAccess.html`,
    copy: true,
    statements: [
      ...onEverything(
        ...['autoscaling:Describe*', 'cloudwatch:*', 'logs:*', 'sns:*', 'iam:GetPolicy', 'iam:GetPolicyVersion'],
        ...['iam:GetRole', 'oam:ListSinks'],
      ),
      {
        effect: 'Allow',
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [`${ARN}:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*`],
        conditions: { StringLike: { 'iam:AWSServiceName': ['events.amazonaws.com'] } },
      },
      { effect: 'Allow', actions: ['oam:ListAttachedLinks'], resources: [`${ARN}:oam:*:*:sink/*`] },
    ],
  },
  PowerUserAccess: {
    version: 'v12 of 2026-02-12',
    page: `${REFERENCE}/PowerUserAccess.html`,
    statements: [
      { effect: 'Allow', notActions: ['iam:*', 'organizations:*', 'account:*'], resources: ['*'] },
      ...onEverything(
        ...['account:GetAccountInformation', 'account:GetGovCloudAccountInformation', 'account:GetPrimaryEmail'],
        ...['account:ListRegions', 'iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:ListRoles'],
        ...['organizations:DescribeEffectivePolicy', 'organizations:DescribeOrganization'],
      ),
    ],
  },
  // Policies of what deploys services, and of functions.
  AWSCodeDeployRoleForECS: {
    version: 'v3 of 2019-09-23',
    page: `${REFERENCE}/AWSCodeDeployRoleForECS.html`,
    statements: [
      ...onEverything(
        ...[...TASK_SETS, ...SHIFT, 'lambda:InvokeFunction', 'cloudwatch:DescribeAlarms', 'sns:Publish'],
        ...['s3:GetObject', 's3:GetObjectVersion'],
      ),
      passing('ecs-tasks.amazonaws.com'),
    ],
  },
  AWSCodeDeployRoleForECSLimited: {
    version: 'v3 of 2019-09-23',
    page: `${REFERENCE}/AWSCodeDeployRoleForECSLimited.html`,
    copy: true,
    statements: [
      ...onEverything(...TASK_SETS, ...SHIFT, 'cloudwatch:DescribeAlarms'),
      { effect: 'Allow', actions: ['sns:Publish'], resources: [`${ARN}:sns:*:*:CodeDeployTopic_*`] },
      {
        effect: 'Allow',
        actions: ['lambda:InvokeFunction'],
        resources: [`${ARN}:lambda:*:*:function:CodeDeployHook_*`],
      },
      {
        ...onEverything('s3:GetObject', 's3:GetObjectVersion')[0],
        conditions: { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': ['true'] } },
      },
      {
        ...passing('ecs-tasks.amazonaws.com'),
        resources: [`${ARN}:iam::*:role/ecsTaskExecutionRole`, `${ARN}:iam::*:role/ECSTaskExecution*`],
      },
    ],
  },
  'service-role/AWSLambdaBasicExecutionRole': {
    version: 'v1 of 2015-04-09',
    page: `${REFERENCE}/AWSLambdaBasicExecutionRole.html`,
    copy: true,
    statements: onEverything(...FUNCTION_LOGS),
  },
  'service-role/AWSLambdaVPCAccessExecutionRole': {
    version: 'v3 of 2024-01-05',
    page: `${REFERENCE}/AWSLambdaVPCAccessExecutionRole.html`,
    copy: true,
    statements: onEverything(
      ...[...FUNCTION_LOGS, 'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      ...['ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
    ),
  },
  AmazonECSInstanceRolePolicyForManagedInstances: {
    version: 'v4 of 2026-07-02',
    page: `${REFERENCE}/AmazonECSInstanceRolePolicyForManagedInstances.html`,
    copy: true,
    statements: [
      ...onEverything('ecs:DiscoverPollEndpoint'),
      {
        effect: 'Allow',
        actions: ['RegisterContainerInstance', 'SubmitAttachmentStateChanges', 'SubmitTaskStateChange'].map(
          (action) => `ecs:${action}`,
        ),
        resources: [`${ARN}:ecs:*:*:cluster/*`],
      },
      {
        effect: 'Allow',
        actions: ['ecs:Poll', 'ecs:StartTelemetrySession', 'ecs:PutSystemLogEvents'],
        resources: [`${ARN}:ecs:*:*:container-instance/*`],
      },
      { effect: 'Allow', actions: ['ecs:Poll'], resources: [`${ARN}:ecs:*:*:task-set/*`] },
    ],
  },
};
