import type { AppModel, Resource } from '../app-model';
import { listenerPath } from '../evaluation/symbolic-names';
import { perModel } from '../views/view';
import { Either, Pointer, Unknown, Value, asText, markOf, replaceMarks } from '../values';

/** The parts of the ARN of a resource, which is made from its name. */
interface Arn {
  /** Service and what stands for region and account: both, the account alone, or nothing (S3). */
  readonly service: string;
  readonly place: 'region' | 'account' | 'none';
  /** Text before the name. */
  readonly before: string;
  readonly after?: string;
  /** Property that may set the name, and the property that stands before it as a path. */
  readonly nameProperty?: string;
  readonly path?: string;
  /** Attributes that are the ARN, and those that are the name. */
  readonly arn: readonly string[];
  readonly name: readonly string[];
}

/** The beginning of every written ARN: the partition of the app, whichever it is. */
export const ARN = ['arn', 'aws'].join(':');

/** In place of the six characters that Secrets Manager puts at the end of an ARN. */
export const SIX = '-zZ9zZ9';

const ARNS: Readonly<Record<string, Arn | undefined>> = {
  'AWS::DynamoDB::Table': {
    ...{ service: 'dynamodb', place: 'region', before: 'table/', nameProperty: 'TableName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::ECR::Repository': {
    ...{ service: 'ecr', place: 'region', before: 'repository/', nameProperty: 'RepositoryName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::ECS::Cluster': {
    ...{ service: 'ecs', place: 'region', before: 'cluster/', nameProperty: 'ClusterName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::EFS::FileSystem': {
    ...{ service: 'elasticfilesystem', place: 'region', before: 'file-system/' },
    ...{ arn: ['Arn'], name: ['Ref', 'FileSystemId'] },
  },
  'AWS::EFS::AccessPoint': {
    ...{ service: 'elasticfilesystem', place: 'region', before: 'access-point/' },
    ...{ arn: ['Arn'], name: ['Ref', 'AccessPointId'] },
  },
  'AWS::IAM::Role': {
    ...{ service: 'iam', place: 'account', before: 'role/', nameProperty: 'RoleName', path: 'Path' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::KMS::Key': { service: 'kms', place: 'region', before: 'key/', arn: ['Arn'], name: ['Ref', 'KeyId'] },
  'AWS::Kinesis::Stream': {
    ...{ service: 'kinesis', place: 'region', before: 'stream/', nameProperty: 'Name' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    ...{ service: 'firehose', place: 'region', before: 'deliverystream/', nameProperty: 'DeliveryStreamName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::Lambda::Function': {
    ...{ service: 'lambda', place: 'region', before: 'function:', nameProperty: 'FunctionName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::Logs::LogGroup': {
    ...{ service: 'logs', place: 'region', before: 'log-group:', after: ':*', nameProperty: 'LogGroupName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::OpenSearchService::Domain': {
    ...{ service: 'es', place: 'region', before: 'domain/', nameProperty: 'DomainName' },
    ...{ arn: ['Arn', 'DomainArn'], name: ['Ref'] },
  },
  'AWS::S3::Bucket': {
    ...{ service: 's3', place: 'none', before: '', nameProperty: 'BucketName' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  'AWS::SQS::Queue': {
    ...{ service: 'sqs', place: 'region', before: '', nameProperty: 'QueueName' },
    ...{ arn: ['Arn'], name: ['QueueName'] },
  },
  'AWS::Scheduler::ScheduleGroup': {
    ...{ service: 'scheduler', place: 'region', before: 'schedule-group/', nameProperty: 'Name' },
    ...{ arn: ['Arn'], name: ['Ref'] },
  },
  // The ARN of a secret ends in a hyphen and six characters that Secrets Manager picks, whatever its name.
  'AWS::SecretsManager::Secret': {
    ...{ service: 'secretsmanager', place: 'region', before: 'secret:', nameProperty: 'Name', after: SIX },
    ...{ arn: ['Ref', 'Id'], name: ['Name'] },
  },
  'AWS::SNS::Topic': {
    ...{ service: 'sns', place: 'region', before: '', nameProperty: 'TopicName' },
    ...{ arn: ['Ref', 'TopicArn'], name: ['TopicName'] },
  },
  'AWS::SSM::Parameter': {
    ...{ service: 'ssm', place: 'region', before: 'parameter/', nameProperty: 'Name', arn: [], name: ['Ref'] },
  },
  'AWS::StepFunctions::StateMachine': {
    ...{ service: 'states', place: 'region', before: 'stateMachine:', nameProperty: 'StateMachineName' },
    ...{ arn: ['Ref', 'Arn'], name: ['Name'] },
  },
};

/** Resources of load balancers, by what their ARNs call them. */
const BALANCED: Readonly<Record<string, 'Listener' | 'ListenerRule' | 'TargetGroup' | undefined>> = {
  'AWS::ElasticLoadBalancingV2::Listener': 'Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'TargetGroup',
};

/** Marks of names and ids: most texts have none. */
const NUMBERED = /#(?:Name|Family|\d)\u27e7/;

/**
 * Writes the ARNs of policies and calls alike: the partition as `aws`, names of resources as their properties have them,
 * and what one attribute stands for by its parts.
 */
export class ArnWriter {
  private readonly written = new Map<string, string>();
  /** The text that stands for a mark in a written one. */
  private readonly ofMarks = new Map<string, string>();
  private readonly ofResources = new Map<Resource, string | undefined>();
  /** Written texts as people read them: hundreds of rights are about one repository. */
  private readonly read = new Map<string, string>();
  private readonly byArn = new Map<string, ReadonlyMap<string | undefined, Resource>>();
  private readonly accounts = new Map<Resource['scope'], string>();

  constructor(private readonly model: AppModel) {}

  /** The text as it stands in every comparison. */
  write(text: string): string {
    let written = this.written.get(text);
    if (written === undefined) {
      written = inOneWay(replaceMarks(text, (mark) => this.ofMark(mark)));
      this.written.set(text, written);
    }
    return written;
  }

  /** A value as it stands in every comparison; `undefined` for what is no text. */
  textOf(value: Value): string | undefined {
    // The ARN of a resource is written once, however many policies name it.
    if (value instanceof Pointer && ARNS[value.resource.type]?.arn.includes(value.attribute) === true) {
      return this.arnOf(value.resource);
    }
    const text = this.model.text(value);
    return text === undefined ? undefined : this.write(text);
  }

  /** Whether a value is the name of a resource of the app whose ARN is another of its attributes. */
  isName(value: Value): value is Pointer {
    return value instanceof Pointer && ARNS[value.resource.type]?.name.includes(value.attribute) === true;
  }

  /** A written text as people should read it. */
  readable(text: string): string {
    let read = this.read.get(text);
    if (read === undefined) {
      read = this.forPeople(text);
      this.read.set(text, read);
    }
    return read;
  }

  private forPeople(text: string): string {
    if (NUMBERED.test(text)) {
      return this.model.readable(this.named(text).replace(SIX, '-??????'));
    }
    // Hundreds of ARNs differ in the name at their end alone.
    const name = text.startsWith(ARN) && !text.includes(SIX) ? text.lastIndexOf('\u27e6') : 0;
    return name > 0
      ? this.readable(text.slice(0, name)) + this.model.readable(text.slice(name))
      : this.model.readable(text.replace(SIX, '-??????'));
  }

  /** A text with paths in place of the ids and names that no reference stands for. */
  private named(text: string): string {
    return (
      text
        .replace(/\u27e6([^\u27e7]*)#(?:Name|Family)\u27e7/g, (mark, id: string) => {
          const path = this.model.byId(id)?.path;
          return path === undefined ? mark : `«${path}»`;
        })
        // The ids of Elastic Load Balancing, one after the other.
        .replace(/\u27e6([^\u27e7]*)#\d\u27e7(?:\/\u27e6\1#\d\u27e7)*/g, (marks, id: string) => {
          const path = this.model.byId(id)?.path;
          return path === undefined ? marks : `«${path}»`;
        })
    );
  }

  /** The ARN of a resource of the app, `undefined` for a type whose ARN is not made from its name. */
  arnOf(resource: Resource): string | undefined {
    let arn = this.ofResources.get(resource);
    if (arn === undefined && !this.ofResources.has(resource)) {
      arn = this.ownArn(resource);
      this.ofResources.set(resource, arn);
    }
    return arn;
  }

  private ownArn(resource: Resource): string | undefined {
    const arn = ARNS[resource.type];
    if (arn === undefined) {
      return undefined;
    }
    const text = this.whole(resource, arn);
    const { nameProperty = '', path = '' } = arn;
    const { Properties = {} } = resource.raw;
    // A name that CloudFormation makes up is written already: most resources have no other.
    return Properties[nameProperty] === undefined && Properties[path] === undefined ? text : this.write(text);
  }

  /** The first resource of a type that has this ARN. */
  resourceOf(type: string, arn: string): Resource | undefined {
    let known = this.byArn.get(type);
    if (known === undefined) {
      known = new Map([...this.model.ofType(type)].reverse().map((each) => [this.arnOf(each), each]));
      this.byArn.set(type, known);
    }
    return known.get(arn);
  }

  /** The account that a resource is created in. */
  accountOf({ scope }: Resource): string {
    let account = this.accounts.get(scope);
    if (account === undefined) {
      account = this.model.text(this.model.evaluate({ Ref: 'AWS::AccountId' }, scope)) ?? '';
      this.accounts.set(scope, account);
    }
    return account;
  }

  private ofMark(mark: string): string {
    let text = this.ofMarks.get(mark);
    if (text === undefined) {
      text = this.rewritten(mark, 0);
      this.ofMarks.set(mark, text);
    }
    return text;
  }

  private rewritten(mark: string, depth: number): string {
    const value = this.model.unmark(mark);
    if (value instanceof Unknown) {
      return value.key === 'AWS::URLSuffix' ? 'amazonaws.com' : mark;
    }
    const pointer = value instanceof Pointer ? value : this.nameOfSecret(mark);
    const replaced = pointer && this.replaced(pointer);
    return replaced === undefined || replaced === mark || depth > 5
      ? mark
      : replaceMarks(replaced, (each) => this.rewritten(each, depth + 1));
  }

  private replaced({ resource, attribute }: Pointer): string | undefined {
    if (resource.type === 'AWS::SecretsManager::SecretTargetAttachment' && attribute === 'Name') {
      const secret = this.model.property(resource, 'SecretId');
      return secret instanceof Pointer && secret.resource.type === 'AWS::SecretsManager::Secret'
        ? this.nameWith(secret.resource, ARNS[secret.resource.type])
        : undefined;
    }
    if (resource.type === 'AWS::ECS::TaskDefinition' && (attribute === 'Ref' || attribute === 'TaskDefinitionArn')) {
      const family = this.text(resource, 'Family') ?? markOf(`${resource.id}#Family`);
      return `${ARN}:ecs:${this.place(resource, 'region')}:task-definition/${family}:${markOf(`${resource.id}#Revision`)}`;
    }
    const balanced = this.balanced(resource, attribute);
    if (balanced !== undefined) {
      return balanced;
    }
    const arn = ARNS[resource.type];
    if (arn?.arn.includes(attribute) === true) {
      return this.whole(resource, arn);
    }
    return arn?.name.includes(attribute) === true ? this.nameWith(resource, arn) : undefined;
  }

  /** Listeners, rules and target groups have ids of Elastic Load Balancing in their ARNs. */
  private balanced(resource: Resource, attribute: string): string | undefined {
    const kind = BALANCED[resource.type];
    if (kind === undefined || !['Ref', 'ListenerArn', 'RuleArn', 'TargetGroupArn'].includes(attribute)) {
      return undefined;
    }
    const listener = listenerPath(resource.id, this.text(resource, 'Protocol'));
    const id = (index: number) => markOf(`${resource.id}#${index}`);
    const path =
      kind === 'Listener'
        ? listener
        : kind === 'TargetGroup'
          ? `targetgroup/${id(0)}/${id(1)}`
          : `${listener.replace('listener/', 'listener-rule/')}/${id(3)}`;
    return `${ARN}:elasticloadbalancing:${this.place(resource, 'region')}:${path}`;
  }

  private whole(resource: Resource, arn: Arn): string {
    const path = arn.path === undefined ? '' : (this.text(resource, arn.path)?.replace(/^\//, '') ?? '');
    const name = this.nameWith(resource, arn);
    const after = arn.service === 'secretsmanager' ? '' : (arn.after ?? '');
    return `${ARN}:${arn.service}:${this.place(resource, arn.place)}:${arn.before}${path}${name}${after}`;
  }

  /** The name of a resource: as its property has it, or a mark. */
  private nameWith(resource: Resource, arn: Arn | undefined): string {
    const text = arn?.nameProperty === undefined ? undefined : this.text(resource, arn.nameProperty);
    if (arn?.service === 'secretsmanager') {
      return text === undefined ? markOf(`${resource.id}#Name`) : `${text}${arn.after ?? ''}`;
    }
    const own = this.model.text(resource.pointer(arn?.name[0] ?? 'Ref'));
    return text ?? own ?? markOf(`${resource.id}#Name`);
  }

  /** In place of a secret's name and its six characters the model has a mark of its own. */
  private nameOfSecret(mark: string): Pointer | undefined {
    const id = /^\u27e6(.*)#Name\u27e7$/.exec(mark)?.[1];
    const resource = id === undefined ? undefined : this.model.byId(id);
    return resource?.pointer('Name');
  }

  private text(resource: Resource, name: string): string | undefined {
    const value = resource.has(name) ? this.model.property(resource, name) : undefined;
    return value === undefined || value instanceof Either ? undefined : (asText(value) ?? this.model.text(value));
  }

  private place(resource: Resource, place: Arn['place']): string {
    const account = this.accountOf(resource);
    return place === 'none'
      ? ':'
      : place === 'account'
        ? `:${account}`
        : `${this.model.regionOf(resource.scope)}:${account}`;
  }
}

/** The writer of an app, whose texts are written once for all that judge it. */
export const arnWriterOf = perModel((model) => new ArnWriter(model));

/** The partition as `aws`, a service as a principal without its partition, and a parameter with one slash. */
function inOneWay(text: string): string {
  if (text.startsWith('arn:')) {
    const plain = text.startsWith(`${ARN}:`)
      ? text
      : text.replace(/^arn:(?:\u27e6[^\u27e7]*\u27e7|aws[a-z-]*):/, `${ARN}:`);
    // The slash of a path that a name begins with.
    return plain.includes(':parameter//') ? plain.replace(/:parameter\/\/+/, ':parameter/') : plain;
  }
  return text.includes('.amazonaws.com') || text.includes(':parameter//')
    ? text
        .replace(/^([a-z0-9.-]+)\.amazonaws\.com(?:\.cn)?$/, '$1.amazonaws.com')
        .replace(/:parameter\/\/+/, ':parameter/')
    : text;
}

/** The resource whose name a mark is, when the ARN in front of it says of which kind it is. */
export function namedInArn(model: AppModel, mark: string, before: string): Resource | undefined {
  const value = model.unmark(mark);
  const id = /^\u27e6(.*)#(?:Name|Family)\u27e7$/.exec(mark)?.[1];
  const resource = value instanceof Pointer ? value.resource : id === undefined ? undefined : model.byId(id);
  if (resource === undefined) {
    return undefined;
  }
  if (resource.type === 'AWS::ECS::TaskDefinition') {
    return before.endsWith(':task-definition/') ? resource : undefined;
  }
  const arn = ARNS[resource.type];
  const isName = arn !== undefined && (!(value instanceof Pointer) || arn.name.includes(value.attribute));
  // Without a word for the kind (queues, topics, buckets) the service and its colons are the word.
  const prefix = arn === undefined ? '' : `${ARN}:${arn.service}:`;
  const named =
    arn?.before === '' ? before.startsWith(prefix) && before.endsWith(':') : before.endsWith(`:${arn?.before}`);
  return isName && named ? resource : undefined;
}
