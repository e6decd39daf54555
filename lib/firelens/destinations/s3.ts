import { Duration, Size, Token } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Finding } from '../../internal/finding';
import { didYouMean } from '../../internal/did-you-mean';
import {
  BoundDestination,
  allow,
  bytes,
  commonFaults,
  commonOptions,
  fault,
  outside,
  roleOptions,
  sizeOutside,
  statementsFor,
} from '../private/bound-destination';
import type { AwsDestinationOptions } from './destination-options';

/** The compression of objects. */
export enum S3Compression {
  /** gzip. */
  GZIP = 'gzip',
  /** Zstandard. */
  ZSTD = 'zstd',
  /** Snappy. */
  SNAPPY = 'snappy',
}

/** The options of logs for a bucket. */
export interface S3DestinationOptions extends AwsDestinationOptions {
  /**
   * Begin of all keys, without a slash at either end. The task role may write below it and nowhere else.
   *
   * @default 'logs'
   */
  readonly prefix?: string;

  /**
   * The format of the key after the prefix: `$TAG`, parts of the tag (`$TAG[0]`), times as for strftime, `$UUID`.
   *
   * @default '$TAG/%Y/%m/%d/%H/%M/%S-$UUID'
   */
  readonly keyFormat?: string;

  /**
   * Size at which an object is finished, from 1 MB to 50 GB.
   *
   * @default - 100 MB, Fluent Bit's default
   */
  readonly totalFileSize?: Size;

  /**
   * Age at which an object is finished, whatever its size. What is lost with the task is at most this old.
   *
   * @default Duration.minutes(10)
   */
  readonly uploadTimeout?: Duration;

  /**
   * Part of a multipart upload, from 5 MiB to 50 MB, at most half of `totalFileSize`.
   *
   * @default - 5 MiB, Fluent Bit's default
   */
  readonly uploadChunkSize?: Size;

  /**
   * Compression of the objects.
   *
   * @default - not compressed
   */
  readonly compression?: S3Compression;

  /**
   * Storage class of the objects, in the words of S3, as `STANDARD_IA`.
   *
   * @default - the bucket's own
   */
  readonly storageClass?: string;

  /**
   * Canned ACL of the objects, as `bucket-owner-full-control`. The task role may then set ACLs as well.
   *
   * @default - no ACL
   */
  readonly cannedAcl?: string;

  /**
   * Disk that unfinished objects may take in the router.
   *
   * @default - not limited but by the volume
   */
  readonly storeDirLimit?: Size;
}

const MEGABYTE = 1_000_000;

/** Source: S3 API, PutObject `x-amz-storage-class` and `x-amz-acl`, 2026-11. */
const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'OUTPOSTS',
  'GLACIER_IR',
  'SNOW',
  'EXPRESS_ONEZONE',
  'FSX_OPENZFS',
  'FSX_ONTAP',
];
const CANNED_ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
];

/** `s3`. Observed call: PutObject, for whole objects and for parts. Its retries are limited to 5 even when unlimited. */
export function bucket(target: s3.IBucket, options: S3DestinationOptions): BoundDestination {
  const { prefix = 'logs', keyFormat = '$TAG/%Y/%m/%d/%H/%M/%S-$UUID', totalFileSize, uploadTimeout } = options;
  const key = target.encryptionKey;
  return {
    plugin: 's3',
    options: {
      region: options.region ?? target.env.region,
      bucket: target.bucketName,
      s3_key_format: `/${prefix === '' ? '' : `${prefix}/`}${keyFormat}`,
      total_file_size: totalFileSize && bytes(totalFileSize),
      upload_timeout: uploadTimeout && `${uploadTimeout.toSeconds()}s`,
      upload_chunk_size: options.uploadChunkSize && bytes(options.uploadChunkSize),
      compression: options.compression,
      storage_class: options.storageClass,
      canned_acl: options.cannedAcl,
      store_dir_limit_size: options.storeDirLimit && bytes(options.storeDirLimit),
      ...roleOptions(options),
      ...commonOptions(options),
    },
    storeOption: 'store_dir',
    statements: statementsFor(options, [
      allow(
        ['s3:PutObject', ...(options.cannedAcl === undefined ? [] : ['s3:PutObjectAcl'])],
        [target.arnForObjects(prefix === '' ? '*' : `${prefix}/*`)],
      ),
      // Multipart uploads read back what they wrote.
      ...(key === undefined ? [] : [allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn])]),
    ]),
    faults: [
      ...commonFaults(options),
      ...sizeOutside('totalFileSize', totalFileSize, sizeOf(MEGABYTE), sizeOf(50_000 * MEGABYTE)),
      ...sizeOutside('uploadChunkSize', options.uploadChunkSize, Size.mebibytes(5), sizeOf(50 * MEGABYTE)),
      ...sizeOutside('storeDirLimit', options.storeDirLimit, sizeOf(1), sizeOf(Number.MAX_SAFE_INTEGER)),
      ...oneOf('storageClass', options.storageClass, STORAGE_CLASSES),
      ...oneOf('cannedAcl', options.cannedAcl, CANNED_ACLS),
      ...outside('uploadTimeout', uploadTimeout && uploadTimeout.toSeconds(), 1, Infinity),
      ...(/^\/|\/$/.test(prefix) ? [fault(`'prefix' must not begin or end with '/', got '${prefix}'`)] : []),
      ...halfOfFile(options),
    ],
  };
}

function halfOfFile({ totalFileSize, uploadChunkSize }: S3DestinationOptions): BoundDestination['faults'] & object {
  const tooLarge =
    totalFileSize !== undefined &&
    uploadChunkSize !== undefined &&
    !totalFileSize.isUnresolved() &&
    !uploadChunkSize.isUnresolved() &&
    uploadChunkSize.toBytes() * 2 > totalFileSize.toBytes();
  return tooLarge
    ? [
        fault(
          `'uploadChunkSize' must be at most half of 'totalFileSize', got ${uploadChunkSize.toBytes()} and ${totalFileSize.toBytes()} bytes`,
        ),
      ]
    : [];
}

/** A word that S3 knows. A storage class that looks like one may be younger than the list. */
function oneOf(name: string, value: string | undefined, known: readonly string[]): Finding[] {
  const usable =
    value === undefined ||
    Token.isUnresolved(value) ||
    known.includes(value) ||
    (name === 'storageClass' && /^[A-Z][A-Z_]+$/.test(value));
  return usable ? [] : [fault(`'${name}' must be ${known.join(', ')}, got '${value}'${didYouMean(value, known)}`)];
}

function sizeOf(amount: number): Size {
  return Size.bytes(amount);
}
