import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ACCOUNT, Row, World, expectRow, named } from './world';

const CLUSTER = `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/shop`;
const cluster = (world: World) =>
  new ecs.Cluster(world.stack, 'Cluster', {
    vpc: new ec2.Vpc(world.stack, 'Vpc', { restrictDefaultSecurityGroup: false }),
  });
const fargate = (world: World) => {
  const definition = new ecs.FargateTaskDefinition(world.stack, 'Definition');
  definition.addContainer('web', { image: ecs.ContainerImage.fromEcrRepository(world.repository, 'v1') });
  return definition;
};

/** A state machine of the L2 that runs a task. */
const machine = (world: World, props: Partial<sfn.StateMachineProps> = {}) => {
  const run = new tasks.EcsRunTask(world.stack, 'Run', {
    ...{ cluster: cluster(world), taskDefinition: fargate(world), launchTarget: new tasks.EcsFargateLaunchTarget() },
  });
  return new sfn.StateMachine(world.stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(run),
    ...props,
  });
};

/** A state machine that waits for the token of its task. */
const tokenMachine = (world: World) => {
  const task = fargate(world);
  const run = new tasks.EcsRunTask(world.stack, 'Run', {
    ...{ cluster: cluster(world), taskDefinition: task, launchTarget: new tasks.EcsFargateLaunchTarget() },
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    containerOverrides: [
      { containerDefinition: task.defaultContainer!, environment: [{ name: 'TOKEN', value: sfn.JsonPath.taskToken }] },
    ],
  });
  const definitionBody = sfn.DefinitionBody.fromChainable(run);
  return { task, made: new sfn.StateMachine(world.stack, 'Machine', { definitionBody }) };
};

/** A state machine whose tasks get the tags of their definition. */
const propagating = (world: World, tagged: boolean, propagatedTagSource = ecs.PropagatedTagSource.TASK_DEFINITION) => {
  const taskDefinition = fargate(world);
  if (tagged) {
    (taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride('Tags', [{ Key: 'a', Value: 'b' }]);
  }
  const run = new tasks.EcsRunTask(world.stack, 'Run', {
    ...{ cluster: cluster(world), taskDefinition, launchTarget: new tasks.EcsFargateLaunchTarget() },
    propagatedTagSource,
  });
  new sfn.StateMachine(world.stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(run) });
};

/** A schedule of a state machine. */
const schedule = (world: World, arn: string, role: iam.IRole, deadLetters?: sqs.IQueue) =>
  new scheduler.CfnSchedule(world.stack, 'Schedule', {
    ...{ scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' } },
    target: { arn, roleArn: role.roleArn, ...(deadLetters && { deadLetterConfig: { arn: deadLetters.queueArn } }) },
  });
const schedulerRole = (world: World) => world.ofService('Scheduler', 'scheduler.amazonaws.com');

/** A pipe from a source to a state machine. */
const pipe = (world: World, source: string, role: iam.Role, target = machine(world)) => {
  new pipes.CfnPipe(world.stack, 'Pipe', { roleArn: role.roleArn, source, target: target.stateMachineArn });
  world.allow('states:StartExecution', target.stateMachineArn, role);
};

/** A role of a state machine that may run its task, and no more. */
const runner = (world: World) => {
  const role = world.ofService('States', 'states.amazonaws.com');
  world.allow(['ecs:*', 'iam:PassRole'], '*', role);
  return role;
};

describe('around state machines that run tasks', () => {
  const rows: Row[] = [
    [
      'a task that may hand back the token of its state',
      (world) => {
        const { made, task } = tokenMachine(world);
        made.grantTaskResponse(task.taskRole);
      },
    ],
    [
      'a task that may hand back any token',
      (world) => {
        const statement = new iam.PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: ['*'] });
        tokenMachine(world).task.addToTaskRolePolicy(statement);
      },
    ],
    [
      'a task that may not hand back the token of its state',
      (world) => tokenMachine(world),
      /^warning Rights.notAllowed: Shop\/Definition: its task role Shop\/Definition\/TaskRole may not states:SendTaskSuccess, states:SendTaskFailure on .*, to end the state of Shop\/Machine that waits for its token/,
    ],
    [
      'tags of a task definition that has none',
      (world) => propagating(world, false),
      'info Rights.unknown: Shop/Machine: role Shop/Machine/Role may or may not give the task its tags: not known is whether Shop/Definition has tags',
    ],
    [
      'tags of a task definition that has some',
      (world) => propagating(world, true),
      'error Rights.notAllowed: Shop/Machine: its role Shop/Machine/Role may not ecs:TagResource on ',
    ],
    ['no tags, said in so many words', (world) => propagating(world, true, ecs.PropagatedTagSource.NONE)],
    [
      'a schedule that starts one',
      (world) => {
        const [made, role] = [machine(world), schedulerRole(world)];
        schedule(world, made.stateMachineArn, role);
        made.grantStartExecution(role);
      },
    ],
    [
      'a schedule that may start its name',
      (world) => {
        const [made, role] = [machine(world, { stateMachineName: 'nightly' }), schedulerRole(world)];
        schedule(world, made.stateMachineArn, role);
        world.allow('states:StartExecution', `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:nightly`, role);
      },
    ],
    [
      'a schedule that may not start it',
      (world) => schedule(world, machine(world).stateMachineArn, schedulerRole(world)),
      /^error Rights.notAllowed: Shop\/Schedule: its role Shop\/Scheduler may not states:StartExecution on .*, to start the state machine: no statement/,
    ],
    [
      'a schedule that may start another',
      (world) => {
        const [made, role] = [machine(world, { stateMachineName: 'nightly' }), schedulerRole(world)];
        schedule(world, made.stateMachineArn, role);
        world.allow('states:StartExecution', `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:daily`, role);
      },
      'may not states:StartExecution on ',
    ],
    [
      'a schedule by a role of EventBridge rules',
      (world) => {
        const [made, role] = [machine(world), world.ofService('Scheduler', 'events.amazonaws.com')];
        schedule(world, made.stateMachineArn, role);
        made.grantStartExecution(role);
      },
      'error Rights.trust: Shop/Schedule: scheduler.amazonaws.com may not take its role Shop/Scheduler',
    ],
    [
      'a schedule by an imported role',
      (world) => {
        const role = iam.Role.fromRoleArn(world.stack, 'Scheduler', `arn:aws:iam::${ACCOUNT}:role/scheduler`);
        schedule(world, machine(world).stateMachineArn, role);
      },
      /^info Rights.unknown: Shop\/Schedule: .* may or may not start the state machine/,
    ],
    [
      'a rule of the L2',
      (world) => {
        const rule = new events.Rule(world.stack, 'Rule', { schedule: events.Schedule.cron({ minute: '0' }) });
        rule.addTarget(new targets.SfnStateMachine(machine(world)));
      },
    ],
    [
      'a rule that may not start it',
      (world) => {
        const role = world.ofService('Events', 'events.amazonaws.com');
        new events.CfnRule(world.stack, 'Rule', {
          scheduleExpression: 'rate(1 day)',
          targets: [{ id: 'a', arn: machine(world).stateMachineArn, roleArn: role.roleArn }],
        });
      },
      'error Rights.notAllowed: Shop/Rule: its role Shop/Events may not states:StartExecution on ',
    ],
    [
      'a dead-letter queue that the schedule may tell',
      (world) => {
        const [made, role] = [machine(world), schedulerRole(world)];
        const queue = new sqs.Queue(world.stack, 'Failed', { encryptionMasterKey: new kms.Key(world.stack, 'Key') });
        schedule(world, made.stateMachineArn, role, queue);
        made.grantStartExecution(role);
        queue.grantSendMessages(role);
      },
    ],
    [
      'a dead-letter queue that it may not',
      (world) => {
        const [made, role] = [machine(world), schedulerRole(world)];
        schedule(world, made.stateMachineArn, role, new sqs.Queue(world.stack, 'Failed'));
        made.grantStartExecution(role);
      },
      /^warning Rights.notAllowed: Shop\/Schedule: its role Shop\/Scheduler may not sqs:SendMessage on .*, to tell the dead-letter queue of what failed/,
    ],
    [
      'a dead-letter queue whose key it may not use',
      (world) => {
        const [made, role] = [machine(world), schedulerRole(world)];
        const queue = new sqs.Queue(world.stack, 'Failed', { encryptionMasterKey: new kms.Key(world.stack, 'Key') });
        schedule(world, made.stateMachineArn, role, queue);
        made.grantStartExecution(role);
        world.allow('sqs:SendMessage', queue.queueArn, role);
      },
      /^warning Rights.notAllowed: .* may not kms:GenerateDataKey, kms:Decrypt on .*, to use the key of Shop\/Failed/,
    ],
    [
      'a pipe that reads its queue',
      (world) => {
        const [queue, role] = [new sqs.Queue(world.stack, 'Jobs'), world.ofService('Reader', 'pipes.amazonaws.com')];
        queue.grantConsumeMessages(role);
        pipe(world, queue.queueArn, role);
      },
    ],
    [
      'a pipe that may not read its queue',
      (world) => {
        const role = world.ofService('Reader', 'pipes.amazonaws.com');
        pipe(world, new sqs.Queue(world.stack, 'Jobs').queueArn, role);
      },
      /^error Rights.notAllowed: Shop\/Pipe: its role Shop\/Reader may not sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes on .*, to read its source/,
    ],
    [
      'a pipe that the policy of its queue lets read',
      (world) => {
        const [queue, role] = [new sqs.Queue(world.stack, 'Jobs'), world.ofService('Reader', 'pipes.amazonaws.com')];
        queue.addToResourcePolicy(
          new iam.PolicyStatement({
            ...{ actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] },
            ...{ principals: [role], resources: ['*'] },
          }),
        );
        pipe(world, queue.queueArn, role);
      },
    ],
    [
      'logs and traces of the L2',
      (world) =>
        machine(world, { logs: { destination: world.logGroup, level: sfn.LogLevel.ALL }, tracingEnabled: true }),
    ],
    [
      'logs and traces without a right',
      (world) => {
        const made = machine(world, { role: runner(world).withoutPolicyUpdates() });
        const resource = made.node.defaultChild as sfn.CfnStateMachine;
        const logGroup = { logGroupArn: world.logGroup.logGroupArn };
        resource.loggingConfiguration = { level: 'ERROR', destinations: [{ cloudWatchLogsLogGroup: logGroup }] };
        resource.tracingConfiguration = { enabled: true };
      },
      'error Rights.notAllowed: Shop/Machine: its role Shop/States may not logs:CreateLogDelivery on all resources (*), to log its executions',
      'warning Rights.notAllowed: Shop/Machine: its role Shop/States may not xray:PutTraceSegments, xray:PutTelemetryRecords on all resources (*), to send traces',
    ],
    [
      'no logs at all',
      (world) => {
        const made = machine(world, { role: runner(world).withoutPolicyUpdates() });
        (made.node.defaultChild as sfn.CfnStateMachine).loggingConfiguration = { level: 'OFF' };
      },
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('schedules of a group', () => {
  const rows: Row[] = [
    [
      'by the L2',
      (world) => {
        new scheduler.Schedule(world.stack, 'Schedule', {
          scheduleGroup: new scheduler.ScheduleGroup(world.stack, 'Group'),
          schedule: scheduler.ScheduleExpression.expression('rate(1 day)'),
          target: new schedulerTargets.EcsRunFargateTask(cluster(world), { taskDefinition: fargate(world) }),
        });
      },
    ],
    [
      'by a role for another group',
      (world) => {
        const group = new scheduler.ScheduleGroup(world.stack, 'Group', { scheduleGroupName: 'nightly' });
        const other = new scheduler.ScheduleGroup(world.stack, 'Other', { scheduleGroupName: 'daily' });
        const conditions = { StringEquals: { 'aws:SourceArn': other.scheduleGroupArn } };
        const role = new iam.Role(world.stack, 'Scheduler', {
          assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions }),
        });
        world.allow(['ecs:RunTask', 'iam:PassRole'], '*', role);
        new scheduler.CfnSchedule(world.stack, 'Schedule', {
          ...{ scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' } },
          groupName: group.scheduleGroupName,
          target: { arn: CLUSTER, roleArn: role.roleArn, ecsParameters: { taskDefinitionArn: world.task().ref } },
        });
      },
      'error Rights.trust: Shop/Schedule: scheduler.amazonaws.com may not take its role Shop/Scheduler',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('tasks that are started with more', () => {
  const rule = (world: World, role: iam.Role, task: ecs.CfnTaskDefinition, parameters = {}) =>
    new events.CfnRule(world.stack, 'Rule', {
      scheduleExpression: 'rate(1 day)',
      targets: [
        { id: 'a', arn: CLUSTER, roleArn: role.roleArn, ecsParameters: { taskDefinitionArn: task.ref, ...parameters } },
      ],
    });
  const onInstances = { networkMode: 'bridge', requiresCompatibilities: ['EC2'] };
  const rows: Row[] = [
    [
      'a task on instances, whose task role nobody passes',
      (world) => {
        const role = world.ofService('Events', 'events.amazonaws.com');
        rule(world, role, world.task({ memory: 512 }, onInstances));
        world.allow('ecs:RunTask', '*', role);
        world.allow('iam:PassRole', world.role.roleArn, role);
      },
      "info Rights.unknown: Shop/Rule: role Shop/Events may or may not pass Shop/TaskRole to the task: not known is whether ECS asks for it on instances, as AWS's page says",
    ],
    [
      'a task on instances, whose execution role nobody passes',
      (world) => {
        const role = world.ofService('Events', 'events.amazonaws.com');
        rule(world, role, world.task({ memory: 512 }, onInstances));
        world.allow('ecs:RunTask', '*', role);
        world.allow('iam:PassRole', world.taskRole.roleArn, role);
      },
      'error Rights.notAllowed: Shop/Rule: its role Shop/Events may not iam:PassRole on ',
    ],
    [
      'a task on instances, both of whose roles are passed',
      (world) => {
        const role = world.ofService('Events', 'events.amazonaws.com');
        rule(world, role, world.task({ memory: 512 }, onInstances));
        world.allow(['ecs:RunTask', 'iam:PassRole'], '*', role);
      },
    ],
    [
      'tags by a rule of the L2',
      (world) => {
        const made = new events.Rule(world.stack, 'Rule', { schedule: events.Schedule.cron({ minute: '0' }) });
        const tags = [{ key: 'a', value: 'b' }];
        made.addTarget(new targets.EcsTask({ cluster: cluster(world), taskDefinition: fargate(world), tags }));
      },
    ],
    [
      'tags without the right to give them',
      (world) => {
        const role = world.ofService('Events', 'events.amazonaws.com');
        rule(world, role, world.task(), { tagList: [{ key: 'a', value: 'b' }] });
        world.allow(['ecs:RunTask', 'iam:PassRole'], '*', role);
      },
      /^error Rights.notAllowed: Shop\/Rule: its role Shop\/Events may not ecs:TagResource on .*, to give the task its tags/,
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});
