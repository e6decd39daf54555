import { Explanations, code } from '../explanation';

export const NETWORKING: Explanations = {
  'LoadBalancing.healthCheckPort': {
    cause: 'The port of a health check is a whole number from 1 to 65535.',
    cure: 'Leave it out to check the port of the traffic.',
    example: code('healthCheckPort: 0,', 'healthCheckPort: 8081,'),
  },
  'LoadBalancing.noContainer': {
    cause:
      'The load balancer has no container to send to: the one that is named is not in the task, or none is there yet.',
    cure: 'Add the container first, or correct the name.',
    example: code(
      "listener.addService('Api', service, { containerName: 'wep', paths: ['/*'] });",
      "listener.addService('Api', service, { containerName: 'web', paths: ['/*'] });",
    ),
  },
  'LoadBalancing.portNotExposed': {
    cause: 'The container does not expose the port to which the load balancer sends.',
    cure: 'Add the port mapping, or name a port that is exposed.',
    example: code(
      "listener.addService('Api', service, { containerPort: 9090, paths: ['/*'] });",
      "listener.addService('Api', service, { containerPort: 8080, paths: ['/*'] });",
    ),
  },
  'TaskAccess.noReason': {
    cause: 'Opening a task to the whole internet is a decision, and its reason is empty.',
    cure: 'Say why nothing narrower will do.',
    example: code(
      "TaskAccess.of(service).toInternet(443, '');",
      "TaskAccess.of(service).toInternet(443, 'calls the APIs of our customers, whose addresses we do not know');",
    ),
  },
  'TaskAccess.noSecurityGroup': {
    cause:
      'The tasks of the service use the network of their hosts, so the service has no security group of its own and no rule was written.',
    cure: 'Use network mode awsvpc, or say the access of the hosts.',
    example: code(
      "new ecs.Ec2TaskDefinition(this, 'Task', { networkMode: ecs.NetworkMode.BRIDGE });",
      "new ecs.Ec2TaskDefinition(this, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });",
    ),
  },
  'TaskAccess.port': {
    cause: 'A port is a whole number from 1 to 65535.',
    cure: 'Give such a number.',
    example: code('TaskAccess.of(web).to(api, 0);', 'TaskAccess.of(web).to(api, 8080);'),
  },
  'TaskAccess.portNotExposed': {
    cause: 'The service does not expose the port for which the access is written.',
    cure: 'Add the port to the port mappings, or name one of those that the message lists.',
    example: code('TaskAccess.of(web).to(api, 9999);', 'TaskAccess.of(web).to(api, 8080);'),
  },
  'TaskAccess.reason': {
    cause:
      'The reason becomes the description of the rule, and EC2 takes 255 characters of a small set there: no line breaks, no apostrophes, no letters beyond ASCII.',
    cure: 'Write it shorter or in plain letters.',
    example: code(
      "TaskAccess.of(api).toInternet(443, 'partners — any address');",
      "TaskAccess.of(api).toInternet(443, 'the API of the partner');",
    ),
  },
  'TaskApplicationLoadBalancer.certificateOverHttp': {
    cause: 'A certificate is for HTTPS, and the protocol is HTTP.',
    cure: 'Leave `protocol` out.',
    example: code('{ vpc, certificate, protocol: elbv2.ApplicationProtocol.HTTP }', '{ vpc, certificate }'),
  },
  'TaskApplicationLoadBalancer.certificateRegion': {
    cause: 'A load balancer takes certificates of its own region only.',
    cure: 'Make or import the certificate in the region of the stack.',
    example: code(
      "acm.Certificate.fromCertificateArn(this, 'Cert', 'arn:aws:acm:us-east-1:…')",
      "new acm.Certificate(this, 'Cert', { domainName, validation })",
    ),
  },
  'TaskApplicationLoadBalancer.noCertificate': {
    cause: 'HTTPS is the default and needs a certificate for the name that clients call.',
    cure: 'Give the certificate.',
    example: code(
      "new TaskApplicationLoadBalancer(this, 'Public', { vpc, internetFacing: true });",
      "new TaskApplicationLoadBalancer(this, 'Public', { vpc, internetFacing: true, certificate });",
    ),
  },
  'TaskApplicationLoadBalancer.noPublicSubnets': {
    cause: 'A load balancer that faces the internet needs public subnets, and the VPC has none.',
    cure: 'Leave `internetFacing` out, or give the VPC public subnets.',
    example: code('{ vpc: isolatedVpc, certificate, internetFacing: true }', '{ vpc: isolatedVpc, certificate }'),
  },
  'TaskApplicationLoadBalancer.noSubnets': {
    cause: 'The selection of subnets is empty. A load balancer needs two, in different zones.',
    cure: 'Select others.',
    example: code("vpcSubnets: { subnetGroupName: 'Pubic' },", "vpcSubnets: { subnetGroupName: 'Public' },"),
  },
  'TaskApplicationLoadBalancer.oneZone': {
    cause: 'All subnets of the load balancer are in one availability zone, and it needs two.',
    cure: 'Give it subnets in another zone.',
    example: code("new ec2.Vpc(this, 'Vpc', { maxAzs: 1 });", "new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });"),
  },
  'TaskApplicationLoadBalancer.plainHttp': {
    cause: 'With HTTP the traffic between clients and services is not encrypted in transit.',
    cure: 'Give a certificate, or acknowledge the warning for a test.',
    example: code('{ vpc, protocol: elbv2.ApplicationProtocol.HTTP }', '{ vpc, certificate }'),
  },
  'TaskApplicationLoadBalancer.plainHttpFromInternet': {
    cause: 'The load balancer accepts HTTP from the whole internet. Anybody on the way reads and changes what is sent.',
    cure: 'Give a `domain` or a certificate and take HTTPS; the redirect from port 80 comes by itself. For a stage that has neither, acknowledge the warning there.',
    example: code(
      'ingress: WebIngress.plainHttp({ internetFacing: true }),',
      "ingress: WebIngress.internetFacing(),\ndomain: { name: 'api.example.com', zone },",
    ),
  },
  'TaskApplicationLoadBalancer.port': {
    cause: 'The port is none, is known only at deployment, or is that of the redirect to HTTPS.',
    cure: 'Choose another port, or switch off the redirect by `redirectHttp`.',
    example: code('{ certificate, port: 80 }', '{ certificate, port: 8443 }'),
  },
  'TaskApplicationLoadBalancer.testPort': {
    cause: 'The port of the test listener is a whole number from 1 to 65535.',
    cure: 'Give such a number.',
    example: code('balancer.addTestListener(0);', 'balancer.addTestListener(8443);'),
  },
  'TaskApplicationLoadBalancer.webAcl': {
    cause:
      'The text is no ARN of a regional web ACL of WAF. Those of CloudFront are global, and the name alone is not enough.',
    cure: 'Give the ARN, as `webAcl.attrArn` of a `wafv2.CfnWebACL` with `scope` REGIONAL.',
    example: code("webAclArn: 'shop',", 'webAclArn: webAcl.attrArn,'),
  },
  'TaskHttpApi.certificateRegion': {
    cause: 'API Gateway takes certificates of its own region only.',
    cure: 'Request one for the name in the region of the stack.',
    example: code(
      "certificate: acm.Certificate.fromCertificateArn(this, 'C', 'arn:aws:acm:us-east-1:111122223333:certificate/x'),",
      "certificate: acm.Certificate.fromCertificateArn(this, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/x'),",
    ),
  },
  'TaskHttpApi.domainName': {
    cause: 'The name of the API is no DNS name, or name and certificate are not given together.',
    cure: 'Give both, the name without scheme and path.',
    example: code(
      "new TaskHttpApi(this, 'Api', { vpcLink, authorizer, domainName: 'https://api.example.com' });",
      "new TaskHttpApi(this, 'Api', { vpcLink, authorizer, domainName: 'api.example.com', certificate });",
    ),
  },
  'TaskHttpApi.throttle': {
    cause: 'The limit would let nothing through.',
    cure: 'Give a number above 0.',
    example: code('throttle: { rateLimit: 0 },', 'throttle: { rateLimit: 100, burstLimit: 200 },'),
  },
  'TaskHttpRoutes.authorizerTaken': {
    cause: 'The authorizer is one of another HTTP API, and API Gateway knows an authorizer in its own API only.',
    cure: 'Make one for each API.',
    example: code(
      "new TaskHttpApi(this, 'Second', { vpcLink, authorizer: authorizerOfFirst });",
      "new TaskHttpApi(this, 'Second', { vpcLink, authorizer: authorizerOfSecond });",
    ),
  },
  'TaskHttpRoutes.methods': {
    cause: 'The list of methods is empty, or has one that API Gateway does not know.',
    cure: 'Leave it out for all methods.',
    example: code('methods: [],', 'methods: [apigateway.HttpMethod.GET],'),
  },
  'TaskHttpRoutes.networkMode': {
    cause:
      'In this network mode tasks have the addresses and groups of their hosts, so the way to them cannot be opened.',
    cure: 'Use awsvpc.',
    example: code('networkMode: ecs.NetworkMode.BRIDGE,', 'networkMode: ecs.NetworkMode.AWS_VPC,'),
  },
  'TaskHttpRoutes.noAuthorizer': {
    cause:
      'Nothing says who may call: neither the route nor the API is known to have an authorizer, so everybody could.',
    cure: 'Give one; `HttpNoneAuthorizer` lets everybody call.',
    example: code(
      "WebIngress.existingHttpApi(importedApi, { path: '/orders' }),",
      "WebIngress.existingHttpApi(importedApi, { path: '/orders', authorizer: new apigateway.HttpNoneAuthorizer() }),",
    ),
  },
  'TaskHttpRoutes.noPort': {
    cause:
      'The service is registered in Cloud Map without a port, so API Gateway does not know on which one to call its tasks.',
    cure: 'Register it with SRV records.',
    example: code(
      "serviceDiscovery: ServiceDiscovery.named('orders'),",
      "serviceDiscovery: ServiceDiscovery.named('orders', { recordType: cloudmap.DnsRecordType.SRV }),",
    ),
  },
  'TaskHttpRoutes.notRegistered': {
    cause: 'The service is not registered in Cloud Map, where API Gateway looks for its tasks.',
    cure: 'Register it before.',
    example: code(
      "api.addService('Http', service);",
      "ServiceDiscovery.named('orders', { recordType: cloudmap.DnsRecordType.SRV }).enableOn(service);",
    ),
  },
  'TaskHttpRoutes.otherVpc': {
    cause: 'The VPC link is in another VPC than the tasks.',
    cure: 'Give the VPC link of the VPC of the tasks.',
    example: code('vpcLink: TaskVpcLink.of(otherVpc),', 'vpcLink: TaskVpcLink.of(cluster.vpc),'),
  },
  'TaskHttpRoutes.path': {
    cause: 'The path does not begin with `/`, ends with it, or has a parameter that API Gateway does not take.',
    cure: 'Write it so. Everything below the path is routed too.',
    example: code("path: 'orders/*',", "path: '/orders',"),
  },
  'TaskHttpRoutes.routeTaken': {
    cause: 'Another service of the API has the route already.',
    cure: 'Give paths or methods that tell the two apart.',
    example: code("path: '/orders', // of two services", "path: '/shops',"),
  },
  'TaskHttpRoutes.scopes': {
    cause: 'A route has 1 to 10 scopes, and only an authorizer of JSON web tokens looks for them.',
    cure: 'Leave them out, or give such an authorizer.',
    example: code(
      "authorizer: new apigateway.HttpNoneAuthorizer(), scopes: ['orders/read'],",
      'authorizer: new apigateway.HttpNoneAuthorizer(),',
    ),
  },
  'TaskHttpRoutes.timeout': {
    cause: 'API Gateway waits from 50 milliseconds to 29 seconds for an answer.',
    cure: 'Give such a time, or answer at once and leave the work to a worker.',
    example: code('timeout: Duration.minutes(2),', 'timeout: Duration.seconds(10),'),
  },
  'TaskHttpRoutes.tls': {
    cause: 'The tasks take TLS with certificates of a private authority, which API Gateway does not trust.',
    cure: 'Leave `tls` out, or give the endpoint an `ingressPortOverride`.',
    example: code(
      "ServiceConnect.server('orders', { tls: { certificateAuthority } }),",
      "ServiceConnect.server('orders'),",
    ),
  },
  'TaskListener.certificateRegion': {
    cause: 'A load balancer takes certificates of its own region only.',
    cure: 'Make or import the certificate in the region of the stack.',
    example: code(
      "acm.Certificate.fromCertificateArn(this, 'Cert', 'arn:aws:acm:us-east-1:…')",
      "new acm.Certificate(this, 'Cert', { domainName, validation })",
    ),
  },
  'TaskListener.deregistrationDelay': {
    cause: 'The delay is from 0 to 3600 whole seconds.',
    cure: 'Choose a time in the range.',
    example: code('deregistrationDelay: Duration.hours(2),', 'deregistrationDelay: Duration.seconds(30),'),
  },
  'TaskListener.healthCheckInterval': {
    cause: 'The interval is from 5 to 300 whole seconds.',
    cure: 'Choose a time in the range.',
    example: code(
      'healthCheck: { interval: Duration.seconds(1) },',
      'healthCheck: { interval: Duration.seconds(15) },',
    ),
  },
  'TaskListener.healthCheckPath': {
    cause: 'The path of a health check begins with `/`.',
    cure: 'Write it so.',
    example: code("healthCheckPath: 'health',", "healthCheckPath: '/health',"),
  },
  'TaskListener.healthyHttpCodes': {
    cause: 'The codes are one, a list, or a range.',
    cure: 'Write them as in `200`, `200,302` or `200-299`.',
    example: code("healthyHttpCodes: '2xx',", "healthyHttpCodes: '200-299',"),
  },
  'TaskListener.host': {
    cause: 'A host is a name with a dot, such as api.example.com or *.example.com, without scheme, port and path.',
    cure: 'Write it so.',
    example: code("hosts: ['https://api.example.com'],", "hosts: ['api.example.com'],"),
  },
  'TaskListener.noCondition': {
    cause: 'The rule says neither hosts nor paths, so nothing tells when it holds.',
    cure: 'Name what the service answers.',
    example: code("listener.addService('Api', service);", "listener.addService('Api', service, { paths: ['/*'] });"),
  },
  'TaskListener.noSecurityGroup': {
    cause: 'The security group of the listener is not known, so neither side can be opened.',
    cure: 'Import the listener with its security group.',
    example: code(
      "elbv2.ApplicationListener.fromLookup(this, 'Listener', { listenerArn })",
      "elbv2.ApplicationListener.fromApplicationListenerAttributes(this, 'Listener', { listenerArn, securityGroup })",
    ),
  },
  'TaskListener.path': {
    cause: 'A path pattern begins with `/`, without host, blanks and `%`.',
    cure: 'Write it so.',
    example: code("paths: ['api/*'],", "paths: ['/api/*'],"),
  },
  'TaskListener.priority': {
    cause: 'The priority of a rule is a whole number from 1 to 50000.',
    cure: 'Leave it out to have it computed from hosts and paths.',
    example: code('priority: 0,', 'priority: 10,'),
  },
  'TaskListener.priorityTaken': {
    cause: 'Another rule of the listener has this priority.',
    cure: 'Give one of the two another number.',
    example: code('priority: 10, // as the rule before', 'priority: 20,'),
  },
  'TaskListener.sameRule': {
    cause: 'Another service answers the same hosts and paths, so one of the two rules would never be used.',
    cure: 'Give this one other hosts or paths.',
    example: code("paths: ['/*'], // as the service before", "paths: ['/api/*'],"),
  },
  'TaskListener.tooManyConditions': {
    cause: 'A rule takes five values of hosts and paths together.',
    cure: 'Use a wildcard, or add the service a second time with the others.',
    example: code("paths: ['/a', '/b', '/c', '/d', '/e', '/f'],", "paths: ['/api/*'],"),
  },
  'TaskListener.unknownCondition': {
    cause: 'Hosts or paths are known only at deployment, so no priority can be computed from them.',
    cure: 'Give the priority.',
    example: code(
      "listener.addService('Api', service, { hosts: [parameter.valueAsString] });",
      "listener.addService('Api', service, { hosts: [parameter.valueAsString], priority: 10 });",
    ),
  },
  'TaskNetwork.endpointRules': {
    cause:
      'Each group of tasks gets a rule at the security group of the endpoints, and a group takes 60 rules unless the quota was raised.',
    cure: 'Set `endpointsAdmitVpc: true` to have one rule for the whole VPC, or raise the quota.',
    example: code(
      "new TaskNetwork(this, 'Network'); // and 70 services",
      "new TaskNetwork(this, 'Network', { endpointsAdmitVpc: true });",
    ),
  },
  'TaskNetwork.flag': {
    cause: 'The option is true or false.',
    cure: 'Give one of the two.',
    example: code("flowLogs: 'yes' as never,", 'flowLogs: true,'),
  },
  'TaskNetwork.grantWithoutWay': {
    cause:
      'The task role allows calls to a service, and no way leads there from the subnets of the tasks: the calls would time out.',
    cure: 'Write the way, as the message says.',
    example: code('table.grantReadData(taskRole);', 'TaskAccess.of(service).toDynamoDb(network);'),
  },
  'TaskNetwork.maxAzs': {
    cause: 'The number of availability zones is a whole number of at least 1.',
    cure: 'Give such a number.',
    example: code('maxAzs: 0,', 'maxAzs: 2,'),
  },
  'TaskNetwork.missingEndpoint': {
    cause: 'The list of endpoints lacks one that the tasks need before they start.',
    cure: 'Add it, there or to `existingEndpoints` when the VPC has it already.',
    example: code(
      "endpointServices: ['ecr.api', 'ecr.dkr'],",
      "endpointServices: ['ecr.api', 'ecr.dkr', 'logs', 's3'],",
    ),
  },
  'TaskNetwork.natGateways': {
    cause: 'The number of NAT gateways is a whole number of at least 1.',
    cure: 'Give such a number, or leave the egress out to have none.',
    example: code('egress: TaskEgress.nat(0),', 'egress: TaskEgress.nat(1),'),
  },
  'TaskNetwork.noActions': {
    cause: 'The list of actions on the bucket is empty.',
    cure: 'Name what the tasks do.',
    example: code('network.allowBucket(bucket);', "network.allowBucket(bucket, 's3:GetObject');"),
  },
  'TaskNetwork.noInstances': {
    cause:
      'The service runs on container instances, and the network knows of none, so it cannot open the way that their agent needs.',
    cure: 'Pass them to `addInstances()`.',
    example: code('network.addTasks(ec2TaskDefinition, { connectable: hosts });', 'network.addInstances(hosts);'),
  },
  'TaskNetwork.noIsolatedSubnets': {
    cause: 'The VPC has no isolated subnets, in which endpoints are the only way out.',
    cure: 'Give the VPC such subnets, or use `TaskEgress.nat()`.',
    example: code(
      "new TaskNetwork(this, 'Network', { vpc });",
      "new TaskNetwork(this, 'Network', { vpc, egress: TaskEgress.nat() });",
    ),
  },
  'TaskNetwork.noPrivateSubnets': {
    cause: '`TaskEgress.nat()` needs private subnets with a route to a NAT gateway, and the VPC has none.',
    cure: 'Give `vpcSubnets`, or leave `egress` out to use endpoints in isolated subnets.',
    example: code(
      "new TaskNetwork(this, 'Network', { vpc: isolatedVpc, egress: TaskEgress.nat() });",
      "new TaskNetwork(this, 'Network', { vpc: isolatedVpc });",
    ),
  },
  'TaskNetwork.noPublicSubnets': {
    cause: 'The VPC has no public subnets, in which tasks with a public address would be.',
    cure: 'Leave the VPC out to have a new one, or choose another egress.',
    example: code(
      "new TaskNetwork(this, 'Network', { vpc: isolatedVpc, egress: TaskEgress.publicIps() });",
      "new TaskNetwork(this, 'Network', { egress: TaskEgress.publicIps() });",
    ),
  },
  'TaskNetwork.noSubnets': {
    cause: 'The selection of subnets is empty.',
    cure: 'Select subnets without a route to an internet gateway.',
    example: code("vpcSubnets: { subnetGroupName: 'Aplication' },", "vpcSubnets: { subnetGroupName: 'Application' },"),
  },
  'TaskNetwork.openS3Endpoint': {
    cause:
      'The S3 endpoint lets through every bucket, for all that uses the route tables of a VPC that was there before. A narrow policy could break what else is in it.',
    cure: 'Set `restrictS3` to true when nothing else uses S3 there, to false to keep it open.',
    example: code(
      "new TaskNetwork(this, 'Network', { vpc });",
      "new TaskNetwork(this, 'Network', { vpc, restrictS3: true });",
    ),
  },
  'TaskNetwork.otherRegion': {
    cause: 'The tasks must reach a service in another region, and interface endpoints serve their own region only.',
    cure: 'Use a resource of this region, or give the network a NAT gateway.',
    example: code('// a secret of us-east-1, a stack of eu-west-1', 'egress: TaskEgress.nat(),'),
  },
  'TaskNetwork.publicSubnets': {
    cause: 'In a public subnet only a task with a public IP address leaves the VPC, and tasks on EC2 never have one.',
    cure: 'Select isolated subnets, or private ones with `TaskEgress.nat()`.',
    example: code(
      'vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },',
      'vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },',
    ),
  },
  'TaskNetwork.unknownEndpoint': {
    cause: 'This is not the name of a service that has an endpoint.',
    cure: 'Write it as in `ecr.api` of com.amazonaws.<region>.ecr.api.',
    example: code("existingEndpoints: ['ecr'],", "existingEndpoints: ['ecr.api', 'ecr.dkr'],"),
  },
  'TaskNetwork.unknownService': {
    cause: 'No endpoint is known for this service.',
    cure: 'Make it yourself, and name it in `existingEndpoints`.',
    example: code(
      "TaskAccess.of(service).toAwsService(network, new ec2.InterfaceVpcEndpointAwsService('execute-api'));",
      "new TaskNetwork(this, 'Network', { vpc, existingEndpoints: ['execute-api'] });",
    ),
  },
  'TaskNetwork.unreachable': {
    cause:
      'A task must reach a host on the internet before it starts (mostly a public registry, or where its logs go), and its subnets are isolated.',
    cure: 'Give the network a NAT gateway. An image may come through an ECR pull-through cache instead.',
    example: code(
      "image: ecs.ContainerImage.fromRegistry('nginx:1.29.1'),",
      "image: cache.image('library/nginx:1.29.1'),",
    ),
  },
  'TaskNetwork.vpcAddresses': {
    cause:
      'The addresses of the imported VPC are not known, so the groups of the tasks cannot be opened towards its endpoints.',
    cure: 'Give `existingEndpointGroup`, or import the VPC with its `vpcCidrBlock`.',
    example: code(
      "ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones })",
      "ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, vpcCidrBlock: '10.0.0.0/16' })",
    ),
  },
  'TaskNetwork.vpcGiven': {
    cause: 'Some options are for a VPC that the network makes, and a VPC was given.',
    cure: 'Leave out one of the two.',
    example: code('{ vpc, maxAzs: 3 }', '{ vpc }'),
  },
  'TaskNetworkLoadBalancer.certificateRegion': {
    cause: 'A load balancer takes certificates of its own region only.',
    cure: 'Make or import the certificate in the region of the stack.',
    example: code(
      "acm.Certificate.fromCertificateArn(this, 'Cert', 'arn:aws:acm:us-east-1:…')",
      "new acm.Certificate(this, 'Cert', { domainName, validation })",
    ),
  },
  'TaskNetworkLoadBalancer.noSubnets': {
    cause: 'The selection of subnets is empty.',
    cure: 'Select others.',
    example: code("vpcSubnets: { subnetGroupName: 'Pubic' },", "vpcSubnets: { subnetGroupName: 'Public' },"),
  },
  'TaskNetworkLoadBalancer.port': {
    cause: 'A port is a whole number from 1 to 65535.',
    cure: 'Give such a number.',
    example: code(
      "balancer.addService('Api', service, { port: 0 });",
      "balancer.addService('Api', service, { port: 443 });",
    ),
  },
  'TaskNetworkLoadBalancer.portTaken': {
    cause: 'The load balancer has a listener on this port already.',
    cure: 'Choose another port.',
    example: code(
      "balancer.addService('B', b, { port: 443 }); // as for A",
      "balancer.addService('B', b, { port: 8443 });",
    ),
  },
  'TaskSecurityGroup.description': {
    cause: 'EC2 takes descriptions of 1 to 255 letters, digits, blanks and some signs.',
    cure: 'Write it in those.',
    example: code("description: 'tasks of the café',", "description: 'tasks of the shop',"),
  },
  'TaskVpcLink.noSecurityGroup': {
    cause: 'No security group of the VPC link is given, so the way from it to the tasks cannot be opened.',
    cure: 'Give the groups that it has.',
    example: code('TaskVpcLink.existing(vpcLink, []),', 'TaskVpcLink.existing(vpcLink, [securityGroup]),'),
  },
  'TaskVpcLink.noSubnets': {
    cause: 'No subnet is selected for the VPC link.',
    cure: 'Select others.',
    example: code(
      "new TaskVpcLink(this, 'Link', { vpc, vpcSubnets: { subnetGroupName: 'none' } });",
      "new TaskVpcLink(this, 'Link', { vpc });",
    ),
  },
};
