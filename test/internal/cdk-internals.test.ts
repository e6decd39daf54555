import { CfnResource, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as seams from '../../lib/internal/cdk-internals';
import { testStack } from '../support/stacks';

// What a new version of aws-cdk-lib renames fails here, on real objects.

const image = ecs.ContainerImage.fromRegistry('example/app:1');

function taskOf(stack: Stack) {
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  return { task, container: task.addContainer('app', { image, environment: { A: '1' } }) };
}

function serviceOf(stack: Stack) {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
  return new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: taskOf(stack).task });
}

test('the fragment, the properties and the overrides of a resource', () => {
  const resource = new CfnResource(testStack(), 'R', { type: 'A::B::C', properties: { Name: 'a' } });
  resource.addPropertyOverride('Name', 'b');

  expect(Stack.of(resource).resolve(seams.fragmentOf(resource))).toMatchObject({
    Resources: { R: { Properties: { Name: 'b' } } },
  });
  expect(seams.givenProperties(resource)).toEqual({ Name: 'a' });
  expect(seams.overridesOf(resource)).toEqual({ Properties: { Name: 'b' } });
  expect(seams.overridesOf({})).toBeUndefined();
});

test('the containers of a task and their environment, without rendering them', () => {
  const { task, container } = taskOf(testStack());
  container.addEnvironment('B', '2');

  expect(seams.containersOf(task)).toEqual([container]);
  expect(seams.environmentOf(container)).toEqual({ A: '1', B: '2' });
});

test('a log driver that is set late is rendered', () => {
  const stack = testStack();
  const { container } = taskOf(stack);

  seams.setLogDriver(container, { logDriver: 'none' });

  Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [{ LogConfiguration: { LogDriver: 'none' } }],
  });
});

test('roles that are set late are those of the task, and grantRun passes the execution role on', () => {
  const stack = testStack();
  const { task } = taskOf(stack);
  const execution = iam.Role.fromRoleName(stack, 'Execution', 'execution');
  const own = iam.Role.fromRoleName(stack, 'Own', 'own');
  const runner = new iam.User(stack, 'Runner');

  seams.setExecutionRole(task, execution);
  seams.setTaskRole(task, own);
  task.grantRun(runner);

  expect([task.obtainExecutionRole(), task.taskRole]).toEqual([execution, own]);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'iam:PassRole',
          Resource: Match.arrayWith([stack.resolve(execution.roleArn)]),
        }),
      ]),
    },
  });
});

test('the deployment alarms of a service are read and set', () => {
  const stack = testStack();
  const service = serviceOf(stack);
  expect(seams.deploymentAlarmsOf(service)).toBeUndefined();

  service.enableDeploymentAlarms(['a']);
  expect(seams.deploymentAlarmsOf(service)).toMatchObject({ alarmNames: ['a'] });
  seams.setDeploymentAlarms(service, { enable: true, rollback: true, alarmNames: ['a', 'b'] });

  Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
    DeploymentConfiguration: { Alarms: { Enable: true, Rollback: true, AlarmNames: ['a', 'b'] } },
  });
});

test('the listeners of a target group that was made here, and of none that is imported', () => {
  const stack = testStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const group = new elbv2.ApplicationTargetGroup(stack, 'Group', { vpc, port: 80 });
  const imported = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
    targetGroupArn: stack.formatArn({ service: 'elasticloadbalancing', resource: 'targetgroup', resourceName: 'a/b' }),
  });
  expect(seams.listenersOf(group)).toEqual([]);

  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
  const listener = balancer.addListener('Http', { port: 80, open: false, defaultTargetGroups: [group] });

  expect(seams.listenersOf(group)).toEqual([listener]);
  expect(seams.listenersOf(imported)).toBeUndefined();
});

test('the Service Connect configuration of a service, whenever it was turned on', () => {
  const stack = testStack();
  const service = serviceOf(stack);
  expect(seams.serviceConnectOf(service)).toBeUndefined();
  expect(seams.serviceConnectOf(undefined)).toBeUndefined();

  service.enableServiceConnect({ namespace: 'shop' });

  expect(seams.serviceConnectOf(service)).toMatchObject({ enabled: true, namespace: 'shop' });
});

test('the services of Cloud Map of a service, made with it or given', () => {
  const stack = testStack();
  const service = serviceOf(stack);
  expect(seams.registriesOf(service)).toEqual([]);

  const vpc = new ec2.Vpc(stack, 'NamespaceVpc');
  const namespace = new cloudmap.PrivateDnsNamespace(stack, 'Namespace', { name: 'shop.internal', vpc });
  const registry = new cloudmap.Service(stack, 'Registry', { namespace });
  service.associateCloudMapService({ service: registry });

  expect(seams.registriesOf(service)).toMatchObject([{ registryArn: registry.serviceArn }]);
});
