import { AppModel } from '../../../lib/app-model/app-model';
import { judgeRights } from '../../../lib/start-proof/rights/rights';
import { prove } from '../../../lib/start-proof/reach/prove';

/** A stage whose state machine runs a task by its family, which all stages have. */
function stage(name: string, environment: object, hasTask = true) {
  const task = {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'shop', ContainerDefinitions: [{ Name: 'web', Image: 'nginx:1' }] },
  };
  const run = {
    Type: 'Task',
    Resource: 'arn:aws:states:::ecs:runTask.sync',
    Parameters: { LaunchType: 'FARGATE', Cluster: 'shop', TaskDefinition: 'shop' },
    End: true,
  };
  const machine = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { Definition: { StartAt: 'Run', States: { Run: run } } },
  };
  const template = { Resources: { Machine: machine, ...(hasTask && { Task: task }) } };
  return { name, path: name, ...environment, template };
}

const definitions = (...stacks: ReturnType<typeof stage>[]) =>
  prove(new AppModel(stacks)).tasks.map(({ path, taskDefinition }) => [path, taskDefinition]);

const [dev, prod] = [{ account: '111111111111' }, { account: '222222222222' }];

test.each([
  ['two accounts', dev, prod],
  ['an account that only the deployment knows', {}, {}],
])('a family is that of its own stage: %s', (_, one, other) => {
  expect(definitions(stage('Dev', one), stage('Prod', other))).toEqual([
    ['Dev/Machine', 'Dev/Task'],
    ['Prod/Machine', 'Prod/Task'],
  ]);
});

test('a family of another stack is found in its own account, and in no other one', () => {
  expect(definitions(stage('Base', dev), stage('Same', dev, false), stage('Other', prod, false))).toEqual([
    ['Base/Machine', 'Base/Task'],
    ['Same/Machine', 'Base/Task'],
    ['Other/Machine', 'shop'],
  ]);
});

test.each([
  ['two accounts', dev, prod],
  ['an account that only the deployment knows', {}, {}],
])('rights to run a task by its family are those of its own stage: %s', (_, one, other) => {
  const rights = (...stacks: ReturnType<typeof stage>[]) =>
    judgeRights(new AppModel(stacks)).map(({ right, verdict }) => [right.subject.path, right.purpose, verdict]);
  const [first, second] = [stage('Dev', one), stage('Prod', other)];

  expect(rights(first, second)).toEqual(expect.arrayContaining([...rights(first), ...rights(second)]));
  expect(rights(second)).toContainEqual(['Prod/Machine', 'start Prod/Task', 'broken']);
});
