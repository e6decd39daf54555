import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** An interface endpoint that a task may need: the id of its construct, which is part of the contract, and its service. */
export interface EndpointEntry {
  readonly id: string;
  readonly service: ec2.InterfaceVpcEndpointAwsService;
}

/**
 * Interface endpoints by service name, as in `com.amazonaws.<region>.<name>`.
 *
 * Sources: ECS developer guide, vpc-endpoints and ecs-exec pages (2026); InterfaceVpcEndpointAwsService of aws-cdk-lib 2.276.
 */
export const ENDPOINT_TABLE: Readonly<Record<string, EndpointEntry>> = {
  'ecr.api': { id: 'EcrApi', service: ec2.InterfaceVpcEndpointAwsService.ECR },
  'ecr.dkr': { id: 'EcrDkr', service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER },
  ecs: { id: 'Ecs', service: ec2.InterfaceVpcEndpointAwsService.ECS },
  'ecs-agent': { id: 'EcsAgent', service: ec2.InterfaceVpcEndpointAwsService.ECS_AGENT },
  'ecs-telemetry': { id: 'EcsTelemetry', service: ec2.InterfaceVpcEndpointAwsService.ECS_TELEMETRY },
  'guardduty-data': { id: 'GuardDutyData', service: ec2.InterfaceVpcEndpointAwsService.GUARDDUTY_DATA },
  'kinesis-firehose': { id: 'KinesisFirehose', service: ec2.InterfaceVpcEndpointAwsService.KINESIS_FIREHOSE },
  'kinesis-streams': { id: 'KinesisStreams', service: ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS },
  kms: { id: 'Kms', service: ec2.InterfaceVpcEndpointAwsService.KMS },
  logs: { id: 'Logs', service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS },
  monitoring: { id: 'Monitoring', service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING },
  secretsmanager: { id: 'SecretsManager', service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER },
  ssm: { id: 'Ssm', service: ec2.InterfaceVpcEndpointAwsService.SSM },
  ssmmessages: { id: 'SsmMessages', service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES },
  sts: { id: 'Sts', service: ec2.InterfaceVpcEndpointAwsService.STS },
  xray: { id: 'Xray', service: ec2.InterfaceVpcEndpointAwsService.XRAY },
};
