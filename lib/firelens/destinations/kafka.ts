import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { aws_msk as msk } from 'aws-cdk-lib/interfaces';
import { BoundDestination, allow, commonFaults, commonOptions, fault } from '../private/bound-destination';
import type { LogDestinationOptions } from './destination-options';

/** Form of the messages. */
export enum KafkaFormat {
  /** One JSON object. */
  JSON = 'json',
  /** MessagePack. */
  MSGPACK = 'msgpack',
  /** Graylog's format. */
  GELF = 'gelf',
  /** The text of one key, named by the plugin option `raw_log_key`. */
  RAW = 'raw',
}

/** The options of logs for a Kafka topic. */
export interface KafkaDestinationOptions extends LogDestinationOptions {
  /**
   * Form of the messages.
   *
   * @default KafkaFormat.JSON
   */
  readonly format?: KafkaFormat;

  /**
   * Key of the record whose value is the message key, which chooses the partition.
   *
   * @default - no message key: partitions in turn
   */
  readonly messageKeyField?: string;

  /**
   * Options of librdkafka, without the `rdkafka.` in front, as `compression.codec`.
   *
   * @default - none but those for the connection
   * @see https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
   */
  readonly rdkafka?: { [option: string]: string };
}

/** The options of logs for a Kafka cluster that is not in MSK with IAM. */
export interface KafkaClusterOptions extends KafkaDestinationOptions {
  /**
   * User for SASL; needs `saslPassword`.
   *
   * @default - no SASL
   */
  readonly saslUser?: string;

  /**
   * Password for SASL.
   *
   * @default - no SASL
   */
  readonly saslPassword?: ecs.Secret;

  /**
   * Mechanism of SASL, in Kafka's words.
   *
   * @default 'SCRAM-SHA-512'
   */
  readonly saslMechanism?: string;

  /**
   * Whether the connection is encrypted.
   *
   * @default true
   */
  readonly tls?: boolean;
}

/** `kafka` with TLS, and SASL by user and password when given. */
export function kafka(brokers: string[], topic: string, options: KafkaClusterOptions): BoundDestination {
  const { saslUser, saslPassword, saslMechanism, tls = true } = options;
  const sasl = saslUser !== undefined || saslPassword !== undefined;
  return {
    plugin: 'kafka',
    options: {
      ...shared(brokers, topic, options),
      'rdkafka.security.protocol': `${sasl ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`,
      'rdkafka.sasl.username': saslUser,
      'rdkafka.sasl.mechanism': sasl ? (saslMechanism ?? 'SCRAM-SHA-512') : undefined,
    },
    secrets: { 'rdkafka.sasl.password': saslPassword },
    faults: [
      ...commonFaults(options),
      ...brokerFaults(brokers),
      ...topicFaults(topic),
      ...((saslUser === undefined) === (saslPassword === undefined)
        ? []
        : [
            fault(
              `'saslUser' and 'saslPassword' go together, got ${saslUser === undefined ? "'saslPassword'" : "'saslUser'"} alone`,
            ),
          ]),
      ...(sasl && !tls ? [fault("'tls' must stay on with 'saslPassword': it would travel unencrypted")] : []),
    ],
  };
}

/** `kafka` to MSK with IAM. The plugin sets TLS and the SASL mechanism itself. */
export function mskWithIam(
  stack: Stack,
  cluster: msk.IClusterRef,
  brokers: string[],
  topic: string,
  options: KafkaDestinationOptions,
): BoundDestination {
  const { clusterArn } = cluster.clusterRef;
  return {
    plugin: 'kafka',
    options: {
      ...shared(brokers, topic, options),
      aws_msk_iam: 'true',
      aws_msk_iam_cluster_arn: clusterArn,
    },
    statements: [
      allow(['kafka-cluster:Connect'], [clusterArn]),
      allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], [topicArn(stack, cluster, topic)]),
    ],
    faults: [...commonFaults(options), ...brokerFaults(brokers), ...topicFaults(topic)],
  };
}

function shared(brokers: string[], topic: string, options: KafkaDestinationOptions): BoundDestination['options'] {
  const extra = Object.entries(options.rdkafka ?? {}).map(([key, value]) => [`rdkafka.${key}`, value]);
  return {
    brokers: brokers.join(','),
    topics: topic,
    format: options.format ?? KafkaFormat.JSON,
    message_key_field: options.messageKeyField,
    ...Object.fromEntries(extra),
    ...commonOptions(options),
  };
}

function brokerFaults(brokers: string[]): NonNullable<BoundDestination['faults']> {
  if (Token.isUnresolved(brokers)) {
    return [];
  }
  return brokers.length === 0
    ? [fault("'brokers' must name at least one 'host:port', got none")]
    : brokers
        .filter((broker) => !Token.isUnresolved(broker) && !isBroker(broker))
        .map((broker) => fault(`'brokers' must be 'host:port' each, without scheme and blanks, got '${broker}'`));
}

/** Kafka takes its own port, 9092, where none is given; several may stand in one text, as MSK tells them. */
function isBroker(text: string): boolean {
  return text.split(',').every((each) => {
    const [, port] = /^[^\s/:]+(?::(\d{1,5}))?$/.exec(each) ?? [];
    return /^[^\s/:]+(:\d{1,5})?$/.test(each) && Number(port ?? 1) >= 1 && Number(port ?? 1) <= 65535;
  });
}

function topicFaults(topic: string): NonNullable<BoundDestination['faults']> {
  return Token.isUnresolved(topic) || /^[A-Za-z0-9._,-]+$/.test(topic)
    ? []
    : [fault(`'topic' must be letters, digits, '.', '_' and '-', got '${topic}'`)];
}

/** `arn:…:topic/<cluster name>/<uuid>/<topic>`. */
function topicArn(stack: Stack, cluster: msk.IClusterRef, topic: string): string {
  const { clusterArn } = cluster.clusterRef;
  const nameAndId = Token.isUnresolved(clusterArn)
    ? Fn.select(1, Fn.split(':cluster/', clusterArn))
    : clusterArn.split(':cluster/')[1];
  return stack.formatArn({
    service: 'kafka',
    account: cluster.env.account,
    region: cluster.env.region,
    resource: 'topic',
    resourceName: `${nameAndId}/${topic}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
