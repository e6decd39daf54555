import { Duration } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServiceDeployment, TaskCluster, WebService, WebServiceProps } from '../../lib';
import { Changes, SERVICE_CHANGES, Subject } from './changes';

const WEB_CHANGES: Changes<WebServiceProps, WebService> = {
  ...SERVICE_CHANGES,
  'another port': { props: (_, props) => ({ container: { ...props.container!, port: 9090 } }) },
  'another health check path': { props: () => ({ healthCheckPath: '/up' }) },
  'a port of its own for the health check': { props: () => ({ healthCheckPort: 9000 }) },
  'another health check interval, codes, grace period': {
    props: () => ({
      healthCheckInterval: Duration.seconds(10),
      healthyHttpCodes: '200-299',
      healthCheckGracePeriod: Duration.minutes(3),
    }),
  },
  'another deregistration delay': { props: () => ({ deregistrationDelay: Duration.seconds(5) }) },
  'other hosts and paths': { props: () => ({ hosts: ['api.example.com'], paths: ['/v2/*'] }) },
  'another priority': { props: () => ({ priority: 42 }) },
  'rolling → blue/green': { props: () => ({ deployment: ServiceDeployment.blueGreen() }) },
  'rolling → linear': { props: () => ({ deployment: ServiceDeployment.linear() }) },
  'rolling → canary': { props: () => ({ deployment: ServiceDeployment.canary() }) },
  'rolling → blue/green with a test listener': {
    props: () => ({ deployment: ServiceDeployment.blueGreen({ testPort: 8443 }) }),
  },
  'behind a second load balancer': {
    call: ({ service }, world) => world.otherBalancers()[0].addService('Inside', service, { paths: ['/*'] }),
  },
  'behind a network load balancer too': {
    call: ({ service }, world) => world.otherBalancers()[1].addService('Tcp', service, { port: 443 }),
  },
};

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
      'a web ACL': { props: () => ({ webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/acl/0' }) },
      'deletion protection': { props: () => ({ deletionProtection: true }) },
      'another TLS policy': { props: () => ({ sslPolicy: elbv2.SslPolicy.TLS13_13 }) },
    },
    costly: {
      'internal → internet-facing': { props: () => ({ internetFacing: true }) },
      'another service name': { props: () => ({ serviceName: 'api-2' }) },
      'another cluster': {
        props: ({ stack, vpc }) => ({ cluster: new TaskCluster(stack, 'Other', { vpc }) }),
      },
    },
  },
};
