import type { AppModel, Resource, Value } from '../app-model';
import { Pointer, asText, isUnknown, items, splitAroundMarks } from '../values';
import { ARN, ArnWriter } from './arns';
import type { Roles } from './roles';
import { Policy, Statement, unreadablePolicy } from './statement';

/** All that is known of the policy of a resource. */
export interface ResourcePolicy {
  /** The resource is part of the app: its policy, or that there is none, is known. */
  readonly resource?: Resource;
  readonly policy?: Policy;
  /** As of keys: without its word nothing is allowed, not even within the account. */
  readonly mustAgree?: boolean;
}

/** The place of the policy of a type: a property of its own, or resources of another type that refer to it. */
const PLACES: Readonly<
  Record<string, { readonly own?: string; readonly type?: string; readonly by?: string; readonly document?: string }>
> = {
  'AWS::ECR::Repository': { own: 'RepositoryPolicyText' },
  'AWS::EFS::FileSystem': { own: 'FileSystemPolicy' },
  'AWS::KMS::Key': { own: 'KeyPolicy' },
  'AWS::Kinesis::Stream': { type: 'AWS::Kinesis::ResourcePolicy', by: 'ResourceArn', document: 'ResourcePolicy' },
  'AWS::OpenSearchService::Domain': { own: 'AccessPolicies' },
  'AWS::S3::Bucket': { type: 'AWS::S3::BucketPolicy', by: 'Bucket', document: 'PolicyDocument' },
  'AWS::SQS::Queue': { type: 'AWS::SQS::QueuePolicy', by: 'Queues', document: 'PolicyDocument' },
  'AWS::SecretsManager::Secret': {
    ...{ type: 'AWS::SecretsManager::ResourcePolicy', by: 'SecretId', document: 'ResourcePolicy' },
  },
};

/** Services whose resources may have a policy that gives a role of the account something by itself. */
const WITH_POLICIES = new Set([
  ...['aoss', 'ecr', 'elasticfilesystem', 'es', 'kinesis', 'kms', 's3', 'secretsmanager', 'sns', 'sqs'],
]);

/** Whether a resource that the app does not have may have a policy of its own. */
export function mayHavePolicy(arn: string): boolean {
  return WITH_POLICIES.has(/^arn:[^:]*:([a-z0-9-]+):/.exec(arn)?.[1] ?? '');
}

/** The policies of the resources of an app, found by the ARN of a call. */
export class ResourcePolicies {
  private readonly byArn = new Map<string, Resource>();
  private readonly found = new Map<Resource, ResourcePolicy>();
  /** By type: policies whose resource is known only at deployment. */
  private readonly loose = new Map<string, readonly Resource[]>();

  constructor(
    private readonly model: AppModel,
    private readonly arns: ArnWriter,
    private readonly roles: Roles,
  ) {
    for (const [type, { type: policyType, by = '' }] of Object.entries(PLACES)) {
      for (const resource of model.ofType(type)) {
        this.byArn.set(arns.arnOf(resource) ?? '', resource);
      }
      const unplaced = model
        .ofType(policyType ?? '')
        .filter(
          (each) =>
            this.isOpen(model.property(each, by)) && model.mentioned(each.properties[by], each.scope).length === 0,
        );
      this.loose.set(type, unplaced);
    }
  }

  /** All that is known of the policy of the resource that a call is about. */
  of(arn: string): ResourcePolicy {
    const resource = this.byArn.get(ownerOf(arn));
    if (resource === undefined) {
      return NOT_OF_THE_APP;
    }
    let known = this.found.get(resource);
    if (known === undefined) {
      known = this.read(resource);
      this.found.set(resource, known);
    }
    return known;
  }

  /** The key that a property names by its id, ARN or alias, as ARN; `undefined` when that cannot be told. */
  keyArn(value: Value): string | undefined {
    if (value instanceof Pointer) {
      return value.resource.type === 'AWS::KMS::Alias'
        ? this.keyArn(this.model.property(value.resource, 'TargetKeyId'))
        : value.resource.type === 'AWS::KMS::Key'
          ? this.arns.arnOf(value.resource)
          : undefined;
    }
    const text = asText(value);
    if (text !== undefined && /^alias\//.test(text)) {
      const alias = this.model
        .ofType('AWS::KMS::Alias')
        .find((each) => asText(this.model.property(each, 'AliasName')) === text);
      return alias && this.keyArn(this.model.property(alias, 'TargetKeyId'));
    }
    const written = this.arns.textOf(value) ?? '';
    return /^arn:[^:]*:kms:.*:key\//.test(written) ? written : undefined;
  }

  private read(resource: Resource): ResourcePolicy {
    const { own, type, by = '', document = '' } = PLACES[resource.type];
    const loose = (this.loose.get(resource.type) ?? []).map(({ path }) => unreadablePolicy(path));
    const name = `the policy of ${resource.path}`;
    const policies =
      own !== undefined
        ? [this.ofProperty(resource, own, name)]
        : this.model.referrersOf(resource, type ?? '', by).map((each) => {
            const policy = this.ofProperty(each, document, each.path);
            return each.conditional && policy ? unsure(policy) : policy;
          });
    const statements = [...policies, ...loose].flatMap((policy) => policy?.statements ?? []);
    const has = policies.some((policy) => policy !== undefined) || loose.length > 0;
    return {
      resource,
      ...(has && { policy: { name: policies.find((policy) => policy !== undefined)?.name ?? name, statements } }),
      ...(resource.type === 'AWS::KMS::Key' && {
        mustAgree: true,
        ...(!has && { policy: openKey(this.arns.accountOf(resource)) }),
      }),
    };
  }

  private ofProperty(resource: Resource, property: string, name: string): Policy | undefined {
    const document = this.model.property(resource, property);
    return document === undefined ? undefined : this.roles.document(name, document);
  }

  private isOpen(value: Value): boolean {
    return isUnknown(value) || items(value).some(isUnknown);
  }
}

const NOT_OF_THE_APP: ResourcePolicy = Object.freeze({});

const OF_S3 = `${ARN}:s3:::`;
const OF_A_DOMAIN = `${ARN}:es:`;

/** The ARN of a bucket for that of an object, of a domain for that of a path. */
function ownerOf(arn: string): string {
  const parts = arn.startsWith(OF_S3) ? 1 : arn.startsWith(OF_A_DOMAIN) ? 2 : 0;
  return parts === 0 ? arn : splitAroundMarks(arn, '/').slice(0, parts).join('/');
}

/** A key without a policy in its template has the one that lets the account decide. */
function openKey(account: string): Policy {
  const principals = { AWS: [`${ARN}:iam::${account}:root`] };
  return {
    name: 'the default policy of keys',
    statements: [{ effect: 'Allow', actions: ['kms:*'], resources: ['*'], principals }],
  };
}

function unsure({ name, statements }: Policy): Policy {
  return { name, statements: statements.map((statement): Statement => ({ ...statement, unreadable: true })) };
}
