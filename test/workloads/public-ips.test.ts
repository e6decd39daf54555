import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  AsgCapacity,
  BackendService,
  CapacityStrategy,
  EcsStartProof,
  OneOffJob,
  TaskEgress,
  TaskNetwork,
  TaskNetworkProps,
} from '../../lib';
import { testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');
const container = { image, port: 8080, user: '10001' };

function networkIn(stack: Stack, props: TaskNetworkProps = {}): TaskNetwork {
  return new TaskNetwork(stack, 'Network', { egress: TaskEgress.publicIps(), ...props });
}

function resources(stack: Stack, type: string): Record<string, any>[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);
}

describe('TaskEgress.publicIps()', () => {
  test('makes public subnets alone, without gateways for NAT and without interface endpoints', () => {
    const stack = testStack();
    const { vpc } = networkIn(stack);
    new BackendService(stack, 'Orders', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), container });

    expect([vpc.publicSubnets.length, vpc.privateSubnets.length, vpc.isolatedSubnets.length]).toEqual([2, 0, 0]);
    expect(resources(stack, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(resources(stack, 'AWS::EC2::VPCEndpoint').filter((each) => each.VpcEndpointType === 'Interface')).toEqual(
      [],
    );
    expect(resources(stack, 'AWS::EC2::Subnet').map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toEqual([
      false,
      false,
    ]);
  });

  test('gives tasks of services and jobs a public address, a way out to port 443 and none in', () => {
    const stack = testStack();
    const { vpc } = networkIn(stack);
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    new BackendService(stack, 'Orders', { cluster, container });
    new OneOffJob(stack, 'Migrate', { cluster, container: { image } });

    expect(resources(stack, 'AWS::ECS::Service')[0].NetworkConfiguration.AwsvpcConfiguration).toMatchObject({
      AssignPublicIp: 'ENABLED',
      Subnets: vpc.publicSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    });
    expect(JSON.stringify(resources(stack, 'AWS::StepFunctions::StateMachine'))).toContain(
      String.raw`\"AssignPublicIp\":\"ENABLED\"`,
    );
    const groups = resources(stack, 'AWS::EC2::SecurityGroup');
    expect(groups).not.toEqual([]);
    for (const group of groups) {
      expect(group.SecurityGroupIngress).toBeUndefined();
      expect(group.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443 })]);
    }
  });

  test('lets every task start, by the proof', () => {
    const stack = testStack();
    const { vpc } = networkIn(stack);
    new BackendService(stack, 'Orders', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), container });

    expect(EcsStartProof.prove(stack.node.root as App)).toMatchObject({ broken: 0, unknown: 0 });
  });

  test('takes the public subnets of a VPC that is given, although it has private ones', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
    networkIn(stack, { vpc });
    new BackendService(stack, 'Orders', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), container });

    expect(resources(stack, 'AWS::ECS::Service')[0].NetworkConfiguration.AwsvpcConfiguration).toMatchObject({
      AssignPublicIp: 'ENABLED',
      Subnets: vpc.publicSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    });
  });

  test('gives no address in private subnets that are chosen', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
    networkIn(stack, { vpc });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
    new BackendService(stack, 'Orders', { cluster, container, vpcSubnets });

    expect(resources(stack, 'AWS::ECS::Service')[0].NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp).toBe(
      'DISABLED',
    );
  });

  test('fails on instances, whose tasks get no public address', () => {
    const stack = testStack();
    const { vpc } = networkIn(stack);
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('m7i.large')],
      maxCapacity: 2,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    });

    expect(
      () => new BackendService(stack, 'Orders', { cluster, container, strategy: CapacityStrategy.only(capacity) }),
    ).toThrow('TestStack/Orders: [Workload.publicSubnets]');
  });

  test('fails in a VPC without public subnets', () => {
    const stack = testStack();
    const { vpc } = new TaskNetwork(stack, 'Isolated');

    expect(() => networkIn(stack, { vpc })).toThrow(
      "TestStack/Network: [TaskNetwork.noPublicSubnets] 'vpc' has no public subnets, which 'egress: TaskEgress.publicIps()' needs; leave out 'vpc' to have a new one, or choose another 'egress'",
    );
  });
});
