import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Token } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { readFluentBit } from '../internal/fluent-bit-text';
import { guarded } from '../internal/guard/guarded';
import type { textFaults } from './rules/included-text';

/** Bytes of a task definition. ECS service quotas, read 2026-11-20. */
const LONGEST_TEXT = 64 * 1024;

/** An object in S3 that holds configuration. */
export interface ConfigurationObject {
  readonly bucket: s3.IBucket;
  readonly key: string;
}

/**
 * Configuration of your own, in Fluent Bit's classic format, beside what ECS generates. Filters act on the records of all
 * containers that they match (`<container>-firelens*`); outputs are further destinations.
 *
 * Parsers are files of their own: a file with `[PARSER]` or `[MULTILINE_PARSER]` has nothing else.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html
 */
@guarded
export class RouterConfiguration {
  /**
   * Text that travels in the task definition: works on Fargate, with the plain image and a read-only root. Together with
   * all else of the task definition at most 64 KiB.
   *
   * Fails with `RouterConfiguration.tooLong`, and with the codes of the checks (`Firelens.unknownOption` and others).
   */
  public static inline(text: string): RouterConfiguration {
    checkText(text, 'the inline configuration');
    if (!Token.isUnresolved(text) && Buffer.byteLength(text) > LONGEST_TEXT) {
      fail(
        undefined,
        'RouterConfiguration.tooLong',
        `'text' must be at most ${LONGEST_TEXT} bytes, as much as a task definition takes, got ${Buffer.byteLength(text)}; give it by RouterConfiguration.fromAsset()`,
      );
    }
    return hasParsers(text) ? new RouterConfiguration({ parsers: text }) : new RouterConfiguration({ text });
  }

  /** A file that is in the image already, by its absolute path, as `/fluent-bit/configs/parse-json.conf`. */
  public static fileInImage(path: string): RouterConfiguration {
    if (!Token.isUnresolved(path) && !path.startsWith('/')) {
      fail(undefined, 'RouterConfiguration.path', `'path' must be absolute, got '${path}'`);
    }
    return new RouterConfiguration({ path });
  }

  /**
   * A local file, uploaded as an asset and fetched by the router when it starts. Takes the init variant of the image, whose
   * root file system cannot be read-only. The task role may read this object.
   *
   * Fails with `RouterConfiguration.path` when there is no such file, and with the codes of the checks.
   */
  public static fromAsset(path: string): RouterConfiguration {
    if (!existsSync(path)) {
      fail(undefined, 'RouterConfiguration.path', `'path' must be a file, got '${path}'`);
    }
    const text = readFileSync(path, 'utf8');
    checkText(text, `'${basename(path)}'`);
    return new RouterConfiguration({ asset: { path, text } });
  }

  /**
   * An object that is in S3 already, fetched by the router when it starts. Takes the init variant of the image, whose root
   * file system cannot be read-only. The task role may read this object. What is in it is not checked.
   */
  public static fromBucket(bucket: s3.IBucket, key: string): RouterConfiguration {
    return new RouterConfiguration({ object: { bucket, key } });
  }

  /**
   * An object that is in S3 already, fetched by the ECS agent, with the execution role. Only on EC2, and as the only
   * configuration: the router's own settings cannot be brought in beside it, so the file has to hold them.
   */
  public static fetchedByAgent(bucket: s3.IBucket, key: string): RouterConfiguration {
    return new RouterConfiguration({ agentObject: { bucket, key } });
  }

  private constructor(
    /** @internal */
    public readonly _source: {
      readonly text?: string;
      readonly parsers?: string;
      readonly path?: string;
      readonly asset?: { readonly path: string; readonly text: string };
      readonly object?: ConfigurationObject;
      readonly agentObject?: ConfigurationObject;
    },
  ) {}

  /** Whether the init variant of the image has to fetch it.
   *
   * @internal
   */
  public get _needsInit(): boolean {
    return this._source.asset !== undefined || this._source.object !== undefined;
  }

  /**
   * The object to fetch; uploads an asset under the construct given.
   *
   * @internal
   */
  public _object(place: Construct): ConfigurationObject | undefined {
    const { asset, object } = this._source;
    if (asset === undefined) {
      return object;
    }
    const { bucket, s3ObjectKey } = new Asset(place, 'Asset', { path: asset.path });
    return { bucket, key: s3ObjectKey };
  }
}

function checkText(text: string, where: string): void {
  if (Token.isUnresolved(text)) {
    return;
  }
  // Loaded on first use: the check brings Fluent Bit's table of options.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const rules = require('./rules/included-text') as { textFaults: typeof textFaults };
  failAll(undefined, rules.textFaults(readFluentBit(text), where));
}

function hasParsers(text: string): boolean {
  return readFluentBit(text).sections.some(({ kind }) => kind === 'PARSER' || kind === 'MULTILINE_PARSER');
}
