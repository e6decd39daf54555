import { EVERY_OUTPUT, OUTPUTS } from '../../internal/fluent-bit-outputs';

/*
 * The plugins and options of Fluent Bit 5.0.9 (aws-for-fluent-bit 3.4.12 to 3.4.14), from `fluent-bit -J`, 2026-11. The signs of
 * types are those of `OutputPlugin.options`. Loaded on first use: nobody without FireLens pays for it.
 */

/** Options that every filter takes. */
const EVERY_FILTER = 'name alias log_level log_suppress_interval~ match match_regex';

/** Options that every input takes. */
const EVERY_INPUT =
  'name host port# listen alias log_level log_suppress_interval~ mem_buf_limit% ' +
  'net.accept_timeout_log_error? net.accept_timeout~ net.backlog# net.io_timeout~ net.keepalive? ' +
  'net.share_port? routable? storage.pause_on_chunks_overlimit? storage.type tag ' +
  'thread.ring_buffer.capacity# thread.ring_buffer.window# threaded? tls.ca_file tls.ca_path ' +
  'tls.ciphers tls.crt_file tls.debug# tls.key_file tls.key_passwd tls.max_version tls.min_version ' +
  'tls.verify? tls.verify_client_cert? tls.verify_hostname? tls.vhost tls?';

/** Filters and the options of their own. */
const FILTERS: Readonly<Record<string, string>> = {
  aws:
    'account_id? ami_id? az? ec2_instance_id? ec2_instance_type? enable_entity? hostname? imds_version ' +
    'private_ip? retry_interval_s# tags_enabled? tags_exclude tags_include vpc_id?',
  ecs:
    'add agent_endpoint_retries# cluster_metadata_only? ecs_meta_cache_ttl~ ecs_meta_host ecs_meta_port# ' +
    'ecs_tag_prefix',
  expect: 'action key_exists key_not_exists key_val_eq+ key_val_is_not_null key_val_is_null result_key',
  grep: 'exclude logical_op regex',
  kubernetes:
    'annotations? aws_pod_association_endpoint aws_pod_association_host ' +
    'aws_pod_association_host_client_cert_file aws_pod_association_host_client_key_file ' +
    'aws_pod_association_host_server_ca_file aws_pod_association_host_tls_debug# ' +
    'aws_pod_association_host_tls_verify? aws_pod_association_port# aws_pod_service_map_refresh_interval# ' +
    'aws_pod_service_map_ttl# aws_pod_service_preload_cache_dir aws_use_pod_association? buffer_size% ' +
    'cache_use_docker_id? dns_retries# dns_wait_time~ dummy_meta? k8s-logging.exclude? ' +
    'k8s-logging.parser? keep_log? kube_ca_file kube_ca_path kube_meta_cache_ttl~ ' +
    'kube_meta_namespace_cache_ttl~ kube_meta_preload_cache_dir kube_namespace_file kube_tag_prefix ' +
    'kube_token_command kube_token_file kube_token_ttl~ kube_url kubelet_host kubelet_port# labels? ' +
    'merge_log? merge_log_key merge_log_trim? merge_parser namespace_annotations? namespace_labels? ' +
    'namespace_metadata_only? owner_references? regex_parser set_platform tls.debug# tls.verify? ' +
    'tls.verify_hostname? tls.vhost use_journal? use_kubelet? use_pod_association? use_tag_for_meta?',
  log_to_metrics:
    'add_label bucket discard_logs? emitter_mem_buf_limit% emitter_name exclude flush_interval_nsec# ' +
    'flush_interval_sec# kubernetes_mode? label_field metric_description metric_mode metric_name ' +
    'metric_namespace metric_subsystem regex tag value_field',
  lua: 'call code enable_flb_null? protected_mode? script time_as_table? type_array_key type_int_key',
  modify:
    'Add Condition Copy Hard_copy Hard_Rename Move_To_End Move_To_Start Remove Remove_regex ' +
    'Remove_wildcard Rename Set',
  multiline:
    'buffer? debug_flush? emitter_mem_buf_limit% emitter_name emitter_storage.type flush_ms# mode ' +
    'multiline.key_content multiline.parser+',
  nest: 'Add_prefix Nest_under Nested_under Operation Remove_prefix Wildcard',
  parser: 'Key_Name Parser Preserve_Key? Reserve_Data? Unescape_key',
  record_modifier: 'allowlist_key record+ remove_key uuid_key whitelist_key',
  rewrite_tag: 'emitter_mem_buf_limit% emitter_name emitter_storage.type rule+',
  stdout: '',
  sysinfo: 'fluentbit_version_key hostname_key kernel_version_key os_name_key os_version_key',
  throttle: 'interval print_status? rate window#',
  type_converter: 'float_key+ int_key+ str_key+ uint_key+',
};

/** Inputs and the options of their own. */
const INPUTS: Readonly<Record<string, string>> = {
  dummy:
    'copies# dummy fixed_timestamp? flush_on_startup? interval_nsec# interval_sec# metadata rate# ' +
    'samples# start_time_nsec# start_time_sec# test_hang_on_exit?',
  elasticsearch:
    'buffer_chunk_size% buffer_max_size% host hostname http2? http_server.buffer_chunk_size% ' +
    'http_server.buffer_max_size% http_server.http2? http_server.idle_timeout~ ' +
    'http_server.ingress_queue_byte_limit% http_server.ingress_queue_event_limit% ' +
    'http_server.max_connections% http_server.workers# listen max_connections% meta_key port# tag_key ' +
    'version workers#',
  fluentbit_metrics: 'scrape_interval~ scrape_on_start?',
  forward:
    'buffer_chunk_size% buffer_max_size% empty_shared_key? host listen port# security.users self_hostname ' +
    'shared_key tag_prefix unix_path unix_perm',
  http:
    'add_remote_addr? buffer_chunk_size% buffer_max_size% enable_health_endpoint? host http2? ' +
    'http_server.buffer_chunk_size% http_server.buffer_max_size% http_server.http2? ' +
    'http_server.idle_timeout~ http_server.ingress_queue_byte_limit% ' +
    'http_server.ingress_queue_event_limit% http_server.max_connections% http_server.workers# listen ' +
    'max_connections% port# remote_addr_key success_header+ successful_response_code# tag_key workers#',
  opentelemetry:
    'buffer_chunk_size% buffer_max_size% encode_profiles_as_log? host http2? ' +
    'http_server.buffer_chunk_size% http_server.buffer_max_size% http_server.http2? ' +
    'http_server.idle_timeout~ http_server.ingress_queue_byte_limit% ' +
    'http_server.ingress_queue_event_limit% http_server.max_connections% http_server.workers# listen ' +
    'logs_body_key logs_metadata_key max_connections% port# profiles_support? raw_traces? ' +
    'successful_response_code# tag_from_uri? tag_key workers#',
  splunk:
    'add_remote_addr? buffer_chunk_size% buffer_max_size% host http2? http_server.buffer_chunk_size% ' +
    'http_server.buffer_max_size% http_server.http2? http_server.idle_timeout~ ' +
    'http_server.ingress_queue_byte_limit% http_server.ingress_queue_event_limit% ' +
    'http_server.max_connections% http_server.workers# listen max_connections% port# remote_addr_key ' +
    'splunk_token splunk_token_key store_token_in_metadata? success_header+ tag_key workers#',
  statsd: 'host listen metrics? port#',
  syslog:
    'buffer_chunk_size% buffer_max_size% format host listen mode parser path port# raw_message_key ' +
    'receive_buffer_size% source_address_key unix_perm',
  tail:
    'buffer_chunk_size% buffer_max_size% db db.compare_filename? db.journal_mode db.locking? db.sync ' +
    'docker_mode? docker_mode_flush# docker_mode_parser event_batch_size% exclude_path+ exit_on_eof? ' +
    'file_cache_advise? generic.encoding ignore_active_older_files? ignore_older~ inotify_watcher? key ' +
    'multiline.parser+ multiline? multiline_flush~ offset_key parser parser_* parser_firstline path+ ' +
    'path_key progress_check_interval_nsec# progress_check_interval~ read_from_head? ' +
    'read_newly_discovered_files_from_head? refresh_interval rotate_wait~ skip_empty_lines? ' +
    'skip_long_lines? static_batch_size% tag_regex truncate_long_lines? unicode.encoding ' +
    'watcher_interval~',
  tcp: 'buffer_size chunk_size format host listen parser port# separator source_address_key',
  udp: 'buffer_size chunk_size format host listen parser port# separator source_address_key',
};

/** Keys of the `[SERVICE]` section; Fluent Bit ignores an unknown one without a word. Source: src/flb_config.c, 5.0.9. */
const SERVICE =
  'flush grace# daemon? log_file log_level parsers_file plugins_file streams_file http_server? http_listen http_port# ' +
  'health_check? hc_errors_count# hc_retry_failure_count# hc_period# hot_reload? dns.mode dns.resolver ' +
  'dns.prefer_ipv4? dns.prefer_ipv6? coro_stack_size% scheduler.base# scheduler.cap# json.convert_nan_to_null? ' +
  'json.escape_unicode? storage.path storage.sync storage.metrics? storage.checksum? storage.backlog.mem_limit% ' +
  'storage.backlog.flush_on_shutdown? storage.max_chunks_up# storage.delete_irrecoverable_chunks? storage.trim_files? ' +
  'storage.type storage.inherit? storage.keep.rejected? storage.rejected.path sp.convert_from_str_to_num? ' +
  'windows.maxstdio# multiline_buffer_limit enable_chunk_trace? retry_limit';

/** Type of an option's value. */
export type OptionType = 'text' | 'boolean' | 'integer' | 'size' | 'time' | 'list';

/** The options of one plugin, by lower-case name. */
export type OptionTypes = ReadonlyMap<string, OptionType>;

/** Kinds of sections whose options are known. */
export type PluginKind = 'OUTPUT' | 'FILTER' | 'INPUT';

const TABLES: Readonly<Record<PluginKind, readonly [Readonly<Record<string, string>>, string]>> = {
  OUTPUT: [described(), EVERY_OUTPUT.options],
  FILTER: [FILTERS, EVERY_FILTER],
  INPUT: [INPUTS, EVERY_INPUT],
};

/** The options of the outputs that the recorded build had. */
function described(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(OUTPUTS).flatMap(([name, { options }]) => (options === undefined ? [] : [[name, options]])),
  );
}

/** Outputs that an image may hold although their options are not known, and not checked. */
export function undescribedOutputs(): string[] {
  return Object.keys(OUTPUTS).filter((name) => OUTPUTS[name].options === undefined);
}

const TYPE_OF_SIGN: Readonly<Record<string, OptionType>> = {
  '?': 'boolean',
  '#': 'integer',
  '%': 'size',
  '~': 'time',
  '+': 'list',
};

const read = new Map<string, OptionTypes>();

/** Names of the described plugins of a kind. */
export function pluginNames(kind: PluginKind): string[] {
  return Object.keys(TABLES[kind][0]);
}

/** The options that a plugin takes; `undefined` for a plugin that the table does not describe. */
export function optionsOf(kind: PluginKind, plugin: string): OptionTypes | undefined {
  const [plugins, common] = TABLES[kind];
  return Object.hasOwn(plugins, plugin)
    ? remembered(`${kind} ${plugin}`, () => `${common} ${plugins[plugin]}`)
    : undefined;
}

/** The type of one option, whatever its capitals; `undefined` when the plugin has no such option. */
export function optionType(options: OptionTypes, option: string): OptionType | undefined {
  const key = option.toLowerCase();
  const isPrefix = (name: string): boolean => name.endsWith('*') && key.startsWith(name.slice(0, -1));
  return options.get(key) ?? ([...options.keys()].some(isPrefix) ? 'text' : undefined);
}

/** The keys of the `[SERVICE]` section. */
export function serviceOptions(): OptionTypes {
  return remembered('SERVICE', () => SERVICE);
}

function remembered(key: string, source: () => string): OptionTypes {
  const known = read.get(key) ?? parse(source());
  read.set(key, known);
  return known;
}

function parse(source: string): OptionTypes {
  return new Map(
    source
      .split(' ')
      .filter(Boolean)
      .map((entry): [string, OptionType] => {
        const type = TYPE_OF_SIGN[entry.slice(-1)];
        return [(type === undefined ? entry : entry.slice(0, -1)).toLowerCase(), type ?? 'text'];
      }),
  );
}
