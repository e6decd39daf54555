import { App, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as groundwork from '../../lib';
import {
  DesiredCount,
  RollbackPolicy,
  ServiceConnect,
  ServiceDeployment,
  ServiceDiscovery,
  ServiceNamespace,
  TaskHttpApi,
  TaskHttpRoutes,
  TaskVpcLink,
  WebIngress,
  WebService,
  WebServiceProps,
  WorkloadSecurityGroups,
} from '../../lib';
import type { GroundworkError } from '../../lib/internal/errors';
import { onlyProperties, testApp } from '../support/stacks';
import { warningsOf } from '../support/warnings';

const image = ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1');
const healthCheck = { command: ['CMD-SHELL', 'curl -f http://localhost:8080/up'] };
const { SRV, A } = cloudmap.DnsRecordType;
const { GET, POST, OPTIONS } = apigateway.HttpMethod;

/** What a team has before its first API. */
class Site {
  readonly app: App = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
  readonly stack = new Stack(this.app, 'Shop');
  readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  readonly cluster: ecs.ICluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc });
  readonly zone = route53.HostedZone.fromHostedZoneAttributes(this.stack, 'Zone', {
    hostedZoneId: 'Z1',
    zoneName: 'example.com',
  });
  readonly certificate = acm.Certificate.fromCertificateArn(
    this.stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111122223333:certificate/x',
  );

  jwt(id = 'Users'): HttpJwtAuthorizer {
    return new HttpJwtAuthorizer(id, 'https://users.example.com', { jwtAudience: ['shop'] });
  }

  web(props: Partial<WebServiceProps> = {}, id = 'Orders', stack = this.stack): WebService {
    return new WebService(stack, id, {
      cluster: this.cluster,
      container: { image, port: 8080, user: '10001', healthCheck },
      ingress: WebIngress.publicHttpApi(),
      ...props,
    });
  }

  api(props: Partial<groundwork.TaskHttpApiProps> = {}, id = 'Api', stack = this.stack): TaskHttpApi {
    return new TaskHttpApi(stack, id, { vpcLink: TaskVpcLink.of(this.vpc), authorizer: this.jwt(), ...props });
  }

  imported(): apigateway.IHttpApi {
    return apigateway.HttpApi.fromHttpApiAttributes(this.stack, 'Imported', { httpApiId: 'a1b2c3' });
  }

  get template(): Template {
    return Template.fromStack(this.stack);
  }

  of(type: string): Record<string, any>[] {
    return Object.values(this.template.findResources(type)).map(({ Properties }) => Properties);
  }

  /** The keys of the routes, each with the authorization that it asks for. */
  routes(stack = this.stack): Record<string, string> {
    const found = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Route'));
    return Object.fromEntries(
      found.map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType] as [string, string]),
    );
  }
}

/** The codes of the faults of a call. */
function codesOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    return (error as GroundworkError).faults?.map(({ code }) => code) ?? [(error as Error).message];
  }
  return [];
}

describe('A web service behind an HTTP API', () => {
  test('is found by Cloud Map and called by the VPC link, without a load balancer', () => {
    const site = new Site();
    site.web({ ingress: WebIngress.httpApi({ authorizer: site.jwt() }) });

    site.template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    expect(site.routes()).toEqual({ $default: 'JWT' });
    const [registry] = Object.keys(site.template.findResources('AWS::ServiceDiscovery::Service'));
    const [link] = Object.keys(site.template.findResources('AWS::ApiGatewayV2::VpcLink'));
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Integration')).toEqual({
      ApiId: { Ref: expect.stringMatching('^OrdersHttpApi') },
      ConnectionId: { Ref: link },
      ConnectionType: 'VPC_LINK',
      IntegrationMethod: 'ANY',
      IntegrationType: 'HTTP_PROXY',
      IntegrationUri: { 'Fn::GetAtt': [registry, 'Arn'] },
      PayloadFormatVersion: '1.0',
    });
    expect(onlyProperties(site.stack, 'AWS::ECS::Service')).toMatchObject({
      ServiceRegistries: [
        { ContainerName: 'app', ContainerPort: 8080, RegistryArn: { 'Fn::GetAtt': [registry, 'Arn'] } },
      ],
    });
    expect(onlyProperties(site.stack, 'AWS::ServiceDiscovery::Service')).toMatchObject({
      DnsConfig: { DnsRecords: [{ TTL: 10, Type: 'SRV' }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
      Name: expect.stringMatching(/^shop-orders-service-[0-9a-f]{8}$/),
    });
    expect(onlyProperties(site.stack, 'AWS::ServiceDiscovery::PrivateDnsNamespace').Name).toMatch(
      /^shop-cluster-[0-9a-f]{8}\.internal$/,
    );
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Authorizer')).toMatchObject({ AuthorizerType: 'JWT' });
  });

  test('opens the link to the port of the tasks, and nothing else', () => {
    const site = new Site();
    site.web();

    const group = (name: string) => ({ 'Fn::GetAtt': [expect.stringMatching(name), 'GroupId'] });
    expect(site.of('AWS::EC2::SecurityGroupIngress')).toEqual([
      {
        Description: 'API Gateway',
        FromPort: 8080,
        ToPort: 8080,
        IpProtocol: 'tcp',
        GroupId: group('^OrdersSecurityGroup'),
        SourceSecurityGroupId: group('^VpcTaskVpcLinkSecurityGroup'),
      },
    ]);
    expect(site.of('AWS::EC2::SecurityGroupEgress')).toEqual([
      expect.objectContaining({ FromPort: 8080, ToPort: 8080, GroupId: group('^VpcTaskVpcLinkSecurityGroup') }),
    ]);
    const groups = site
      .of('AWS::EC2::SecurityGroup')
      .filter(({ GroupDescription }) => /API Gateway/.test(GroupDescription));
    expect(groups.map(({ SecurityGroupIngress }) => SecurityGroupIngress)).toEqual([undefined]);
    // The rules are there before the first task, and are removed after the last.
    const [service] = Object.values(site.template.findResources('AWS::ECS::Service'));
    expect(service.DependsOn).toEqual(
      expect.arrayContaining(Object.keys(site.template.findResources('AWS::EC2::SecurityGroupIngress'))),
    );
  });

  test('keeps access logs, and none is lost with the stack', () => {
    const site = new Site();
    site.web();

    const { AccessLogSettings, ...stage } = onlyProperties(site.stack, 'AWS::ApiGatewayV2::Stage');
    expect(stage).toEqual({
      ApiId: { Ref: expect.stringMatching('^OrdersHttpApi') },
      AutoDeploy: true,
      StageName: '$default',
    });
    expect(AccessLogSettings.DestinationArn).toEqual({
      'Fn::GetAtt': [expect.stringMatching('^OrdersHttpApiAccessLogs'), 'Arn'],
    });
    expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({
      requestId: '$context.requestId',
      ip: '$context.identity.sourceIp',
      status: '$context.status',
      integrationError: '$context.integrationErrorMessage',
    });
    site.template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 90 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  test('of others shares the VPC link and the namespace, and each has an API of its own', () => {
    const site = new Site();
    site.web();
    site.web({}, 'Mails');

    site.template.resourceCountIs('AWS::ApiGatewayV2::VpcLink', 1);
    site.template.resourceCountIs('AWS::ServiceDiscovery::PrivateDnsNamespace', 1);
    site.template.resourceCountIs('AWS::ApiGatewayV2::Api', 2);
    expect(TaskVpcLink.of(site.vpc)).toBe(TaskVpcLink.of(site.vpc));
    // Not that of the VPC.
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::VpcLink').Tags).toEqual({ Name: 'Shop/Vpc/TaskVpcLink' });
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::VpcLink').SubnetIds).toHaveLength(2);
  });

  test('takes what it is told about the API and the route', () => {
    const site = new Site();
    const accessLogGroup = logs.LogGroup.fromLogGroupName(site.stack, 'Mine', 'mine');
    const vpcLink = new TaskVpcLink(site.stack, 'Link', {
      vpc: site.vpc,
      vpcSubnets: { availabilityZones: [site.vpc.availabilityZones[0]] },
    });
    site.web({
      ingress: WebIngress.httpApi({
        authorizer: site.jwt(),
        path: '/shops/{shop}/orders',
        methods: [GET, POST],
        scopes: ['orders/read'],
        timeout: Duration.seconds(5),
        parameterMapping: new apigateway.ParameterMapping().overwritePath(
          apigateway.MappingValue.requestPathParam('proxy'),
        ),
        throttle: { rateLimit: 10, burstLimit: 20 },
        detailedMetrics: true,
        accessLogGroup,
        vpcLink,
      }),
    });

    expect(site.routes()).toEqual({
      'GET /shops/{shop}/orders': 'JWT',
      'GET /shops/{shop}/orders/{proxy+}': 'JWT',
      'POST /shops/{shop}/orders': 'JWT',
      'POST /shops/{shop}/orders/{proxy+}': 'JWT',
    });
    expect(site.of('AWS::ApiGatewayV2::Route').map(({ AuthorizationScopes }) => AuthorizationScopes)).toEqual(
      Array(4).fill(['orders/read']),
    );
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Integration')).toMatchObject({
      TimeoutInMillis: 5000,
      RequestParameters: { 'overwrite:path': '$request.path.proxy' },
    });
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Stage')).toMatchObject({
      DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
    expect(JSON.stringify(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Stage'))).toContain(':log-group:mine');
    site.template.resourceCountIs('AWS::ApiGatewayV2::VpcLink', 1);
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::VpcLink').SubnetIds).toHaveLength(1);
  });

  test('lets browsers of other origins ask without a token, and only when it is told so', () => {
    const site = new Site();
    const corsPreflight = { allowOrigins: ['https://shop.example.com'] };
    site.web({ ingress: WebIngress.httpApi({ authorizer: site.jwt(), corsPreflight }) });

    expect(site.routes()).toEqual({ $default: 'JWT', 'OPTIONS /': 'NONE', 'OPTIONS /{proxy+}': 'NONE' });
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Api').CorsConfiguration).toEqual({
      AllowOrigins: ['https://shop.example.com'],
    });
  });

  test.each([
    ['everybody may call anyway', undefined, { $default: 'NONE' }],
    [
      'its own OPTIONS is said',
      { path: '/a', methods: [OPTIONS] },
      { 'OPTIONS /a': 'JWT', 'OPTIONS /a/{proxy+}': 'JWT' },
    ],
    ['no route takes OPTIONS', { path: '/a', methods: [GET] }, { 'GET /a': 'JWT', 'GET /a/{proxy+}': 'JWT' }],
    ['only a path is open', { path: '/a/{proxy+}' }, { 'ANY /a/{proxy+}': 'JWT', 'OPTIONS /a/{proxy+}': 'NONE' }],
  ])('asks of browsers no more than it must: %s', (_, route, routes) => {
    const site = new Site();
    const corsPreflight = { allowOrigins: ['https://shop.example.com'] };
    site.web({
      ingress:
        route === undefined
          ? WebIngress.publicHttpApi({ corsPreflight })
          : WebIngress.httpApi({ authorizer: site.jwt(), corsPreflight, ...route }),
    });

    expect(site.routes()).toEqual(routes);
  });

  test('gives the API a name with its certificate and record, and no other name', () => {
    const site = new Site();
    const web = site.web({
      ingress: WebIngress.httpApi({ authorizer: site.jwt(), path: '/orders' }),
      domain: { name: 'api.example.com', zone: site.zone },
    });

    expect(web.url).toBe('https://api.example.com/orders');
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Api')).toMatchObject({ DisableExecuteApiEndpoint: true });
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::DomainName')).toMatchObject({
      DomainName: 'api.example.com',
      DomainNameConfigurations: [
        { CertificateArn: { Ref: expect.stringMatching('^OrdersCertificate') }, EndpointType: 'REGIONAL' },
      ],
    });
    site.template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', { Stage: '$default' });
    const domain = { 'Fn::GetAtt': [expect.stringMatching('^OrdersHttpApiDomain'), 'RegionalDomainName'] };
    expect(onlyProperties(site.stack, 'AWS::Route53::RecordSet')).toMatchObject({
      Name: 'api.example.com.',
      AliasTarget: { DNSName: domain },
    });
  });

  test('takes a certificate of the name', () => {
    const site = new Site();
    site.web({ certificate: site.certificate, domain: { name: 'api.example.com', zone: site.zone } });

    site.template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    site.template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainNameConfigurations: [
        Match.objectLike({ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/x' }),
      ],
    });
  });

  test('hands out its API, its routes and its URL, and says so where it has no load balancer', () => {
    const site = new Site();
    const web = site.web({ ingress: WebIngress.httpApi({ authorizer: new HttpIamAuthorizer(), path: '/orders' }) });
    const caller = new iam.Role(site.stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    web.httpRoutes.forEach((route) => route.grantInvoke(caller));

    expect(web.loadBalancer).toBeUndefined();
    expect(web.httpRoutes.map(({ path }) => path)).toEqual(['/orders', '/orders/{proxy+}']);
    expect(site.stack.resolve(web.url)).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching('^OrdersHttpApi'), 'ApiEndpoint'] }, '/orders']],
    });
    expect(onlyProperties(site.stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: [expect.anything(), expect.anything()] },
    ]);
    for (const read of [() => web.listener, () => web.targetGroup]) {
      expect(read).toThrow(
        /^Shop\/Orders: \[WebService.noLoadBalancer\] '(listener|targetGroup)' is one of a load balancer, and the service is behind an HTTP API; use 'httpApi' and 'httpRoutes', or another 'ingress'$/,
      );
    }
  });

  test('undoes a release whose requests fail, tells of slow ones, and shows both', () => {
    const site = new Site();
    site.web({
      alarmTopic: new sns.Topic(site.stack, 'Topic'),
      alarms: { latency: Duration.millis(250) },
      rollbackAlarms: RollbackPolicy.onAlarms({ serverErrorPercent: 7, serverErrorMinRequests: 30 }),
      dashboard: true,
    });

    const alarms = site.of('AWS::CloudWatch::Alarm');
    const api = { Name: 'ApiId', Value: { Ref: expect.stringMatching('^OrdersHttpApi') } };
    expect(alarms.find(({ Threshold }) => Threshold === 7)).toMatchObject({
      EvaluationPeriods: 3,
      Metrics: expect.arrayContaining([
        expect.objectContaining({ Expression: 'IF(requests >= 30, 100 * errors / requests, 0)' }),
        expect.objectContaining({
          Id: 'errors',
          MetricStat: {
            Metric: { Namespace: 'AWS/ApiGateway', MetricName: '5xx', Dimensions: [api] },
            Period: 60,
            Stat: 'Sum',
          },
        }),
      ]),
    });
    expect(alarms.find(({ Threshold }) => Threshold === 250)).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: 'Latency',
      ExtendedStatistic: 'p99',
      Dimensions: [api],
      EvaluateLowSampleCountPercentile: 'ignore',
    });
    const { DeploymentConfiguration } = onlyProperties(site.stack, 'AWS::ECS::Service');
    expect(JSON.stringify(DeploymentConfiguration.Alarms)).toContain('/Orders/RollbackAlarms/ServerErrorsHttpApi');
    expect(JSON.stringify(onlyProperties(site.stack, 'AWS::CloudWatch::Dashboard'))).toContain(
      'Latency in milliseconds',
    );
  });

  test('does not undo a release for the errors of others: a shared API is watched when it is said so', () => {
    const site = new Site();
    const api = site.api();
    const web = site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/orders' }) });
    expect(JSON.stringify(site.template.toJSON())).not.toContain('AWS/ApiGateway');

    const other = new Site();
    const own = other.api();
    const watched = other.web({ ingress: WebIngress.sharedHttpApi(own, { path: '/orders' }) });
    watched.watchHttpApi(own.api);
    expect(JSON.stringify(other.template.toJSON())).toContain('AWS/ApiGateway');
    expect(codesOf(() => watched.watchHttpApi(own.api))).toEqual(['RollbackAlarms.twice']);
    expect(web.rollbackAlarms!.alarms).toHaveLength(2);
  });

  test('refuses alarms of unhealthy targets, which it has not', () => {
    const site = new Site();
    site.web({ rollbackAlarms: RollbackPolicy.onAlarms({ unhealthyTargets: 1 }) });

    expect(() => site.template).toThrow("[RollbackAlarms.noTargets] 'unhealthyTargets' is given");
  });

  test('says at once what needs a load balancer', () => {
    const site = new Site();

    expect(
      codesOf(() =>
        site.web({
          deployment: ServiceDeployment.canary(),
          healthCheck: { path: '/up' },
          deregistrationDelay: Duration.seconds(5),
          desiredCount: DesiredCount.scaled({ max: 9, requestsPerTarget: 100 }),
          certificate: site.certificate,
        }),
      ),
    ).toEqual(['Workload.requestsWhileShifting']);
    expect(
      codesOf(() =>
        site.web(
          {
            deployment: ServiceDeployment.canary(),
            healthCheck: { path: '/up' },
            deregistrationDelay: Duration.seconds(5),
            desiredCount: DesiredCount.scaled({ max: 9, cpuPercent: 60 }),
            certificate: site.certificate,
          },
          'Other',
        ),
      ),
    ).toEqual([
      'WebService.httpApiDeployment',
      'WebService.httpApiHealthCheck',
      'WebService.httpApiHealthCheck',
      'WebService.httpApiDomain',
    ]);
    expect(
      codesOf(() => site.web({ desiredCount: DesiredCount.scaled({ max: 9, requestsPerTarget: 100 }) }, 'Third')),
    ).toEqual(['WebService.httpApiScaling']);
  });

  test('refuses a name of its own at an API of others', () => {
    const site = new Site();
    const domain = { name: 'api.example.com', zone: site.zone };

    expect(() => site.web({ ingress: WebIngress.sharedHttpApi(site.api(), { path: '/orders' }), domain })).toThrow(
      "[WebService.httpApiDomain] 'domain' would be for all services of the HTTP API; give the API its name where it is made, as 'domainName' and 'certificate' of TaskHttpApi",
    );
    expect(() => site.web({ domain: { name: 'api.example.org', zone: site.zone } }, 'Second')).toThrow(
      '[WebService.domain]',
    );
  });

  test('warns when nobody tells when the tasks answer', () => {
    const site = new Site();
    site.web({ container: { image, port: 8080, user: '10001' } });
    site.web({}, 'Checked');

    expect(warningsOf(site.stack, 'WebService')).toEqual(['Shop/Orders WebService.noHealthCheck']);
  });

  test.each<[string, (site: Site) => Partial<WebServiceProps>, string]>([
    [
      'no port',
      () => ({ container: { image } }),
      "Shop/Orders: [WebService.noPort] no port of the container is known, so no traffic can be sent to it; give 'container.port'",
    ],
    [
      'a port that the container does not expose',
      () => ({ containerPort: 9000 }),
      "Shop/Orders/Service: [WebService.httpApiPort] 'containerPort' 9000 is not exposed by container 'app', its port mappings are 8080; add the port mapping, or name one of these",
    ],
    [
      'a container that is not there',
      () => ({ containerName: 'web' }),
      "Shop/Orders/Service: [WebService.httpApiPort] 'containerName' is 'web', which is no container of 'Shop/Orders/Task'; name one that is there",
    ],
    [
      'another port than service discovery tells',
      () => ({
        container: { image, portMappings: [{ containerPort: 8080 }, { containerPort: 9000 }] },
        containerPort: 9000,
        serviceDiscovery: ServiceDiscovery.named('orders', {
          namespace: ServiceNamespace.create('shop.internal'),
          recordType: SRV,
        }),
      }),
      "Shop/Orders: [WebService.httpApiPort] 'containerPort' is 9000, and 'serviceDiscovery' tells API Gateway 8080; leave it out here, and give the service discovery the container and port that are meant",
    ],
    [
      'A records',
      () => ({
        serviceDiscovery: ServiceDiscovery.named('orders', { namespace: ServiceNamespace.create('shop.internal') }),
      }),
      "Shop/Orders/Service: [TaskHttpRoutes.noPort] 'Shop/Orders/Service' is registered in Cloud Map without a port, as A records are, so API Gateway does not know on which one to call its tasks; give its service discovery 'recordType' SRV. Services that call it by that name then find it by Service Connect",
    ],
    [
      'a path that is none',
      ({ jwt }) => ({ ingress: WebIngress.httpApi({ authorizer: jwt(), path: 'orders/*' }) }),
      "Shop/Orders/Service: [TaskHttpRoutes.path] 'path' must be as in /orders or /shops/{shop}/orders, without a slash at its end, got 'orders/*'; everything below it is routed too, and left out it is every path",
    ],
    [
      'no methods',
      () => ({ ingress: WebIngress.publicHttpApi({ methods: [] }) }),
      "Shop/Orders/Service: [TaskHttpRoutes.methods] 'methods' is empty, so nothing is routed; leave it out for all of them",
    ],
    [
      'a time that API Gateway does not wait',
      () => ({ ingress: WebIngress.publicHttpApi({ timeout: Duration.seconds(30) }) }),
      "Shop/Orders/Service: [TaskHttpRoutes.timeout] 'timeout' must be from 50 milliseconds to 29 seconds, got 30000 milliseconds; work that takes longer is better answered at once and done by a WorkerService",
    ],
    [
      'scopes that nobody looks at',
      () => ({ ingress: WebIngress.publicHttpApi({ scopes: ['orders/read'] }) }),
      "Shop/Orders/Service: [TaskHttpRoutes.scopes] 'scopes' are those of JSON web tokens, and the authorizer is of type NONE; leave them out, or give an HttpJwtAuthorizer or HttpUserPoolAuthorizer",
    ],
    [
      'limits that let nothing through',
      () => ({ ingress: WebIngress.publicHttpApi({ throttle: { rateLimit: 0 } }) }),
      "Shop/Orders/HttpApi: [TaskHttpApi.throttle] 'rateLimit' must be above 0 requests a second, got 0",
    ],
    [
      'an API whose authorizer is not known',
      (site) => ({ ingress: WebIngress.existingHttpApi(site.imported(), { path: '/orders' }) }),
      "Shop/Orders/Service: [TaskHttpRoutes.noAuthorizer] 'authorizer' is not given and 'Shop/Imported' is not known to have one, so everybody could call the tasks; give one, as in new HttpIamAuthorizer(), or let everybody call by new HttpNoneAuthorizer()",
    ],
  ])('fails for %s', (_, props, message) => {
    const site = new Site();

    expect(() => site.web(props(site))).toThrow(new Error(message));
  });

  test('does not trip over values that only the deployment knows', () => {
    const site = new Site();
    const path = new CfnParameter(site.stack, 'Path').valueAsString;
    const seconds = Duration.seconds(new CfnParameter(site.stack, 'Seconds', { type: 'Number' }).valueAsNumber);

    const rateLimit = new CfnParameter(site.stack, 'Rate', { type: 'Number' }).valueAsNumber;
    site.web({ ingress: WebIngress.publicHttpApi({ throttle: { rateLimit } }) });

    expect(codesOf(() => seconds.isUnresolved() && path)).toEqual([]);
    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Stage').DefaultRouteSettings.ThrottlingRateLimit).toEqual({
      Ref: 'Rate',
    });
  });
});

test('the subnets of a VPC that only the deployment knows, and isolated ones, hold a VPC link', () => {
  const site = new Site();
  const zones = Fn.split(',', Fn.importValue('zones'));
  const vpc = ec2.Vpc.fromVpcAttributes(site.stack, 'Imported', {
    vpcId: Fn.importValue('vpc'),
    availabilityZones: zones,
    privateSubnetIds: Fn.split(',', Fn.importValue('subnets')),
  });
  new TaskVpcLink(site.stack, 'Link', { vpc });

  expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::VpcLink').SubnetIds).toEqual({
    'Fn::Split': [',', { 'Fn::ImportValue': 'subnets' }],
  });

  const other = new Site();
  const subnetConfiguration = [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];
  const isolated = new ec2.Vpc(other.stack, 'Isolated', {
    maxAzs: 2,
    subnetConfiguration,
    restrictDefaultSecurityGroup: false,
  });
  TaskVpcLink.of(isolated);
  expect(onlyProperties(other.stack, 'AWS::ApiGatewayV2::VpcLink').SubnetIds).toHaveLength(2);
});

describe('The namespace of a service behind an HTTP API', () => {
  test('is that of the cluster, also for Service Connect', () => {
    const site = new Site();
    site.web({ serviceConnect: ServiceConnect.server('orders') });

    site.template.resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 0);
    site.template.resourceCountIs('AWS::ServiceDiscovery::PrivateDnsNamespace', 1);
  });

  test('is one of yours when the cluster has none of its own', () => {
    const site = new Site();
    const namespace = new cloudmap.PrivateDnsNamespace(site.stack, 'Namespace', {
      name: 'shop.internal',
      vpc: site.vpc,
    });
    const cluster = ecs.Cluster.fromClusterAttributes(site.stack, 'Given', { clusterName: 'main', vpc: site.vpc });

    expect(() => site.web({ cluster })).toThrow(
      new Error(
        "Shop/Orders/Service: [WebService.httpApiNamespace] API Gateway finds the tasks in a private DNS namespace of Cloud Map, and cluster 'Shop/Given' is imported and tells no namespace; give one by 'serviceDiscovery', as in ServiceDiscovery.named('orders', { namespace: ServiceNamespace.existing(namespace), recordType: cloudmap.DnsRecordType.SRV })",
      ),
    );
    const serviceDiscovery = ServiceDiscovery.named('orders', {
      namespace: ServiceNamespace.existing(namespace),
      recordType: SRV,
    });
    site.web({ cluster, serviceDiscovery }, 'Second');

    expect(onlyProperties(site.stack, 'AWS::ServiceDiscovery::Service').Name).toBe('orders');
  });

  test('may not be an HTTP one', () => {
    const site = new Site();
    (site.cluster as ecs.Cluster).addDefaultCloudMapNamespace({ name: 'shop', type: cloudmap.NamespaceType.HTTP });

    expect(() => site.web()).toThrow("cluster 'Shop/Cluster' has an HTTP one; give one by 'serviceDiscovery'");
  });

  test('may hold a service of Cloud Map that is there', () => {
    const site = new Site();
    const namespace = new cloudmap.PrivateDnsNamespace(site.stack, 'Namespace', {
      name: 'shop.internal',
      vpc: site.vpc,
    });
    const registry = (dnsRecordType: cloudmap.DnsRecordType) =>
      new cloudmap.Service(site.stack, `Registry${dnsRecordType}`, { namespace, dnsRecordType });
    site.web({ serviceDiscovery: ServiceDiscovery.existing(registry(SRV)) });

    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Integration').IntegrationUri).toEqual({
      'Fn::GetAtt': [expect.stringMatching('^RegistrySRV'), 'Arn'],
    });
    expect(codesOf(() => site.web({ serviceDiscovery: ServiceDiscovery.existing(registry(A)) }, 'Second'))).toEqual([
      'TaskHttpRoutes.noPort',
    ]);
  });
});

describe('An HTTP API that services share', () => {
  test('routes each its path, with the authorizer of the API or another', () => {
    const site = new Site();
    const api = site.api({ domainName: 'api.example.com', certificate: site.certificate });
    const orders = site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/orders' }) });
    const authorizer = new apigateway.HttpNoneAuthorizer();
    site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/health', methods: [GET], authorizer }) }, 'Health');

    expect(site.routes()).toEqual({
      'ANY /orders': 'JWT',
      'ANY /orders/{proxy+}': 'JWT',
      'GET /health': 'NONE',
      'GET /health/{proxy+}': 'NONE',
    });
    expect(orders.url).toBe('https://api.example.com/orders');
    expect(orders.httpApi).toBe(api);
    site.template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
  });

  test('refuses a route that another service has, whatever its parameters are called', () => {
    const site = new Site();
    const api = site.api();
    site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/shops/{shop}' }) });

    expect(() => site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/shops/{id}' }) }, 'Second')).toThrow(
      "[TaskHttpRoutes.routeTaken] route 'ANY /shops/{id}' of 'Shop/Api/Resource' is one of 'Shop/Orders/Service' already; give 'path' or 'methods' that tell the two apart",
    );
    site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/shops/{id}', methods: [GET] }) }, 'Third');
  });

  test('may be of another stack than its services: rules and routes are theirs, and no stack waits for them', () => {
    const site = new Site();
    const api = site.api();
    const [first, second] = ['First', 'Second'].map((name) => new Stack(site.app, name));
    site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/orders' }) }, 'Orders', first);
    site.web({ ingress: WebIngress.sharedHttpApi(api, { path: '/mails' }) }, 'Mails', second);

    expect(site.routes(first)).toEqual({ 'ANY /orders': 'JWT', 'ANY /orders/{proxy+}': 'JWT' });
    expect(Object.keys(site.routes(second))).toEqual(['ANY /mails', 'ANY /mails/{proxy+}']);
    site.template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
    site.template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
    Template.fromStack(first).resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
    expect(site.stack.dependencies).toEqual([]);
    expect(second.dependencies).toEqual([site.stack]);
  });

  test('has the name of its certificate, and fails without one of the two', () => {
    const site = new Site();

    expect(() => site.api({ domainName: 'api.example.com' })).toThrow(
      "Shop/Api: [TaskHttpApi.domainName] 'domainName' is given without 'certificate'; give both, or none to call the API by the name that API Gateway gives",
    );
    expect(codesOf(() => site.api({ certificate: site.certificate }, 'B'))).toEqual(['TaskHttpApi.domainName']);
    expect(
      codesOf(() => site.api({ domainName: 'https://api.example.com/', certificate: site.certificate }, 'C')),
    ).toEqual(['TaskHttpApi.domainName']);
    const other = new Stack(site.app, 'Other', { env: { region: 'us-east-1' } });
    expect(() => site.api({ domainName: 'api.example.com', certificate: site.certificate }, 'D', other)).toThrow(
      "Other/D: [TaskHttpApi.certificateRegion] 'certificate' is of eu-west-1, and an HTTP API in us-east-1 takes certificates of us-east-1 only, got arn:aws:acm:eu-west-1:111122223333:certificate/x; request one for the name there",
    );
  });

  test('refuses the authorizer of another API, which API Gateway would not know', () => {
    const site = new Site();
    const authorizer = site.jwt();
    site.web({ ingress: WebIngress.httpApi({ authorizer }) });

    expect(() => site.web({ ingress: WebIngress.httpApi({ authorizer }) }, 'Second')).toThrow(
      "Shop/Second/Service: [TaskHttpRoutes.authorizerTaken] 'authorizer' is one of another API, and API Gateway knows an authorizer in its own API only; make one for 'Shop/Second/HttpApi/Resource'",
    );
    const iamAuthorizer = new HttpIamAuthorizer();
    site.web({ ingress: WebIngress.httpApi({ authorizer: iamAuthorizer }) }, 'Third');
    site.web({ ingress: WebIngress.httpApi({ authorizer: iamAuthorizer }) }, 'Fourth');
  });
});

describe('An HTTP API that exists', () => {
  test('is routed to a service, whether imported or of this app', () => {
    const site = new Site();
    const authorizer = new HttpIamAuthorizer();
    const web = site.web({ ingress: WebIngress.existingHttpApi(site.imported(), { path: '/orders', authorizer }) });
    const own = new apigateway.HttpApi(site.stack, 'Own', { defaultAuthorizer: site.jwt() });
    const second = site.web({ ingress: WebIngress.existingHttpApi(own, { path: '/mails' }) }, 'Mails');

    expect(site.routes()).toEqual({
      'ANY /orders': 'AWS_IAM',
      'ANY /orders/{proxy+}': 'AWS_IAM',
      'ANY /mails': 'JWT',
      'ANY /mails/{proxy+}': 'JWT',
    });
    expect(web.url).toBeUndefined();
    expect(web.httpApi).toBeUndefined();
    expect(site.stack.resolve(second.url)).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching('^Own'), 'ApiEndpoint'] }, '/mails']],
    });
    site.template.resourceCountIs('AWS::ApiGatewayV2::VpcLink', 1);
    site.template.resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
  });

  test('reaches the tasks by a VPC link that exists, whose group is opened', () => {
    const site = new Site();
    const vpcLink = apigateway.VpcLink.fromVpcLinkAttributes(site.stack, 'Link', { vpcLinkId: 'v1', vpc: site.vpc });
    const group = ec2.SecurityGroup.fromSecurityGroupId(site.stack, 'Group', 'sg-1', { allowAllOutbound: false });
    const given = TaskVpcLink.existing(vpcLink, [group]);
    const authorizer = new HttpIamAuthorizer();
    site.web({
      ingress: WebIngress.existingHttpApi(site.imported(), { path: '/orders', authorizer, vpcLink: given }),
    });

    expect(onlyProperties(site.stack, 'AWS::ApiGatewayV2::Integration').ConnectionId).toBe('v1');
    expect(onlyProperties(site.stack, 'AWS::EC2::SecurityGroupIngress')).toMatchObject({
      SourceSecurityGroupId: 'sg-1',
    });
    expect(onlyProperties(site.stack, 'AWS::EC2::SecurityGroupEgress')).toMatchObject({ GroupId: 'sg-1' });
    expect(() => TaskVpcLink.existing(vpcLink, [])).toThrow(
      "Shop/Link: [TaskVpcLink.noSecurityGroup] 'securityGroups' is empty, so the way from the VPC link to the tasks cannot be opened; give the groups that it has",
    );
  });
});

describe('A plain service behind an HTTP API', () => {
  const plain = (site: Site, props: Partial<ecs.FargateServiceProps> = {}, id = 'Plain'): ecs.FargateService => {
    const taskDefinition = new ecs.FargateTaskDefinition(site.stack, `${id}Task`);
    taskDefinition.addContainer('app', { image, portMappings: [{ containerPort: 80 }] });
    return new ecs.FargateService(site.stack, id, {
      cluster: site.cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      ...props,
    });
  };

  test('is registered first, whoever registers it', () => {
    const site = new Site();
    const api = site.api();
    const service = plain(site);
    expect(() => api.addService('Http', service)).toThrow(
      "Shop/Plain: [TaskHttpRoutes.notRegistered] 'Shop/Plain' is not registered in Cloud Map, where API Gateway looks for its tasks; register it before, as in ServiceDiscovery.named('orders', { recordType: cloudmap.DnsRecordType.SRV }).enableOn(service)",
    );

    ServiceDiscovery.named('plain', { recordType: SRV, namespace: ServiceNamespace.create('shop.internal') }).enableOn(
      service,
    );
    const routes = TaskHttpRoutes.of(api.api, api.vpcLink).addService('Http', service, { path: '/plain' });

    expect(routes).toHaveLength(2);
    expect(Object.keys(site.routes())).toEqual(['ANY /plain', 'ANY /plain/{proxy+}']);
  });

  test('is in the VPC of the link', () => {
    const site = new Site();
    const elsewhere = new ec2.Vpc(site.stack, 'Elsewhere', { restrictDefaultSecurityGroup: false });
    const api = site.api({ vpcLink: TaskVpcLink.of(elsewhere) });
    const service = plain(site, {
      cloudMapOptions: {
        cloudMapNamespace: new cloudmap.PrivateDnsNamespace(site.stack, 'N', { name: 'n.internal', vpc: site.vpc }),
        dnsRecordType: SRV,
      },
    });

    expect(() => api.addService('Http', service)).toThrow(
      "[TaskHttpRoutes.otherVpc] the VPC link is in 'Shop/Elsewhere', and the tasks of 'Shop/Plain' in 'Shop/Vpc'; give a VPC link of that VPC, as TaskVpcLink.of(cluster.vpc)",
    );
  });

  test('has addresses of its own', () => {
    const site = new Site();
    const taskDefinition = new ecs.Ec2TaskDefinition(site.stack, 'Task', { networkMode: ecs.NetworkMode.BRIDGE });
    taskDefinition.addContainer('app', { image, memoryLimitMiB: 256, portMappings: [{ containerPort: 80 }] });
    const service = new ecs.Ec2Service(site.stack, 'Bridged', {
      cluster: site.cluster,
      taskDefinition,
      minHealthyPercent: 100,
    });

    expect(codesOf(() => site.api().addService('Http', service))).toEqual(['TaskHttpRoutes.networkMode']);
  });
});

test('tasks that take TLS of Service Connect are not called in clear text', () => {
  const site = new Site();
  const certificateAuthority = acmpca.CertificateAuthority.fromCertificateAuthorityArn(
    site.stack,
    'Authority',
    'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/x',
  );
  site.web({ serviceConnect: ServiceConnect.server('orders', { tls: { certificateAuthority } }) });

  expect(() => site.template).toThrow(
    "[TaskHttpRoutes.tls] 'tls' of Service Connect has the tasks take TLS on port 8080 with certificates of a private authority",
  );
});

test('groups of yours are opened as well, and a link without subnets is refused', () => {
  const site = new Site();
  const group = new ec2.SecurityGroup(site.stack, 'Mine', { vpc: site.vpc, allowAllOutbound: false });
  site.web({ securityGroups: WorkloadSecurityGroups.existing([group]) });

  expect(onlyProperties(site.stack, 'AWS::EC2::SecurityGroupEgress').DestinationSecurityGroupId).toEqual({
    'Fn::GetAtt': [expect.stringMatching('^Mine'), 'GroupId'],
  });
  const none = ec2.Vpc.fromVpcAttributes(site.stack, 'None', { vpcId: 'vpc-1', availabilityZones: ['a'] });
  expect(() => new TaskVpcLink(site.stack, 'Link', { vpc: none, vpcSubnets: { subnets: [] } })).toThrow(
    '[TaskVpcLink.noSubnets]',
  );
});

describe('Callers without a compiler', () => {
  const js = groundwork as unknown as Record<string, any>;

  test.each<[string, () => unknown, string]>([
    [
      'nobody said who may call',
      () => js.WebIngress.httpApi({ path: '/orders' }),
      "[Props.missing] 'authorizer' of WebIngress.httpApi() is missing; it must be an apigatewayv2.IHttpRouteAuthorizer; as made by new HttpJwtAuthorizer('Users', issuer, { jwtAudience }) or new HttpIamAuthorizer(); to let everybody call, write WebIngress.publicHttpApi() or new HttpNoneAuthorizer()",
    ],
    [
      'a name in place of an authorizer',
      () => js.WebIngress.httpApi({ authorizer: 'Users' }),
      "[Props.wrongType] 'authorizer' of WebIngress.httpApi() must be an apigatewayv2.IHttpRouteAuthorizer, got the text 'Users'; as made by new HttpJwtAuthorizer('Users', issuer, { jwtAudience }) or new HttpIamAuthorizer(); to let everybody call, write WebIngress.publicHttpApi() or new HttpNoneAuthorizer()",
    ],
    [
      'an id in place of a VPC link',
      () => js.WebIngress.publicHttpApi({ vpcLink: 'abc123' }),
      "[Props.wrongType] 'vpcLink' of WebIngress.publicHttpApi() must be an ITaskVpcLink, got the text 'abc123'; as made by TaskVpcLink.of(vpc) or TaskVpcLink.existing(vpcLink, [securityGroup])",
    ],
    [
      'seconds in place of a duration',
      () => js.WebIngress.publicHttpApi({ timeout: 5 }),
      "[Props.wrongType] 'timeout' of WebIngress.publicHttpApi() must be a Duration, got the number 5; write a time with its unit, as in Duration.seconds(5)",
    ],
    [
      'a method in small letters',
      () => new Site().web({ ingress: js.WebIngress.publicHttpApi({ methods: ['get'] }) }),
      "Shop/Orders/Service: [TaskHttpRoutes.methods] each of 'methods' must be one of 'ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', got the text 'get'",
    ],
  ])('are told of %s', (_, call, message) => {
    expect(call).toThrow(new Error(message));
  });

  test('cannot call an API as if it were in the VPC', () => {
    const site = new Site();
    const web = site.web();

    expect(() => web.allowTo(web.httpApi as never)).toThrow('[Props.wrongType]');
  });
});

test('another service calls the tasks, not the API', () => {
  const site = new Site();
  const web = site.web();
  const caller = new groundwork.BackendService(site.stack, 'Caller', {
    cluster: site.cluster,
    container: { image, port: 9000, user: '10001' },
    serviceConnect: ServiceConnect.client(),
  });
  caller.allowTo(web);

  site.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 8080,
    SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CallerSecurityGroup'), 'GroupId'] },
  });
});
