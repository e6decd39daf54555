import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { EcsStartProof } from '../lib';
import { AppModel } from '../lib/app-model/app-model';
import { readAssembly } from '../lib/app-model/read-assembly';
import { orderFindings } from '../lib/start-proof/order/order-check';
import { prove } from '../lib/start-proof/reach/prove';
import { rolloutFindings } from '../lib/start-proof/rollout/rollout-check';
import { exponent, median, timed } from './measure';

// The proof on top of a synth: services with a secret, a log group and ECS Exec in isolated subnets, 20 to a stack.
//   npm run bench -- start-proof
process.env.CDK_VALIDATION = 'false';

const ENDPOINTS = [
  ec2.InterfaceVpcEndpointAwsService.ECR,
  ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES,
];

function build(services: number): App {
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

/** Milliseconds of processor time so far: what else runs on the machine does not count. */
function spentSoFar(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of building and synthesizing, and of the proof within it. */
function measure(services: number, proved: boolean): { total: number; proof: number } {
  const start = spentSoFar();
  const app = build(services);
  const proof = new EcsStartProof();
  let spent = 0;
  if (proved) {
    Validations.of(app).addPlugins({
      name: proof.name,
      validate: (context) => {
        const begin = spentSoFar();
        const report = proof.validate(context);
        spent = spentSoFar() - begin;
        return report;
      },
    });
  }
  app.synth();
  return { total: spentSoFar() - start, proof: spent };
}

/** Milliseconds of one part of the proof on an app whose ways are proved already. */
function part(directory: string, find: (model: AppModel) => unknown): number {
  return median(
    [0, 1, 2, 3, 4, 5, 6].map(() => {
      const model = new AppModel(readAssembly(directory));
      prove(model);
      return timed(() => find(model));
    }),
  );
}

export function run(): void {
  measure(20, true);
  const rounds = [0, 1, 2, 3, 4];
  const plain = median(rounds.map(() => measure(200, false).total));
  const proofs = rounds.map(() => measure(200, true));
  const large = median(proofs.map(({ proof }) => proof));
  // Growth is measured on assemblies that are there, so that no garbage of a synth is collected on the proof's account.
  const [small, big] = [50, 200]
    .map((services) => build(services).synth().directory)
    .map((directory) => median([...rounds, ...rounds].map(() => timed(() => EcsStartProof.proveAssembly(directory)))));
  const assemblies = [50, 200].map((services) => build(services).synth().directory);
  const [order, rollout] = [orderFindings, rolloutFindings].map((find) => assemblies.map((each) => part(each, find)));
  process.stdout.write(
    [
      `start proof, 200 services in 10 stacks: ${((100 * large) / plain).toFixed(1)} % on top of the synth (limit 25 %)`,
      `whole run with the proof / without: ${(median(proofs.map(({ total }) => total)) / plain).toFixed(2)}`,
      `growth from 50 to 200 services: exponent ${exponent(50, small, 200, big).toFixed(2)} (linear is 1)`,
      `order: ${((100 * order[1]) / plain).toFixed(1)} % of the synth (limit 5 %), exponent ${exponent(50, order[0], 200, order[1]).toFixed(2)}`,
      `rollout: ${((100 * rollout[1]) / plain).toFixed(1)} % of the synth, exponent ${exponent(50, rollout[0], 200, rollout[1]).toFixed(2)}`,
      '',
    ].join('\n'),
  );
}
