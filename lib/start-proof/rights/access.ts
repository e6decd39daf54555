import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { ARN, ArnWriter, SIX } from '../../app-model/policy/arns';
import { asRecord, asText, valueAt, items, markOf } from '../../app-model/values';

const PART = '(?:\u27e6[^\u27e7]*\u27e7|[^./])+';
const NAME = '((?:\u27e6[^\u27e7]*\u27e7|[^:@])+)';
const ECR = new RegExp(`^(${PART})\\.dkr[.-]ecr(?:-fips)?\\.(${PART})\\.[^/]+/${NAME}`);

/** The ARN of the private ECR repository of an image; `undefined` for an image of another registry. */
export function repositoryArn(image: string): string | undefined {
  if (!image.includes('.dkr')) {
    return undefined;
  }
  const [, account, region, name] = ECR.exec(image) ?? [];
  return name === undefined ? undefined : `${ARN}:ecr:${region}:${account}:repository/${name}`;
}

/** The ARN of everything in a log group. */
export function logStreams(region: string, account: string, group: string): string {
  return `${ARN}:logs:${region}:${account}:log-group:${group}${STREAMS}`;
}

/** The end of such an ARN. */
export const STREAMS = `:log-stream:${markOf('a log stream')}`;

/** The same as it stands in every comparison, for the name of a group; `undefined` for what is no text. */
export function streamsIn(
  { model, arns }: { readonly model: AppModel; readonly arns: ArnWriter },
  name: Value,
  { region, account }: { readonly region: string; readonly account: string },
): string | undefined {
  const group = name instanceof Pointer && name.attribute === 'Ref' ? name.resource : undefined;
  // The ARN of a group of the app is written already.
  if (
    group?.type === 'AWS::Logs::LogGroup' &&
    model.regionOf(group.scope) === region &&
    arns.accountOf(group) === account
  ) {
    return arns.arnOf(group)?.replace(/:\*$/, STREAMS);
  }
  const text = model.text(name);
  return text === undefined ? undefined : arns.write(logStreams(region, account, text));
}

/** A secret or parameter that a container is given, by what its `ValueFrom` says. */
export interface Given {
  readonly kind: 'secret' | 'parameter' | 'either';
  /** Likeliest first. */
  readonly arns: readonly string[];
}

/** Reads a `ValueFrom`: an ARN, with the field of a secret or without, or the name of a parameter. */
export function givenBy(
  { model, arns }: { readonly model: AppModel; readonly arns: ArnWriter },
  value: Value,
  { region, account }: { readonly region: string; readonly account: string },
): Given | undefined {
  const raw = model.text(value);
  if (raw === undefined || raw === '') {
    return undefined;
  }
  const text = arns.write(raw);
  const secret = SECRET.exec(text);
  if (secret) {
    return { kind: 'secret', arns: secretArns(secret[1]) };
  }
  if (PARAMETER.test(text)) {
    return { kind: 'parameter', arns: [text] };
  }
  const pointer = model.marksIn(raw).find((mark) => mark instanceof Pointer);
  const ofParameter = pointer instanceof Pointer && pointer.resource.type === 'AWS::SSM::Parameter';
  // No ARN begins with a slash.
  if (ofParameter || text.startsWith('/') || !/[\u27e6:]/.test(text)) {
    return { kind: 'parameter', arns: [parameterArn(arns, region, account, text)] };
  }
  return { kind: 'either', arns: [text] };
}

/** The part of a `ValueFrom` behind the ARN of a secret: key of JSON, stage and id of the version; `undefined` for no secret. */
export function fieldsOfSecret(arns: ArnWriter, raw: string): string | undefined {
  const text = arns.write(raw);
  const arn = SECRET.exec(text)?.[1];
  return arn === undefined ? undefined : text.slice(arn.length);
}

const FIELD = '(?:\u27e6[^\u27e7]*\u27e7|[^:])*';
const SECRET = new RegExp(`^(${ARN}:secretsmanager:${FIELD}:${FIELD}:secret:${FIELD})(?::.*)?$`);
const PARAMETER = new RegExp(`^${ARN}:ssm:${FIELD}:${FIELD}:parameter`);

/** A name without the six characters at its end stands for the ARN that has them, whatever they are. */
export function secretArns(arn: string): string[] {
  if (arn.endsWith('\u27e7')) {
    return [arn];
  }
  const complete = /-[A-Za-z0-9]{6}$/.test(arn);
  return [complete ? arn : `${arn}${SIX}`, `${arn}-${markOf('six characters')}`];
}

export function parameterArn(arns: ArnWriter, region: string, account: string, name: string): string {
  return arns.write(`${ARN}:ssm:${region}:${account}:parameter/${name}`);
}

/** The bucket of an object's ARN. */
export function bucketOf(object: string): string {
  return /^(?:\u27e6[^\u27e7]*\u27e7|[^/\u27e6])+/.exec(object)?.[0] ?? object;
}

/** The customer key that encrypts a secret, a bucket, a queue or a stream of the app. */
export function keyOf(model: AppModel, resource: Resource): Value {
  switch (resource.type) {
    case 'AWS::SecretsManager::Secret':
      return model.property(resource, 'KmsKeyId');
    case 'AWS::S3::Bucket':
      return bucketKey(model, resource);
    case 'AWS::SQS::Queue':
      return model.property(resource, 'KmsMasterKeyId');
    case 'AWS::Kinesis::Stream':
      return valueAt(model.property(resource, 'StreamEncryption'), 'KeyId');
    default:
      return undefined;
  }
}

function bucketKey(model: AppModel, bucket: Resource): Value {
  const [rule] = items(valueAt(model.property(bucket, 'BucketEncryption'), 'ServerSideEncryptionConfiguration'));
  const byDefault = asRecord(asRecord(rule).ServerSideEncryptionByDefault);
  return asText(byDefault.SSEAlgorithm) === 'AES256' ? undefined : byDefault.KMSMasterKeyID;
}
