import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  ExecAccess,
  TaskApplicationLoadBalancer,
  TaskCluster,
  TaskNetworkLoadBalancer,
  TaskSecurityGroup,
} from '../../lib';
import { testStack } from '../support/stacks';

/** What stands beside a workload, whatever changes. */
export class World {
  public readonly stack = testStack();
  public readonly vpc = ec2.Vpc.fromVpcAttributes(this.stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-0f1b2c3d4e5f60718', 'subnet-0f2c2d3e4f5061728'],
    publicSubnetRouteTableIds: ['rtb-0f1b2c3d4e5f60718', 'rtb-0f2c2d3e4f5061728'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  public readonly cluster = new TaskCluster(this.stack, 'Cluster', { vpc: this.vpc });
  public readonly exec = new ExecAccess(this.stack, 'Exec');
  public readonly peer = new TaskSecurityGroup(this.stack, 'Peer', { vpc: this.vpc });
  public readonly repository = ecr.Repository.fromRepositoryName(this.stack, 'Repository', 'api');
  public readonly secret = secretsmanager.Secret.fromSecretNameV2(this.stack, 'Secret', 'api-key');
  public readonly stream = firehose.DeliveryStream.fromDeliveryStreamName(this.stack, 'Stream', 'logs');

  public readonly starter = new iam.Role(this.stack, 'Starter', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  public readonly topic = new sns.Topic(this.stack, 'Topic');
  public readonly certificate = acm.Certificate.fromCertificateArn(
    this.stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111111111111:certificate/0a1b2c3d-0000-0000-0000-000000000000',
  );

  private balancers?: [TaskApplicationLoadBalancer, TaskNetworkLoadBalancer];

  /** Load balancers which others have already: an internal one, and one for TCP. */
  public otherBalancers(): [TaskApplicationLoadBalancer, TaskNetworkLoadBalancer] {
    const { stack, vpc, certificate } = this;
    this.balancers ??= [
      new TaskApplicationLoadBalancer(stack, 'Inside', { vpc, certificate }),
      new TaskNetworkLoadBalancer(stack, 'Tcp', { vpc }),
    ];
    return this.balancers;
  }

  /** A version of the application. */
  public image(tag = '1.0.0'): ecs.ContainerImage {
    return ecs.ContainerImage.fromEcrRepository(this.repository, tag);
  }
}
