import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import {
  BackendService,
  BackendServiceProps,
  CapacityStrategy,
  HttpApiIngressOptions,
  OneOffJob,
  OneOffJobProps,
  ScheduledJob,
  ScheduledJobProps,
  ServiceConnect,
  ServiceDeployment,
  ServiceDiscovery,
  ServiceScalingOptions,
  ServiceWorkload,
  ServiceWorkloadProps,
  TaskCluster,
  TaskVpcLink,
  WebService,
  WebServiceProps,
  WorkerQueue,
  WorkerService,
  WorkerServiceProps,
  WebIngress,
  ServiceNamespace,
  DesiredCount,
} from '../../lib';
import { Changes, SERVICE_CHANGES, Subject, TASK_CHANGES } from './changes';

/** The new rule is made first, goes before the old one, and sends to the same tasks; then the old one goes. */
const SHIFTING = { without: ['AWS::ElasticLoadBalancingV2::ListenerRule'] };

/** The scaling of a service, of which one option is changed at a time. */
const SCALING: ServiceScalingOptions = { max: 10, cpuPercent: 60, requestsPerTarget: 1000 };

const WEB_CHANGES: Changes<WebServiceProps, WebService> = {
  ...SERVICE_CHANGES,
  'another port': { props: (_, props) => ({ container: { ...props.container!, port: 9090 } }) },
  'another health check path': { props: () => ({ healthCheck: { path: '/up' } }) },
  'a port of its own for the health check': { props: () => ({ healthCheck: { port: 9000 } }) },
  'another health check interval, codes, grace period': {
    props: () => ({
      healthCheck: { healthyHttpCodes: '200-299', interval: Duration.seconds(10), gracePeriod: Duration.minutes(3) },
    }),
  },
  'another deregistration delay': { props: () => ({ deregistrationDelay: Duration.seconds(5) }) },
  'other hosts and paths': {
    props: () => ({ ingress: WebIngress.internal({ hosts: ['api.example.com'], paths: ['/v2/*'] }) }),
  },
  'another priority': { props: () => ({ ingress: WebIngress.internal({ priority: 42 }) }) },
  'rolling → blue/green': { ...SHIFTING, props: () => ({ deployment: ServiceDeployment.blueGreen() }) },
  'rolling → linear': { ...SHIFTING, props: () => ({ deployment: ServiceDeployment.linear() }) },
  'rolling → canary': { ...SHIFTING, props: () => ({ deployment: ServiceDeployment.canary() }) },
  'rolling → blue/green with a test listener': {
    ...SHIFTING,
    props: () => ({ deployment: ServiceDeployment.blueGreen({ testPort: 8443 }) }),
  },
  'behind a second load balancer': {
    call: ({ service }, world) => world.otherBalancers()[0].addService('Inside', service, { paths: ['/*'] }),
  },
  'behind a network load balancer too': {
    call: ({ service }, world) => world.otherBalancers()[1].addService('Tcp', service, { port: 443 }),
  },
};

/** Of all the changes of any service, which `WebService` shows, those that are made most. */
const MAIN_CHANGES: Changes<ServiceWorkloadProps, ServiceWorkload> = Object.fromEntries(
  [
    'another image',
    'another size',
    'an environment variable',
    'a secret',
    'log retention',
    'a log destination',
    'another container',
    'desired count',
    'desired count → scaling',
    'Fargate → on-demand floor, rest on Spot',
    'deployment percentages',
    'another limit of a rollback alarm',
    'ECS Exec on',
    'may call another service',
  ].map((name) => [name, SERVICE_CHANGES[name]]),
);

const MAIN_JOB_CHANGES: Changes<ScheduledJobProps, ScheduledJob> = {
  ...TASK_CHANGES,
  'Fargate → on-demand floor, rest on Spot': {
    props: () => ({ strategy: CapacityStrategy.onDemandFloor(1), retries: { attempts: 3 } }),
  },
  'retries and timeout': { props: () => ({ retries: { attempts: 5 }, timeout: Duration.hours(2) }) },
  alarms: { props: ({ topic }) => ({ alarmTopic: topic }) },
  'may call a service': { call: (job, { peer }) => job.allowTo(peer, 5432) },
};

const AUDIENCE = { jwtAudience: ['orders'] };

/** An HTTP API, of which one option is changed at a time. */
function httpApi(options: Partial<HttpApiIngressOptions> = {}): WebIngress {
  const authorizer = new HttpJwtAuthorizer('Users', 'https://users.example.com', AUDIENCE);
  return WebIngress.httpApi({ authorizer, path: '/orders', ...options });
}

/** Every kind of workload, by the name that it has in the guide. */
export const SUBJECTS: Readonly<Record<string, Subject>> = {
  WebService: {
    props: (world): WebServiceProps => ({
      cluster: world.cluster,
      certificate: world.certificate,
      container: { image: world.image(), port: 8080 },
    }),
    make: (world, props) => new WebService(world.stack, 'Api', props),
    finish: (_, world) => world.otherBalancers(),
    changes: {
      ...WEB_CHANGES,
      'a web ACL': {
        props: () => ({
          ingress: WebIngress.internal({ webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/acl/0' }),
        }),
      },
      'deletion protection': { props: () => ({ ingress: WebIngress.internal({ deletionProtection: true }) }) },
      'another TLS policy': {
        props: () => ({ ingress: WebIngress.internal({ sslPolicy: elbv2.SslPolicy.TLS13_13 }) }),
      },
    },
    costly: {
      'internal → internet-facing': { props: () => ({ ingress: WebIngress.internetFacing() }) },
      'another service name': { props: () => ({ serviceName: 'api-2' }) },
      'another cluster': {
        props: ({ stack, vpc }) => ({ cluster: new TaskCluster(stack, 'Other', { vpc }) }),
      },
    },
  },
  'WebService with canary': {
    props: (world): WebServiceProps => ({
      cluster: world.cluster,
      certificate: world.certificate,
      container: { image: world.image(), port: 8080 },
      deployment: ServiceDeployment.canary(),
    }),
    make: (world, props) => new WebService(world.stack, 'Api', props),
    changes: {
      'another image': SERVICE_CHANGES['another image'],
      'another port': WEB_CHANGES['another port'],
      'other hosts and paths': WEB_CHANGES['other hosts and paths'],
      'another health check path': WEB_CHANGES['another health check path'],
      'other steps': { props: () => ({ deployment: ServiceDeployment.canary({ canaryPercent: 10 }) }) },
      'canary → linear': { props: () => ({ deployment: ServiceDeployment.linear() }) },
      'a test listener': { props: () => ({ deployment: ServiceDeployment.canary({ testPort: 8443 }) }) },
      'canary → rolling': {
        props: () => ({ deployment: ServiceDeployment.rolling() }),
        without: [
          'AWS::CloudWatch::Alarm',
          'AWS::ElasticLoadBalancingV2::TargetGroup',
          'AWS::IAM::ManagedPolicy',
          'AWS::IAM::Policy',
          'AWS::IAM::Role',
          'AWS::Lambda::Function',
          'AWS::Logs::LogGroup',
          'Custom::EcsListenerRule',
        ],
      },
    },
  },
  'WebService with scaling': {
    props: (world): WebServiceProps => ({
      cluster: world.cluster,
      certificate: world.certificate,
      container: { image: world.image(), port: 8080 },
      desiredCount: DesiredCount.scaled(SCALING),
    }),
    make: (world, props) => new WebService(world.stack, 'Api', props),
    changes: {
      'another minimum and maximum': {
        props: () => ({ desiredCount: DesiredCount.scaled({ ...SCALING, min: 4, max: 20 }) }),
      },
      'other targets': {
        props: () => ({ desiredCount: DesiredCount.scaled({ ...SCALING, cpuPercent: 50, requestsPerTarget: 500 }) }),
      },
      'other cooldowns': {
        props: () => ({ desiredCount: DesiredCount.scaled({ ...SCALING, scaleInCooldown: Duration.minutes(10) }) }),
      },
      'a schedule': {
        props: () => ({
          desiredCount: DesiredCount.scaled({
            ...SCALING,
            schedules: [{ name: 'Morning', schedule: appscaling.Schedule.cron({ hour: '6', minute: '0' }), min: 6 }],
          }),
        }),
      },
      'a forecast': { props: () => ({ desiredCount: DesiredCount.scaled({ ...SCALING, predictive: {} }) }) },
      'one metric less': {
        props: () => ({ desiredCount: DesiredCount.scaled({ ...SCALING, requestsPerTarget: undefined }) }),
        without: ['AWS::ApplicationAutoScaling::ScalingPolicy'],
      },
      'scaling → desired count': {
        props: () => ({ desiredCount: DesiredCount.fixed(4) }),
        without: ['AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::ApplicationAutoScaling::ScalableTarget'],
      },
    },
  },
  'WebService behind an HTTP API': {
    props: (world): WebServiceProps => ({
      cluster: world.cluster,
      container: { image: world.image(), port: 8080 },
      ingress: httpApi(),
    }),
    make: (world, props) => new WebService(world.stack, 'Api', props),
    changes: {
      'another image': SERVICE_CHANGES['another image'],
      'another port': WEB_CHANGES['another port'],
      'desired count → scaling': SERVICE_CHANGES['desired count → scaling'],
      'another path': { props: () => ({ ingress: httpApi({ path: '/v2/orders' }) }) },
      'other methods': {
        props: () => ({ ingress: httpApi({ methods: [apigateway.HttpMethod.GET] }) }),
        without: ['AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route'],
      },
      'another issuer': {
        props: () => ({
          ingress: httpApi({ authorizer: new HttpJwtAuthorizer('Users', 'https://v2.example.com', AUDIENCE) }),
        }),
      },
      'limits, scopes, pages of another origin, metrics of routes': {
        props: () => ({
          ingress: httpApi({
            throttle: { rateLimit: 10 },
            scopes: ['orders/read'],
            corsPreflight: { allowOrigins: ['https://shop.example.com'] },
            detailedMetrics: true,
            timeout: Duration.seconds(5),
          }),
        }),
      },
      'everybody may call': {
        props: () => ({ ingress: WebIngress.publicHttpApi({ path: '/orders' }) }),
        without: ['AWS::ApiGatewayV2::Authorizer'],
      },
      'another VPC link': {
        props: ({ stack, vpc }) => ({ ingress: httpApi({ vpcLink: new TaskVpcLink(stack, 'Link', { vpc }) }) }),
        without: ['AWS::ApiGatewayV2::VpcLink', 'AWS::EC2::SecurityGroup'],
      },
    },
  },
  BackendService: {
    props: (world): BackendServiceProps => ({
      cluster: world.cluster,
      container: { image: world.image(), port: 8080 },
      serviceConnect: ServiceConnect.server('orders'),
      serviceDiscovery: ServiceDiscovery.named('orders-dns', { namespace: ServiceNamespace.create('shop.internal') }),
    }),
    make: (world, props) => new BackendService(world.stack, 'Api', props),
    changes: {
      ...MAIN_CHANGES,
      'another port': { props: (_, props) => ({ container: { ...props.container, port: 9090 } }) },
      'another name or port for clients': {
        props: () => ({ serviceConnect: ServiceConnect.server('orders', { dnsName: 'orders.local', port: 80 }) }),
      },
      'timeouts of Service Connect': {
        props: () => ({ serviceConnect: ServiceConnect.server('orders', { idleTimeout: Duration.minutes(1) }) }),
      },
      'another name of the endpoint': { props: () => ({ serviceConnect: ServiceConnect.server('orders-v2') }) },
      'another time to live of the DNS name': {
        props: () => ({
          serviceDiscovery: ServiceDiscovery.named('orders-dns', {
            namespace: ServiceNamespace.create('shop.internal'),
            ttl: Duration.seconds(5),
          }),
        }),
      },
      'rolling → canary': { props: () => ({ deployment: ServiceDeployment.canary() }) },
    },
    costly: {
      'another DNS name': {
        props: () => ({
          serviceDiscovery: ServiceDiscovery.named('orders-dns-v2', {
            namespace: ServiceNamespace.create('shop.internal'),
          }),
        }),
      },
    },
  },
  WorkerService: {
    props: (world): WorkerServiceProps => ({ cluster: world.cluster, container: { image: world.image() } }),
    make: (world, props) => new WorkerService(world.stack, 'Api', props),
    changes: {
      ...MAIN_CHANGES,
      'scaling on the backlog': {
        props: () => ({
          desiredCount: DesiredCount.scaled({
            max: 20,
            backlog: { acceptableLatency: Duration.minutes(5), timePerMessage: Duration.seconds(30) },
          }),
        }),
      },
      'another visibility timeout, retention, number of receives': {
        props: () => ({
          queue: WorkerQueue.create({
            visibilityTimeout: Duration.minutes(10),
            messageRetention: Duration.days(7),
            maxReceiveCount: 3,
          }),
        }),
      },
      'a topic': { call: (worker, world) => worker.addTopic(world.topic) },
      'a release is undone by the age of messages': {
        props: () => ({ queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(30) }) }),
      },
      'scale-in protection': { props: () => ({ scaleInProtection: true }) },
    },
  },
  ScheduledJob: {
    props: (world): ScheduledJobProps => ({
      cluster: world.cluster,
      container: { image: world.image() },
      schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '30' }),
    }),
    make: (world, props) => new ScheduledJob(world.stack, 'Api', props),
    changes: {
      ...MAIN_JOB_CHANGES,
      'another schedule': { props: () => ({ schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)) }) },
      'switched off': { props: () => ({ enabled: false }) },
    },
  },
  OneOffJob: {
    props: (world): OneOffJobProps => ({ cluster: world.cluster, container: { image: world.image() } }),
    make: (world, props) => new OneOffJob(world.stack, 'Api', props),
    changes: {
      'another image': SERVICE_CHANGES['another image'],
      'another size': SERVICE_CHANGES['another size'],
      'one more who may start it': { props: ({ starter }) => ({ starters: [starter] }) },
    },
  },
};
