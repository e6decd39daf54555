import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { BoundDestination, allow, commonFaults, statementsFor } from '../private/bound-destination';
import { StreamDestinationOptions, streamOptions } from './data-firehose';

/** `kinesis_streams`: the C plugin. Observed call: PutRecords, up to 500 records or 10 MiB; partition keys are random. */
export function kinesisStreams(stream: kinesis.IStream, options: StreamDestinationOptions): BoundDestination {
  return {
    plugin: 'kinesis_streams',
    options: {
      region: options.region ?? stream.env.region,
      stream: stream.streamName,
      ...streamOptions(options),
    },
    statements: statementsFor(options, [
      allow(['kinesis:PutRecords'], [stream.streamArn]),
      ...(stream.encryptionKey === undefined ? [] : [allow(['kms:GenerateDataKey'], [stream.encryptionKey.keyArn])]),
    ]),
    faults: commonFaults(options),
  };
}
