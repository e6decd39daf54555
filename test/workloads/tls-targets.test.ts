import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { TaskSize } from '../../lib/task-definition/task-size';
import { TaskListener } from '../../lib/task-networking/task-listener';
import { ServiceConnect } from '../../lib/workloads/service-connect';
import type { ServiceConnectServerOptions } from '../../lib/workloads/service-connect-options';
import { ServiceDeployment } from '../../lib/workloads/service-deployment';
import { WebService } from '../../lib/workloads/web-service';
import type { WebServiceProps } from '../../lib/workloads/web-service-props';
import { testStack } from '../support/stacks';
import { warningsOf } from '../support/warnings';
import { WebIngress } from '../../lib/workloads/web-ingress';
import { ServiceNamespace } from '../../lib/workloads/service-namespace';
import { WorkloadTask } from '../../lib/workloads/workload-task';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/x';

const authority = (stack: Stack) =>
  acmpca.CertificateAuthority.fromCertificateAuthorityArn(
    stack,
    'Ca',
    'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a',
  );

function clusterIn(stack: Stack): ecs.Cluster {
  return new ecs.Cluster(stack, 'Cluster', {
    vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false }),
  });
}

function web(
  connect: ServiceConnectServerOptions | undefined,
  props: (stack: Stack) => Partial<WebServiceProps> = (stack) => ({
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
  }),
): Stack {
  const stack = testStack();
  new WebService(stack, 'Web', {
    cluster: clusterIn(stack),
    container: { image, port: 8080 },
    task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
    serviceConnect:
      connect &&
      ServiceConnect.server('web', {
        namespace: ServiceNamespace.create('shop'),
        tls: { certificateAuthority: authority(stack) },
        ...connect,
      }),
    ...props(stack),
  });
  return stack;
}

const groupsOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::TargetGroup')).map(
    ({ Properties: { Protocol, HealthCheckProtocol, HealthCheckPort, Port } }) => ({
      Protocol,
      HealthCheckProtocol,
      HealthCheckPort,
      Port,
    }),
  );

test('a load balancer speaks TLS to a port on which Service Connect takes TLS', () => {
  const stack = web({});

  expect(groupsOf(stack)).toEqual([{ Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS', Port: 80 }]);
  expect(warningsOf(stack, 'WebService')).toEqual([]);
});

test('both target groups of a service that shifts traffic do', () => {
  const stack = web({}, (owner) => ({
    certificate: acm.Certificate.fromCertificateArn(owner, 'Certificate', CERTIFICATE),
    deployment: ServiceDeployment.blueGreen(),
  }));

  expect(groupsOf(stack)).toEqual([
    { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS', Port: 80 },
    { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS', Port: 80 },
  ]);
});

test.each<[string, ServiceConnectServerOptions | undefined]>([
  ['that does not use Service Connect', undefined],
  ['whose endpoint has no TLS', { tls: undefined }],
  ['whose proxy listens on another port', { ingressPortOverride: 8443 }],
])('a load balancer speaks clear text to a service %s', (_, connect) => {
  expect(groupsOf(web(connect))).toEqual([{ Protocol: 'HTTP', Port: 80 }]);
});

test('a health check on a port of its own is in clear text', () => {
  const stack = web({}, (owner) => ({
    certificate: acm.Certificate.fromCertificateArn(owner, 'Certificate', CERTIFICATE),
    container: { image, port: 8080, portMappings: [{ containerPort: 9000 }] },
    containerPort: 8080,
    healthCheck: { port: 9000 },
  }));

  expect(groupsOf(stack)).toEqual([
    { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTP', HealthCheckPort: '9000', Port: 80 },
  ]);
});

test.each([
  ['after the target group was made', false],
  ['before', true],
])('a service made by hand gets TLS when it joins Service Connect %s', (_, before) => {
  const stack = testStack();
  const cluster = clusterIn(stack);
  const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { size: TaskSize.of(512, 1024) });
  taskDefinition.addTaskContainer('app', { image, portMappings: [{ containerPort: 8080, name: 'web' }] });
  const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc: cluster.vpc });
  const listener = TaskListener.of(
    balancer.addListener('Https', {
      port: 443,
      open: false,
      certificates: [elbv2.ListenerCertificate.fromArn(CERTIFICATE)],
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    }),
  );
  const join = () =>
    ServiceConnect.server('web', {
      namespace: ServiceNamespace.create('shop'),
      tls: { certificateAuthority: authority(stack) },
    }).enableOn(service);

  if (before) {
    join();
  }
  listener.addService('Http', service, { paths: ['/*'] });
  if (!before) {
    join();
  }

  expect(groupsOf(stack)).toEqual([{ Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS', Port: 80 }]);
});

describe('The listener before tasks that take TLS 1.3 only', () => {
  test.each<[string, (stack: Stack) => Partial<WebServiceProps>, boolean]>([
    ['of protocol HTTP', () => ({ ingress: WebIngress.plainHttp() }), true],
    [
      'with a policy of TLS 1.2',
      (stack) => ({
        certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
        ingress: WebIngress.internal({ sslPolicy: elbv2.SslPolicy.TLS12 }),
      }),
      true,
    ],
    [
      'with a policy of TLS 1.3',
      (stack) => ({
        certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
        ingress: WebIngress.internal({ sslPolicy: elbv2.SslPolicy.TLS13_13 }),
      }),
      false,
    ],
  ])('%s is warned of: %p', (_, props, warns) => {
    expect(warningsOf(web({}, props), 'WebService')).toEqual(warns ? ['TestStack/Web WebService.tlsListener'] : []);
    expect(warningsOf(web({ tls: undefined }, props), 'WebService')).toEqual([]);
  });
});
