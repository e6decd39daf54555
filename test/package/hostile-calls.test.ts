import { App, CfnResource, Duration, Size, Stack, TimeZone } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import * as signer from 'aws-cdk-lib/aws-signer';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import * as library from '../../lib';
import { GroundworkError } from '../../lib/internal/errors';
import { type Slot, classShape, enumShape, structShape } from '../../lib/internal/guard/shape';

/*
 * Every public constructor, factory and method is called with right values, and with each of a table of wrong and odd ones in
 * the place of each parameter and property, those of objects in objects and items of lists too. The calls come from the
 * declarations, so a new property is called as well.
 */

const js = library as unknown as Record<string, any>;

/** Wrong for some kinds, odd for others. */
const ODD: readonly [string, unknown][] = [
  ['null', null],
  ['NaN', NaN],
  ['-1', -1],
  ['1e21', 1e21],
  ["''", ''],
  ["'x y'", 'x y'],
  ['true', true],
  ['[]', []],
  ['[undefined]', [undefined]],
  ['{}', {}],
  ['a function', () => 1],
  ['a Map', new Map([['a', 1]])],
  ['a Port', ec2.Port.tcp(1)],
];

/** The things that declarations name, once for all calls. */
class World {
  public readonly stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  private readonly known = new Map<string, unknown>();
  private count = 0;

  /** A place for what a call makes. */
  public scope(): Construct {
    return new Construct(this.stack, `Call${this.count++}`);
  }

  public right(type: string): unknown {
    if (type === 'Construct') {
      return this.scope();
    }
    if (!this.known.has(type)) {
      this.known.set(type, this.make(type));
    }
    return this.known.get(type);
  }

  public arguments(slots: readonly Slot[]): unknown[] {
    return slots.map(({ name, type, optional }) =>
      optional && structShape(type) === undefined ? undefined : name === 'id' ? `It${this.count++}` : this.right(type),
    );
  }

  private make(type: string): unknown {
    switch (type) {
      case 's':
        return 'text';
      case 'n':
        return 1;
      case 'b':
        return true;
      case '*':
        return {};
    }
    if (type.startsWith('[')) {
      return [this.right(type.slice(1))];
    }
    if (type.startsWith('{')) {
      return { KEY: this.right(type.slice(1)) };
    }
    const struct = structShape(type);
    if (struct !== undefined) {
      const needed = [...struct.values()].filter(({ optional }) => !optional);
      return { ...Object.fromEntries(needed.map((slot) => [slot.name, this.right(slot.type)])), ...ALSO[type]?.(this) };
    }
    const members = Object.values(enumShape(type) ?? {});
    const maker = THINGS[type] as ((world: World, scope: Construct) => unknown) | undefined;
    if (members.length > 0 || maker === undefined) {
      return members[0] ?? this.instance(type);
    }
    return maker(this, this.scope());
  }

  private instance(type: string): unknown {
    const construction = classShape(type)?.construction;
    return construction && new js[type](...this.arguments(construction));
  }
}

/** What a call needs beyond what the declaration says, to come further than its first check. */
const ALSO: Readonly<Record<string, (world: World) => object>> = {
  WebServiceProps: (world) => ({
    container: { image: world.right('ecs.ContainerImage'), port: 80 },
    certificate: world.right('acm.ICertificate'),
  }),
  BackendServiceProps: (world) => ({ container: { image: world.right('ecs.ContainerImage'), port: 80 } }),
  WorkerServiceProps: (world) => ({ container: { image: world.right('ecs.ContainerImage') } }),
  OneOffJobProps: (world) => ({ container: { image: world.right('ecs.ContainerImage') } }),
  ScheduledJobProps: (world) => ({ container: { image: world.right('ecs.ContainerImage') } }),
  TaskApplicationLoadBalancerProps: (world) => ({ certificate: world.right('acm.ICertificate') }),
  AsgCapacityProps: () => ({ instanceTypes: [new ec2.InstanceType('m7g.large')] }),
  ServiceScalingProps: () => ({ max: 4, cpuPercent: 60 }),
  EniTrunkingProps: (world) => ({ autoScalingGroups: [world.right('autoscaling.AutoScalingGroup')] }),
};

const THINGS: Readonly<Record<string, (world: World, scope: Construct) => unknown>> = {
  App: (world) => world.stack.node.root,
  CfnResource: (_, scope) => new CfnResource(scope, 'It', { type: 'AWS::SNS::Topic' }),
  Duration: () => Duration.seconds(60),
  Size: () => Size.gibibytes(30),
  TimeZone: () => TimeZone.ETC_UTC,
  'acm.ICertificate': (_, scope) =>
    acm.Certificate.fromCertificateArn(scope, 'It', 'arn:aws:acm:eu-west-1:111122223333:certificate/x'),
  'acmpca.ICertificateAuthority': (_, scope) =>
    acmpca.CertificateAuthority.fromCertificateAuthorityArn(
      scope,
      'It',
      'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/x',
    ),
  'apigatewayv2.IHttpApi': (_, scope) => new apigateway.HttpApi(scope, 'It'),
  'apigatewayv2.IHttpRouteAuthorizer': () => new apigateway.HttpNoneAuthorizer(),
  'apigatewayv2.IVpcLink': (world, scope) =>
    new apigateway.VpcLink(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }),
  'applicationautoscaling.Schedule': () => appscaling.Schedule.rate(Duration.hours(1)),
  'autoscaling.AutoScalingGroup': (world, scope) =>
    new autoscaling.AutoScalingGroup(scope, 'It', {
      vpc: world.right('ec2.IVpc') as ec2.IVpc,
      instanceType: new ec2.InstanceType('m7g.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
    }),
  'cloudwatch.IAlarm': (_, scope) =>
    cloudwatch.Alarm.fromAlarmArn(scope, 'It', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x'),
  'dynamodb.ITable': (_, scope) => dynamodb.Table.fromTableName(scope, 'It', 'table'),
  'ec2.FlowLogDestination': () => ec2.FlowLogDestination.toCloudWatchLogs(),
  'ec2.IConnectable': (world, scope) =>
    new ec2.SecurityGroup(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }),
  'ec2.ISecurityGroup': (world, scope) =>
    new ec2.SecurityGroup(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }),
  'ec2.IVpc': (_, scope) => new ec2.Vpc(scope, 'It', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] }),
  'ec2.InstanceType': () => new ec2.InstanceType('m7g.large'),
  'ec2.InterfaceVpcEndpointAwsService': () => ec2.InterfaceVpcEndpointAwsService.ECR,
  'ec2.Port': () => ec2.Port.tcp(443),
  'ecr.IRepository': (_, scope) => new ecr.Repository(scope, 'It'),
  'ecs.AppProtocol': () => ecs.AppProtocol.http,
  'ecs.BaseService': (world, scope) =>
    new ecs.FargateService(scope, 'It', {
      cluster: world.right('ecs.ICluster') as ecs.ICluster,
      taskDefinition: world.right('ecs.TaskDefinition') as ecs.TaskDefinition,
      minHealthyPercent: 100,
    }),
  'ecs.IBaseService': (world) => world.right('ecs.BaseService'),
  'ecs.IService': (world) => world.right('ecs.BaseService'),
  'ecs.ContainerDefinition': (world) => (world.right('ecs.TaskDefinition') as ecs.TaskDefinition).defaultContainer,
  'ecs.ContainerImage': () => ecs.ContainerImage.fromRegistry('app:1'),
  'ecs.ICluster': (world, scope) => new ecs.Cluster(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }),
  'ecs.LogDriver': () => ecs.LogDriver.awsLogs({ streamPrefix: 'x' }),
  'ecs.RuntimePlatform': () => ({}),
  'ecs.Secret': (world) =>
    ecs.Secret.fromSecretsManager(world.right('secretsmanager.ISecret') as secretsmanager.ISecret),
  'ecs.TaskDefinition': (_, scope) => {
    const task = new ecs.FargateTaskDefinition(scope, 'It');
    task.addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('app:1'),
      portMappings: [{ containerPort: 80 }],
    });
    return task;
  },
  'efs.IAccessPoint': (world, scope) =>
    new efs.FileSystem(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }).addAccessPoint('Point'),
  'elbv2.ApplicationTargetGroup': (world, scope) =>
    new elbv2.ApplicationTargetGroup(scope, 'It', {
      vpc: world.right('ec2.IVpc') as ec2.IVpc,
      port: 80,
      targetType: elbv2.TargetType.IP,
    }),
  'elbv2.ITargetGroup': (world) => world.right('elbv2.ApplicationTargetGroup'),
  'elbv2.IApplicationLoadBalancer': (world, scope) =>
    new elbv2.ApplicationLoadBalancer(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }),
  'elbv2.IApplicationListener': (world) =>
    (world.right('elbv2.IApplicationLoadBalancer') as elbv2.ApplicationLoadBalancer).addListener('It', {
      port: 80,
      open: false,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    }),
  'iam.IGrantable': (world) => world.right('iam.IRole'),
  'iam.IManagedPolicy': () => iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'),
  'iam.IPrincipal': () => new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
  'iam.IRole': (_, scope) =>
    new iam.Role(scope, 'It', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }),
  'iam.PolicyStatement': () => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] }),
  'kinesis.IStream': (_, scope) => new kinesis.Stream(scope, 'It'),
  'kinesisfirehose.IDeliveryStream': (_, scope) => firehose.DeliveryStream.fromDeliveryStreamName(scope, 'It', 'x'),
  'kms.IKey': (_, scope) => new kms.Key(scope, 'It'),
  'logs.ILogGroup': (_, scope) => new logs.LogGroup(scope, 'It'),
  'logs.RetentionDays': () => logs.RetentionDays.ONE_DAY,
  's3.IBucket': (_, scope) => new s3.Bucket(scope, 'It'),
  'scheduler.ScheduleExpression': () => scheduler.ScheduleExpression.rate(Duration.hours(1)),
  'secretsmanager.ISecret': (_, scope) => new secretsmanager.Secret(scope, 'It'),
  'servicediscovery.INamespace': (_, scope) => new servicediscovery.HttpNamespace(scope, 'It', { name: 'shop' }),
  'signer.ISigningProfile': (_, scope) =>
    new signer.SigningProfile(scope, 'It', { platform: signer.Platform.AMAZON_FREE_RTOS_DEFAULT }),
  'sns.ITopic': (_, scope) => new sns.Topic(scope, 'It'),
  'sqs.IQueue': (_, scope) => new sqs.Queue(scope, 'It'),
  'ssm.IParameter': (_, scope) => ssm.StringParameter.fromStringParameterName(scope, 'It', 'x'),
  'ecs.AsgCapacityProvider': (world, scope) =>
    new ecs.AsgCapacityProvider(scope, 'It', {
      autoScalingGroup: world.right('autoscaling.AutoScalingGroup') as autoscaling.AutoScalingGroup,
    }),
  'servicediscovery.IService': (world, scope) =>
    servicediscovery.Service.fromServiceAttributes(scope, 'It', {
      namespace: world.right('servicediscovery.INamespace') as servicediscovery.INamespace,
      serviceArn: 'arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-x',
      serviceId: 'srv-x',
      serviceName: 'x',
      dnsRecordType: servicediscovery.DnsRecordType.A,
      routingPolicy: servicediscovery.RoutingPolicy.MULTIVALUE,
    }),
  'stepfunctions.IStateMachine': (_, scope) => stepfunctions.StateMachine.fromStateMachineName(scope, 'It', 'machine'),
  CapacityPlan: () => undefined,
  ExecutionGrants: (world) => library.ExecutionGrants.fromRole(world.right('iam.IRole') as iam.IRole),
  FirelensRoutes: (world) =>
    library.FirelensRoutes.ofTaskDefinition(world.right('ecs.TaskDefinition') as ecs.TaskDefinition),
  JobWorkload: (world) => world.right('OneOffJob'),
  NetworkFacts: () => library.NetworkFacts.of({}),
  QueueBacklog: (world) => (world.right('ServiceScaling') as library.ServiceScaling).queueBacklogs[0],
  ResourceLink: (world) =>
    library.ResourceLink.bucket('NAME', world.right('s3.IBucket') as s3.IBucket, library.LinkAccess.READ),
  ServiceDiscovery: () => library.ServiceDiscovery.named('x'),
  ServiceWorkload: (world) => world.right('BackendService'),
  TaskGrants: (world) => library.TaskGrants.fromRole(world.right('iam.IRole') as iam.IRole),
  ICapacity: () => library.Capacity.fargate(),
  AppTelemetry: () => library.AppTelemetry.applicationSignals(),
  CapacityStrategy: () => library.CapacityStrategy.fargate(),
  ITaskVpcLink: (world, scope) => new library.TaskVpcLink(scope, 'It', { vpc: world.right('ec2.IVpc') as ec2.IVpc }),
  IdleInstances: () => library.IdleInstances.keep(),
  InstancePurchase: () => library.InstancePurchase.onDemand(),
  IsolationTier: () => library.IsolationTier.of('high'),
  LogDestination: (world) =>
    library.LogDestination.dataFirehose(world.right('kinesisfirehose.IDeliveryStream') as firehose.IDeliveryStream),
  LogFilter: () => library.LogFilter.parseJson(),
  MultilineParser: () => library.MultilineParser.JAVA,
  ProcessNamespace: () => library.ProcessNamespace.perContainer(),
  RollbackPolicy: () => library.RollbackPolicy.onAlarms(),
  RouterBuffer: () => library.RouterBuffer.memory(),
  RouterImage: () => library.RouterImage.publicEcr(),
  ScratchStorage: () => library.ScratchStorage.tmpfs(),
  ServiceConnect: () => library.ServiceConnect.client(),
  ServiceDeployment: () => library.ServiceDeployment.rolling(),
  SystemControls: () => library.SystemControls.of({ 'net.core.somaxconn': '1024' }),
  TaskAccess: (world) => library.TaskAccess.of(world.right('ec2.IConnectable') as ec2.IConnectable),
  TaskEgress: () => library.TaskEgress.endpoints(),
  TaskListener: (world) =>
    library.TaskListener.of(world.right('elbv2.IApplicationListener') as elbv2.IApplicationListener),
  TaskHttpRoutes: (world) =>
    library.TaskHttpRoutes.of(
      world.right('apigatewayv2.IHttpApi') as apigateway.IHttpApi,
      world.right('ITaskVpcLink') as library.ITaskVpcLink,
    ),
  TaskSize: () => library.TaskSize.of(256, 512),
  UpstreamRegistry: () => library.UpstreamRegistry.ecrPublic(),
};

type Outcome = 'accepted' | 'coded' | 'of aws-cdk-lib' | 'bare';

function outcomeOf(call: () => unknown): { outcome: Outcome; message: string } {
  try {
    call();
    return { outcome: 'accepted', message: '' };
  } catch (error) {
    const { name, message } = error as Error;
    // A system error has a code as well: a path that is not there is refused by Node in its own words.
    const outcome =
      error instanceof GroundworkError
        ? 'coded'
        : /^(Error|TypeError|RangeError|SyntaxError)$/.test(name)
          ? 'bare'
          : 'of aws-cdk-lib';
    return { outcome, message: `${name}: ${message.split('\n')[0].slice(0, 200)}` };
  }
}

interface Entry {
  readonly name: string;
  readonly slots: readonly Slot[];
  readonly call: (world: World, given: readonly unknown[]) => unknown;
}

/** All that callers can call of a class. */
/** @param made an object of the class, when there is one */
function entriesOf(type: string, made: unknown): Entry[] {
  const shape = classShape(type);
  return [
    ...(shape?.construction === undefined
      ? []
      : [
          {
            name: `new ${type}`,
            slots: shape.construction,
            call: (_: World, given: readonly unknown[]) => new js[type](...given),
          },
        ]),
    ...[...(shape?.statics ?? [])].map(([method, slots]) => ({
      name: `${type}.${method}`,
      slots,
      call: (_: World, given: readonly unknown[]) => js[type][method](...given),
    })),
    ...[...(made === undefined ? [] : (shape?.methods ?? []))].map(([method, slots]) => ({
      name: `${type}#${method}`,
      slots,
      call: (_: World, given: readonly unknown[]) => (made as any)[method](...given),
    })),
  ];
}

/** The arguments with each odd value in each place, down to `depth` objects. */
function* spoiled(type: string, right: unknown, world: World, depth: number): Generator<[string, unknown]> {
  yield* ODD.map(([shown, value]): [string, unknown] => [` = ${shown}`, value]);
  const struct = structShape(type);
  if (depth === 0) {
    return;
  }
  if (struct !== undefined) {
    for (const slot of struct.values()) {
      const own = (right as Record<string, unknown> | undefined)?.[slot.name] ?? world.right(slot.type);
      for (const [where, value] of spoiled(slot.type, own, world, depth - 1)) {
        yield [`.${slot.name}${where}`, { ...(right as object), [slot.name]: value }];
      }
    }
  } else if (type.startsWith('[')) {
    for (const [where, value] of spoiled(type.slice(1), world.right(type.slice(1)), world, depth - 1)) {
      yield [`[0]${where}`, [value]];
    }
  } else if (type.startsWith('{')) {
    for (const [where, value] of spoiled(type.slice(1), world.right(type.slice(1)), world, depth - 1)) {
      yield [`.KEY${where}`, { KEY: value }];
    }
  }
}

/** What CDK calls and callers do not, what writes files, and what a stand-in for all constructs is too little for. */
const NOT_CALLED = /#validate$|\.writeBaseline$|^FirelensLogging#applyTo$/;

const CLASSES = Object.keys(js).filter((name) => classShape(name) !== undefined);

describe('calls of all public classes', () => {
  let called = 0;
  const counts: Record<Outcome, number> = { accepted: 0, coded: 0, 'of aws-cdk-lib': 0, bare: 0 };

  test.each(CLASSES)('%s', (type) => {
    const world = new World();
    const made = outcomeOf(() => world.right(type)).outcome === 'accepted' ? world.right(type) : undefined;
    const bare: string[] = [];
    const refused: string[] = [];
    for (const { name, slots, call } of entriesOf(type, made).filter(({ name }) => !NOT_CALLED.test(name))) {
      const right = world.arguments(slots);
      if (right.some((value, index) => value === undefined && !slots[index].optional)) {
        continue; // nothing to call it with
      }
      const { message } = outcomeOf(() => call(world, right));
      called++;
      refused.push(...(/\[Props\./.test(message) ? [`${name}: ${message}`] : []));
      for (const [index, slot] of slots.entries()) {
        const wrong = spoiled(slot.type, world.arguments(slots)[index], world, 3);
        for (const [where, value] of wrong) {
          const result = outcomeOf(() => {
            const given = world.arguments(slots);
            given[index] = value;
            return call(world, given);
          });
          counts[result.outcome]++;
          bare.push(...(result.outcome === 'bare' ? [`${name} ${slot.name}${where}: ${result.message}`] : []));
        }
      }
    }

    expect({ refused, bare }).toEqual({ refused: [], bare: [] });
  });

  test('are many, and some of each outcome', () => {
    if (process.env.SHOW) process.stderr.write(JSON.stringify({ ...counts, called }) + '\n');
    expect(counts.coded).toBeGreaterThan(10_000);
    expect(counts.accepted).toBeGreaterThan(1000);
    expect(called).toBeGreaterThan(200);
  });
});
