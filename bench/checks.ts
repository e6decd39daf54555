/**
 * What each check costs on top of the synthesis of 200 services in isolated subnets.
 *
 *   npm run bench -- checks
 */
import { App, IPolicyValidationContext, IPolicyValidationPlugin, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CapacityChecks, EcsStartProof, FirelensChecks, Nist800190Checks, TaskDefinitionChecks } from '../lib';
import { median } from './measure';

process.env.CDK_VALIDATION = 'false';

const SERVICES = 200;
/** At least so many; a stack holds 500 resources, so 1,000 services take more. */
const STACKS = 10;
const MOST_PER_STACK = 50;
const ROUNDS = 5;

function build(services = SERVICES): App {
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

/** The context that a plugin gets, for an app that is synthesized. */
function contextOf(app: App): IPolicyValidationContext {
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

function checksOf(app: App): IPolicyValidationPlugin[] {
  return [
    new TaskDefinitionChecks(),
    new EcsStartProof(),
    new CapacityChecks(),
    new FirelensChecks(),
    new Nist800190Checks(app),
  ];
}

/** What the first check costs: it reads the templates for all of them. */
function first(index: number): { synth: number; cost: number } {
  const start = spentSoFar();
  const app = build();
  const context = contextOf(app);
  const synth = spentSoFar() - start;
  checksOf(app)[index].validate(context);
  return { synth, cost: spentSoFar() - start - synth };
}

/** What all checks of one synth cost together, and the megabytes that they hold on to. */
function together(services: number): { synth: number; cost: number; memory: number } {
  const start = spentSoFar();
  const app = build(services);
  const context = contextOf(app);
  const synth = spentSoFar() - start;
  const before = process.memoryUsage().heapUsed;
  checksOf(app).forEach((check) => check.validate(context));
  const cost = spentSoFar() - start - synth;
  return { synth, cost, memory: (process.memoryUsage().heapUsed - before) / 2 ** 20 };
}

export function run(): void {
  together(SERVICES);
  console.log(`checks of ${SERVICES} services in ${STACKS} stacks, on top of building and synthesizing them`);
  checksOf(build(STACKS)).forEach(({ name }, index) => {
    const rounds = Array.from({ length: ROUNDS }, () => first(index));
    const share = median(rounds.map(({ cost, synth }) => (100 * cost) / synth));
    console.log(`  ${name.padEnd(22)} ${share.toFixed(1).padStart(5)} % alone`);
  });
  const costs = [50, SERVICES, 1000].map((services) => {
    const rounds = Array.from({ length: services > SERVICES ? 2 : ROUNDS }, () => together(services));
    const [share, cost, memory] = [
      median(rounds.map((round) => (100 * round.cost) / round.synth)),
      median(rounds.map((round) => round.cost)),
      median(rounds.map((round) => round.memory)),
    ];
    console.log(
      `  ${String(services).padStart(5)} services, all together ${share.toFixed(1).padStart(5)} %, ${cost.toFixed(0)} ms CPU, ${memory.toFixed(0)} MB`,
    );
    return { x: services, y: cost };
  });
  console.log(
    `  growth: exponent ${Math.log(costs[2].y / costs[0].y) / Math.log(costs[2].x / costs[0].x)}`.slice(0, 32),
  );
}

/** Milliseconds of processor time so far: what else runs on the machine does not count. */
function spentSoFar(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
