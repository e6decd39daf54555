import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import {
  BoundDestination,
  allow,
  commonFaults,
  commonOptions,
  roleOptions,
  statementsFor,
} from '../private/bound-destination';
import type { AwsDestinationOptions } from './destination-options';

/** The compression of the records of a stream. */
export enum StreamCompression {
  /** gzip. */
  GZIP = 'gzip',
  /** Zstandard. */
  ZSTD = 'zstd',
  /** Snappy. */
  SNAPPY = 'snappy',
}

/** The options of logs for a stream. */
export interface StreamDestinationOptions extends AwsDestinationOptions {
  /**
   * Key under which the time is added to the record.
   *
   * @default - no time is added
   */
  readonly timeKey?: string;

  /**
   * Format of the time, as for strftime.
   *
   * @default '%Y-%m-%dT%H:%M:%S'
   */
  readonly timeKeyFormat?: string;

  /**
   * Send the value of this key alone, as text, instead of the whole record as JSON.
   *
   * @default - the whole record
   */
  readonly logKey?: string;

  /**
   * Compression of each record. The receiver must expect it.
   *
   * @default - not compressed
   */
  readonly compression?: StreamCompression;

  /**
   * Pack several log records into one record of the stream, with line breaks between.
   *
   * @default false
   */
  readonly aggregate?: boolean;
}

/** `kinesis_firehose`: the C plugin. Observed call: PutRecordBatch, up to 500 records or 4 MiB, records to 1,024,000 bytes. */
export function dataFirehose(stream: firehose.IDeliveryStream, options: StreamDestinationOptions): BoundDestination {
  return {
    plugin: 'kinesis_firehose',
    options: {
      region: options.region ?? stream.env.region,
      delivery_stream: stream.deliveryStreamName,
      ...streamOptions(options),
    },
    statements: statementsFor(options, [allow(['firehose:PutRecordBatch'], [stream.deliveryStreamArn])]),
    faults: commonFaults(options),
  };
}

/** The output options that Data Firehose and Kinesis Data Streams share. */
export function streamOptions(options: StreamDestinationOptions): BoundDestination['options'] {
  return {
    time_key: options.timeKey,
    time_key_format: options.timeKeyFormat,
    log_key: options.logKey,
    compression: options.compression,
    simple_aggregation: options.aggregate ? 'true' : undefined,
    ...roleOptions(options),
    ...commonOptions(options),
  };
}
