import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The facts of a service of AWS that a task may call through an interface endpoint. */
export interface EndpointService {
  /** Id of the construct of its endpoint, which is part of the contract. */
  readonly id: string;
  /** Its constant in `InterfaceVpcEndpointAwsService`. */
  readonly constant: Exclude<keyof typeof ec2.InterfaceVpcEndpointAwsService, 'prototype'>;
}

/**
 * Services with interface endpoints by name, as in `com.amazonaws.<region>.<name>`. A new one is one more line, and nothing else.
 *
 * Sources: ECS developer guide, vpc-endpoints and ecs-exec pages (2026); InterfaceVpcEndpointAwsService of aws-cdk-lib 2.276.
 */
export const ENDPOINT_SERVICES: Readonly<Record<string, EndpointService>> = {
  'ecr.api': { id: 'EcrApi', constant: 'ECR' },
  'ecr.dkr': { id: 'EcrDkr', constant: 'ECR_DOCKER' },
  ecs: { id: 'Ecs', constant: 'ECS' },
  'ecs-agent': { id: 'EcsAgent', constant: 'ECS_AGENT' },
  'ecs-telemetry': { id: 'EcsTelemetry', constant: 'ECS_TELEMETRY' },
  'guardduty-data': { id: 'GuardDutyData', constant: 'GUARDDUTY_DATA' },
  'kinesis-firehose': { id: 'KinesisFirehose', constant: 'KINESIS_FIREHOSE' },
  'kinesis-streams': { id: 'KinesisStreams', constant: 'KINESIS_STREAMS' },
  kms: { id: 'Kms', constant: 'KMS' },
  logs: { id: 'Logs', constant: 'CLOUDWATCH_LOGS' },
  monitoring: { id: 'Monitoring', constant: 'CLOUDWATCH_MONITORING' },
  secretsmanager: { id: 'SecretsManager', constant: 'SECRETS_MANAGER' },
  ssm: { id: 'Ssm', constant: 'SSM' },
  ssmmessages: { id: 'SsmMessages', constant: 'SSM_MESSAGES' },
  sts: { id: 'Sts', constant: 'STS' },
  xray: { id: 'Xray', constant: 'XRAY' },
};
