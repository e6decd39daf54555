import { App, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { build as existing, buildBroken } from '../../examples/network-existing-app/app';
import { build as isolatedEc2 } from '../../examples/network-isolated-ec2/app';
import { build as isolatedFargate } from '../../examples/network-isolated-fargate/app';
import {
  TaskApplicationLoadBalancer,
  TaskEgress,
  TaskNetwork,
  TaskNetworkLoadBalancer,
} from '../../lib/task-networking';
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
