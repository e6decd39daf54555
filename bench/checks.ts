/**
 * What each check costs on top of the synthesis of 200 services in isolated subnets.
 *
 *   npm run bench -- checks
 */
import { App, IPolicyValidationPlugin, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CapacityChecks, EcsStartProof, FirelensChecks, Nist800190Checks, TaskDefinitionChecks } from '../lib';
import { median, timed } from './measure';

process.env.CDK_VALIDATION = 'false';

const SERVICES = 200;
const PER_STACK = 25;
const ROUNDS = 5;

function build(): App {
  const app = new App({ analyticsReporting: false });
  const base = new Stack(app, 'Base');
  const cluster = new ecs.Cluster(base, 'Cluster', { vpc: new ec2.Vpc(base, 'Vpc', { maxAzs: 2 }) });
  for (let first = 0; first < SERVICES; first += PER_STACK) {
    const stack = new Stack(app, `Services${first}`);
    for (let index = first; index < first + PER_STACK; index++) {
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

export function run(): void {
  build().synth();
  const synth = median(Array.from({ length: ROUNDS }, () => timed(() => build().synth())));
  const app = build();
  const stackTemplates = app.synth().stacks.map((stack) => ({
    stackConstructPath: stack.hierarchicalId,
    templatePath: stack.templateFullPath,
    accountId: undefined,
    region: undefined,
  }));
  const context = {
    appConstruct: app,
    stackTemplates,
    templatePaths: stackTemplates.map(({ templatePath }) => templatePath),
  };
  const checks: IPolicyValidationPlugin[] = [
    new TaskDefinitionChecks(),
    new EcsStartProof(),
    new CapacityChecks(),
    new FirelensChecks(),
    new Nist800190Checks(app),
  ];
  console.log(`checks of ${SERVICES} services, on top of building and synthesizing them`);
  for (const check of checks) {
    check.validate(context);
    const cost = median(Array.from({ length: ROUNDS }, () => timed(() => check.validate(context))));
    console.log(`  ${check.name.padEnd(22)} ${((100 * cost) / synth).toFixed(1).padStart(5)} %`);
  }
}
