import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, Fn, NestedStack, SecretValue, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { warning } from '../../lib/internal/finding';
import { warn } from '../../lib/internal/warnings';
import { TaskDefinitionChecks } from '../../lib/task-definition/task-definition-checks';
import { testApp } from '../support/stacks';

interface Violation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly violatingConstructs: readonly Record<string, any>[];
}
interface Report {
  readonly failed: boolean;
  readonly violations: readonly Violation[];
  readonly suppressed: readonly Violation[];
}

/** Synthesizes the app under the checks alone and reads what they reported. */
function check(build: (app: App) => void): Report {
  const outdir = mkdtempSync(join(tmpdir(), 'checks-'));
  const print = jest.spyOn(console, 'error').mockImplementation();
  try {
    const app = new App({ outdir, analyticsReporting: false, context: testApp().node.getAllContext() });
    build(app);
    Validations.of(app).addPlugins(new TaskDefinitionChecks());
    let failed = false;
    try {
      app.synth();
    } catch {
      failed = true;
    }
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    // A plugin without findings has no report.
    const { violations = [], suppressedViolations = [] } =
      pluginReports.find(({ pluginName }: { pluginName: string }) => pluginName === 'TaskDefinitionChecks') ?? {};
    return { failed, violations, suppressed: suppressedViolations };
  } finally {
    print.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  }
}

const rules = ({ violations }: Report): string[] => violations.map(({ ruleName }) => ruleName).sort();
const image = ecs.ContainerImage.fromRegistry('nginx:1');
const logging = ecs.LogDriver.awsLogs({ streamPrefix: 'app', mode: ecs.AwsLogDriverMode.NON_BLOCKING });

function plainTask(scope: Stack, id = 'Task'): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(scope, id, { cpu: 256, memoryLimitMiB: 512 });
  task.addContainer('web', { image, logging, portMappings: [{ containerPort: 80 }] });
  return task;
}

describe('TaskDefinitionChecks', () => {
  test('says nothing of a sound app', () => {
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
      new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: plainTask(stack), minHealthyPercent: 100 });
    });

    expect(rules(report)).toEqual([]);
    expect(report.failed).toBe(false);
  });

  test('fails the synthesis of a plain L2 app, with logical id, property and construct path', () => {
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      const task = plainTask(stack);
      task.addContainer('side', { image, logging, portMappings: [{ containerPort: 80 }] });
    });

    expect(report.failed).toBe(true);
    expect(report.violations).toHaveLength(1);
    expect(report.violations[0]).toMatchObject({
      ruleName: 'Ports.clash',
      severity: 'error',
      description: expect.stringContaining("container port 80/tcp of 'side' is taken by container 'web' (80/tcp)"),
      violatingConstructs: [
        {
          constructPath: 'App/Task/Resource',
          cloudFormationResource: {
            logicalId: expect.stringMatching(/^Task/),
            templatePath: 'App.template.json',
            propertyPaths: ['Properties.ContainerDefinitions.1.PortMappings.0'],
          },
        },
      ],
    });
  });

  test('lets an app with nothing but warnings pass', () => {
    const report = check((app) => {
      plainTask(new Stack(app, 'App')).addContainer('quiet', { image });
    });

    expect(report.failed).toBe(false);
    expect(report.violations).toMatchObject([{ ruleName: 'Logging.none', severity: 'warning' }]);
  });

  test('sees L1s, escape hatches and generic resources', () => {
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      (plainTask(stack).node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride('IpcMode', 'task');
      new ecs.CfnTaskDefinition(stack, 'Empty', {});
      new CfnResource(stack, 'Raw', {
        type: 'AWS::ECS::TaskDefinition',
        properties: { Memory: '512', ContainerDefinitions: [{ Name: 'a', Image: 'b:1', Essential: false }] },
      });
    });

    expect(rules(report)).toEqual([
      'ContainerGraph.empty',
      'ContainerGraph.noneEssential',
      'Fargate.ipcMode',
      'Logging.none',
    ]);
  });

  test('sees nested stacks and stages', () => {
    const report = check((app) => {
      const nested = new NestedStack(new Stack(app, 'Outer'), 'Inner');
      const staged = new NestedStack(new Stack(new Stage(app, 'Prod'), 'Outer'), 'Inner');
      [nested, staged].forEach((stack) => new ecs.CfnTaskDefinition(stack, 'Empty', {}));
    });

    expect(
      report.violations.flatMap(({ violatingConstructs }) => violatingConstructs.map((c) => c.constructPath)),
    ).toEqual(expect.arrayContaining(['Outer/Inner/Empty', 'Prod/Outer/Inner/Empty']));
    expect(rules(report)).toEqual(['ContainerGraph.empty', 'ContainerGraph.empty']);
  });

  test('lets values of parameters through', () => {
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      const size = new CfnParameter(stack, 'Size', { type: 'Number' });
      const task = new ecs.FargateTaskDefinition(stack, 'Task', {
        cpu: size.valueAsNumber,
        memoryLimitMiB: size.valueAsNumber,
        ephemeralStorageGiB: size.valueAsNumber,
      });
      task.addContainer('web', {
        image,
        logging,
        portMappings: [{ containerPort: size.valueAsNumber }, { containerPort: size.valueAsNumber }],
      });
    });

    expect(rules(report)).toEqual([]);
  });

  test('takes an acknowledgement of one rule at one place, with its reason', () => {
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      const [first, second] = ['First', 'Second'].map((id) => plainTask(stack, id));
      first.addContainer('quiet', { image });
      second.addContainer('quiet', { image });
      Validations.of(first).acknowledge({ id: 'TaskDefinitionChecks::Logging.none', reason: 'it prints nothing' });
    });

    expect(report.violations).toHaveLength(1);
    expect(report.violations[0].violatingConstructs[0].constructPath).toBe('App/Second/Resource');
    expect(report.suppressed).toMatchObject([{ ruleName: 'Logging.none', reason: 'it prints nothing' }]);
  });

  test('an acknowledged error does not fail the synthesis', () => {
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      new ecs.CfnTaskDefinition(stack, 'Empty', {});
      Validations.of(stack).acknowledge({ id: 'TaskDefinitionChecks::ContainerGraph.empty', reason: 'filled by hand' });
    });

    expect(report).toMatchObject({ failed: false, violations: [] });
  });

  test('does not repeat a warning that the construct gave or that was acknowledged there', () => {
    const message = "container 'quiet' has no log configuration: what it prints before it dies is lost; set 'logging'";
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      const [told, known, silent] = ['Told', 'Known', 'Silent'].map((id) => plainTask(stack, id));
      [told, known, silent].forEach((task) => task.addContainer('quiet', { image }));
      warn(told, warning('Logging.none', message, 'quiet'));
      Validations.of(known).acknowledge({ id: 'cdk-ecs-groundwork:Logging.none', reason: 'it prints nothing' });
    });

    expect(report.violations.map(({ violatingConstructs: [{ constructPath }] }) => constructPath)).toEqual([
      'App/Silent/Resource',
    ]);
  });

  test('warns of secrets that CloudFormation writes into a task definition', () => {
    const secret = (stack: Stack) =>
      new secretsmanager.Secret(stack, 'Secret').secretValueFromJson('password').unsafeUnwrap();
    const report = check((app) => {
      const stack = new Stack(app, 'App');
      const task = plainTask(stack);
      task.addContainer('sql', {
        image,
        logging,
        environment: {
          STAGE: '{{resolve:ssm:/shop/stage}}',
          URL: `postgres://shop:${secret(stack)}@db`,
          DB_PASSWORD: 'x',
        },
        command: ['serve', SecretValue.ssmSecure('db', '1').unsafeUnwrap()],
        entryPoint: ['sh', Fn.sub('${!X}{{resolve:secretsmanager:${AWS::StackName}:SecretString:key}}')],
      });
    });

    expect(report.failed).toBe(false);
    expect(rules(report)).toEqual(['Secrets.inClearText', 'Secrets.inClearText', 'Secrets.inClearText']);
    expect(
      report.violations.flatMap(
        ({ violatingConstructs: [{ cloudFormationResource }] }) => cloudFormationResource.propertyPaths,
      ),
    ).toEqual([
      'Properties.ContainerDefinitions.1.Environment.1.Value',
      'Properties.ContainerDefinitions.1.Command.1',
      'Properties.ContainerDefinitions.1.EntryPoint.1',
    ]);
    expect(report.violations[0].description).toMatch(
      /^container 'sql': Environment\.URL has a dynamic reference to a secret, .* instead of with unsafeUnwrap\(\)$/,
    );
  });

  describe('of a service', () => {
    const service = (scope: Stack, task: string): CfnResource =>
      new ecs.CfnService(scope, 'Service', { taskDefinition: task, launchType: 'EC2', networkConfiguration: {} });

    test('compares it with the task definition of its stack', () => {
      const report = check((app) => {
        const stack = new Stack(app, 'App');
        service(stack, plainTask(stack).taskDefinitionArn);
      });

      expect(report.violations).toMatchObject([
        {
          ruleName: 'ServiceTask.launchType',
          violatingConstructs: [
            { constructPath: 'App/Service', cloudFormationResource: { propertyPaths: ['Properties.LaunchType'] } },
          ],
        },
      ]);
    });

    test('compares it with the task definition of another stack', () => {
      const report = check((app) => {
        service(new Stack(app, 'Services'), plainTask(new Stack(app, 'Tasks')).taskDefinitionArn);
      });

      expect(rules(report)).toEqual(['ServiceTask.launchType']);
    });

    test('leaves one alone whose task definition is not in the app', () => {
      const report = check((app) => {
        const stack = new Stack(app, 'App');
        service(stack, 'app:1');
        service(new Stack(app, 'Other'), new CfnParameter(stack, 'Task').valueAsString);
      });

      expect(rules(report)).toEqual([]);
    });
  });
});
