import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { aws_msk as msk, aws_opensearchserverless as serverless } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { warn } from '../internal/warnings';
import {
  CloudWatchLogsDestinationOptions,
  CreatedLogGroupOptions,
  cloudWatchLogs,
  createdLogGroup,
} from './destinations/cloudwatch-logs';
import { StreamDestinationOptions, dataFirehose } from './destinations/data-firehose';
import { DatadogDestinationOptions, datadog } from './destinations/datadog';
import type { LogDestinationOptions } from './destinations/destination-options';
import { ForwardDestinationOptions, forward } from './destinations/forward';
import { HttpDestinationOptions, http } from './destinations/http';
import { KafkaClusterOptions, KafkaDestinationOptions, kafka, mskWithIam } from './destinations/kafka';
import { kinesisStreams } from './destinations/kinesis-streams';
import { LokiDestinationOptions, loki } from './destinations/loki';
import { NewRelicDestinationOptions, newRelic } from './destinations/new-relic';
import { OpenTelemetryDestinationOptions, openTelemetry } from './destinations/open-telemetry';
import { PluginDestinationOptions, nowhere, plugin, stdout } from './destinations/plugin';
import { S3DestinationOptions, bucket } from './destinations/s3';
import {
  ElasticCloudDestinationOptions,
  ElasticDestinationOptions,
  OpenSearchDestinationOptions,
  elastic,
  elasticCloud,
  openSearchDomain,
  openSearchServerless,
} from './destinations/search';
import { SplunkDestinationOptions, splunk } from './destinations/splunk';
import { SyslogDestinationOptions, syslog } from './destinations/syslog';
import { BoundDestination, hostFaults } from './private/bound-destination';

/**
 * A destination of logs: a Fluent Bit output with its options, its secrets and the statements that the task role needs.
 *
 * Each factory allows the task role exactly what the plugin was observed to call, on exactly the target. Options are checked
 * against Fluent Bit's own table when the app is synthesized.
 *
 * @see https://docs.fluentbit.io/manual/pipeline/outputs
 */
@guarded
export class LogDestination {
  /** A log group of CloudWatch Logs. Fails with `LogDestination.invalid`, as every factory, for options out of range. */
  public static cloudWatchLogs(
    logGroup: logs.ILogGroup,
    options: CloudWatchLogsDestinationOptions = {},
  ): LogDestination {
    return LogDestination.checked(options, () => cloudWatchLogs(logGroup, options));
  }

  /**
   * A log group that the router creates when it is not there. Prefer `cloudWatchLogs`: creating costs retries when many
   * tasks start, and nothing deletes the group.
   */
  public static createdLogGroup(logGroupName: string, options: CreatedLogGroupOptions = {}): LogDestination {
    return LogDestination.checked(options, (stack) => createdLogGroup(stack, logGroupName, options));
  }

  /** A delivery stream of Amazon Data Firehose. */
  public static dataFirehose(
    deliveryStream: firehose.IDeliveryStream,
    options: StreamDestinationOptions = {},
  ): LogDestination {
    return LogDestination.checked(options, () => dataFirehose(deliveryStream, options));
  }

  /** A stream of Kinesis Data Streams. */
  public static kinesisStreams(stream: kinesis.IStream, options: StreamDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => kinesisStreams(stream, options));
  }

  /** A bucket. Objects are gathered on disk first, so the router gets a volume and runs as root of its container. */
  public static s3(target: s3.IBucket, options: S3DestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => bucket(target, options));
  }

  /** A domain of OpenSearch Service, by signed requests. */
  public static openSearchDomain(
    domain: opensearch.IDomain,
    options: OpenSearchDestinationOptions = {},
  ): LogDestination {
    return LogDestination.checked(options, () => openSearchDomain(domain, options));
  }

  /**
   * A collection of OpenSearch Serverless, by signed requests. Its data access policy must let the task role create,
   * update and write the index: `aoss:CreateIndex`, `aoss:UpdateIndex`, `aoss:WriteDocument`.
   */
  public static openSearchServerless(
    collection: serverless.ICollectionRef,
    options: OpenSearchDestinationOptions = {},
  ): LogDestination {
    return LogDestination.checked(options, () => openSearchServerless(collection, options));
  }

  /** Elasticsearch by host name, without a scheme; port 9200 unless `port` says otherwise. */
  public static elastic(host: string, options: ElasticDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => elastic(host, options));
  }

  /** A deployment of Elastic Cloud, by its cloud id. */
  public static elasticCloud(cloudId: string, options: ElasticCloudDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => elasticCloud(cloudId, options));
  }

  /** Splunk's HTTP event collector; port 8088 unless `port` says otherwise. */
  public static splunk(host: string, token: ecs.Secret, options: SplunkDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => splunk(host, token, options));
  }

  /** Datadog. Warns with `LogDestination.datadogSite` of a `site` that Datadog does not list. */
  public static datadog(apiKey: ecs.Secret, options: DatadogDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => datadog(apiKey, options));
  }

  /** New Relic. */
  public static newRelic(licenseKey: ecs.Secret, options: NewRelicDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => newRelic(licenseKey, options));
  }

  /** Grafana Loki by host name; port 443, or 3100 without TLS. */
  public static loki(host: string, options: LokiDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => loki(host, options));
  }

  /** A topic of a Kafka cluster; brokers as `host:port`. */
  public static kafka(brokers: string[], topic: string, options: KafkaClusterOptions = {}): LogDestination {
    return LogDestination.checked(options, () => kafka(brokers, topic, options));
  }

  /** A topic of Amazon MSK with IAM; brokers as `host:port`, those of port 9098. */
  public static mskWithIam(
    cluster: msk.IClusterRef,
    brokers: string[],
    topic: string,
    options: KafkaDestinationOptions = {},
  ): LogDestination {
    return LogDestination.checked(options, (stack) => mskWithIam(stack, cluster, brokers, topic, options));
  }

  /** An HTTP server by host name; port 443, or 80 without TLS. */
  public static http(host: string, options: HttpDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => http(host, options));
  }

  /** Another Fluent Bit or fluentd by host name; port 24224 unless `port` says otherwise. */
  public static forward(host: string, options: ForwardDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => forward(host, options));
  }

  /** A syslog server by host name; port 6514, or 514 without TLS. */
  public static syslog(host: string, options: SyslogDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => syslog(host, options));
  }

  /** An OpenTelemetry collector by host name; port 4318, or 4317 for gRPC. */
  public static openTelemetry(host: string, options: OpenTelemetryDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => openTelemetry(host, options));
  }

  /** The router's own log. For trying things out. */
  public static stdout(options: LogDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => stdout(options));
  }

  /** Nowhere: the logs are dropped. */
  public static discard(): LogDestination {
    return LogDestination.checked({}, nowhere);
  }

  /**
   * Any other output, in Fluent Bit's words. For fluentd routers this is the only one, with `@type`'s value as the name.
   */
  public static plugin(name: string, options: PluginDestinationOptions = {}): LogDestination {
    return LogDestination.checked(options, () => plugin(name, options));
  }

  private static checked(options: LogDestinationOptions, bind: (stack: Stack) => BoundDestination): LogDestination {
    return new LogDestination(options, bind);
  }

  private constructor(
    private readonly options: LogDestinationOptions,
    private readonly render: (stack: Stack) => BoundDestination,
  ) {}

  /**
   * The output for a router.
   *
   * @internal
   */
  public _bind(scope: Construct): BoundDestination {
    const bound = this.render(Stack.of(scope));
    failAll(scope, [...(bound.faults ?? []), ...hostFaults(bound.options.host)]);
    bound.faults?.filter(({ severity }) => severity === 'warning').forEach((found) => warn(scope, found));
    return { ...bound, options: { ...bound.options, ...this.options.pluginOptions } };
  }
}
