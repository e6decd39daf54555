/*
 * The output plugins of Fluent Bit 5.0.9 (aws-for-fluent-bit 3.4.12 to 3.4.14): one record holds all that is known of one. Options
 * are from `fluent-bit -J`, everything else was observed at that version, 2026-11. `npm run refresh -- fluent-bit <file>`
 * compares the options.
 */

/** The known facts of one output plugin. A new one is one more record, and nothing else. */
export interface OutputPlugin {
  /**
   * Its own options, each with the sign of its type: `?` boolean, `#` integer, `%` size, `~` time, `+` a list that may be given
   * several times, `*` a prefix; none is text. Absent for a plugin that an image may hold and the recorded build had not, as the
   * Go plugins of aws-for-fluent-bit: its options are not checked.
   */
  readonly options?: string;
  /** Options whose value is a credential. */
  readonly credentials?: readonly string[];
  /** AWS service that it calls, as in the endpoint name `com.amazonaws.<region>.<service>`. */
  readonly service?: string;
  /** Host and port that it takes when its options name none. */
  readonly address?: { readonly host: string; readonly port: number };
  /** Groups of options: of each group one must be given, or Fluent Bit refuses to start. */
  readonly required?: readonly (readonly string[])[];
  /** Options of which any one says where to send; without them Fluent Bit sends to 127.0.0.1 and says nothing. */
  readonly destination?: readonly string[];
  /** Whether it sends in the clear unless `tls` is on. */
  readonly clearByDefault?: boolean;
  /** Options that the 2.x images (Fluent Bit 1.9.10) do not know; they stop the router there. */
  readonly since3?: readonly string[];
  /** Values that it takes; of others it makes something else, or refuses to start. */
  readonly values?: readonly OptionValues[];
}

/** The values that one option takes. */
export interface OptionValues {
  readonly option: string;
  /** One of some words whatever their capitals, a pattern, or a range. */
  readonly takes: readonly string[] | RegExp | { readonly from: number; readonly to: number; readonly unit?: 'bytes' };
  /** The allowed values in words; absent where the list itself says them. */
  readonly allowed?: string;
  /** The effect of another value. */
  readonly otherwise: string;
}

/** Days that CloudWatch Logs keeps events for. `PutRetentionPolicy`, CloudWatch Logs API reference. */
const RETENTION_DAYS = '0 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653'.split(
  ' ',
);

/** The engine's part of every output; `name`, `workers`, `storage.total_limit_size`, `host` and `port` are its own too. */
export const EVERY_OUTPUT: OutputPlugin & { readonly options: string } = {
  options:
    'name workers# storage.total_limit_size% host port# alias log_level log_suppress_interval~ match ' +
    'match_regex net.connect_timeout_log_error? net.connect_timeout~ net.dns.mode net.dns.prefer_ipv4? ' +
    'net.dns.prefer_ipv6? net.dns.resolver net.io_timeout~ net.keepalive? net.keepalive_idle_timeout~ ' +
    'net.keepalive_max_recycle# net.max_worker_connections# net.proxy_env_ignore? net.source_address ' +
    'net.tcp_keepalive? net.tcp_keepalive_interval# net.tcp_keepalive_probes# net.tcp_keepalive_time# ' +
    'retry_limit tls.ca_file tls.ca_path tls.ciphers tls.crt_file tls.debug# tls.key_file tls.key_passwd ' +
    'tls.max_version tls.min_version tls.verify? tls.verify_client_cert? tls.verify_hostname? tls.vhost ' +
    'tls?',
  credentials: ['tls.key_passwd'],
  values: [
    {
      option: 'port',
      takes: { from: 1, to: 65_535 },
      allowed: 'a port from 1 to 65535',
      otherwise: 'Fluent Bit takes it and reaches nothing',
    },
    {
      option: 'retry_limit',
      takes: /^(\d+|no_limits|false|off|no_retries)$/i,
      allowed: "a whole number, 'no_limits' or 'no_retries'",
      otherwise: 'Fluent Bit retries once',
    },
  ],
};

/** All output plugins by name. */
export const OUTPUTS: Readonly<Record<string, OutputPlugin>> = {
  azure: {},
  azure_blob: {},
  azure_kusto: {},
  azure_logs_ingestion: {},
  bigquery: {},
  chronicle: {},
  cloudwatch: { service: 'logs' },
  cloudwatch_logs: {
    options:
      'add_entity? auto_create_group? auto_retry_requests? endpoint external_id extra_user_agent log_format ' +
      'log_group_class log_group_name log_group_template log_key log_retention_days# log_stream_name ' +
      'log_stream_prefix log_stream_template metric_dimensions metric_namespace profile region role_arn ' +
      'sts_endpoint',
    service: 'logs',
    required: [['region'], ['log_group_name'], ['log_stream_name', 'log_stream_prefix']],
    since3: ['add_entity', 'log_group_class', 'profile'],
    values: [
      {
        option: 'log_retention_days',
        takes: RETENTION_DAYS,
        allowed: `one of ${RETENTION_DAYS.slice(1).join(', ')}`,
        otherwise: 'CloudWatch Logs refuses the retention policy at run time',
      },
      { option: 'log_group_class', takes: ['standard', 'infrequent_access'], otherwise: 'Fluent Bit refuses to start' },
    ],
  },
  counter: { options: '' },
  datadog: {
    options:
      'apikey compress dd_hostname dd_message_key dd_service dd_source dd_tags header+ include_tag_key? ' +
      'json_date_key provider proxy tag_key',
    credentials: ['apikey'],
    address: { host: 'http-intake.logs.datadoghq.com', port: 443 },
    required: [['apikey']],
    clearByDefault: true,
    since3: ['dd_hostname', 'header'],
    values: [{ option: 'compress', takes: ['gzip'], otherwise: 'Fluent Bit sends uncompressed' }],
  },
  doris: {},
  es: {
    options:
      'aws_auth? aws_external_id aws_profile aws_region aws_role_arn aws_service_name aws_sts_endpoint ' +
      'buffer_size% cloud_auth cloud_id compress current_time_index? generate_id? http_api_key http_passwd ' +
      'http_user id_key include_tag_key? index logstash_dateformat logstash_format? logstash_prefix ' +
      'logstash_prefix_key logstash_prefix_separator path pipeline replace_dots? suppress_type_name? ' +
      'tag_key time_key time_key_format time_key_nanos? trace_error? trace_output? type write_operation',
    credentials: ['cloud_auth', 'http_api_key', 'http_passwd'],
    address: { host: '127.0.0.1', port: 9200 },
    destination: ['host', 'cloud_id'],
    clearByDefault: true,
    values: [
      {
        option: 'write_operation',
        takes: ['create', 'index', 'update', 'upsert'],
        otherwise: 'Fluent Bit refuses to start',
      },
    ],
  },
  file: { options: 'csv_column_names? delimiter file format label_delimiter mkdir? path template' },
  firehose: { service: 'kinesis-firehose' },
  flowcounter: { options: 'event_based? unit' },
  forward: {
    options:
      'add_option+ compress empty_shared_key? fluentd_compat? password require_ack_response? ' +
      'retain_metadata_in_forward_mode? self_hostname send_options? shared_key tag time_as_integer? ' +
      'unix_path upstream username',
    credentials: ['password', 'shared_key'],
    address: { host: '127.0.0.1', port: 24224 },
    destination: ['host', 'upstream', 'unix_path'],
    clearByDefault: true,
  },
  gelf: {
    options:
      'compress? gelf_full_message_key gelf_host_key gelf_level_key gelf_short_message_key gelf_tag_key ' +
      'gelf_timestamp_key mode packet_size#',
    address: { host: '127.0.0.1', port: 12201 },
    destination: ['host'],
  },
  http: {
    options:
      'allow_duplicated_headers? aws_auth? aws_external_id aws_profile aws_region aws_role_arn aws_service ' +
      'aws_sts_endpoint body_key compress format gelf_full_message_key gelf_host_key gelf_level_key ' +
      'gelf_short_message_key gelf_timestamp_key header+ header_tag headers_key http.read_idle_timeout~ ' +
      'http.response_timeout~ http_method http_passwd http_user json_date_format json_date_key ' +
      'log_response_payload? oauth2.audience oauth2.auth_method oauth2.client_id oauth2.client_secret ' +
      'oauth2.connect_timeout~ oauth2.enable? oauth2.jwt_aud oauth2.jwt_cert_file oauth2.jwt_header ' +
      'oauth2.jwt_key_file oauth2.jwt_ttl_seconds# oauth2.refresh_skew_seconds# oauth2.resource ' +
      'oauth2.scope oauth2.timeout~ oauth2.token_url oauth2.user_agent proxy uri',
    credentials: ['http_passwd', 'oauth2.client_secret'],
    address: { host: '127.0.0.1', port: 80 },
    destination: ['host'],
    clearByDefault: true,
    since3: ['http_method'],
    values: [
      {
        option: 'format',
        takes: ['json', 'json_stream', 'json_lines', 'gelf', 'msgpack'],
        otherwise: 'Fluent Bit sends msgpack',
      },
    ],
  },
  influxdb: {},
  kafka: {
    options:
      'aws_msk_iam? aws_msk_iam_cluster_arn brokers client_id dynamic_topic? format gelf_full_message_key ' +
      'gelf_host_key gelf_level_key gelf_short_message_key gelf_timestamp_key group_id message_key ' +
      'message_key_field otlp_logs_partition_by_resource? queue_full_retries# raw_log_key rdkafka.* ' +
      'timestamp_format timestamp_key topic_key topics',
    credentials: ['rdkafka.sasl.password', 'rdkafka.ssl.key.password'],
    destination: ['brokers'],
  },
  'kafka-rest': {},
  kinesis: { service: 'kinesis-streams' },
  kinesis_firehose: {
    options:
      'auto_retry_requests? compression delivery_stream endpoint external_id log_key profile region ' +
      'role_arn simple_aggregation? sts_endpoint time_key time_key_format',
    service: 'kinesis-firehose',
    required: [['region'], ['delivery_stream']],
    since3: ['simple_aggregation'],
  },
  kinesis_streams: {
    options:
      'auto_retry_requests? compression endpoint external_id log_key profile region role_arn ' +
      'simple_aggregation? stream sts_endpoint time_key time_key_format',
    service: 'kinesis-streams',
    required: [['region'], ['stream']],
    since3: ['compression', 'simple_aggregation'],
  },
  logdna: {
    options: 'api_key app exclude_promoted_keys? file hostname ip logdna_endpoint logdna_host logdna_port# mac tags+',
    credentials: ['api_key'],
    address: { host: 'logs.logdna.com', port: 443 },
  },
  loki: {
    options:
      'auto_kubernetes_labels? bearer_token buffer_size% compress drop_single_key header+ http_passwd ' +
      'http_user label_keys+ label_map_path labels+ line_format remove_keys+ structured_metadata+ ' +
      'structured_metadata_map_keys+ tenant_id tenant_id_key tenant_id_key_error_handling uri',
    credentials: ['bearer_token', 'http_passwd'],
    address: { host: '127.0.0.1', port: 3100 },
    destination: ['host'],
    clearByDefault: true,
    since3: ['bearer_token', 'compress', 'structured_metadata', 'uri'],
    values: [
      {
        option: 'labels',
        takes: /^\s*(\$[^\s,]+|[^=\s,]+\s*=[^,]*)\s*(,\s*(\$[^\s,]+|[^=\s,]+\s*=[^,]*)\s*)*$/,
        allowed: "labels as 'name=value', with commas between",
        otherwise: 'Fluent Bit refuses to start',
      },
    ],
  },
  nats: {},
  newrelic: {},
  nrlogs: {
    options: 'api_key base_uri compress license_key',
    credentials: ['api_key', 'license_key'],
    address: { host: 'log-api.newrelic.com', port: 443 },
    required: [['license_key', 'api_key']],
  },
  null: { options: 'format json_date_format json_date_key' },
  opensearch: {
    options:
      'aws_auth? aws_external_id aws_profile aws_region aws_role_arn aws_service_name aws_sts_endpoint ' +
      'buffer_size% compress current_time_index? generate_id? http_passwd http_user id_key include_tag_key? ' +
      'index logstash_dateformat logstash_format? logstash_prefix logstash_prefix_key ' +
      'logstash_prefix_separator path pipeline replace_dots? suppress_type_name? tag_key time_key ' +
      'time_key_format time_key_nanos? trace_error? trace_output? type write_operation',
    credentials: ['http_passwd'],
    address: { host: '127.0.0.1', port: 9200 },
    destination: ['host'],
    clearByDefault: true,
    since3: ['compress'],
    values: [
      {
        option: 'write_operation',
        takes: ['create', 'index', 'update', 'upsert'],
        otherwise: 'Fluent Bit refuses to start',
      },
    ],
  },
  opentelemetry: {
    options:
      'add_label+ aws_auth? aws_external_id aws_profile aws_region aws_role_arn aws_service ' +
      'aws_sts_endpoint batch_size# compress grpc? grpc_logs_uri grpc_metrics_uri grpc_profiles_uri ' +
      'grpc_traces_uri header+ http2 http_passwd http_user log_response_payload? ' +
      'logs_attributes_metadata_key logs_body_key logs_body_key_attributes? ' +
      'logs_instrumentation_scope_metadata_key logs_max_resources# logs_max_scopes# logs_metadata_key ' +
      'logs_observed_timestamp_metadata_key logs_resource_metadata_key logs_severity_number_message_key ' +
      'logs_severity_number_metadata_key logs_severity_text_message_key logs_severity_text_metadata_key ' +
      'logs_span_id_message_key logs_span_id_metadata_key logs_timestamp_metadata_key ' +
      'logs_trace_flags_metadata_key logs_trace_id_message_key logs_trace_id_metadata_key logs_uri ' +
      'metrics_uri profiles_uri proxy traces_uri',
    credentials: ['http_passwd'],
    address: { host: '127.0.0.1', port: 80 },
    destination: ['host'],
    clearByDefault: true,
    since3: ['logs_uri'],
  },
  oracle_log_analytics: {},
  parseable: {},
  pgsql: {},
  prometheus_exporter: {
    options:
      'add_label+ add_timestamp? buffer_chunk_size% buffer_max_size% http2? http_server.buffer_chunk_size% ' +
      'http_server.buffer_max_size% http_server.http2? http_server.idle_timeout~ ' +
      'http_server.ingress_queue_byte_limit% http_server.ingress_queue_event_limit% ' +
      'http_server.max_connections% http_server.workers# max_connections% workers#',
  },
  prometheus_remote_write: {
    options:
      'add_label+ aws_auth? aws_external_id aws_profile aws_region aws_role_arn aws_service ' +
      'aws_sts_endpoint compression header+ http_passwd http_user log_response_payload? proxy uri',
    credentials: ['http_passwd'],
    address: { host: '127.0.0.1', port: 80 },
  },
  s3: {
    options:
      'authorization_endpoint_bearer_token authorization_endpoint_password authorization_endpoint_url ' +
      'authorization_endpoint_username auto_retry_requests? blob_database_file bucket canned_acl ' +
      'compression content_type endpoint external_id file_delivery_attempt_limit# format json_date_format ' +
      'json_date_key log_key part_delivery_attempt_limit# part_size% preserve_data_ordering? profile ' +
      'quarantine_dir_limit_size% region retry_exhausted_action role_arn s3_key_format ' +
      's3_key_format_tag_delimiters send_content_md5? static_file_path? storage_class store_dir ' +
      'store_dir_limit_size% sts_endpoint total_file_size% upload_chunk_size% upload_part_freshness_limit~ ' +
      'upload_parts_timeout~ upload_timeout~ use_put_object?',
    credentials: ['authorization_endpoint_bearer_token', 'authorization_endpoint_password'],
    service: 's3',
    required: [['bucket']],
    since3: ['format', 'retry_exhausted_action'],
    values: [
      {
        option: 'total_file_size',
        takes: { from: 1_000_000, to: 50_000_000_000, unit: 'bytes' },
        allowed: 'from 1M to 50G',
        otherwise: 'Fluent Bit refuses to start',
      },
      {
        option: 'upload_chunk_size',
        takes: { from: 5_242_880, to: 50_000_000, unit: 'bytes' },
        allowed: 'from 5242880 bytes to 50M',
        otherwise: 'Fluent Bit refuses to start',
      },
      {
        option: 's3_key_format',
        takes: /^\//,
        allowed: "a key that begins with '/'",
        otherwise: 'Fluent Bit refuses to start',
      },
    ],
  },
  skywalking: {},
  slack: {},
  splunk: {
    options:
      'channel compress event_field+ event_host event_index event_index_key event_key event_source ' +
      'event_sourcetype event_sourcetype_key http_buffer_size% http_debug_bad_request? http_passwd ' +
      'http_user splunk_send_raw? splunk_token',
    credentials: ['http_passwd', 'splunk_token'],
    address: { host: '127.0.0.1', port: 8088 },
    required: [['splunk_token', 'http_user']],
    destination: ['host'],
    clearByDefault: true,
  },
  stackdriver: {},
  stdout: { options: 'format json_date_format json_date_key' },
  syslog: {
    options:
      'allow_longer_sd_id? mode syslog_appname_key syslog_appname_preset syslog_facility_key ' +
      'syslog_facility_preset# syslog_format syslog_hostname_key syslog_hostname_preset syslog_maxsize% ' +
      'syslog_message_key syslog_msgid_key syslog_msgid_preset syslog_procid_key syslog_procid_preset ' +
      'syslog_sd_key syslog_severity_key syslog_severity_preset#',
    address: { host: '127.0.0.1', port: 514 },
    destination: ['host'],
    clearByDefault: true,
    values: [
      {
        option: 'mode',
        takes: ['udp', 'tcp', 'tls', 'unix_udp', 'unix_tcp'],
        otherwise: 'Fluent Bit refuses to start',
      },
    ],
  },
  tcp: {
    options: 'format json_date_format json_date_key raw_message_key',
    address: { host: '127.0.0.1', port: 5170 },
    destination: ['host'],
    clearByDefault: true,
  },
  td: {},
  udp: {
    options: 'format json_date_format json_date_key raw_message_key',
    address: { host: '127.0.0.1', port: 5170 },
    destination: ['host'],
  },
  vivo_exporter: {},
  websocket: {
    options: 'format header+ json_date_format json_date_key uri',
    address: { host: '127.0.0.1', port: 80 },
    destination: ['host'],
    clearByDefault: true,
  },
};

/** The record of a plugin, whatever its capitals; an empty one for a plugin that is not known. */
export function outputPlugin(name: string): OutputPlugin {
  const key = name.toLowerCase();
  return Object.hasOwn(OUTPUTS, key) ? OUTPUTS[key] : {};
}
