/**
 * The command on finished assemblies: `check` and `report` as processes of their own, compiled as users get them.
 *
 *   npm run bench -- command
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { exponent, median } from './measure';

const SIZES = [50, 200, 1000];
const ROUNDS = 5;
const PER_STACK = 20;
const MAIN = join(__dirname, '..', 'lib', 'command', 'main.js');

export function run(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-command-'));
  try {
    SIZES.forEach((services) => build(services, join(folder, `app-${services}`)));
    console.log('the command on an assembly: seconds of CPU and of the clock (medians), most memory, size of the page');
    for (const name of ['check', 'report']) {
      const spent = SIZES.map((services) => {
        const rounds = Array.from({ length: ROUNDS }, () => once(name, folder, services));
        const [cpu, clock, memory] = [
          median(rounds.map((round) => round.cpu)),
          median(rounds.map((round) => round.clock)),
          Math.max(...rounds.map((round) => round.memory)),
        ];
        const size = name === 'report' ? `, ${(statSync(join(folder, 'out')).size / 1024).toFixed(0)} KiB` : '';
        console.log(
          `  ${name.padEnd(6)} ${String(services).padStart(5)} services  ${cpu.toFixed(2)} s, ${clock.toFixed(2)} s, ${memory.toFixed(0)} MiB${size}`,
        );
        return cpu;
      });
      console.log(
        `  ${name.padEnd(6)} grows with exponent ${exponent(SIZES[1], spent[1], SIZES[2], spent[2]).toFixed(2)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the command once. The process says at its end what it took. */
function once(name: string, cwd: string, services: number): { cpu: number; clock: number; memory: number } {
  const script = `process.argv.splice(1, 0, 'main');
    process.on('exit', () => {
      const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
      process.stderr.write('\\n' + JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024]));
    });
    require(${JSON.stringify(MAIN)});`;
  const start = process.hrtime.bigint();
  const { stderr } = spawnSync(process.execPath, ['-e', script, name, `app-${services}`, '-o', 'out'], {
    cwd,
    encoding: 'utf8',
  });
  const clock = Number(process.hrtime.bigint() - start) / 1e9;
  const [cpu, memory] = JSON.parse(stderr.slice(stderr.lastIndexOf('\n') + 1)) as [number, number];
  return { cpu, clock, memory };
}

/** Services with a secret, a log group and ECS Exec in isolated subnets, 20 to a stack. */
function build(services: number, outdir: string): void {
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir, analyticsReporting: false });
  const base = new Stack(app, 'Base');
  const vpc = new ec2.Vpc(base, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;
  [ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SECRETS_MANAGER].forEach((service, index) =>
    vpc.addInterfaceEndpoint(`Endpoint${index}`, { service }),
  );
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const cluster = new ecs.Cluster(base, 'Cluster', { vpc });
  const repository = new ecr.Repository(base, 'Repository');
  let stack = base;
  for (let index = 0; index < services; index += 1) {
    if (index % PER_STACK === 0) {
      stack = new Stack(app, `Services${index / PER_STACK}`);
    }
    const taskDefinition = new ecs.FargateTaskDefinition(stack, `Task${index}`);
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromEcrRepository(repository, 'v1'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
      portMappings: [{ containerPort: 8080 }],
      secrets: { PASSWORD: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, `Secret${index}`)) },
    });
    new ecs.FargateService(stack, `Service${index}`, { cluster, taskDefinition, minHealthyPercent: 100 });
  }
  app.synth();
}
