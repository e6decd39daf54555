import { App, Aws, CfnParameter, Duration, Fn, PropertyInjectors, Size, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AsgCapacity,
  BackendService,
  CapacityKind,
  CapacityStrategy,
  DesiredCount,
  EbsTaskVolume,
  EfsTaskVolume,
  ExecGuardPolicy,
  HardenedTaskDefinition,
  ImageRepository,
  ImageSigning,
  IsolationTier,
  LinkAccess,
  LogDestination,
  LogFilter,
  LogRouter,
  ManagedInstancesCapacity,
  OneOffJob,
  PinnedImage,
  ProcessNamespace,
  ProcessObserver,
  ResourceLink,
  RouterBuffer,
  RouterConfiguration,
  RuntimeMonitoring,
  ScheduledJob,
  ServiceDiscovery,
  ServiceNamespace,
  TaskAccess,
  TaskApplicationLoadBalancer,
  TaskCluster,
  TaskHardening,
  TaskLogGroup,
  TaskSize,
  WebIngress,
  WebService,
  WorkloadTask,
} from '../../lib';

// Values of the right type that AWS, Docker or Fluent Bit refuses, and selections without anything in them.

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/shop/app:1');

class World {
  public readonly app = new App();
  public readonly stack = new Stack(this.app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  public readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
  public readonly cluster = new TaskCluster(this.stack, 'Cluster', { vpc: this.vpc });
  public readonly bucket = new s3.Bucket(this.stack, 'Bucket');
  public readonly certificate = acm.Certificate.fromCertificateArn(
    this.stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111122223333:certificate/x',
  );
  public readonly text = new CfnParameter(this.stack, 'Text').valueAsString;

  public task(options: object = {}): HardenedTaskDefinition {
    return new HardenedTaskDefinition(this.stack, 'Task', options);
  }

  public container(options: object = {}, task = this.task()): HardenedTaskDefinition {
    task.addTaskContainer('app', { image, ...options });
    return task;
  }

  public web(ingress: WebIngress): WebService {
    const { stack, cluster, certificate } = this;
    return new WebService(stack, 'Web', { cluster, certificate, ingress, container: { image, port: 80 } });
  }

  public backend(options: object = {}): BackendService {
    return new BackendService(this.stack, 'Backend', {
      cluster: this.cluster,
      container: { image, port: 80 },
      ...options,
    });
  }

  public router(options: object = {}, destination = LogDestination.stdout()): LogRouter {
    const taskDefinition = this.task();
    const router = new LogRouter(this.stack, 'Router', { taskDefinition, ...options });
    this.container({ logging: router.logTo(destination) }, taskDefinition);
    return router;
  }

  public observed(options: object): ProcessObserver {
    const taskDefinition = this.container({}, this.task({ processNamespace: ProcessNamespace.sharedByTask() }));
    return new ProcessObserver(this.stack, 'Observer', { taskDefinition, image, ...options });
  }

  public job(options: object): OneOffJob {
    return new OneOffJob(this.stack, 'Job', { cluster: this.cluster, container: { image }, ...options });
  }
}

type Case = [message: string, call: (w: World) => unknown];

const container =
  (options: object) =>
  (w: World): unknown =>
    w.container(options);
const router =
  (options: object) =>
  (w: World): unknown =>
    w.router(options);
const destination =
  (make: (w: World) => LogDestination) =>
  (w: World): unknown =>
    w.router({}, make(w));
const nowhere = { subnets: [] };

test.each<Case>([
  // Containers
  [
    "Stack/Task/app: [Environment.name] 'environment' of container 'app' has the name '', which is empty",
    container({ environment: { '': 'x' } }),
  ],
  [
    "has the name 'a=b', which has a '=': the process would have 'a' with the rest as its value",
    container({ environment: { 'a=b': 'x' } }),
  ],
  ["has the name 'a\\nb', which has a line break", container({ environment: { 'a\nb': 'x' } })],
  [
    "[Environment.name] 'secrets' of container 'app' has the name 'a=b'",
    (w) =>
      w.container({ secrets: { 'a=b': ecs.Secret.fromSecretsManager(new secretsmanager.Secret(w.stack, 'Secret')) } }),
  ],
  [
    "[Job.override] 'environment' for the container of the job has the name 'a=b'",
    (w) => w.job({ overrides: [{ environment: { 'a=b': 'x' } }] }),
  ],
  ["Stack/Router: [LogRouter.invalid] 'environment' has the name ''", router({ environment: { '': 'x' } })],
  [
    "[LogRouter.invalid] 'containerName' must be up to 255 letters, digits, '_' and '-', got 'my router'",
    router({ containerName: 'my router' }),
  ],
  ["[LogRouter.invalid] 'cpu' must be an integer of at least 0, got -1", router({ cpu: -1 })],
  ["[ProcessObserver.invalid] 'cpu' must be an integer of at least 0, got 1.5", (w) => w.observed({ cpu: 1.5 })],
  [
    "[ProcessObserver.invalid] 'memoryLimitMiB' must be an integer of at least 4, got 3",
    (w) => w.observed({ memoryLimitMiB: 3 }),
  ],
  ["[ProcessObserver.invalid] 'containerName'", (w) => w.observed({ containerName: 'a b' })],
  ["Stack/Task: [TaskSize.cpuSum] 'cpu' of the containers adds up to 4096, the task has 256", container({ cpu: 4096 })],
  ["[TaskSize.cpuSum] 'cpu' of the containers adds up to 512", router({ cpu: 512 })],
  [
    "is 0, which stands for a range, and 'containerPortRange' is not given",
    container({ portMappings: [{ containerPort: 0 }] }),
  ],
  // Volumes and images
  [
    "Stack/Files: [EfsTaskVolume.name] 'volumeName' must be up to 255 letters, digits, '_' and '-', got 'a b'",
    (w) =>
      new EfsTaskVolume(w.stack, 'Files', {
        taskDefinition: w.task(),
        accessPoint: new efs.FileSystem(w.stack, 'FileSystem', { vpc: w.vpc }).addAccessPoint('Point'),
        volumeName: 'a b',
      }),
  ],
  [
    'Stack/My data: [EbsTaskVolume.name]',
    (w) => new EbsTaskVolume(w.stack, 'My data', { taskDefinition: w.task(), size: Size.gibibytes(1) }),
  ],
  [
    "[PinnedImage.name] 'name' must be a repository without tag, digest and blanks",
    () => PinnedImage.fromRegistry('a b', `sha256:${'a'.repeat(64)}`),
  ],
  [
    '[ImageRepository.untaggedAfter]',
    (w) => new ImageRepository(w.stack, 'Images', { untaggedAfter: Duration.days(0) }),
  ],
  [
    "[Props.wrongType] 'keepImages' of ImageRepository must be a finite number, got the number 1e+21, which is beyond whole numbers",
    (w) => new ImageRepository(w.stack, 'Images', { keepImages: 1e21 }),
  ],
  [
    "[ImageSigning.signatureValidity] 'signatureValidity' must be at least a day",
    (w) => new ImageSigning(w.stack, 'Signing', { signatureValidity: Duration.days(0) }),
  ],
  // Places
  [
    "Stack/Backend: [Workload.noSubnets] 'vpcSubnets' selects no subnet of the VPC",
    (w) => w.backend({ vpcSubnets: nowhere }),
  ],
  ['[Workload.noSubnets]', (w) => w.backend({ vpcSubnets: { availabilityZones: ['eu-west-1'] } })],
  ['[Workload.noSubnets]', (w) => w.job({ vpcSubnets: nowhere })],
  [
    "[Workload.noSubnets] the VPC has no private subnets, got none for 'vpcSubnets'",
    (w) =>
      w.backend({
        cluster: ecs.Cluster.fromClusterAttributes(w.stack, 'Imported', {
          clusterName: 'shop',
          vpc: ec2.Vpc.fromVpcAttributes(w.stack, 'Bare', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] }),
        }),
      }),
  ],
  [
    '[RuntimeMonitoring.noSubnets]',
    (w) => new RuntimeMonitoring(w.stack, 'Monitoring', { vpc: w.vpc, vpcSubnets: nowhere }),
  ],
  [
    '[TaskApplicationLoadBalancer.oneZone] the subnets of the load balancer are all in one zone, and it needs two',
    (w) => {
      const anywhere = new Stack(w.app, 'Anywhere');
      const vpc = new ec2.Vpc(anywhere, 'Vpc', { maxAzs: 1 });
      return new TaskApplicationLoadBalancer(anywhere, 'Balancer', { vpc, certificate: w.certificate });
    },
  ],
  // Networks
  [
    "[TaskAccess.reason] 'reason' of toInternet must be 1 to 255 letters",
    (w) => TaskAccess.of(w.backend()).toInternet(443, 'a\nb'),
  ],
  ['[TaskAccess.reason]', (w) => TaskAccess.of(w.backend()).toInternet(443, 'é')],
  ['[TaskAccess.reason]', (w) => TaskAccess.of(w.backend()).toInternet(443, 'x'.repeat(256))],
  [
    "[TaskApplicationLoadBalancer.webAcl] 'webAclArn' must be the ARN of a regional web ACL",
    (w) => w.web(WebIngress.internal({ webAclArn: '' })),
  ],
  [
    '[TaskApplicationLoadBalancer.webAcl]',
    (w) => w.web(WebIngress.internal({ webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/x/1' })),
  ],
  [
    "[TaskListener.unknownCondition] 'hosts' or 'paths' are known only at deployment",
    (w) => w.web(WebIngress.internal({ paths: Fn.split(',', Fn.importValue('paths')) })),
  ],
  ["[ServiceNamespace.name] 'name' must be up to 253 letters", () => ServiceNamespace.create('my shop')],
  ['[ServiceNamespace.name]', () => ServiceNamespace.create('a\nb')],
  [
    "[ServiceDiscovery.port] 'containerPort' is what SRV records tell",
    (w) =>
      w.backend({
        serviceDiscovery: ServiceDiscovery.named('b', { namespace: ServiceNamespace.create('x'), containerPort: 80 }),
      }),
  ],
  [
    "[TaskApplicationLoadBalancer.port] 'port' must be an integer from 1 to 65535, got 0",
    (w) => w.web(WebIngress.internal({ port: 0 })),
  ],
  ["'port' is 80, on which the redirect to HTTPS listens", (w) => w.web(WebIngress.internal({ port: 80 }))],
  [
    "'port' must be known at synthesis",
    (w) => w.web(WebIngress.internal({ port: new CfnParameter(w.stack, 'Port', { type: 'Number' }).valueAsNumber })),
  ],
  // Names
  [
    "[TaskCluster.name] 'clusterName' of Other must be up to 255 letters",
    (w) => new TaskCluster(w.stack, 'Other', { vpc: w.vpc, clusterName: 'a b' }),
  ],
  ['[TaskCluster.name]', (w) => new TaskCluster(w.stack, 'Other', { vpc: w.vpc, clusterName: '' })],
  [
    "[ExecGuardPolicy.name] 'managedPolicyName'",
    (w) => new ExecGuardPolicy(w.stack, 'Guard', { managedPolicyName: 'a b' }),
  ],
  [
    "[ServiceScaling.scheduleName] 'name' of a schedule must be 1 to 256 characters",
    (w) =>
      w.backend({
        desiredCount: DesiredCount.scaled({
          max: 4,
          schedules: [{ name: '', schedule: appscaling.Schedule.cron({ hour: '1', minute: '0' }), min: 2 }],
        }),
      }),
  ],
  // Queues and jobs
  [
    "[JobSchedule.deadLetterQueue] 'deadLetterQueue' is the FIFO queue 'Stack/Fifo'",
    (w) =>
      new ScheduledJob(w.stack, 'Nightly', {
        cluster: w.cluster,
        container: { image },
        schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)),
        deadLetterQueue: new sqs.Queue(w.stack, 'Fifo', { fifo: true }),
      }),
  ],
  [
    "[Job.retries] 'maxInterval' of 'retries' must be at most 99999999 seconds",
    (w) => w.job({ retries: { attempts: 1, maxInterval: Duration.seconds(1e8) } }),
  ],
  // Logs
  [
    "[LogDestination.invalid] 'host' must be a host name alone, without scheme, port and path, got 'x:24224'",
    destination(() => LogDestination.forward('x:24224')),
  ],
  [
    "'brokers' must be 'host:port' each, without scheme and blanks, got ''",
    destination(() => LogDestination.kafka(['', 'b:9092'], 'logs')),
  ],
  ["got 'https://b:9092'", destination(() => LogDestination.kafka(['https://b:9092'], 'logs'))],
  ["got 'b:99999'", destination(() => LogDestination.kafka(['b:99999'], 'logs'))],
  [
    "'topic' must be letters, digits, '.', '_' and '-', got ''",
    destination(() => LogDestination.kafka(['b:9092'], '')),
  ],
  [
    "'diskLimit' must be at least 1 bytes, got 0 bytes",
    destination(() => LogDestination.stdout({ diskLimit: Size.mebibytes(0) })),
  ],
  [
    "[Props.wholeUnit] 'diskLimit' of LogDestination.stdout() must be whole bytes, got 1.5 bytes",
    () => LogDestination.stdout({ diskLimit: Size.bytes(1.5) }),
  ],
  ['[RouterBuffer.limit]', () => RouterBuffer.disk({ limitPerDestination: Size.bytes(0) })],
  [
    "'cannedAcl' must be private, public-read",
    destination(({ bucket }) => LogDestination.s3(bucket, { cannedAcl: 'nope' })),
  ],
  [
    "got 'bucket-owner-full-controll'; did you mean 'bucket-owner-full-control'",
    destination(({ bucket }) => LogDestination.s3(bucket, { cannedAcl: 'bucket-owner-full-controll' })),
  ],
  [
    "'storageClass' must be STANDARD",
    destination(({ bucket }) => LogDestination.s3(bucket, { storageClass: 'standard ia' })),
  ],
  [
    "'logGroupName' must be up to 512 letters, digits and . - _ / #, got 'a b'",
    destination(() => LogDestination.createdLogGroup('a b')),
  ],
  ["[LogFilter.invalid] 'Regex' must not be empty", () => LogFilter.plugin('grep', { Regex: ' ' })],
  [
    "[RouterConfiguration.tooLong] 'text' must be at most 65536 bytes",
    () => RouterConfiguration.inline(`# ${'x'.repeat(70_000)}`),
  ],
])('fails with %s', (message, call) => {
  expect(() => call(new World())).toThrow(message);
});

test.each<Case>([
  [
    "[Volumes.name] 'name' of a volume must be up to 255 letters, digits, '_' and '-', got 'a b'",
    (w) => w.container({}, w.task({ volumes: [{ name: 'a b' }] })),
  ],
  ['[Limits.definitionLength] the containers have 70', container({ environment: { TEXT: 'x'.repeat(70_000) } })],
  [
    "[Limits.ulimit] 'softLimit' of ulimit 'nofile' of container 'app' must be an integer of at least 0, or -1 for no limit, got -5",
    container({ ulimits: [{ name: ecs.UlimitName.NOFILE, softLimit: -5, hardLimit: 5 }] }),
  ],
  [
    "[Secrets.inClearText] container 'app': Environment.DB_PASSWORD holds a secret in clear text (its value is a secret that CloudFormation writes out in clear text)",
    (w) =>
      w.container({
        environment: { DB_PASSWORD: new secretsmanager.Secret(w.stack, 'Secret').secretValue.unsafeUnwrap() },
      }),
  ],
])('fails when the app is synthesized with %s', (message, call) => {
  const w = new World();
  call(w);

  expect(() => w.app.synth()).toThrow(message);
});

test.each<[string, (w: World) => unknown]>([
  [
    'names and values that are known only at deployment',
    (w) => w.container({ environment: { [w.text]: 'x', NAME: w.text } }),
  ],
  ['variables that a process can read', container({ environment: { 'spring.main-class': 'x', _: '', 'a b': 'x\ny' } })],
  ['CPU units that add up to those of the task', container({ cpu: 256 })],
  [
    'a cluster name of a parameter',
    ({ stack, vpc, text }) => new TaskCluster(stack, 'Other', { vpc, clusterName: text }),
  ],
  [
    'a subnet list that only the deployment knows',
    ({ stack, certificate }) => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Listed', {
        vpcId: 'vpc-1',
        availabilityZones: Fn.split(',', Fn.importValue('zones')),
        privateSubnetIds: Fn.split(',', Fn.importValue('subnets')),
      });
      return new TaskApplicationLoadBalancer(stack, 'Balancer', { vpc, certificate });
    },
  ],
  ['a web ACL of the app', (w) => w.web(WebIngress.internal({ webAclArn: Fn.importValue('acl') }))],
  [
    'brokers as MSK tells them, hosts of IPv6, and a young storage class',
    (w) => [
      new World().router(
        {},
        LogDestination.kafka(
          ['b-1.shop.kafka.eu-west-1.amazonaws.com:9098,b-2.shop.kafka.eu-west-1.amazonaws.com:9098', 'b3'],
          'shop.logs',
        ),
      ),
      new World().router({}, LogDestination.forward('fd00::1')),
      w.router({}, LogDestination.s3(w.bucket, { storageClass: 'GLACIER_NEXT', cannedAcl: Aws.NO_VALUE })),
    ],
  ],
  [
    'a task definition in bridge mode without subnets',
    (w) => {
      const vpc = ec2.Vpc.fromVpcAttributes(w.stack, 'Bare', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
      const cluster = ecs.Cluster.fromClusterAttributes(w.stack, 'Imported', { clusterName: 'shop', vpc });
      expect(() =>
        w.backend({
          cluster,
          container: undefined,
          strategy: CapacityStrategy.only({
            capacityProviderName: 'hosts',
            kind: CapacityKind.AUTO_SCALING_GROUP,
          } as never),
          task: WorkloadTask.existing(
            w.container(
              { memoryLimitMiB: 128 },
              w.task({ compatibility: ecs.Compatibility.EC2, networkMode: ecs.NetworkMode.BRIDGE }),
            ),
          ),
        }),
      ).not.toThrow('noSubnets');
    },
  ],
])('takes %s', (_, call) => {
  expect(() => call(new World())).not.toThrow();
});

describe('a log group that no container logs to', () => {
  const task = () =>
    WorkloadTask.of({
      logs: [LogDestination.stdout()],
      logGroup: TaskLogGroup.create({ retention: 7 }),
      size: TaskSize.of(256, 1024),
    });
  const warnings = ({ stack }: World) =>
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('unusedLogGroup'));

  test('is told', () => {
    const w = new World();
    w.backend({ task: task() });

    expect(warnings(w)).toHaveLength(1);
  });

  test('is not told when a sidecar logs to it', () => {
    const w = new World();
    w.backend({ task: task() }).addSidecar('sidecar', { image });

    expect(warnings(w)).toHaveLength(0);
  });
});

describe('one task for each host', () => {
  const gold = IsolationTier.of('gold', { oneTaskPerHost: true });

  test('fails on Managed Instances, where no constraint keeps it', () => {
    const w = new World();
    const { service } = w.backend({
      strategy: CapacityStrategy.only(new ManagedInstancesCapacity(w.stack, 'Managed', { cluster: w.cluster })),
      container: { image, port: 80, memoryLimitMiB: 128 },
    });

    expect(() => gold.place(service)).toThrow(
      "Stack/Backend/Service: [IsolationTier.oneTaskPerHost] 'oneTaskPerHost' of tier 'gold'",
    );
  });

  test('is kept on Fargate, and by a constraint on EC2', () => {
    const w = new World();
    const capacity = new AsgCapacity(w.stack, 'Hosts', {
      cluster: w.cluster,
      instanceTypes: [new ec2.InstanceType('m7g.large')],
      maxCapacity: 2,
    });
    const hosted = new BackendService(w.stack, 'Hosted', {
      cluster: w.cluster,
      strategy: CapacityStrategy.only(capacity),
      container: { image, port: 80, memoryLimitMiB: 128 },
    });

    expect(() => [gold.place(w.backend().service), gold.place(hosted.service)]).not.toThrow();
  });
});

const KEEPS = (capability: string) => ({ containers: { app: { user: '1000', keepCapabilities: [capability] } } });

describe('two hardenings of a task definition', () => {
  const plain = ({ stack }: World) => {
    const task = new ecs.FargateTaskDefinition(stack, 'Plain');
    task.addContainer('app', { image });
    return task;
  };
  const twice = (first: object, second: object) => {
    const w = new World();
    plain(w).with(new TaskHardening(first)).with(new TaskHardening(second));
    return () => w.app.synth();
  };

  test.each<[string, object, object]>([
    ['equal ones', {}, {}],
    ['equal exceptions', { readonlyRootFilesystem: false }, { readonlyRootFilesystem: false }],
    ['defaults after an exception, which stays', { readonlyRootFilesystem: false }, {}],
    [
      'what adds to the first',
      {},
      { containers: { app: { writablePaths: ['/data'], user: '1000', readonlyRootFilesystem: true } } },
    ],
    ['equal capabilities', KEEPS('CHOWN'), KEEPS('CHOWN')],
    ['no logging, and then defaults', { defaultLogging: false }, {}],
    ['equal retentions', { logRetention: 7 }, { logRetention: 7 }],
  ])('passes %s', (_, first, second) => {
    expect(twice(first, second)).not.toThrow();
  });

  test.each<[string, object]>([
    ['capabilities that it keeps', KEEPS('CHOWN')],
    ['capabilities that it does not touch', { dropCapabilities: false }],
    ['logging that it leaves out', { defaultLogging: false }],
  ])('the second follows the first in %s', (_, first) => {
    const template = (...hardenings: object[]) => {
      const w = new World();
      const task = plain(w);
      hardenings.forEach((each) => task.with(new TaskHardening(each)));
      return w.app.synth().getStackByName('Stack').template as object;
    };

    expect(template(first, {})).toEqual(template(first));
    expect(template(first, {})).not.toEqual(template({}));
  });

  test.each<[string, object, object]>([
    [
      "[TaskHardening.contradiction] 'readonlyRootFilesystem' of TaskHardening is false for container 'app', and an earlier hardening of the task definition decides true; say it in the earlier one or at the container, or leave it out here",
      {},
      { readonlyRootFilesystem: false },
    ],
    [
      "'initProcessEnabled' of TaskHardening is true for container 'app'",
      { containers: { app: { initProcessEnabled: false } } },
      { initProcessEnabled: true },
    ],
    [
      "'keepCapabilities' of TaskHardening is KILL for container 'app', and an earlier hardening of the task definition keeps CHOWN;",
      KEEPS('CHOWN'),
      KEEPS('KILL'),
    ],
    [
      "'logRetention' of TaskHardening is '7', and an earlier hardening of the task definition sends the logs to a group of its own;",
      {},
      { logRetention: 7 },
    ],
    [
      "'logRetention' of TaskHardening is '7', and an earlier hardening of the task definition gives no container a log configuration;",
      { defaultLogging: false },
      { logRetention: 7 },
    ],
  ])('fails with %s', (message, first, second) => {
    expect(twice(first, second)).toThrow(message);
  });

  test('fails with another log group', () => {
    const w = new World();
    const group = (id: string) => new LogGroup(w.stack, id);
    plain(w)
      .with(new TaskHardening({ logGroup: group('One') }))
      .with(new TaskHardening({ logGroup: group('Other') }));

    expect(() => w.app.synth()).toThrow(
      "'logGroup' of TaskHardening is 'Stack/Other', and an earlier hardening of the task definition sends the logs to 'Stack/One'",
    );
  });

  test('counts a hardened task definition as the first', () => {
    const w = new World();
    w.container().with(new TaskHardening({ dropCapabilities: false, scratch: undefined }));

    expect(() => w.app.synth()).toThrow("'dropCapabilities' of TaskHardening is false for container 'app'");
  });

  test('fails with a log group for containers that get no log configuration', () => {
    expect(() => new TaskHardening({ defaultLogging: false, logRetention: 7 })).toThrow(
      "[TaskHardening.unusedLogging] 'logRetention' is for containers that get a log configuration here",
    );
    expect(
      () =>
        new TaskHardening({ defaultLogging: false, logRetention: 7, containers: { app: { defaultLogging: true } } }),
    ).not.toThrow();
  });
});

test('a container name known only at deployment keeps its exceptions', () => {
  const w = new World();
  const task = w.container({
    containerName: w.text,
    user: '1000',
    keepCapabilities: [ecs.Capability.CHOWN],
    writablePaths: ['/data'],
  });
  const { ContainerDefinitions } = w.stack.resolve(
    (task.node.defaultChild as ecs.CfnTaskDefinition).containerDefinitions,
  )
    ? (w.app.synth().getStackByName('Stack').template.Resources[
        w.stack.getLogicalId(task.node.defaultChild as ecs.CfnTaskDefinition)
      ].Properties as {
        ContainerDefinitions: {
          LinuxParameters: { Capabilities: { Drop: string[] }; Tmpfs: { ContainerPath: string }[] };
        }[];
      })
    : { ContainerDefinitions: [] };

  expect(ContainerDefinitions[0].LinuxParameters.Capabilities.Drop).not.toContain('CHOWN');
  expect(ContainerDefinitions[0].LinuxParameters.Tmpfs.map(({ ContainerPath }) => ContainerPath)).toContain('/data');
});

test('a prefix of a bucket link is no place that IAM could not match', () => {
  const { bucket } = new World();

  for (const prefix of ['trail/', '/lead/', '', '*', 'a?b']) {
    expect(() => ResourceLink.bucket('BUCKET', bucket, LinkAccess.READ, prefix)).toThrow('[ResourceLink.prefix]');
  }
  expect(() => ResourceLink.bucket('BUCKET', bucket, LinkAccess.READ, 'a/b')).not.toThrow();
});

test('SRV records tell a port', () => {
  expect(() =>
    new World().backend({
      serviceDiscovery: ServiceDiscovery.named('b', {
        namespace: ServiceNamespace.create('shop.internal'),
        recordType: servicediscovery.DnsRecordType.SRV,
        containerPort: 80,
      }),
    }),
  ).not.toThrow();
});

test.each<[string, object, string]>([
  ['no cluster', { cluster: undefined }, "[Workload.noCluster] 'cluster' is not given"],
  [
    'a task that is none',
    { task: { cpu: 256 } },
    "[Workload.task] 'task' must be made by its class, as in WorkloadTask.of({ size })",
  ],
  ['a number of tasks', { desiredCount: 2 }, "[Workload.desiredCount] 'desiredCount' must be made by its class"],
  ['groups in a list', { securityGroups: [] }, "[Workload.securityGroups] 'securityGroups' must be made by its class"],
  ['an ingress that is none', { ingress: {} }, "[WebService.ingress] 'ingress' must be made by its class"],
])('fails when an injector, which comes after the look at types, gives a service %s', (_, given, message) => {
  const { stack, cluster } = new World();
  const constructUniqueId = WebService.PROPERTY_INJECTION_ID;
  PropertyInjectors.of(stack).add({ constructUniqueId, inject: (props) => ({ ...props, ...given }) });

  expect(() => new WebService(stack, 'Web', { cluster, container: { image, port: 80 } })).toThrow(message);
});

describe('a load balancer on a port of its own', () => {
  test('listens and redirects there, and the URL and the test listener know it', () => {
    const w = new World();
    const web = w.web(WebIngress.internetFacing({ port: 8443 }));
    const template = Template.fromStack(w.stack);

    expect(w.stack.resolve(web.url)).toEqual({
      'Fn::Join': ['', ['https://', expect.objectContaining({}), ':8443']],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 8443, Protocol: 'HTTPS' });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [Match.objectLike({ RedirectConfig: Match.objectLike({ Port: '8443' }) })],
    });
    expect(() => web.loadBalancer!.addTestListener(8443)).toThrow('[TaskApplicationLoadBalancer.testPort]');
    expect(() => web.loadBalancer!.addTestListener(443)).not.toThrow();
  });

  test('may be port 80 with HTTPS where nothing redirects', () => {
    const w = new World();

    expect(w.web(WebIngress.internal({ port: 80, redirectHttp: false })).loadBalancer!.port).toBe(80);
  });
});
