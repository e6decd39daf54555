export type { CloudWatchLogsDestinationOptions, CreatedLogGroupOptions } from './destinations/cloudwatch-logs';
export { StreamCompression } from './destinations/data-firehose';
export type { StreamDestinationOptions } from './destinations/data-firehose';
export type { DatadogDestinationOptions } from './destinations/datadog';
export * from './destinations/destination-options';
export type { ForwardDestinationOptions } from './destinations/forward';
export { HttpFormat } from './destinations/http';
export type { HttpDestinationOptions } from './destinations/http';
export { KafkaFormat } from './destinations/kafka';
export type { KafkaClusterOptions, KafkaDestinationOptions } from './destinations/kafka';
export type { LokiDestinationOptions } from './destinations/loki';
export type { NewRelicDestinationOptions } from './destinations/new-relic';
export type { OpenTelemetryDestinationOptions } from './destinations/open-telemetry';
export type { PluginDestinationOptions } from './destinations/plugin';
export { S3Compression } from './destinations/s3';
export type { S3DestinationOptions } from './destinations/s3';
export type {
  DocumentOptions,
  ElasticCloudDestinationOptions,
  ElasticDestinationOptions,
  OpenSearchDestinationOptions,
} from './destinations/search';
export type { SplunkDestinationOptions } from './destinations/splunk';
export { SyslogFormat, SyslogMode } from './destinations/syslog';
export type { SyslogDestinationOptions } from './destinations/syslog';
export * from './firelens-checks';
export * from './firelens-logging';
export * from './firelens-routes';
export * from './log-destination';
export * from './log-filter';
export * from './log-router';
export * from './log-router-options';
export * from './multiline-parser';
export * from './router-buffer';
export { RouterConfiguration } from './router-configuration';
export * from './router-image';
