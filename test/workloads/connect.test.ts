import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import * as fc from 'fast-check';
import { viewTask } from '../../lib/internal/task-view';
import { InfrastructureRole } from '../../lib/security/infrastructure-role';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { TaskSize } from '../../lib/task-definition/task-size';
import { TaskAccess } from '../../lib/task-networking/task-access';
import { TaskNetwork } from '../../lib/task-networking/task-network';
import { headroomFindings } from '../../lib/workloads/private/proxy-headroom';
import { ServiceConnect } from '../../lib/workloads/service-connect';
import { ServiceDiscovery } from '../../lib/workloads/service-discovery';
import { testApp, testStack } from '../support/stacks';
import { ServiceNamespace } from '../../lib/workloads/service-namespace';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');
const isolated = ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1');
const http = ecs.AppProtocol.http;
const AUTHORITY = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a';
const NAMESPACE = 'arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1';

function clusterIn(stack: Stack, id = 'Cluster', props: Partial<ecs.ClusterProps> = {}): ecs.Cluster {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, `${id}Vpc`, {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return new ecs.Cluster(stack, id, { vpc, ...props });
}

/** A service made by hand, whose one port has a name. */
function serviceIn(
  cluster: ecs.Cluster,
  id = 'Orders',
  {
    image: from = image,
    portMappings = [{ containerPort: 8080, name: 'orders', appProtocol: http }],
  }: { readonly image?: ecs.ContainerImage; readonly portMappings?: ecs.PortMapping[] } = {},
): ecs.FargateService {
  const stack = Stack.of(cluster);
  const taskDefinition = new HardenedTaskDefinition(stack, `${id}Task`, { size: TaskSize.of(512, 1024) });
  taskDefinition.addTaskContainer('app', { image: from, portMappings });
  return new ecs.FargateService(stack, id, { cluster, taskDefinition, minHealthyPercent: 100 });
}

/** The same with a task definition of aws-cdk-lib. */
function plainServiceIn(cluster: ecs.Cluster, container: Partial<ecs.ContainerDefinitionOptions> = {}) {
  const taskDefinition = new ecs.FargateTaskDefinition(Stack.of(cluster), 'Plain', { cpu: 512, memoryLimitMiB: 1024 });
  taskDefinition.addContainer('app', { image, portMappings: [{ containerPort: 8080 }], ...container });
  return new ecs.FargateService(Stack.of(cluster), 'PlainService', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
  });
}

function importedNamespace(stack: Stack, id = 'Namespace', arn = NAMESPACE): cloudmap.INamespace {
  return cloudmap.HttpNamespace.fromHttpNamespaceAttributes(stack, id, {
    namespaceName: 'shop',
    namespaceId: 'ns-1',
    namespaceArn: arn,
  });
}

const authority = (stack: Stack) => acmpca.CertificateAuthority.fromCertificateAuthorityArn(stack, 'Ca', AUTHORITY);

function configuration(stack: Stack): any {
  const [service] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  return service.Properties.ServiceConnectConfiguration;
}

describe('Service Connect', () => {
  test('serves under a name in a namespace of the cluster, and logs beside the task', () => {
    const stack = testStack();

    ServiceConnect.server('orders').enableOn(serviceIn(clusterIn(stack)));

    expect(configuration(stack)).toEqual({
      Enabled: true,
      Namespace: { 'Fn::GetAtt': [expect.stringMatching(/^ClusterDefaultServiceDiscoveryNamespace/), 'Arn'] },
      Services: [{ PortName: 'orders', DiscoveryName: 'orders', ClientAliases: [{ DnsName: 'orders', Port: 8080 }] }],
      LogConfiguration: {
        LogDriver: 'awslogs',
        Options: {
          'awslogs-group': { Ref: expect.stringMatching(/^OrdersTaskLogGroup/) },
          'awslogs-region': { Ref: 'AWS::Region' },
          'awslogs-stream-prefix': 'service-connect',
          mode: 'non-blocking',
          'max-buffer-size': '26214400b',
        },
      },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::ServiceDiscovery::HttpNamespace', {
      Name: { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-Cluster']] },
    });
  });

  test('everything can be said otherwise', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const mappings = [
      { containerPort: 8080, name: 'web', appProtocol: http },
      { containerPort: 9090, name: 'admin' },
    ];

    ServiceConnect.server('orders', {
      namespace: ServiceNamespace.existing(importedNamespace(stack)),
      portName: 'web',
      dnsName: 'orders.shop',
      port: 80,
      ingressPortOverride: 15000,
      idleTimeout: Duration.minutes(2),
      perRequestTimeout: Duration.seconds(5),
      accessLogs: ecs.ServiceConnectAccessLogFormat.JSON,
      accessLogQueries: true,
      logDriver: ecs.LogDrivers.fluentd(),
      alsoServes: { 'orders-admin': { portName: 'admin', idleTimeout: Duration.seconds(0) } },
    }).enableOn(serviceIn(cluster, 'Orders', { portMappings: mappings }));

    expect(configuration(stack)).toMatchObject({
      Namespace: NAMESPACE,
      AccessLogConfiguration: { Format: 'JSON', IncludeQueryParameters: 'ENABLED' },
      LogConfiguration: { LogDriver: 'fluentd' },
      Services: [
        {
          PortName: 'web',
          DiscoveryName: 'orders',
          ClientAliases: [{ DnsName: 'orders.shop', Port: 80 }],
          IngressPortOverride: 15000,
          Timeout: { IdleTimeoutSeconds: 120, PerRequestTimeoutSeconds: 5 },
        },
        {
          PortName: 'admin',
          DiscoveryName: 'orders-admin',
          ClientAliases: [{ DnsName: 'orders-admin', Port: 9090 }],
          Timeout: { IdleTimeoutSeconds: 0 },
        },
      ],
    });
    Template.fromStack(stack).resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 0);
  });

  test('a client serves nothing, needs no port, and shares the namespace of its cluster', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);

    ServiceConnect.client().enableOn(serviceIn(cluster, 'A', { portMappings: [] }));
    ServiceConnect.client({ accessLogs: ecs.ServiceConnectAccessLogFormat.TEXT }).enableOn(
      serviceIn(cluster, 'B', { portMappings: [] }),
    );

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 1);
    template.allResourcesProperties('AWS::ECS::Service', {
      ServiceConnectConfiguration: Match.objectLike({ Enabled: true, Services: Match.absent() }),
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceConnectConfiguration: { AccessLogConfiguration: { Format: 'TEXT', IncludeQueryParameters: 'DISABLED' } },
    });
  });

  test('joins the default namespace that the cluster has, and names a new one as it is told', () => {
    const stack = testStack();
    const known = clusterIn(stack, 'Known', { defaultCloudMapNamespace: { name: 'shop.internal' } });
    const bare = clusterIn(stack, 'Bare');

    ServiceConnect.client().enableOn(serviceIn(known, 'A'));
    ServiceConnect.client({ namespace: ServiceNamespace.create('tools') }).enableOn(serviceIn(bare, 'B'));
    ServiceConnect.client({ namespace: ServiceNamespace.create('tools') }).enableOn(serviceIn(bare, 'C'));

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ServiceDiscovery::PrivateDnsNamespace', 1);
    template.resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 1);
    template.hasResourceProperties('AWS::ServiceDiscovery::HttpNamespace', { Name: 'tools' });
  });

  test('works on a task definition of aws-cdk-lib, whose proxy then logs nowhere', () => {
    const stack = testStack();
    const service = plainServiceIn(clusterIn(stack), { portMappings: [{ containerPort: 8080, name: 'x' }] });

    ServiceConnect.server('orders').enableOn(service);

    expect(configuration(stack)).toMatchObject({ Services: [{ PortName: 'x', DiscoveryName: 'orders' }] });
    expect(configuration(stack).LogConfiguration).toBeUndefined();
  });

  test('fails when a request may take half a second', () => {
    const stack = testStack();
    const service = serviceIn(clusterIn(stack), 'Orders', {
      portMappings: [{ containerPort: 8080, name: 'orders', appProtocol: ecs.AppProtocol.http }],
    });

    expect(() =>
      ServiceConnect.server('orders', {
        namespace: ServiceNamespace.existing(importedNamespace(stack)),
        perRequestTimeout: Duration.millis(500),
      }).enableOn(service),
    ).toThrow(
      "TestStack/Orders: [ServiceConnect.timeout] 'perRequestTimeout' of endpoint 'orders' must be whole seconds, or 0 for never, got 0.5 seconds",
    );
  });

  test.each([
    ['port', 1],
    ['ingressPortOverride', 65535],
  ])('takes %s %d', (name, port) => {
    const stack = testStack();
    const service = serviceIn(clusterIn(stack), 'Orders', { portMappings: [{ containerPort: 8080, name: 'orders' }] });

    ServiceConnect.server('orders', {
      namespace: ServiceNamespace.existing(importedNamespace(stack)),
      [name]: port,
    }).enableOn(service);

    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
    expect(JSON.stringify(Properties.ServiceConnectConfiguration.Services)).toMatch(
      new RegExp(`"(Port|IngressPortOverride)":${port}[,}]`),
    );
  });

  test('takes a name of 64 characters, and fails with one more', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const enable = (length: number) => () =>
      ServiceConnect.server('o'.repeat(length), {
        namespace: ServiceNamespace.existing(importedNamespace(stack, `Namespace${length}`)),
        portName: 'orders',
      }).enableOn(serviceIn(cluster, `Orders${length}`, { portMappings: [{ containerPort: 8080, name: 'orders' }] }));

    expect(enable(65)).toThrow(
      `TestStack/Orders65: [ServiceConnect.name] name of the endpoint must be up to 64 of a-z, 0-9, '_' and '-', not starting with '-', got '${'o'.repeat(65)}'`,
    );
    enable(64)();
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      ServiceConnectConfiguration: { Services: [Match.objectLike({ DiscoveryName: 'o'.repeat(64) })] },
    });
  });

  test('fails with every fault of its input at once', () => {
    const stack = testStack();
    const service = serviceIn(clusterIn(stack), 'Orders', { portMappings: [{ containerPort: 8080, name: 'orders' }] });

    expect(() =>
      ServiceConnect.server('-Orders', {
        namespace: ServiceNamespace.existing(importedNamespace(stack)),
        accessLogQueries: true,
        portName: 'orders',
        dnsName: 'Orders',
        port: 0,
        ingressPortOverride: 8080,
        idleTimeout: Duration.millis(1500),
        perRequestTimeout: Duration.seconds(5),
      }).enableOn(service),
    ).toThrow(
      [
        'TestStack/Orders: 7 faults:',
        "  [ServiceConnect.noAccessLogs] 'accessLogQueries' is for access logs, which are not asked for; give 'accessLogs', or leave it out",
        "  [ServiceConnect.name] name of the endpoint must be up to 64 of a-z, 0-9, '_' and '-', not starting with '-', got '-Orders'",
        "  [ServiceConnect.name] 'dnsName' must be up to 127 of a-z, 0-9, '_', '-' and '.', not starting with '-', got 'Orders'",
        "  [ServiceConnect.port] 'port' of endpoint '-Orders' must be an integer from 1 to 65535, got 0",
        "  [ServiceConnect.timeout] 'idleTimeout' of endpoint '-Orders' must be whole seconds, or 0 for never, got 1.5 seconds",
        "  [ServiceConnect.requestsOfTcp] 'perRequestTimeout' of endpoint '-Orders' needs a protocol that has requests, and port 8080 is plain TCP; give the port an 'appProtocol', or leave the timeout out",
        "  [ServiceConnect.sameIngressPort] 'ingressPortOverride' of endpoint '-Orders' is container port 8080 itself, on which the proxy listens anyway; leave it out or choose another",
      ].join('\n'),
    );
  });

  test.each([
    [65535, true],
    [65536, false],
    [1.5, false],
  ])('fails for ports outside of TCP: %p', (port, allowed) => {
    const service = serviceIn(clusterIn(testStack()));
    const enable = () => ServiceConnect.server('orders', { ingressPortOverride: port }).enableOn(service);

    if (allowed) {
      expect(enable).not.toThrow();
    } else {
      expect(enable).toThrow(
        `[ServiceConnect.port] 'ingressPortOverride' of endpoint 'orders' must be an integer from 1 to 65535, got ${port}`,
      );
    }
  });

  test('fails when the task has no port of that name, and says how to name it', () => {
    const cluster = clusterIn(testStack());

    expect(() => ServiceConnect.server('orders').enableOn(plainServiceIn(cluster))).toThrow(
      "[ServiceConnect.noPort] endpoint 'orders' finds no port of 'TestStack/Plain', whose named ports are none; name one: portMappings: [{ containerPort, name: 'orders' }], or 'port' and 'portName' of addTaskContainer",
    );
    expect(() => ServiceConnect.server('x', { portName: 'y' }).enableOn(serviceIn(cluster))).toThrow(
      "[ServiceConnect.noPort] 'portName' 'y' of endpoint 'x' finds no port of 'TestStack/OrdersTask', whose named ports are 'orders'; name one: portMappings: [{ containerPort, name: 'y' }], or 'port' and 'portName' of addTaskContainer, or give one of these as 'portName'",
    );
  });

  test('fails for access logs that would go nowhere', () => {
    const service = plainServiceIn(clusterIn(testStack()));

    expect(() =>
      ServiceConnect.client({ accessLogs: ecs.ServiceConnectAccessLogFormat.JSON }).enableOn(service),
    ).toThrow(
      "[ServiceConnect.noLogDriver] 'accessLogs' are asked for, but nothing says where the proxy logs to: 'TestStack/Plain' has no log group of its own; give 'logDriver'",
    );
  });

  test('fails when the cluster has another namespace already, or is imported without one', () => {
    const stack = testStack();
    const cluster = clusterIn(stack, 'Known', { defaultCloudMapNamespace: { name: 'shop.internal' } });
    const imported = ecs.Cluster.fromClusterAttributes(stack, 'Imported', {
      clusterName: 'c',
      vpc: cluster.vpc,
      securityGroups: [],
    });
    const service = serviceIn(cluster);

    expect(() => ServiceConnect.client({ namespace: ServiceNamespace.create('tools') }).enableOn(service)).toThrow(
      "[ServiceConnect.otherNamespace] the new 'namespace' 'tools' would be the default one of cluster 'TestStack/Known', which has one already, 'shop.internal'; leave it out to join that, or make another one and give it by ServiceNamespace.existing()",
    );
    expect(() =>
      ServiceConnect.client().enableOn(
        new ecs.FargateService(stack, 'There', { cluster: imported, taskDefinition: service.taskDefinition }),
      ),
    ).toThrow(
      "[ServiceConnect.importedCluster] cluster 'TestStack/Imported' is imported and tells no default namespace; give 'namespace'",
    );
    expect(() => ServiceNamespace.create('')).toThrow('[ServiceNamespace.name]');
  });

  test('fails when two services of a namespace have one name, or one endpoint', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const other = clusterIn(stack, 'Other');
    ServiceConnect.server('orders').enableOn(serviceIn(cluster));

    expect(() => ServiceConnect.server('orders').enableOn(serviceIn(cluster, 'Twin'))).toThrow(
      "TestStack/Twin: [ServiceDiscovery.nameTaken] name 'orders' is taken by 'TestStack/Orders' in the same namespace; names must be unique in a Cloud Map namespace, so choose another",
    );
    expect(() => ServiceConnect.server('bills', { dnsName: 'orders' }).enableOn(serviceIn(cluster, 'Bills'))).toThrow(
      "TestStack/Bills: [ServiceConnect.endpointTaken] endpoint 'orders:8080' is taken by 'TestStack/Orders' in the same namespace; names must be unique in a Cloud Map namespace, so choose another",
    );
    expect(() => ServiceConnect.server('orders').enableOn(serviceIn(other, 'Elsewhere'))).not.toThrow();
  });

  test('fails on Windows, and for TLS outside of awsvpc', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const windows = new ecs.FargateTaskDefinition(stack, 'Windows', {
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE },
    });
    windows.addContainer('app', { image });
    const withHosts = clusterIn(stack, 'WithHosts');
    withHosts.addCapacity('Hosts', { instanceType: new ec2.InstanceType('m7i.large') });
    const bridge = new ecs.Ec2TaskDefinition(stack, 'Bridge', { networkMode: ecs.NetworkMode.BRIDGE });
    bridge.addContainer('app', {
      image,
      memoryLimitMiB: 64,
      portMappings: [{ containerPort: 80, name: 'web' }],
    });

    expect(() =>
      ServiceConnect.client().enableOn(
        new ecs.FargateService(stack, 'OnWindows', { cluster, taskDefinition: windows }),
      ),
    ).toThrow('[ServiceConnect.windows] Service Connect does not run on Windows; use service discovery');
    expect(() =>
      ServiceConnect.server('web', { tls: { certificateAuthority: authority(stack) } }).enableOn(
        new ecs.Ec2Service(stack, 'InBridge', { cluster: withHosts, taskDefinition: bridge }),
      ),
    ).toThrow(
      "[ServiceConnect.tlsNetworkMode] 'tls' needs network mode awsvpc, got bridge; change the mode of 'TestStack/Bridge', or leave it out",
    );
  });

  test('no check trips over what only the deployment knows', () => {
    const stack = testStack();
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;

    ServiceConnect.server(text, {
      portName: 'orders',
      dnsName: text,
      port,
      ingressPortOverride: port,
    }).enableOn(serviceIn(clusterIn(stack)));

    expect(configuration(stack).Services[0]).toMatchObject({
      DiscoveryName: { Ref: 'Text' },
      ClientAliases: [{ Port: { Ref: 'Port' } }],
      IngressPortOverride: { Ref: 'Port' },
    });
  });

  test('warns of an idle timeout that ends a request, the default one too', () => {
    const warned = (options: object) => {
      const stack = testStack();
      ServiceConnect.server('orders', options).enableOn(serviceIn(clusterIn(stack)));
      Template.fromStack(stack);
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('idleTimeout'));
    };
    const seconds = (idle: number | undefined, request: number) => ({
      idleTimeout: idle === undefined ? undefined : Duration.seconds(idle),
      perRequestTimeout: Duration.seconds(request),
    });

    expect(warned(seconds(10, 11))[0].entry.data).toContain(
      "'perRequestTimeout' of endpoint 'orders' is 11 seconds, but a connection without traffic is closed after 10 ('idleTimeout'), in the midst of a longer request; raise 'idleTimeout' to 11 seconds or more",
    );
    expect(warned(seconds(undefined, 301))).toHaveLength(1);
    expect(warned(seconds(undefined, 300))).toHaveLength(0);
    expect(warned(seconds(10, 10))).toHaveLength(0);
    expect(warned(seconds(0, 1000))).toHaveLength(0);
  });
});

describe('TLS of Service Connect', () => {
  test('is issued by one authority, with a role that may do just that', () => {
    const stack = testStack({ env: { region: 'eu-west-1', account: '111122223333' } });
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');

    ServiceConnect.server('orders', {
      tls: { certificateAuthority: authority(stack), encryptionKey: key },
    }).enableOn(serviceIn(clusterIn(stack)));

    const role = { 'Fn::GetAtt': [expect.stringMatching(/^OrdersServiceConnectRole/), 'Arn'] };
    expect(configuration(stack).Services[0].Tls).toEqual({
      IssuerCertificateAuthority: { AwsPcaAuthorityArn: AUTHORITY },
      KmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/k',
      RoleArn: role,
    });
    Template.fromStack(stack).hasResource('AWS::ECS::Service', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^OrdersServiceConnectRoleScoped')]),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair'],
            Effect: 'Allow',
            Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
          },
        ]),
      },
    });
  });

  test('leaves a role that is given as it is', () => {
    const stack = testStack();
    const role = new InfrastructureRole(stack, 'Mine');

    ServiceConnect.server('orders', { tls: { certificateAuthority: authority(stack), role } }).enableOn(
      serviceIn(clusterIn(stack)),
    );

    expect(configuration(stack).Services[0].Tls.RoleArn).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'Arn'],
    });
    expect(
      Object.keys(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).filter((id) =>
        id.startsWith('Mine'),
      ),
    ).toEqual([]);
  });
});

describe('room for the proxy', () => {
  const container = (properties: object) => ({ Name: 'app', Image: 'x', ...properties });
  const findings = (properties: object, ...containers: object[]) =>
    headroomFindings(viewTask({ ...properties, ContainerDefinitions: containers.map(container) }), 'Stack/Task').map(
      ({ code, message }) => `${code} ${message}`,
    );

  test.each<[string, object, object[], number]>([
    ['the smallest size', { Cpu: '256', Memory: '512' }, [{}], 1],
    ['the next one', { Cpu: '512', Memory: '1024' }, [{}], 0],
    ['exactly the room', { Cpu: '512', Memory: '1024' }, [{ Cpu: 256, Memory: 960 }], 0],
    ['one unit less', { Cpu: '512', Memory: '1024' }, [{ Cpu: 257 }], 1],
    ['one MiB less', { Cpu: '512', Memory: '1024' }, [{ MemoryReservation: 961 }], 1],
    ['a limit above its reservation', { Cpu: '512', Memory: '1024' }, [{ Memory: 961, MemoryReservation: 1 }], 1],
    ['sizes that only the deployment knows', { Cpu: { Ref: 'C' }, Memory: { Ref: 'M' } }, [{ Cpu: 999 }], 0],
    ['an instance task without CPU', { Memory: '512' }, [{ Memory: 128 }], 0],
  ])('%s', (_, properties, containers, count) => {
    expect(findings(properties, ...containers)).toHaveLength(count);
  });

  test('is told in numbers', () => {
    expect(findings({ Cpu: '512', Memory: '1024' }, { Cpu: 400, Memory: 1000 })).toEqual([
      "ServiceConnect.proxyRoom task definition 'Stack/Task' has little room for the proxy of Service Connect: 112 of its 512 CPU units are not the containers' own, and 256 are advised beside them; 24 of its 1024 MiB are left, and 64 are advised; choose a larger 'size', a workload in 'task: WorkloadTask.of({ size: TaskSize.of(512, 1024) })'",
    ]);
  });

  test('more reserved never leaves more room', () => {
    fc.assert(
      fc.property(fc.nat(1024), fc.nat(1024), fc.nat(512), (cpu, memory, more) => {
        const of = (extra: number) =>
          findings({ Cpu: '1024', Memory: '2048' }, { Cpu: cpu + extra, Memory: memory + extra }).length;
        return of(0) <= of(more);
      }),
    );
  });

  test('fails at synth without a memory limit of the task', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { compatibility: ecs.Compatibility.EC2 });
    taskDefinition.addTaskContainer('app', { image, memoryLimitMiB: 256 });
    cluster.addCapacity('Hosts', { instanceType: new ec2.InstanceType('m7i.large') });
    const service = new ecs.Ec2Service(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });

    ServiceConnect.client().enableOn(service);

    expect(() => Template.fromStack(stack)).toThrow(
      "[ServiceConnect.taskMemory] task definition 'TestStack/Task' has no memory limit of its own, without which ECS refuses Service Connect; give it a size: 'size: TaskSize.of(512, 1024)', on instances 'TaskSize.onInstances({ memoryMiB: 1024 })', a workload in 'task: WorkloadTask.of({ size })'",
    );
  });

  test('Managed Instances are doubtful', () => {
    expect(findings({ Cpu: '512', Memory: '1024', RequiresCompatibilities: ['MANAGED_INSTANCES'] }, {})).toEqual([
      'ServiceConnect.managedInstances AWS documents Service Connect as not available on Managed Instances; try it there before you rely on it, or use Fargate, EC2 or service discovery',
    ]);
  });
});

describe('what isolated tasks need', () => {
  test('a service with Service Connect gets the endpoint of the agent, and the logs of the proxy', () => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network');
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: network.vpc });

    ServiceConnect.server('orders').enableOn(serviceIn(cluster, 'Orders', { image: isolated }));

    const names = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint')).map(
      ({ Properties }) => JSON.stringify(Properties.ServiceName),
    );
    expect(names.filter((name) => /ecs-agent|\.logs/.test(name))).toHaveLength(2);
  });
});

describe('access by the ingress port', () => {
  test('is open to callers, though no container listens there', () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const [server, client] = [serviceIn(cluster), serviceIn(cluster, 'Client')];
    ServiceConnect.server('orders', { ingressPortOverride: 15000 }).enableOn(server);

    TaskAccess.of(client).to(server, 15000);

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 15000,
      ToPort: 15000,
    });
  });
});

describe('service discovery', () => {
  test('answers the address of each task for ten seconds, and asks ECS who is healthy', () => {
    const stack = testStack();
    const cluster = clusterIn(stack, 'Cluster', { defaultCloudMapNamespace: { name: 'shop.internal' } });

    ServiceDiscovery.named('orders').enableOn(serviceIn(cluster));

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
      Name: 'orders',
      DnsConfig: { DnsRecords: [{ TTL: 10, Type: 'A' }], RoutingPolicy: 'MULTIVALUE' },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceRegistries: [{ RegistryArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersCloudmapService'), 'Arn'] } }],
    });
  });

  test('everything can be said otherwise', () => {
    const stack = testStack();

    ServiceDiscovery.named('orders', {
      namespace: ServiceNamespace.create('shop.internal'),
      recordType: cloudmap.DnsRecordType.SRV,
      ttl: Duration.minutes(1),
      containerPort: 8080,
    }).enableOn(serviceIn(clusterIn(stack)));

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ServiceDiscovery::PrivateDnsNamespace', {
      Name: 'shop.internal',
      Vpc: 'vpc-1',
    });
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
      DnsConfig: { DnsRecords: [{ TTL: 60, Type: 'SRV' }] },
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceRegistries: [Match.objectLike({ ContainerName: 'app', ContainerPort: 8080 })],
    });
  });

  test('takes a service of Cloud Map that exists', () => {
    const stack = testStack();
    const registry = cloudmap.Service.fromServiceAttributes(stack, 'Registry', {
      namespace: importedNamespace(stack),
      serviceName: 'orders',
      serviceId: 'srv-1',
      serviceArn: 'arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-1',
      dnsRecordType: cloudmap.DnsRecordType.A,
      routingPolicy: cloudmap.RoutingPolicy.MULTIVALUE,
    });

    expect(ServiceDiscovery.existing(registry).enableOn(serviceIn(clusterIn(stack)))).toBe(registry);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ServiceDiscovery::Service', 0);
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceRegistries: [{ RegistryArn: 'arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-1' }],
    });
  });

  test('goes with Service Connect in one namespace under two names', () => {
    const stack = testStack();
    const service = serviceIn(clusterIn(stack));

    ServiceDiscovery.named('orders-dns', { namespace: ServiceNamespace.create('shop.internal') }).enableOn(service);
    ServiceConnect.server('orders').enableOn(service);

    Template.fromStack(stack).resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 0);
    expect(configuration(stack).Namespace).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Namespace/), 'Arn'] });
  });

  test('fails with every fault of its input at once', () => {
    const stack = testStack();
    const service = serviceIn(clusterIn(stack));

    expect(() =>
      ServiceDiscovery.named('Orders_', {
        recordType: cloudmap.DnsRecordType.CNAME,
        ttl: Duration.millis(500),
      }).enableOn(service),
    ).toThrow(
      [
        'TestStack/Orders: 4 faults:',
        "  [ServiceDiscovery.name] name of the service must be up to 63 of a-z, 0-9 and '-', with no '-' at its ends, got 'Orders_'",
        "  [ServiceDiscovery.noNamespace] cluster 'TestStack/Cluster' has no default namespace; give 'namespace', as in ServiceNamespace.create('shop.internal')",
        "  [ServiceDiscovery.ttl] 'ttl' must be whole seconds up to 2147483647, got 0.5 seconds",
        "  [ServiceDiscovery.recordType] 'recordType' must be A or SRV in network mode awsvpc, got CNAME",
      ].join('\n'),
    );
  });

  test('fails in an HTTP namespace, with two namespaces, and for a name that Service Connect has', () => {
    const stack = testStack();
    const service = serviceIn(clusterIn(stack));
    const namespace = importedNamespace(stack);

    expect(() =>
      ServiceDiscovery.named('orders', { namespace: ServiceNamespace.existing(namespace) }).enableOn(service),
    ).toThrow(
      "[ServiceDiscovery.httpNamespace] namespace 'TestStack/Namespace' is an HTTP one, without DNS; give a private DNS one as 'namespace', or use Service Connect alone",
    );
    expect(() => ServiceDiscovery.named('orders', { namespace: namespace as never }).enableOn(service)).toThrow(
      "[Props.wrongType] 'namespace' of ServiceDiscovery.named() must be a ServiceNamespace, got an object of class Import; write ServiceNamespace.existing(namespace)",
    );
    ServiceDiscovery.named('orders', { namespace: ServiceNamespace.create('shop.internal') }).enableOn(service);
    expect(() => ServiceConnect.server('orders').enableOn(service)).toThrow(
      "[ServiceDiscovery.nameTaken] name 'orders' is taken by 'TestStack/Orders' in the same namespace",
    );
  });

  test('no check trips over what only the deployment knows', () => {
    const stack = testStack();
    const text = new CfnParameter(stack, 'Text').valueAsString;

    ServiceDiscovery.named(text, { namespace: ServiceNamespace.create(text) }).enableOn(serviceIn(clusterIn(stack)));

    Template.fromStack(stack).hasResourceProperties('AWS::ServiceDiscovery::Service', { Name: { Ref: 'Text' } });
  });
});

test('the same app renders the same twice', () => {
  const render = () => {
    const app: App = testApp();
    const stack = new Stack(app, 'S');
    const cluster = clusterIn(stack);
    ServiceConnect.server('orders').enableOn(serviceIn(cluster));
    ServiceConnect.client().enableOn(serviceIn(cluster, 'Other'));
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };

  expect(render()).toBe(render());
});
