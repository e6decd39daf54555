import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { fail, failAll } from '../internal/errors';
import { declareOwnVariables } from '../internal/own-variables';
import { guarded } from '../internal/guard/guarded';
import { ReachedService, declareReach } from '../internal/reached-services';
import { items, record, text } from '../internal/template-value';
import { enumFault } from '../internal/value-faults';
import { allow, taskGrantee } from './private/grantee';
import { TaskSecret } from './task-secret';

/** The access of a container to a linked resource. */
export enum LinkAccess {
  /** Read objects, items or messages. */
  READ = 'READ',
  /** Write objects, items or messages. */
  WRITE = 'WRITE',
  /** Both. */
  READ_WRITE = 'READ_WRITE',
}

/** The options of a link between a resource and a container. */
export interface LinkOptions {
  /**
   * Service whose security group is let in at the resource. Its egress is opened to the resource as well.
   *
   * @default - no network rule
   */
  readonly service?: ec2.IConnectable;
}

/** A network opening of a link. */
export interface LinkNetwork {
  /** The target that is opened: a database, a cache, an internal load balancer. */
  readonly target: ec2.IConnectable;
  /** The port that it listens on. */
  readonly port: ec2.Port;
}

/** A link of one's own making. */
export interface CustomLinkOptions {
  /**
   * Statements for the task role.
   *
   * @default - no permission
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * Environment variables for the container.
   *
   * @default - no environment variable
   */
  readonly environment?: { [key: string]: string };

  /**
   * Secrets for the container.
   *
   * @default - no secret
   */
  readonly secrets?: { [key: string]: ecs.Secret };

  /**
   * The network opening.
   *
   * @default - no network rule
   */
  readonly network?: LinkNetwork;
}

/**
 * A resource for a container in one line: its permission, its environment variable or secret, and its network opening.
 *
 * ```
 * ResourceLink.queue('JOBS', queue, LinkAccess.WRITE).attachTo(container);
 * ResourceLink.database('DB', database.secret, database, Port.tcp(5432)).attachTo(container, { service });
 * ```
 *
 * In a `TaskNetwork`, buckets, tables, queues and topics bring their way too: the endpoint, the rules of both security groups
 * and the statement in the policy of the S3 endpoint.
 *
 * The permissions are the data actions alone, narrower than `grantRead` and its like. `variable` is the name of the
 * environment variable with the resource's name, URL or ARN, whichever its SDK client takes.
 */
@guarded
export class ResourceLink {
  /**
   * Objects of a bucket; the variable holds its name. With `prefix`, only objects below it.
   *
   * Fails with `ResourceLink.prefix` when the prefix is empty, begins or ends with a slash, or has a wildcard: it would
   * name no object, or more than were meant.
   *
   * @param prefix as in `uploads/images`; the slash after it is added
   */
  public static bucket(variable: string, bucket: s3.IBucket, access: LinkAccess, prefix?: string): ResourceLink {
    refuseAccess(variable, access);
    if (prefix !== undefined && !Token.isUnresolved(prefix) && (prefix === '' || /^\/|\/$|[*?]/.test(prefix))) {
      fail(
        undefined,
        'ResourceLink.prefix',
        `'prefix' of the bucket link '${variable}' must not be empty, begin or end with '/', or have a wildcard, got '${prefix}'; write it as in 'uploads/images', or leave it out for all objects`,
      );
    }
    const objects = bucket.arnForObjects(prefix === undefined ? '*' : `${prefix}/*`);
    return new ResourceLink(
      {
        environment: { [variable]: bucket.bucketName },
        statements: [
          ...statement(reads(access), ['s3:GetObject'], objects),
          ...(reads(access)
            ? [
                new iam.PolicyStatement({
                  actions: ['s3:ListBucket'],
                  resources: [bucket.bucketArn],
                  ...(prefix !== undefined && { conditions: { StringLike: { 's3:prefix': [`${prefix}/*`] } } }),
                }),
              ]
            : []),
          ...statement(writes(access), ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'], objects),
          ...keyStatements(bucket.encryptionKey, access),
        ],
      },
      's3',
    );
  }

  /** Messages of a queue; the variable holds its URL. */
  public static queue(variable: string, queue: sqs.IQueue, access: LinkAccess): ResourceLink {
    refuseAccess(variable, access);
    return new ResourceLink(
      {
        environment: { [variable]: queue.queueUrl },
        statements: [
          ...statement(
            reads(access),
            ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
            queue.queueArn,
          ),
          ...statement(writes(access), ['sqs:SendMessage'], queue.queueArn),
          ...keyStatements(queue.encryptionMasterKey, access, true),
        ],
      },
      ec2.InterfaceVpcEndpointAwsService.SQS,
    );
  }

  /** Publishing to a topic; the variable holds its ARN. */
  public static topic(variable: string, topic: sns.ITopic): ResourceLink {
    return new ResourceLink(
      {
        environment: { [variable]: topic.topicArn },
        statements: [
          ...statement(true, ['sns:Publish'], topic.topicArn),
          ...keyStatements((topic as Partial<sns.Topic>).masterKey as kms.IKey | undefined, LinkAccess.WRITE, true),
        ],
      },
      ec2.InterfaceVpcEndpointAwsService.SNS,
    );
  }

  /** Items of a table and its indexes; the variable holds its name. */
  public static table(variable: string, table: dynamodb.ITable, access: LinkAccess): ResourceLink {
    refuseAccess(variable, access);
    const resources = [table.tableArn, `${table.tableArn}/index/*`];
    return new ResourceLink(
      {
        environment: { [variable]: table.tableName },
        statements: [
          ...(reads(access)
            ? [
                new iam.PolicyStatement({
                  actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
                  resources,
                }),
              ]
            : []),
          ...statement(
            writes(access),
            ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
            table.tableArn,
          ),
          ...keyStatements(table.encryptionKey, access),
        ],
      },
      'dynamodb',
    );
  }

  /** A secret, injected when the task starts. The containers themselves get no permission to read it. */
  public static secret(variable: string, secret: secretsmanager.ISecret, jsonField?: string): ResourceLink {
    return new ResourceLink({ secrets: { [variable]: TaskSecret.fromSecret(secret, { jsonField }) } });
  }

  /** A database or cache: its credentials as a secret, and its port opened. Give the service when attaching it. */
  public static database(
    variable: string,
    secret: secretsmanager.ISecret,
    target: ec2.IConnectable,
    port: ec2.Port,
  ): ResourceLink {
    return new ResourceLink({ secrets: { [variable]: TaskSecret.fromSecret(secret) }, network: { target, port } });
  }

  /** Anything else. */
  public static custom(options: CustomLinkOptions): ResourceLink {
    return new ResourceLink(options);
  }

  private constructor(
    private readonly link: CustomLinkOptions,
    private readonly service?: ReachedService['service'],
  ) {}

  /**
   * Links the resource to a container.
   *
   * Fails with `ResourceLink.variable` when the name is empty or a variable of the container already, and with
   * `ResourceLink.service` when the link has a network opening and no service was given.
   */
  public attachTo(container: ecs.ContainerDefinition, options: LinkOptions = {}): void {
    const { statements = [], environment = {}, secrets = {}, network } = this.link;
    const taken = variablesOf(container);
    for (const name of [...Object.keys(environment), ...Object.keys(secrets)]) {
      if (name === '') {
        fail(
          container,
          'ResourceLink.variable',
          `a variable for container ${container.containerName} has no name; name it`,
        );
      }
      if (taken.includes(name)) {
        fail(
          container,
          'ResourceLink.variable',
          `'${name}' is already a variable of container ${container.containerName}; one of the two would be lost: give the link another name`,
        );
      }
    }
    if (network !== undefined && options.service === undefined) {
      fail(
        container,
        'ResourceLink.service',
        "'service' must be given, got none; the link opens a port and must know from where: attachTo(container, { service })",
      );
    }
    const grantee = taskGrantee(container.taskDefinition.taskRole, 'taskRole');
    statements.forEach((one) => allow(grantee, one, 'the parts of one linked resource: its objects, its indexes'));
    Object.entries(environment).forEach(([name, value]) => container.addEnvironment(name, value));
    Object.entries(secrets).forEach(([name, secret]) => container.addSecret(name, secret));
    if (this.service !== undefined) {
      declareOwnVariables(container, Object.keys(environment));
      declareReach(container.taskDefinition, { service: this.service, statements });
    }
    if (network !== undefined && options.service !== undefined) {
      options.service.connections.allowTo(network.target, network.port);
    }
  }
}

/** A token would count as both, the widest there is. */
function refuseAccess(variable: string, access: LinkAccess): void {
  failAll(undefined, enumFault('ResourceLink.access', `'access' of the link '${variable}'`, access, LinkAccess));
}

function reads(access: LinkAccess): boolean {
  return access !== LinkAccess.WRITE;
}

function writes(access: LinkAccess): boolean {
  return access !== LinkAccess.READ;
}

function statement(needed: boolean, actions: string[], resource: string): iam.PolicyStatement[] {
  return needed ? [new iam.PolicyStatement({ actions, resources: [resource] })] : [];
}

/** Use of a customer managed key; services that encrypt per message decrypt their data key when writing too. */
function keyStatements(key: kms.IKey | undefined, access: LinkAccess, both = false): iam.PolicyStatement[] {
  if (key === undefined) {
    return [];
  }
  const actions = [
    ...(reads(access) || both ? ['kms:Decrypt'] : []),
    ...(writes(access) ? ['kms:GenerateDataKey'] : []),
  ];
  return statement(true, actions, key.keyArn);
}

/** Names of the variables that a container has already, plain and secret. */
function variablesOf(container: ecs.ContainerDefinition): string[] {
  const { environment, secrets } = container.renderContainerDefinition(container.taskDefinition);
  return [...items(environment), ...items(secrets)].map((entry) => text(record(entry).name) ?? '');
}
