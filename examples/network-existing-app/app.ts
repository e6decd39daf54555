// My app uses none of these constructs. Will its tasks start?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { EcsStartProof } from '../../lib';

/** A service as thousands were written. Nothing in the CDK objects to it, and not one of its tasks starts. */
function buildService(app: App): ec2.Vpc {
  const stack = new Stack(app, 'NetworkExistingApp');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    maxAzs: 2,
    subnetConfiguration: [{ name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    restrictDefaultSecurityGroup: false,
  });
  vpc.addFlowLog('FlowLog');
  vpc.addInterfaceEndpoint('Dkr', { service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER });

  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('web', {
    image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Web', 'web'), '1.4.2'),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
  });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENHANCED }),
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  // The first task needs the way and the rights. CloudFormation would make them beside the service.
  service.node.addDependency(vpc, taskDefinition.obtainExecutionRole());
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: 'ecr:GetAuthorizationToken takes no resource' },
    {
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: 'the rule cannot read the block of the VPC, which is no 0.0.0.0/0',
    },
  );
  return vpc;
}

/**
 * As it was. The proof says: no way to log in to the registry, none to the layers of the image, none to the logs. With
 * each it says what to add.
 */
export function buildBroken(app: App): void {
  buildService(app);
  Validations.of(app).addPlugins(new EcsStartProof());
}

/** The same app after taking that advice. */
export function build(app: App): void {
  const vpc = buildService(app);
  vpc.addInterfaceEndpoint('Api', { service: ec2.InterfaceVpcEndpointAwsService.ECR });
  vpc.addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
