import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { BackendService, TaskEgress, TaskNetwork } from '../../lib';
import { testApp } from '../support/stacks';

/** A lookup that has no answer yet: aws-cdk-lib stands in a VPC whose private subnets are its isolated ones too. */
test('tasks in a VPC that was not looked up yet may call out, as they may when it was', () => {
  const stack = new Stack(testApp(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0a1b2c3d4e5f60718' });
  const network = new TaskNetwork(stack, 'Network', { vpc, egress: TaskEgress.nat() });
  new BackendService(stack, 'Api', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    vpcSubnets: network.vpcSubnets,
    container: { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'), port: 8080 },
  });

  const [group] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'));
  expect(group.Properties.SecurityGroupEgress).toEqual([
    expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
  ]);
});
