import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { TaskDefinitionChecks } from '../../lib';

/** Whether the synth of an app with two faults of one topic passes. */
function passes(id: string): boolean {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  new CfnResource(stack, 'Task', {
    type: 'AWS::ECS::TaskDefinition',
    properties: {
      NetworkMode: 'bridge',
      RequiresCompatibilities: ['FARGATE'],
      Cpu: '256',
      Memory: '512',
      ContainerDefinitions: [{ Name: 'app', Image: 'x:1' }],
    },
  });
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

test('a prefix at the app acknowledges each code there once, however many places it has', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  for (const id of ['A', 'B', 'C']) {
    new CfnResource(stack, id, {
      type: 'AWS::ECS::TaskDefinition',
      properties: {
        NetworkMode: 'bridge',
        RequiresCompatibilities: ['FARGATE'],
        Cpu: '256',
        Memory: '512',
        ContainerDefinitions: [{ Name: 'app', Image: 'x:1' }],
      },
    });
  }
  Validations.of(app).acknowledge({ id: 'TaskDefinitionChecks::*', reason: 'because' });
  Validations.of(app).addPlugins(new TaskDefinitionChecks());

  app.synth();

  const ids = app.node.metadata.flatMap(({ data }) => Object.keys(Object(data)));
  expect(ids.filter((id) => id === 'TaskDefinitionChecks::Fargate.networkMode')).toHaveLength(1);
  expect(ids.length).toBe(new Set(ids).size);
});
