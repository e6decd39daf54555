import { App, CfnOutput, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { modelOfPath } from '../../../lib/app-model/load';
import { orderFindings } from '../../../lib/start-proof/order/order-check';
import { testApp } from '../../support/stacks';

/** A service in a cluster that another stack exports by a name. */
function shop(
  scope: Construct,
  {
    exports = 'shop-cluster',
    imports = 'shop-cluster',
    nested = false,
    account = undefined as string | undefined,
  } = {},
): { base: Stack; service: Stack } {
  const base = new Stack(scope, 'Base', {
    env: { account: account && '444455556666', region: account && 'eu-west-1' },
  });
  const cluster = new ecs.CfnCluster(base, 'Cluster');
  new CfnOutput(base, 'Name', { value: cluster.ref, exportName: exports });
  const service = new Stack(scope, 'Service', { env: { account, region: account && 'eu-west-1' } });
  const inner = nested ? new NestedStack(service, 'Nested') : service;
  const task = new ecs.FargateTaskDefinition(inner, 'Task');
  task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1') });
  new ecs.CfnService(inner, 'Web', {
    cluster: Fn.importValue(imports),
    taskDefinition: task.taskDefinitionArn,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
  });
  return { base, service };
}

function found(app: App) {
  return orderFindings(modelOfPath(app.synth().directory)).filter(
    ({ finding }) => finding.code === 'Order.undeclaredImport',
  );
}

test('an export that is imported by its name needs a dependency, said once for two stacks', () => {
  const app = testApp();
  const { service } = shop(app);
  const task = service.node.findChild('Task') as ecs.FargateTaskDefinition;
  new ecs.CfnService(service, 'Other', {
    cluster: Fn.importValue('shop-cluster'),
    taskDefinition: task.taskDefinitionArn,
  });

  expect(found(app)).toEqual([
    {
      resource: expect.objectContaining({ logicalId: 'Web' }),
      location: 'Properties',
      finding: {
        code: 'Order.undeclaredImport',
        severity: 'warning',
        message:
          'stack Service imports a value of stack Base, and nothing makes the CDK deploy Base first; CloudFormation refuses an import that does not exist yet',
        fix: 'make the stack wait: stack.addStackDependency(otherStack), with stack Service and otherStack Base, or refer to the construct instead of the name of the export',
      },
    },
  ]);
});

test('imports of a stack and of one nested in it are one finding', () => {
  const app = testApp();
  const { service } = shop(app, { nested: true });
  new ecs.CfnCluster(service, 'Second', { clusterName: Fn.importValue('shop-cluster') });

  expect(found(app)).toHaveLength(1);
});

test('a value that a stack exports itself makes it wait for no other', () => {
  const app = testApp();
  const { service } = shop(app, { imports: 'own' });
  new CfnOutput(service, 'Own', { value: 'x', exportName: 'own' });

  expect(found(app)).toEqual([]);
});

test('an import in a nested stack is one of the stack that has it', () => {
  const app = testApp();
  shop(app, { nested: true });

  expect(found(app)).toHaveLength(1);
});

const fine: [string, (app: App) => unknown][] = [
  [
    'a dependency is declared',
    (app) => {
      const { base, service } = shop(app);
      service.addStackDependency(base);
    },
  ],
  [
    'a dependency is declared by way of a third stack',
    (app) => {
      const { base, service } = shop(app);
      const third = new Stack(app, 'Third');
      third.addStackDependency(base);
      service.addStackDependency(third);
    },
  ],
  ['no stack of the app exports it', (app) => shop(app, { imports: 'elsewhere' })],
  ['the stack that exports it is of another account', (app) => shop(app, { account: '111122223333' })],
  [
    'the stack that exports it is of another stage',
    (app) => {
      const base = new Stack(new Stage(app, 'First'), 'Base');
      new CfnOutput(base, 'Name', { value: new ecs.CfnCluster(base, 'Cluster').ref, exportName: 'first-cluster' });
      shop(new Stage(app, 'Second'), { imports: 'first-cluster' });
    },
  ],
];

test.each(fine)('nothing is said where %s', (_, build) => {
  const app = testApp();
  build(app);

  expect(found(app)).toEqual([]);
});
