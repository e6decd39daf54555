import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { OtelCollectorOptions } from '../telemetry-options';

/** The container that takes the telemetry of an application and sends it on. */
export interface TelemetryAgent {
  readonly containerName: string;
  readonly image: string;
  /** The user of its image, and why. */
  readonly runsAs: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Directories that it writes to. */
  readonly writablePaths: string[];
  /** The environment variables of the application. */
  readonly applicationEnvironment: Readonly<Record<string, string>>;
  /** The AWS services that it reaches, beyond what starting the task needs. */
  readonly endpoints: readonly ec2.InterfaceVpcEndpointAwsService[];
  /** The statements that its task role needs. */
  statements(scope: IConstruct): iam.PolicyStatement[];
}

/*
 * Images in versions that public task definitions name; none was pulled here, which is why each can be given.
 * Source: ECR Public, cloudwatch-agent and aws-observability, as referred to by public repositories, 2026-11.
 */
const AGENT_IMAGE = 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300062.0b1304';
const COLLECTOR_IMAGE = 'public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1';

/**
 * The directory in which the agent keeps its translated configuration, its process id and its log. Source:
 * aws/amazon-cloudwatch-agent, cmd/start-amazon-cloudwatch-agent, 2026-11.
 */
const AGENT_DIR = '/opt/aws/amazon-cloudwatch-agent';

/** Log group in which the metrics of Application Signals travel, one for the account. */
const SIGNALS_LOG_GROUP = '/aws/application-signals/data';

/** Source: CloudWatch user guide, Application Signals on ECS with a sidecar, 2026-11. */
const SIGNALS = { application_signals: {} };

/** The CloudWatch agent for Application Signals. */
export function signalsAgent(): TelemetryAgent {
  return {
    containerName: 'cloudwatch-agent',
    image: AGENT_IMAGE,
    runsAs: 'root, which writes its configuration beside its program',
    environment: {
      CW_CONFIG_CONTENT: JSON.stringify({
        traces: { traces_collected: SIGNALS },
        logs: { metrics_collected: SIGNALS },
      }),
    },
    writablePaths: [`${AGENT_DIR}/etc`, `${AGENT_DIR}/logs`, `${AGENT_DIR}/var`],
    applicationEnvironment: {
      OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'true',
      OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT: 'http://localhost:4316/v1/metrics',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4316/v1/traces',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_PROPAGATORS: 'tracecontext,baggage,xray',
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:2000',
    },
    endpoints: [ec2.InterfaceVpcEndpointAwsService.XRAY, ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS],
    statements: signalsStatements,
  };
}

/** The collector of the AWS Distro for OpenTelemetry. */
export function collectorAgent({ config, statements = [], endpoints = [] }: OtelCollectorOptions): TelemetryAgent {
  return {
    containerName: 'otel-collector',
    image: COLLECTOR_IMAGE,
    runsAs: 'aoc, a user of its own',
    environment: { AOT_CONFIG_CONTENT: config },
    writablePaths: [],
    applicationEnvironment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    },
    endpoints,
    statements: () => statements,
  };
}

/**
 * Of `CloudWatchAgentServerPolicy` what Application Signals on ECS uses. Not `cloudwatch:PutMetricData`, as its metrics travel in
 * logs; not the descriptions of EC2; no other log group.
 */
function signalsStatements(scope: IConstruct): iam.PolicyStatement[] {
  const logGroup = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `${SIGNALS_LOG_GROUP}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [
    new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup],
    }),
    new iam.PolicyStatement({
      actions: [
        'xray:GetSamplingRules',
        'xray:GetSamplingStatisticSummaries',
        'xray:GetSamplingTargets',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ],
      resources: ['*'],
    }),
  ];
}
