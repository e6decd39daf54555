import { App, Stack } from 'aws-cdk-lib';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { build as existing, buildBroken } from '../../examples/network-existing-app/app';
import { build as isolatedEc2 } from '../../examples/network-isolated-ec2/app';
import { build as isolatedFargate } from '../../examples/network-isolated-fargate/app';
import {
  TaskApplicationLoadBalancer,
  TaskCluster,
  TaskEgress,
  TaskHttpApi,
  TaskNetwork,
  TaskNetworkLoadBalancer,
  TaskVpcLink,
  WebIngress,
  WebService,
} from '../../lib';
import { expectDeployable, reportOn } from '../support/deployable';

/** A VPC with everything on, and both load balancers. */
function buildEverything(app: App): void {
  const stack = new Stack(app, 'Everything');
  const { vpc } = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(), dualStack: true });
  const certificate = acm.Certificate.fromCertificateArn(
    stack,
    'Certificate',
    stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '11111111-2222-3333-4444-555555555555' }),
  );
  new TaskApplicationLoadBalancer(stack, 'Http', { vpc, certificate });
  new TaskNetworkLoadBalancer(stack, 'Tcp', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } });
}

/** What the lookup of the S3 prefix list brings: aws-cdk-lib's own function, and a call that takes no resource. */
const NAG = ['AwsSolutions::AwsSolutions-IAM4', 'AwsSolutions::AwsSolutions-IAM5'];

test.each<[string, (app: App) => void, string[]]>([
  ['network-isolated-fargate', isolatedFargate, [...NAG, 'CloudFormation Validate::W7001']],
  ['network-isolated-ec2', isolatedEc2, ['AwsSolutions::AwsSolutions-AS3', ...NAG, 'CloudFormation Validate::W7001']],
  ['network-existing-app', existing, ['AwsSolutions::AwsSolutions-EC23', 'AwsSolutions::AwsSolutions-IAM5']],
  ['everything', buildEverything, ['AwsSolutions::AwsSolutions-S1']],
])('%s is deployable', (_, build, expected) => {
  const { acknowledged } = expectDeployable(build);

  expect([...new Set(acknowledged.map(({ rule }) => rule.split('[')[0]))].sort()).toEqual(expected);
});

test('the existing app is proved broken before it takes the advice', () => {
  const { open } = reportOn(buildBroken);

  expect(open.map(({ rule, message }) => [rule, /cannot (.*) \(/.exec(message)?.[1]])).toEqual([
    ['EcsStartProof::StartProof.noEndpoint', 'log in to the image registry'],
    ['EcsStartProof::StartProof.noEndpoint', 'pull the image layers'],
    ['EcsStartProof::StartProof.noEndpoint', 'ship logs to CloudWatch Logs'],
  ]);
});

test('HTTP APIs that everybody may call, or browsers may ask, are deployable, and say why of each open route', () => {
  const report = expectDeployable((app) => {
    const stack = new Stack(app, 'Open');
    const { vpc } = new TaskNetwork(stack, 'Network');
    const cluster = new TaskCluster(stack, 'Cluster', { vpc });
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      zoneName: 'example.com',
    });
    const container = {
      image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Repository', 'app'), '1'),
      port: 8080,
      healthCheck: { command: ['CMD-SHELL', 'exit 0'] },
    };
    new WebService(stack, 'News', {
      cluster,
      container,
      ingress: WebIngress.publicHttpApi({ path: '/news' }),
      domain: { name: 'news.example.com', zone },
    });
    const corsPreflight = { allowOrigins: ['https://shop.example.com'] };
    const vpcLink = TaskVpcLink.of(vpc);
    const api = new TaskHttpApi(stack, 'Api', { vpcLink, authorizer: new HttpIamAuthorizer(), corsPreflight });
    new WebService(stack, 'Shop', {
      cluster,
      container,
      ingress: WebIngress.sharedHttpApi(api, { path: '/shop' }),
    });
  });

  const open = report.acknowledged.filter(({ rule }) => rule.includes('APIG'));
  expect(open.map(({ rule, where }) => `${rule} ${where}`).sort()).toEqual([
    'AwsSolutions::AwsSolutions-APIG4 Open/News/Service/HttpApi/Route/Resource',
    'AwsSolutions::AwsSolutions-APIG4 Open/News/Service/HttpApi/RouteBelow/Resource',
    'AwsSolutions::AwsSolutions-APIG4 Open/Shop/Service/HttpApi/PreflightRoute/Resource',
    'AwsSolutions::AwsSolutions-APIG4 Open/Shop/Service/HttpApi/PreflightRouteBelow/Resource',
  ]);
});
