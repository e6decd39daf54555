import { App, IPolicyValidationContext, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** At least so many; a stack holds 500 resources, so 1,000 services take more. */
const STACKS = 10;
const MOST_PER_STACK = 50;

/** Services as plain aws-ecs makes them, in ten stacks or more, with an order that is raced: a warning for each. */
export function plainServices(services: number): App {
  const app = new App({ analyticsReporting: false });
  const base = new Stack(app, 'Base');
  const cluster = new ecs.Cluster(base, 'Cluster', { vpc: new ec2.Vpc(base, 'Vpc', { maxAzs: 2 }) });
  const perStack = Math.min(MOST_PER_STACK, services / STACKS);
  for (let first = 0; first < services; first += perStack) {
    const stack = new Stack(app, `Services${first}`);
    for (let index = first; index < first + perStack; index++) {
      const taskDefinition = new ecs.FargateTaskDefinition(stack, `Task${index}`);
      taskDefinition.addContainer('web', {
        image: ecs.ContainerImage.fromRegistry('example/web:1'),
        logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
        portMappings: [{ containerPort: 8080 }],
      });
      new ecs.FargateService(stack, `Service${index}`, { cluster, taskDefinition, minHealthyPercent: 100 });
    }
  }
  return app;
}

const ENDPOINTS = [
  ec2.InterfaceVpcEndpointAwsService.ECR,
  ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES,
];

/** Services with a secret, a log group and ECS Exec in isolated subnets, 20 to a stack, that wait for their policies. */
export function isolatedServices(services: number): App {
  const app = new App({ analyticsReporting: false, treeMetadata: true });
  const base = new Stack(app, 'Base');
  const vpc = new ec2.Vpc(base, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  ENDPOINTS.forEach((service, index) => vpc.addInterfaceEndpoint(`Endpoint${index}`, { service }));
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const cluster = new ecs.Cluster(base, 'Cluster', { vpc });
  const repository = new ecr.Repository(base, 'Repository');
  let stack = base;
  for (let index = 0; index < services; index += 1) {
    if (index % 20 === 0) {
      stack = new Stack(app, `Services${index / 20}`);
    }
    const taskDefinition = new ecs.FargateTaskDefinition(stack, `Task${index}`);
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromEcrRepository(repository, 'v1'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
      portMappings: [{ containerPort: 8080 }],
      secrets: { PASSWORD: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, `Secret${index}`)) },
    });
    const service = new ecs.FargateService(stack, `Service${index}`, {
      cluster,
      taskDefinition,
      enableExecuteCommand: true,
      minHealthyPercent: 100,
    });
    // As the proof advises: two hundred warnings would be measured otherwise.
    service.node.addDependency(taskDefinition.obtainExecutionRole());
  }
  return app;
}

/** The context that a plugin gets, for an app that is synthesized. */
export function contextOf(app: App): IPolicyValidationContext {
  const stackTemplates = app.synth().stacks.map((stack) => ({
    stackConstructPath: stack.hierarchicalId,
    templatePath: stack.templateFullPath,
    accountId: undefined,
    region: undefined,
  }));
  return {
    appConstruct: app,
    stackTemplates,
    templatePaths: stackTemplates.map(({ templatePath }) => templatePath),
  };
}
