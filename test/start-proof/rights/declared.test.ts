import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { findingsOf } from '../../../lib/app-model/check';
import { loadTree } from '../../../lib/app-model/load';
import { LinkAccess, ResourceLink } from '../../../lib/security/resource-link';
import { TaskGrants } from '../../../lib/security/task-grants';
import { rights } from '../../../lib/start-proof/rights/rights';
import { testApp } from '../../support/stacks';
import { ENV } from './world';

/** What is told of a task whose role has a boundary, of what its constructs declared. */
function told(declare: (container: ecs.ContainerDefinition, stack: Stack) => void, allowed = ['*']): string[] {
  const app = testApp();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const statements = [new iam.PolicyStatement({ actions: allowed, resources: ['*'] })];
  const permissionsBoundary = new iam.ManagedPolicy(stack, 'Boundary', { statements });
  const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
  const taskRole = new iam.Role(stack, 'Role', { assumedBy, permissionsBoundary });
  const task = new ecs.FargateTaskDefinition(stack, 'Task', { taskRole });
  declare(task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx') }), stack);
  return findingsOf([rights], loadTree(app)).map(
    ({ finding: { code, severity, message } }) => `${severity} ${code}: ${message}`,
  );
}

const queue = (container: ecs.ContainerDefinition, stack: Stack) =>
  ResourceLink.queue('JOBS', new sqs.Queue(stack, 'Jobs'), LinkAccess.WRITE).attachTo(container);

describe('what constructs declare', () => {
  test('is proved where nothing is against it', () => {
    expect(told(queue)).toEqual([]);
    expect(told(({ taskDefinition: { taskRole } }) => TaskGrants.fromRole(taskRole).scaleInProtection('shop'))).toEqual(
      [],
    );
    expect(
      told((container, stack) => {
        const bucket = new s3.Bucket(stack, 'Data');
        ResourceLink.bucket('DATA', bucket, LinkAccess.READ_WRITE, 'in').attachTo(container);
      }),
    ).toEqual([]);
  });

  test('is told where the boundary does not allow it', () => {
    expect(told(queue, ['s3:*'])).toEqual([
      expect.stringMatching(
        /^warning Rights.notAllowed: Shop\/Task: its task role Shop\/Role may not sqs:SendMessage on arn:aws:sqs:.*, to use what was linked or granted to it: its permissions boundary, Shop\/Boundary, does not allow it/,
      ),
    ]);
  });

  test('is told where the policy of the resource denies it', () => {
    const found = told((container, stack) => {
      const bucket = new s3.Bucket(stack, 'Data');
      ResourceLink.bucket('DATA', bucket, LinkAccess.WRITE).attachTo(container);
      bucket.addToResourcePolicy(
        new iam.PolicyStatement({
          ...{ sid: 'KeepAll', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()] },
          ...{ actions: ['s3:DeleteObject'], resources: [bucket.arnForObjects('*')] },
        }),
      );
    });

    expect(found).toEqual([
      expect.stringMatching(/^warning Rights.denied: .* may not s3:DeleteObject on .*: statement KeepAll of /),
    ]);
  });

  test('is told where a statement is gone', () => {
    const found = told((container, stack) => {
      const table = new dynamodb.Table(stack, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      });
      ResourceLink.table('ORDERS', table, LinkAccess.READ).attachTo(container);
      (stack.node.findChild('Role').node.findChild('DefaultPolicy').node.defaultChild as iam.CfnPolicy).roles = [];
    });

    expect(found[0]).toMatch(/^warning Rights.notAllowed: Shop\/Task: its task role Shop\/Role may not dynamodb:/);
  });

  test('is told of a stage where another one asks for the same of a role of the same name', () => {
    const app = testApp();
    const stage = (name: string, allowed: string): ecs.FargateTaskDefinition => {
      const stack = new Stack(app, name);
      const statements = [new iam.PolicyStatement({ actions: [allowed], resources: ['*'] })];
      const permissionsBoundary = new iam.ManagedPolicy(stack, 'Boundary', { statements });
      const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
      const taskRole = new iam.Role(stack, 'Role', { roleName: 'shop', assumedBy, permissionsBoundary });
      const task = new ecs.FargateTaskDefinition(stack, 'Task', { taskRole });
      task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx') });
      TaskGrants.fromRole(taskRole).exec();
      return task;
    };
    const taskDefinition = stage('Dev', '*');
    new ecs.CfnService(Stack.of(taskDefinition), 'Service', {
      taskDefinition: taskDefinition.taskDefinitionArn,
      launchType: 'FARGATE',
      enableExecuteCommand: true,
    });
    stage('Prod', 's3:*');

    expect(
      findingsOf([rights], loadTree(app)).map(({ resource, finding }) => `${resource.path} ${finding.code}`),
    ).toEqual(['Prod/Task Rights.notAllowed']);
  });

  test('says nothing of a role that takes no statements', () => {
    const app = testApp();
    const stack = new Stack(app, 'Shop', { env: ENV });
    const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
    const taskRole = new iam.Role(stack, 'Role', { assumedBy }).withoutPolicyUpdates();
    const task = new ecs.FargateTaskDefinition(stack, 'Task', { taskRole });
    queue(task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx') }), stack);

    expect(findingsOf([rights], loadTree(app))).toEqual([]);
  });
});
