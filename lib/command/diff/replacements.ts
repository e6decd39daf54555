import type { AppModel } from '../../app-model/app-model';
import { referencesOf } from '../../app-model/references';
import type { Resource } from '../../app-model/resource';
import { impossibleReplacements, providersInUse } from './impossible';
import { REPLACING } from './replacing-properties';

/** A resource that CloudFormation replaces or deletes. */
export interface LostResource {
  readonly path: string;
  readonly type: string;
  readonly how: 'replaced' | 'deleted';
  /** The properties by which it is replaced. */
  readonly properties: readonly string[];
  readonly effect: Effect;
  /** The effect in words. */
  readonly consequence: string;
}

/**
 * The severity of the loss of a resource: nothing stops, what serves stops or is lost, or the deployment itself fails.
 */
export type Effect = 'smooth' | 'interrupts' | 'loses data' | 'fails';

/**
 * The resources of the old app that do not survive the update to the new one.
 *
 * A reference to a replaced resource is a change too, so replacement spreads as it does in CloudFormation.
 */
export function lostResources(old: AppModel, now: AppModel): LostResource[] {
  const [before, after] = [byId(old), byId(now)];
  const kept = [...after.keys()].filter((id) => before.has(id));
  const because = new Map<string, readonly string[]>();
  for (let known = -1; known < because.size;) {
    known = because.size;
    const gone = [...because.keys()].map((id) => after.get(id)!);
    for (const id of kept.filter((each) => !because.has(each))) {
      const properties = replacedBy(before.get(id)!, after.get(id)!, gone);
      if (properties.length > 0) {
        because.set(id, properties);
      }
    }
  }
  const away = [...before.keys()].filter((id) => !after.has(id));
  const replacedIds = new Set(because.keys());
  const impossible = new Map([
    ...impossibleReplacements(old, now, replacedIds),
    ...providersInUse(old, now, new Set([...replacedIds, ...away])),
  ]);
  const told = (id: string, loss: LostResource): LostResource => {
    const consequence = impossible.get(id);
    return consequence === undefined ? loss : { ...loss, effect: 'fails', consequence };
  };
  const replaced = [...because].map(([id, properties]) => told(id, lost(before.get(id)!, after.get(id)!, properties)));
  const deleted = away.map((id) => told(id, lost(before.get(id)!, undefined, [])));
  return [...replaced, ...deleted].filter(({ effect, how }) => how === 'replaced' || effect !== 'smooth');
}

function byId(model: AppModel): Map<string, Resource> {
  return new Map(
    model.scopes.flatMap((scope) =>
      Object.keys(scope.template.Resources ?? {}).flatMap((logicalId): [string, Resource][] => {
        const resource = model.byId(`${scope.path}/${logicalId}`);
        return resource === undefined || resource.told ? [] : [[resource.id, resource]];
      }),
    ),
  );
}

function replacedBy(old: Resource, now: Resource, gone: readonly Resource[]): string[] {
  if (old.type !== now.type) {
    return ['Type'];
  }
  return (REPLACING[now.type] ?? []).filter((path) =>
    changed(old.properties, now.properties, path.split('.'), gone, now),
  );
}

/** Whether the value at a path differs; `*` stands for each entry that both have. */
function changed(
  old: unknown,
  now: unknown,
  [head, ...rest]: readonly string[],
  gone: readonly Resource[],
  of: Resource,
): boolean {
  if (head === undefined) {
    const text = JSON.stringify(now);
    return (
      JSON.stringify(old) !== text ||
      (text !== undefined &&
        gone.some(({ scope, logicalId }) => scope.path === of.scope.path && referencesOf(now).ids.has(logicalId)))
    );
  }
  const [before, after] = [record(old), record(now)];
  if (head === '*') {
    return Object.keys(after).some((key) => key in before && changed(before[key], after[key], rest, gone, of));
  }
  // Below a property that comes or goes as a whole nothing is compared: that is no change of what can only be set once.
  return rest.length > 0 && (before[head] === undefined || after[head] === undefined)
    ? false
    : changed(before[head], after[head], rest, gone, of);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Properties that give a resource its name: the new one cannot have it while the old one is there. */
const NAMES =
  /^(Name|(Service|Cluster|LogGroup|Role|Group|ManagedPolicy|LoadBalancer|Queue|Topic|Table|Bucket|Repository|Function|Alarm|Schedule|AutoScalingGroup|LaunchTemplate|StateMachine|DeliveryStream|Rule|InstanceProfile)Name|DB(Instance|Cluster)Identifier)$/;

const SERVES: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'its DNS name changes, so clients lose it until their DNS follows',
  'AWS::ElasticLoadBalancingV2::Listener': 'its port is closed until the new one is there',
  'AWS::EC2::NatGateway': 'connections through it end',
  'AWS::EC2::VPCEndpoint': 'the new one cannot have the private DNS names while the old one has them',
  'AWS::EC2::VPC': 'nothing can move out of it, so everything in it is made anew',
  'AWS::EC2::Subnet': 'everything in it is made anew',
  'AWS::ECS::Cluster': 'its services are made anew in the new one, and their tasks with them',
  'AWS::ECS::Service':
    'its tasks are stopped when the new service is stable; Service Connect names and deployment history begin anew',
  'AWS::AutoScaling::AutoScalingGroup': 'its instances end with the tasks on them',
  'AWS::ServiceDiscovery::PrivateDnsNamespace': 'its names resolve to nothing until the tasks register anew',
  'AWS::ServiceDiscovery::HttpNamespace': 'its names are known to no task until services are deployed anew',
  'AWS::ServiceDiscovery::Service': 'its name resolves to nothing until the tasks register anew',
};

const HOLDS: Readonly<Record<string, string>> = {
  'AWS::EFS::FileSystem': 'the files in it',
  'AWS::FSx::FileSystem': 'the files in it',
  'AWS::RDS::DBInstance': 'the data in it',
  'AWS::RDS::DBCluster': 'the data in it',
  'AWS::ElastiCache::ReplicationGroup': 'the data in it',
  'AWS::DynamoDB::Table': 'the data in it',
  'AWS::DynamoDB::GlobalTable': 'the data in it',
  'AWS::OpenSearchService::Domain': 'the data in it',
  'AWS::S3::Bucket': 'the objects in it (CloudFormation deletes no bucket that has some)',
  'AWS::SQS::Queue': 'the messages in it',
  'AWS::Logs::LogGroup': 'the logs in it',
  'AWS::SecretsManager::Secret': 'its value',
  'AWS::ECR::Repository': 'the images in it',
  'AWS::KMS::Key': 'whatever it encrypts (a deleted key waits for days first)',
};

function lost(old: Resource, now: Resource | undefined, properties: readonly string[]): LostResource {
  const how = now === undefined ? 'deleted' : 'replaced';
  const common = { path: old.path, type: old.type, how, properties } as const;
  const policy = now === undefined ? old.raw.DeletionPolicy : old.raw.UpdateReplacePolicy;
  const retained = policy?.startsWith('Retain') === true;
  const name = now && Object.keys(now.properties).find((key) => NAMES.test(key));
  if (name !== undefined && now !== undefined && same(old.properties[name], now.properties[name])) {
    return {
      ...common,
      effect: 'fails',
      consequence: `the new one cannot have the same '${name}' while the old one is there`,
    };
  }
  if (old.type === 'AWS::ECS::TaskDefinition') {
    return now === undefined
      ? { ...common, effect: 'smooth', consequence: 'no new task of it starts' }
      : { ...common, effect: 'smooth', consequence: 'a new revision, which its services roll out as they deploy' };
  }
  if (HOLDS[old.type] !== undefined) {
    return retained
      ? { ...common, effect: 'smooth', consequence: 'the old one is retained, outside the stack' }
      : { ...common, effect: 'loses data', consequence: `lost is ${HOLDS[old.type]}` };
  }
  if (SERVES[old.type] !== undefined && !retained) {
    return { ...common, effect: 'interrupts', consequence: now === undefined ? 'it serves no more' : SERVES[old.type] };
  }
  return { ...common, effect: 'smooth', consequence: 'the new one is there before the old one goes' };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
