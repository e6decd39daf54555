import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { TaskDefinitionChecks } from '../../lib/task-definition';
import {
  IMAGE,
  Resources,
  UNDECIDED,
  att,
  container,
  either,
  hosts,
  ref,
  service,
  serviceOnHosts,
  sub,
  task,
  taskOnEc2,
  template,
  written,
} from '../support/plain-apps';
import { testApp } from '../support/stacks';

/** What is told of every one of these apps, and is not what they are about. */
const OTHER = /Image\.movingTag|Volumes\.efsWithout|ProcessNamespace\.sharedUser/;
const found = (path: string) =>
  TaskDefinitionChecks.checkAssembly(path)
    .map(({ severity, code }) => `${severity} ${code}`)
    .filter((line) => !OTHER.test(line));

const image = (name: unknown) => template(task({}, [container({ Image: name })]), service());
const exec = (over: object = {}, ...containers: object[]) =>
  template(
    task(over as never, containers.length > 0 ? containers : [container()]),
    service({ EnableExecuteCommand: true }),
  );
const side = (over: object = {}) => container({ Name: 'side', PortMappings: undefined, ...over });
const mounted = (...paths: string[]) =>
  container({
    ReadonlyRootFilesystem: true,
    MountPoints: paths.map((path) => ({ SourceVolume: 'scratch', ContainerPath: path, ReadOnly: false })),
  });
const scratch = { Volumes: [{ Name: 'scratch' }] };
const discovery = (type: string, over: object = {}, id = 'Discovery'): Resources => ({
  [id]: {
    Type: 'AWS::ServiceDiscovery::Service',
    Properties: {
      Name: 'web',
      NamespaceId: att('Namespace', 'Id'),
      DnsConfig: { DnsRecords: [{ Type: type, TTL: 10 }] },
      ...over,
    },
  },
  Namespace: {
    Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace',
    Properties: { Name: 'shop.local', Vpc: ref('Vpc') },
  },
});
const registered = (mode: string, type: string, registry: object = {}) => {
  const on = mode === 'awsvpc' ? {} : { NetworkConfiguration: undefined };
  return template(
    taskOnEc2({ NetworkMode: mode }),
    serviceOnHosts({ ...on, ServiceRegistries: [{ RegistryArn: att('Discovery', 'Arn'), ...registry }] }),
    hosts(),
    discovery(type),
  );
};
const named = { ContainerName: 'web', ContainerPort: 80 };
const connect = (mapping: object, entry: object, more: Resources = {}) =>
  template(
    task({}, [container({ PortMappings: [{ ContainerPort: 80, Name: 'web', ...mapping }] })]),
    service({
      ServiceConnectConfiguration: { Enabled: true, Namespace: 'shop', Services: [{ PortName: 'web', ...entry }] },
    }),
    more,
  );
const second = (over: object = {}) =>
  service(
    { ServiceConnectConfiguration: { Enabled: true, Namespace: 'shop', Services: [{ PortName: 'web', ...over }] } },
    'Second',
  );
const efs = (configuration: object, more: Resources = {}) =>
  template(
    task(
      {
        Volumes: [
          {
            Name: 'data',
            EFSVolumeConfiguration: { FilesystemId: ref('Files'), TransitEncryption: 'ENABLED', ...configuration },
          },
        ],
      },
      [container({ MountPoints: [{ SourceVolume: 'data', ContainerPath: '/data' }] })],
    ),
    service(),
    { Files: { Type: 'AWS::EFS::FileSystem', Properties: {} }, ...more },
  );
const accessPoint = (over: object): Resources => ({
  Point: {
    Type: 'AWS::EFS::AccessPoint',
    Properties: { FileSystemId: ref('Files'), RootDirectory: { Path: '/data', ...over } },
  },
});
const spot = (architecture: string, version: string) =>
  template(
    task({ RuntimePlatform: { CpuArchitecture: architecture, OperatingSystemFamily: 'LINUX' } }),
    service({
      LaunchType: undefined,
      PlatformVersion: version,
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
    }),
  );
const keepAlive = { SystemControls: [{ Namespace: 'net.ipv4.tcp_keepalive_time', Value: '60' }] };
const tracing = (over: object = {}) => ({ LinuxParameters: { Capabilities: { Add: ['SYS_PTRACE'] } }, ...over });
const ports = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ContainerPort: 8000 + index, HostPort: 8000 + index }));
const bridge = (mappings: object[]) =>
  template(taskOnEc2({ NetworkMode: 'bridge' }, [container({ PortMappings: mappings })]));

const twin = (over: object = {}): Resources => ({
  Second: { ...service({ ServiceName: 'web' }).Service!, ...over },
});

const RIGHT: [string, object][] = [
  ['an image of ECR by the stack', image(IMAGE)],
  ['an image of ECR, written out', image('111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1')],
  ['an image of ECR in another partition', image('111122223333.dkr.ecr.us-gov-west-1.amazonaws.com/web:1')],
  ['an image of ECR in China', image('111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1')],
  ['an image of ECR by its dual-stack name', image('111122223333.dkr-ecr.eu-west-1.on.aws/web:1')],
  ['a public image of ECR', image('public.ecr.aws/docker/library/nginx:1.27')],
  [
    'an account that is a parameter',
    template(
      task({}, [container({ Image: sub('${Account}.dkr.ecr.${AWS::Region}.amazonaws.com/web:1') })]),
      service(),
      { Parameters: { Account: { Type: 'String' } } },
    ),
  ],
  ['Exec with a root that can be written', exec()],
  [
    'Exec with a read-only root and its mounts',
    exec(scratch, mounted('/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm')),
  ],
  ['Exec into one container with a process namespace of the task', exec({ PidMode: 'task' })],
  ['A records in awsvpc mode', registered('awsvpc', 'A')],
  ['SRV records with a container in bridge mode', registered('bridge', 'SRV', named)],
  ['SRV records with a port in awsvpc mode', registered('awsvpc', 'SRV', { Port: 80 })],
  [
    'a registry of another app in host mode',
    template(
      taskOnEc2({ NetworkMode: 'host' }),
      serviceOnHosts({
        NetworkConfiguration: undefined,
        ServiceRegistries: [{ RegistryArn: 'arn:aws:servicediscovery:eu-west-1:1:service/srv-1', ...named }],
      }),
      hosts(),
    ),
  ],
  ['a timeout of requests over HTTP', connect({ AppProtocol: 'http' }, { Timeout: { PerRequestTimeoutSeconds: 5 } })],
  ['an idle timeout over TCP', connect({}, { Timeout: { IdleTimeoutSeconds: 5 } })],
  ['two names in one namespace', connect({}, {}, second({ DiscoveryName: 'other' }))],
  [
    'one name in two namespaces',
    template(task(), service(), discovery('A'), {
      Other: { Type: 'AWS::ServiceDiscovery::Service', Properties: { Name: 'web', NamespaceId: 'ns-1' } },
    }),
  ],
  [
    'one name of two services of which one is there',
    template(task(), service(), discovery('A'), { Other: { ...discovery('A').Discovery!, Condition: 'X' } }, UNDECIDED),
  ],
  ['the root of a file system', efs({ RootDirectory: '/' })],
  [
    'a directory that the access point makes',
    efs(
      { AuthorizationConfig: { AccessPointId: ref('Point'), IAM: 'ENABLED' } },
      accessPoint({ CreationInfo: { OwnerUid: '1', OwnerGid: '1', Permissions: '755' } }),
    ),
  ],
  ['a directory of a file system of another app', efs({ FilesystemId: 'fs-1', RootDirectory: '/data' })],
  ['ARM64 on Fargate Spot', spot('ARM64', '1.4.0')],
  ['X86_64 on Fargate Spot of platform 1.3.0', spot('X86_64', '1.3.0')],
  ['a kernel parameter on every container', template(task({}, [container(keepAlive), side(keepAlive)]), service())],
  [
    'one observer',
    template(task({ PidMode: 'task' }, [container({ User: '1000' }), side(tracing({ User: '0' }))]), service()),
  ],
  [
    'one name of a service in two clusters',
    template(task(), service({ ServiceName: 'web' }), service({ ServiceName: 'web', Cluster: 'other' }, 'Second')),
  ],
  [
    'names of services that only the deployment knows',
    template(
      task(),
      service({ ServiceName: ref('Name') }),
      service({ ServiceName: ref('Name') }, 'Second'),
      service({ ServiceName: 'web' }, 'Third'),
      { Parameters: { Name: { Type: 'String' } } },
    ),
  ],
  [
    'one name of two services of which one is there',
    template(task(), service({ ServiceName: 'web' }), twin({ Condition: 'X' }), UNDECIDED),
  ],
  ['services without names', template(task(), service(), service({}, 'Second'))],
  ['94 fixed host ports', bridge(ports(94))],
  ['200 ports of which none is fixed', bridge(ports(200).map(({ ContainerPort }) => ({ ContainerPort })))],
];

const BROKEN: [string, object, string[]][] = [
  [
    'an account of ECR that is none',
    image('1111222233.dkr.ecr.eu-west-1.amazonaws.com/web:1'),
    ['error Image.reference'],
  ],
  [
    'a region of ECR that is none',
    image('111122223333.dkr.ecr.eu_west.amazonaws.com/web:1'),
    ['error Image.reference'],
  ],
  ['ECR without a repository', image('111122223333.dkr.ecr.eu-west-1.amazonaws.com/'), ['error Image.reference']],
  ['a public image of ECR without an alias', image('public.ecr.aws/nginx:1.27'), ['error Image.reference']],
  [
    'Exec with a read-only root',
    exec({}, container({ ReadonlyRootFilesystem: true })),
    ['warning ServiceTask.execReadonlyRoot'],
  ],
  ['Exec with one of its mounts', exec(scratch, mounted('/managed-agents')), ['warning ServiceTask.execReadonlyRoot']],
  [
    'Exec into two containers with a process namespace of the task',
    exec({ PidMode: 'task' }, container(), side()),
    ['warning ServiceTask.execSharedProcesses'],
  ],
  ['A records in bridge mode', registered('bridge', 'A', named), ['error ServiceTask.registryRecord']],
  ['A records in host mode', registered('host', 'A', named), ['error ServiceTask.registryRecord']],
  ['SRV records without a container in bridge mode', registered('bridge', 'SRV'), ['error ServiceTask.registryPort']],
  [
    'SRV records with half a container in bridge mode',
    registered('bridge', 'SRV', { ContainerName: 'web' }),
    ['error ServiceTask.registryPort'],
  ],
  ['SRV records without a port in awsvpc mode', registered('awsvpc', 'SRV'), ['error ServiceTask.registryPort']],
  [
    'a port beside a container',
    registered('awsvpc', 'SRV', { Port: 80, ...named }),
    ['error ServiceTask.registryPort'],
  ],
  [
    'a container that the task does not have',
    registered('bridge', 'SRV', { ...named, ContainerName: 'api' }),
    ['error ServiceTask.registryContainer'],
  ],
  [
    'a port that the container does not map',
    registered('bridge', 'SRV', { ...named, ContainerPort: 81 }),
    ['error ServiceTask.registryContainer'],
  ],
  [
    'a timeout of requests over TCP',
    connect({}, { Timeout: { PerRequestTimeoutSeconds: 5 } }),
    ['error ServiceConnect.requestsOfTcp'],
  ],
  [
    'no timeout of requests over TCP, said as 0',
    connect({}, { Timeout: { PerRequestTimeoutSeconds: 0 } }),
    ['error ServiceConnect.requestsOfTcp'],
  ],
  ['one name of Service Connect twice', connect({}, {}, second()), ['error ServiceConnect.nameTaken']],
  [
    'one name of Cloud Map twice',
    template(task(), service(), discovery('A'), discovery('A', {}, 'Other')),
    ['error ServiceDiscovery.nameTaken'],
  ],
  [
    'one name of Cloud Map in other letters',
    template(task(), service(), discovery('A'), discovery('A', { Name: 'Web' }, 'Other')),
    ['error ServiceDiscovery.nameTaken'],
  ],
  ['a directory that nobody makes', efs({ RootDirectory: '/data' }), ['warning Volumes.efsDirectory']],
  [
    'a directory that the access point does not make',
    efs({ AuthorizationConfig: { AccessPointId: ref('Point'), IAM: 'ENABLED' } }, accessPoint({})),
    ['warning Volumes.efsDirectory'],
  ],
  ['ARM64 on Fargate Spot of platform 1.3.0', spot('ARM64', '1.3.0'), ['error ServiceTask.platformVersion']],
  [
    'a kernel parameter on one container',
    template(task({}, [container(), side(keepAlive)]), service()),
    ['info SystemControls.wholeTask'],
  ],
  [
    'two observers',
    template(task({ PidMode: 'task' }, [container(tracing({ User: '0' })), side(tracing({ User: '0' }))]), service()),
    ['warning ProcessNamespace.severalObservers'],
  ],
  [
    'one name of a service twice in a cluster',
    template(task(), service({ ServiceName: 'web' }), twin()),
    ['error ServiceTask.nameTaken'],
  ],
  [
    'one name of a service twice in the default cluster',
    template(task(), service({ ServiceName: 'web', Cluster: undefined }), {
      Second: {
        ...service().Service!,
        Properties: { ...service().Service!.Properties, ServiceName: 'web', Cluster: 'default' },
      },
    }),
    ['error ServiceTask.nameTaken'],
  ],
  ['95 fixed host ports', bridge(ports(95)), ['error Ports.tooManyHostPorts']],
];

test.each(RIGHT)('right, and nothing is said: %s', (_, app) => {
  expect(found(written(app))).toEqual([]);
});

test.each(BROKEN)('told: %s', (_, app, expected) => {
  expect(found(written(app))).toEqual(expected);
});

test('one name in two stacks that may be deployed to two regions is let through', () => {
  const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  for (const id of ['East', 'West']) {
    const stack = new Stack(app, id);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromRegistry('nginx:1.27'),
      portMappings: [{ containerPort: 80, name: 'web' }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
    });
    new ecs.FargateService(stack, 'Web', {
      cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
        clusterName: 'prod',
        vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
          vpcId: 'vpc-1',
          availabilityZones: ['a'],
          privateSubnetIds: ['subnet-1'],
        }),
      }),
      taskDefinition,
      serviceConnectConfiguration: { namespace: 'shop', services: [{ portMappingName: 'web' }] },
    });
  }

  expect(found(app.synth().directory)).toEqual([]);
});

test('what a condition decides is let through', () => {
  const app = template(
    taskOnEc2({ NetworkMode: either('awsvpc', 'bridge') }),
    serviceOnHosts({ ServiceRegistries: either([{ RegistryArn: att('Discovery', 'Arn') }]) }),
    hosts(),
    discovery('A'),
    UNDECIDED,
  );

  expect(found(written(app))).toEqual([]);
});

describe('apps of aws-ecs', () => {
  const context = mkdtempSync(join(tmpdir(), 'image-'));
  beforeAll(() => writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\n'));
  afterAll(() => rmSync(context, { recursive: true }));

  const built = (cpuArchitecture: ecs.CpuArchitecture | undefined, platform: Platform | undefined, other = false) => {
    const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    const stack = new Stack(app, 'Shop');
    const image = ecs.ContainerImage.fromAsset(context, { ...(platform && { platform }) });
    const taskDefinition = new ecs.FargateTaskDefinition(other ? new Stack(app, 'Other') : stack, 'Task', {
      ...(cpuArchitecture && { runtimePlatform: { cpuArchitecture } }),
    });
    taskDefinition.addContainer('web', { image, logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }) });
    return found(app.synth().directory).filter((line) => line.includes('architecture'));
  };

  test.each([
    [ecs.CpuArchitecture.ARM64, Platform.LINUX_ARM64],
    [ecs.CpuArchitecture.X86_64, Platform.LINUX_AMD64],
    [undefined, Platform.LINUX_AMD64],
    [ecs.CpuArchitecture.ARM64, undefined],
  ])('an image for the architecture of its task, or for any', (architecture, platform) => {
    expect(built(architecture, platform)).toEqual([]);
  });

  test.each([
    [ecs.CpuArchitecture.ARM64, Platform.LINUX_AMD64],
    [ecs.CpuArchitecture.X86_64, Platform.LINUX_ARM64],
    [undefined, Platform.LINUX_ARM64],
  ])('an image for another architecture', (architecture, platform) => {
    expect(built(architecture, platform)).toEqual(['error Image.architecture']);
  });

  test('a registry in another stack', () => {
    const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    const [base, stack] = [new Stack(app, 'Base'), new Stack(app, 'Shop')];
    const vpc = new ec2.Vpc(base, 'Vpc', { maxAzs: 1 });
    const namespace = new cloudmap.PrivateDnsNamespace(base, 'Namespace', { name: 'shop.local', vpc });
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.BRIDGE });
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromRegistry('nginx:1.27'),
      memoryLimitMiB: 256,
      portMappings: [{ containerPort: 80 }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
    });
    const web = new ecs.Ec2Service(stack, 'Service', {
      cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'prod', vpc, hasEc2Capacity: true }),
      taskDefinition,
    });
    web.associateCloudMapService({
      service: namespace.createService('Web', { dnsRecordType: cloudmap.DnsRecordType.A }),
    });

    expect(found(app.synth().directory)).toEqual(['error ServiceTask.registryRecord']);
  });
});
