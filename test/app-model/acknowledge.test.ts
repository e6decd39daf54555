import { rmSync } from 'node:fs';
import { App, CfnResource, IPolicyValidationContext, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TaskDefinitionChecks } from '../../lib';
import { ConstructNotes } from '../../lib/app-model/construct-notes';
import { loadApp } from '../../lib/app-model/load';
import { error } from '../../lib/internal/finding';

const FAULTY = {
  type: 'AWS::ECS::TaskDefinition',
  properties: {
    NetworkMode: 'bridge',
    RequiresCompatibilities: ['FARGATE'],
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: [{ Name: 'app', Image: 'x:1' }],
  },
};

/** Whether the synth of an app with two faults of one topic passes. */
function passes(id: string): boolean {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  new CfnResource(stack, 'Task', FAULTY);
  Validations.of(stack).acknowledge({ id, reason: 'because' });
  Validations.of(app).addPlugins(new TaskDefinitionChecks());
  try {
    app.synth();
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['TaskDefinitionChecks::Fargate.networkMode', true],
  ['TaskDefinitionChecks::Fargate.*', true],
  ['TaskDefinitionChecks::*', true],
  ['Fargate.networkMode', true],
  ['cdk-ecs-groundwork:Fargate.networkMode', false],
  ['TaskDefinitionChecks::Ports.*', false],
  ['CapacityChecks::*', false],
])('%s: %s', (id, passed) => {
  expect(passes(id)).toBe(passed);
});

/** The constructs around two faulty task definitions, one of them in a nested stack, and the context of their checks. */
function faultyApp(at?: string): IPolicyValidationContext {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(new Stage(app, 'Stage'), 'Stack');
  new CfnResource(new Construct(stack, 'Around'), 'Task', FAULTY);
  new CfnResource(new NestedStack(new Construct(stack, 'Other'), 'Nested'), 'Task', FAULTY);
  const place = app.node.findAll().find(({ node }) => node.path === at);
  if (place !== undefined) {
    Validations.of(place).acknowledge({ id: 'Fargate.networkMode', reason: 'because' });
  }
  let context: IPolicyValidationContext | undefined;
  Validations.of(app).addPlugins({
    name: 'Context',
    validate: (given) => {
      context = given;
      return { success: true, violations: [] };
    },
  });
  app.synth();
  return context as IPolicyValidationContext;
}

describe.each([
  ['with the metadata of the assembly', false],
  ['without it', true],
])('%s an acknowledgement counts below its place', (_, removed) => {
  test.each([
    ['', 2],
    ['Stage', 2],
    ['Stage/Stack', 2],
    ['Stage/Stack/Around', 1],
    ['Stage/Stack/Around/Task', 1],
    ['Stage/Stack/Other/Nested', 1],
    ['Stage/Stack/Other/Nested/Task', 1],
    ['nowhere', 0],
  ])("at '%s': %i", (place, count) => {
    const context = faultyApp(place);
    const [template] = context.templatePaths;
    if (removed) {
      rmSync(template.replace('.template.json', '.metadata.json'));
    }
    const app = loadApp(context);
    const notes = new ConstructNotes(app.constructs);

    const acknowledged = app.model
      .ofType('AWS::ECS::TaskDefinition')
      .flatMap(
        (task) => notes.of(task)?.acknowledgement('TaskDefinitionChecks', error('Fargate.networkMode', '')) ?? [],
      );

    expect(acknowledged.map(({ at }) => at.node.path)).toEqual(Array(count).fill(place));
  });
});

test('a prefix at the app acknowledges each code there once, however many places it has', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  for (const id of ['A', 'B', 'C']) {
    new CfnResource(stack, id, FAULTY);
  }
  Validations.of(app).acknowledge({ id: 'TaskDefinitionChecks::*', reason: 'because' });
  Validations.of(app).addPlugins(new TaskDefinitionChecks());

  app.synth();

  const ids = app.node.metadata.flatMap(({ data }) => Object.keys(Object(data)));
  expect(ids.filter((id) => id === 'TaskDefinitionChecks::Fargate.networkMode')).toHaveLength(1);
  expect(ids.length).toBe(new Set(ids).size);
});
