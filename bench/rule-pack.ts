import { App, Validations, IPolicyValidationContext, IPolicyValidationPlugin, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Nist800190Checks } from '../lib/security/checks/nist-800-190';
import { median } from './measure';

/*
 * What the NIST SP 800-190 pack adds to a synth that already runs AwsSolutions, over one app of 200 Fargate services: the
 * pack's own time as a share of that synth, since the difference of two synths drowns in their spread.
 */

const SERVICES = 200;
const PER_STACK = 20;
const ROUNDS = 7;

function services(app: App): void {
  for (let first = 0; first < SERVICES; first += PER_STACK) {
    const stack = new Stack(app, `Services${first / PER_STACK}`);
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    for (let index = 0; index < PER_STACK; index++) {
      const taskDefinition = new ecs.FargateTaskDefinition(stack, `Task${index}`);
      taskDefinition.addContainer('App', {
        image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29'),
        logging: ecs.LogDriver.awsLogs({ streamPrefix: 'app' }),
        environment: { STAGE: 'test', LEVEL: 'info' },
        portMappings: [{ containerPort: 8080 }],
      });
      new ecs.FargateService(stack, `Service${index}`, { cluster, taskDefinition });
    }
  }
}

/** Milliseconds that a plugin takes on a synthesized app, the median of the rounds. */
function cost(plugin: IPolicyValidationPlugin, context: IPolicyValidationContext): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint();
    plugin.validate(context);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return median(times);
}

/** Milliseconds of a whole synth of the app under AwsSolutions, the median of three. */
function synthCost(): number {
  const times = Array.from({ length: 3 }, () => {
    const app = new App({
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      context: {
        '@aws-cdk/core:validationReportPrettyPrint': false,
        '@aws-cdk/core:failSynthOnValidationErrors': false,
      },
    });
    services(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const start = process.hrtime.bigint();
    app.synth();
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return median(times);
}

/** Measures and prints; gives the lines that it printed. */
export function run(): string[] {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  services(app);
  const assembly = app.synth();
  const stackTemplates = assembly.stacks.map((stack) => ({
    stackConstructPath: stack.hierarchicalId,
    templatePath: stack.templateFullPath,
    accountId: undefined,
    region: undefined,
  }));
  const context: IPolicyValidationContext = {
    appConstruct: app,
    stackTemplates,
    templatePaths: stackTemplates.map(({ templatePath }) => templatePath),
  };
  const awsSolutions = cost(new AwsSolutionsChecks(app), context);
  const ours = cost(new Nist800190Checks(app), context);
  const synth = synthCost();
  const lines = [
    `rule pack: ${SERVICES} services; NIST.800.190 adds ${((100 * ours) / synth).toFixed(1)} % to a synth under AwsSolutions (${ours.toFixed(0)} ms, ${synth.toFixed(0)} ms)`,
    `rule pack: ${SERVICES} services; NIST.800.190 takes ${((100 * ours) / awsSolutions).toFixed(1)} % of what AwsSolutions takes (${ours.toFixed(0)} ms, ${awsSolutions.toFixed(0)} ms)`,
  ];
  lines.forEach((line) => process.stdout.write(`${line}\n`));
  return lines;
}
