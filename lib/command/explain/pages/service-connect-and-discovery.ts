import { Explanations, code } from '../explanation';

export const SERVICE_CONNECT_AND_DISCOVERY: Explanations = {
  'ServiceConnect.endpointTaken': {
    cause: 'Another service of the namespace offers an endpoint of that name.',
    cure: 'Give one of the two another name.',
    example: code("ServiceConnect.server('api') // as another service", "ServiceConnect.server('orders')"),
  },
  'ServiceConnect.flag': {
    cause: 'The option is true or false.',
    cure: 'Give one of the two.',
    example: code("accessLogQueries: 'no' as never,", 'accessLogQueries: false,'),
  },
  'ServiceConnect.idleFirst': {
    cause: 'A connection without traffic is closed after `idleTimeout`, which is shorter than one request may take.',
    cure: 'Raise `idleTimeout` to at least `perRequestTimeout`.',
    example: code(
      '{ perRequestTimeout: Duration.minutes(10), idleTimeout: Duration.minutes(5) }',
      '{ perRequestTimeout: Duration.minutes(10), idleTimeout: Duration.minutes(10) }',
    ),
  },
  'ServiceConnect.importedCluster': {
    cause: 'The cluster is imported, and its default namespace is not known.',
    cure: 'Give the namespace.',
    example: code(
      'serviceConnect: ServiceConnect.client(),',
      'serviceConnect: ServiceConnect.client({ namespace: ServiceNamespace.existing(namespace) }),',
    ),
  },
  'ServiceConnect.managedInstances': {
    cause: 'AWS documents Service Connect as not available on Managed Instances.',
    cure: 'Try it there before you rely on it, or use Fargate, EC2 or service discovery.',
    example: code('strategy: CapacityStrategy.only(managedInstances),', 'strategy: CapacityStrategy.fargate(),'),
  },
  'ServiceConnect.mutualCalls': {
    cause:
      'Two services call each other by Service Connect. A task knows the endpoints that were there when it was deployed, so one of the two misses the other until its next deployment.',
    cure: 'Let one call the other, or use service discovery.',
    example: code('a.allowTo(b); b.allowTo(a);', 'a.allowTo(b);'),
  },
  'ServiceConnect.name': {
    cause: 'The name has a character that Service Connect does not take, or is too long.',
    cure: 'Choose a name as the message says.',
    example: code(
      "serviceConnect: ServiceConnect.server('Orders API'),",
      "serviceConnect: ServiceConnect.server('orders-api'),",
    ),
  },
  'ServiceConnect.namespace': {
    cause: 'The namespace is no `ServiceNamespace`.',
    cure: 'Use `ServiceNamespace.create()` for a new one, `ServiceNamespace.existing()` for one that exists.',
    example: code('namespace: namespace as never,', 'namespace: ServiceNamespace.existing(namespace),'),
  },
  'ServiceConnect.noAccessLogs': {
    cause: '`accessLogQueries` is for access logs, which are not asked for.',
    cure: 'Give `accessLogs` too, or leave it out.',
    example: code(
      '{ accessLogQueries: true }',
      '{ accessLogs: ecs.ServiceConnectAccessLogFormat.JSON, accessLogQueries: true }',
    ),
  },
  'ServiceConnect.noCertificateAuthority': {
    cause: 'TLS of Service Connect needs a private certificate authority that issues the certificates.',
    cure: 'Give it.',
    example: code('tls: {},', 'tls: { certificateAuthority },'),
  },
  'ServiceConnect.noLogDriver': {
    cause: 'Access logs are asked for, and nothing says where the proxy logs to.',
    cure: 'Give `logDriver`.',
    example: code(
      '{ accessLogs: ecs.ServiceConnectAccessLogFormat.JSON }',
      "{ accessLogs: ecs.ServiceConnectAccessLogFormat.JSON, logDriver: ecs.LogDrivers.awsLogs({ streamPrefix: 'proxy' }) }",
    ),
  },
  'ServiceConnect.noPort': {
    cause: 'Service Connect finds a port by its name, and the task has no port of that name.',
    cure: 'Name the port.',
    example: code('container: { image, port: 8080 },', "container: { image, port: 8080, portName: 'http' },"),
  },
  'ServiceConnect.otherNamespace': {
    cause: 'The new namespace would become the default one of the cluster, which has another one already.',
    cure: 'Leave `namespace` out to join that one, or make a namespace and give it by `ServiceNamespace.existing()`.',
    example: code(
      "ServiceConnect.server('api', { namespace: ServiceNamespace.create('store') })",
      "ServiceConnect.server('api', { namespace: ServiceNamespace.existing(namespace) })",
    ),
  },
  'ServiceConnect.port': {
    cause: 'A port is a whole number from 1 to 65535.',
    cure: 'Give such a number.',
    example: code('port: 0,', 'port: 80,'),
  },
  'ServiceConnect.proxyRoom': {
    cause:
      'AWS recommends 256 CPU units and at least 64 MiB more for the proxy of Service Connect, and the task has little room.',
    cure: 'Choose a larger size.',
    example: code('size: TaskSize.of(256, 512),', 'size: TaskSize.of(512, 1024),'),
  },
  'ServiceConnect.requestsOfTcp': {
    cause: '`perRequestTimeout` needs a protocol that has requests, and the port is plain TCP.',
    cure: 'Give the port an `appProtocol`, or leave the timeout out.',
    example: code(
      "{ image, port: 8080, portName: 'http' }",
      "{ image, port: 8080, portName: 'http', appProtocol: ecs.AppProtocol.http }",
    ),
  },
  'ServiceConnect.sameIngressPort': {
    cause: 'The proxy listens on the container port anyway.',
    cure: 'Leave `ingressPortOverride` out, or choose another port.',
    example: code('ingressPortOverride: 8080, // containerPort 8080', 'ingressPortOverride: 15000,'),
  },
  'ServiceConnect.taskMemory': {
    cause: 'Without a memory limit of the task ECS refuses Service Connect.',
    cure: 'Give the task a size.',
    example: code(
      "new ecs.Ec2TaskDefinition(this, 'Task');",
      "new HardenedTaskDefinition(this, 'Task', { size: TaskSize.of(512, 1024) });",
    ),
  },
  'ServiceConnect.timeout': {
    cause: 'A timeout is whole seconds, or 0 for never.',
    cure: 'Give such a time.',
    example: code('idleTimeout: Duration.millis(1500),', 'idleTimeout: Duration.seconds(2),'),
  },
  'ServiceConnect.tlsNetworkMode': {
    cause: 'TLS of Service Connect needs network mode awsvpc.',
    cure: 'Use awsvpc, or leave TLS out.',
    example: code('networkMode: ecs.NetworkMode.BRIDGE,', 'networkMode: ecs.NetworkMode.AWS_VPC,'),
  },
  'ServiceConnect.windows': {
    cause: 'Service Connect does not run on Windows.',
    cure: 'Use service discovery.',
    example: code("serviceConnect: ServiceConnect.server('api'),", "serviceDiscovery: ServiceDiscovery.named('api'),"),
  },
  'ServiceDiscovery.httpNamespace': {
    cause: 'The namespace is an HTTP one, without DNS.',
    cure: 'Give a private DNS namespace, or use Service Connect alone.',
    example: code(
      'namespace: ServiceNamespace.existing(httpNamespace),',
      "namespace: ServiceNamespace.create('shop.internal'),",
    ),
  },
  'ServiceDiscovery.importedCluster': {
    cause: 'The cluster is imported, and its default namespace is not known.',
    cure: 'Give the namespace.',
    example: code(
      "serviceDiscovery: ServiceDiscovery.named('api'),",
      "serviceDiscovery: ServiceDiscovery.named('api', { namespace: ServiceNamespace.existing(namespace) }),",
    ),
  },
  'ServiceDiscovery.name': {
    cause: 'The name of the service becomes a DNS label: up to 63 of a-z, 0-9 and `-`, with no `-` at its ends.',
    cure: 'Choose such a name.',
    example: code(
      "serviceDiscovery: ServiceDiscovery.named('Orders_API'),",
      "serviceDiscovery: ServiceDiscovery.named('orders'),",
    ),
  },
  'ServiceDiscovery.nameTaken': {
    cause: 'Another service of the namespace has that name.',
    cure: 'Give one of the two another name.',
    example: code(
      "serviceDiscovery: ServiceDiscovery.named('api'), // as another service",
      "serviceDiscovery: ServiceDiscovery.named('orders'),",
    ),
  },
  'ServiceDiscovery.namespace': {
    cause: 'The namespace is no `ServiceNamespace`.',
    cure: 'Use `ServiceNamespace.create()` for a new one, `ServiceNamespace.existing()` for one that exists.',
    example: code('namespace: namespace as never,', 'namespace: ServiceNamespace.existing(namespace),'),
  },
  'ServiceDiscovery.noNamespace': {
    cause: 'The cluster has no default namespace.',
    cure: 'Give `namespace`: one that exists, or a new one.',
    example: code(
      "serviceDiscovery: ServiceDiscovery.named('api'),",
      "serviceDiscovery: ServiceDiscovery.named('api', { namespace: ServiceNamespace.create('shop.internal') }),",
    ),
  },
  'ServiceDiscovery.otherNamespace': {
    cause: 'The new namespace would become the default one of the cluster, which has another one already.',
    cure: 'Leave `namespace` out to join that one, or make a namespace and give it by `ServiceNamespace.existing()`.',
    example: code(
      "{ namespace: ServiceNamespace.create('store.internal') }",
      '{ namespace: ServiceNamespace.existing(namespace) }',
    ),
  },
  'ServiceDiscovery.port': {
    cause: 'An A record tells addresses alone, so the container and its port would be told to nobody.',
    cure: 'Leave it out, or ask for SRV records.',
    example: code('{ containerPort: 8080 }', '{ recordType: cloudmap.DnsRecordType.SRV, containerPort: 8080 }'),
  },
  'ServiceDiscovery.recordType': {
    cause: 'Tasks in network mode awsvpc have an address of their own (A), others share that of their host (SRV).',
    cure: 'Use a type that the message lists.',
    example: code('recordType: cloudmap.DnsRecordType.CNAME,', 'recordType: cloudmap.DnsRecordType.A,'),
  },
  'ServiceDiscovery.ttl': {
    cause: 'The time is whole seconds.',
    cure: 'Give such a time.',
    example: code('ttl: Duration.millis(500),', 'ttl: Duration.seconds(10),'),
  },
  'ServiceNamespace.name': {
    cause: 'The name of the new namespace is empty, or has blanks or letters that Cloud Map does not take.',
    cure: 'Write it as in `shop`, or `shop.internal` for DNS.',
    example: code("ServiceNamespace.create('my shop');", "ServiceNamespace.create('my-shop');"),
  },
};
