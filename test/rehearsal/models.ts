import { schemaOf } from './schema';
import { ACCOUNT, Live, Properties, REGION, World } from './world';

/** Properties that name a resource where its schema does not say so: the name is not what identifies it. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::EC2::SecurityGroup': 'GroupName',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** Types whose identifier is the name of something else, or may be there several times. */
const NOT_UNIQUE = new Set([
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::ECS::TaskDefinition',
  'AWS::IAM::Policy',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
]);

/** What a resource is called, and what its attributes are, once it exists. */
export function born(world: World, stack: string, id: string, type: string, properties: Properties): Live {
  const schema = schemaOf(type);
  const serial = world.next();
  const identifier = [...(schema?.cfnRefIdentifier ?? schema?.primaryIdentifier ?? [])];
  const nameProperty = NAMES[type] ?? identifier.find((each) => schema?.properties[each] !== undefined);
  const given = nameProperty === undefined ? undefined : properties[nameProperty];
  const name = String(given ?? world.generate(`${stack}-${id}-${serial}`.toLowerCase().slice(-60)));
  const arn = arnOf(type, name, properties, serial, schema?.arnTemplate);
  const ref = identifier
    .map((each) => {
      if (schema?.properties[each] !== undefined && each !== 'Name') {
        return properties[each] ?? name;
      }
      return /Arn$/.test(each) ? arn : /Id$/.test(each) ? idOf(type, serial) : /Url$/.test(each) ? urlOf(name) : name;
    })
    .join('|');
  const unique = NOT_UNIQUE.has(type) || given === undefined ? `${name}#${serial}` : scoped(type, name, properties);
  const attributes: Record<string, unknown> = Object.fromEntries(
    Object.keys(schema?.attributes ?? {}).map((each) => [
      each,
      /Arn$/.test(each) && !each.includes('.') ? arn : identifier[0] === each ? ref : `${name}.${each}`,
    ]),
  );
  return {
    stack,
    id,
    type,
    ref: ref || name,
    name: unique,
    fixed: given !== undefined && !NOT_UNIQUE.has(type) && !world.hasGenerated(name),
    attributes: { ...attributes, ...SPECIAL[type]?.(properties, { ref, arn, name, serial }) },
    properties,
    drift: {},
  };
}

interface Known {
  readonly ref: string;
  readonly arn: string;
  readonly name: string;
  readonly serial: number;
}

/** Attributes whose form others read. */
const SPECIAL: Readonly<Record<string, (properties: Properties, known: Known) => Record<string, unknown>>> = {
  'AWS::EC2::LaunchTemplate': () => ({ LatestVersionNumber: '1', DefaultVersionNumber: '1' }),
  'AWS::EC2::SecurityGroup': (_, { ref }) => ({ GroupId: ref, Id: ref }),
  'AWS::EC2::VPC': ({ CidrBlock }, { serial }) => ({ CidrBlock, DefaultSecurityGroup: `sg-default${serial}` }),
  'AWS::ECS::Service': (_, { name }) => ({ Name: name }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (_, { name, arn }) => ({
    LoadBalancerName: name,
    LoadBalancerFullName: arn.split(':loadbalancer/')[1],
    DNSName: `${name}.${REGION}.elb.amazonaws.com`,
  }),
  'AWS::ElasticLoadBalancingV2::TargetGroup': (_, { name, arn }) => ({
    TargetGroupName: name,
    TargetGroupFullName: arn.split(':').pop(),
  }),
  'AWS::Logs::LogGroup': (_, { arn }) => ({ Arn: `${arn}:*` }),
  'AWS::SQS::Queue': (_, { name }) => ({ QueueName: name, QueueUrl: urlOf(name) }),
  'AWS::SNS::Topic': (_, { name, arn }) => ({ TopicName: name, TopicArn: arn }),
};

function arnOf(type: string, name: string, properties: Properties, serial: number, template?: string): string {
  const known: Record<string, string> = {
    Partition: 'aws',
    Region: REGION,
    Account: ACCOUNT,
    ClusterName:
      type === 'AWS::ECS::Cluster'
        ? name
        : String(properties.Cluster ?? name)
            .split('/')
            .pop()!,
    TaskDefinitionFamilyName: `${properties.Family ?? name}`,
    TaskDefinitionRevisionNumber: `${serial}`,
  };
  if (type === 'AWS::ECS::TaskDefinition') {
    return `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/${properties.Family ?? name}:${serial}`;
  }
  const generic = `arn:aws:${type.split('::')[1]?.toLowerCase()}:${REGION}:${ACCOUNT}:${type.split('::')[2]?.toLowerCase()}/${name}`;
  if (type.startsWith('AWS::ElasticLoadBalancingV2::')) {
    return balancingArn(type, name, properties, serial);
  }
  return (template ?? generic).replace(/\$\{(\w+)\}/g, (_, variable: string) => known[variable] ?? name);
}

/** Alarms and policies take these ARNs apart. */
function balancingArn(type: string, name: string, properties: Properties, serial: number): string {
  const base = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:`;
  switch (type.split('::')[2]) {
    case 'LoadBalancer':
      return `${base}loadbalancer/${properties.Type === 'network' ? 'net' : 'app'}/${name.slice(-32)}/${serial}`;
    case 'TargetGroup':
      return `${base}targetgroup/${name.slice(-32)}/${serial}`;
    case 'Listener':
      return `${String(properties.LoadBalancerArn).replace(':loadbalancer/', ':listener/')}/${serial}`;
    default:
      return `${String(properties.ListenerArn).replace(':listener/', ':listener-rule/')}/${serial}`;
  }
}

function idOf(type: string, serial: number): string {
  const prefix: Readonly<Record<string, string>> = {
    SecurityGroup: 'sg',
    Subnet: 'subnet',
    VPC: 'vpc',
    VPCEndpoint: 'vpce',
  };
  const short = type.split('::')[2];
  return `${prefix[short] ?? short.toLowerCase()}-${String(serial).padStart(8, '0')}`;
}

function urlOf(name: string): string {
  return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
}

function scoped(type: string, name: string, { Cluster = '' }: Properties): string {
  return type === 'AWS::ECS::Service' ? `${Cluster}/${name}` : name;
}
