import { Pointer, Resource, Value } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import { asRecord, asText, items } from '../../app-model/values';
import type { Judge } from './judge';
import { Right } from './right';
import { keyRights } from './task-definition';
import { EVENTS, PIPES, schedulerOf, trustRight } from './trust-rights';

type Common = Pick<Right, 'subject' | 'property' | 'actor' | 'role'>;

/**
 * The rights around state machines that run tasks: of what starts them, and their own to write logs and traces.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
 */
export function machineRights(judge: Judge, machines: readonly Resource[]): Right[] {
  return machines.length === 0
    ? []
    : [...machines.flatMap((machine) => ownRights(judge, machine)), ...startRights(judge, new Set(machines))];
}

/** Without the right to deliver logs Step Functions refuses the state machine; without that to send traces it runs. */
function ownRights({ model, roles }: Judge, subject: Resource): Right[] {
  const property = 'RoleArn';
  const common: Common = { subject, property, actor: 'role', role: roles.role(model.property(subject, property)) };
  const { Level: level = 'OFF', Destinations: destinations } = asRecord(
    model.property(subject, 'LoggingConfiguration'),
  );
  const { Enabled: traced } = asRecord(model.property(subject, 'TracingConfiguration'));
  const logs = asText(level) !== undefined && asText(level) !== 'OFF' && items(destinations).length > 0;
  const sends = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
  return [
    ...(logs
      ? [{ ...common, actions: ['logs:CreateLogDelivery'], resources: ['*'], purpose: 'log its executions' }]
      : []),
    ...(asText(traced) === 'true'
      ? [{ ...common, actions: sends, later: sends, resources: ['*'], purpose: 'send traces of its executions' }]
      : []),
  ];
}

/** Rules, schedules and pipes whose target is one of the state machines. */
function startRights(judge: Judge, machines: ReadonlySet<Resource>): Right[] {
  const { model, roles } = judge;
  const isMachine = (value: Value) => value instanceof Pointer && machines.has(value.resource);
  const by = (subject: Resource, property: string, role: Value): Common => {
    return { subject, property, actor: 'role', role: roles.role(role) };
  };
  const rules = model.ofType('AWS::Events::Rule').flatMap((rule) =>
    items(model.property(rule, 'Targets')).flatMap((target) => {
      const { Arn: arn, RoleArn: role } = asRecord(target);
      // EventBridge itself refuses such a target without a role.
      const common = by(rule, 'Targets', role);
      return isMachine(arn) && role !== undefined
        ? [startRight(judge, common, arn), ...trustRight(judge, common, EVENTS)]
        : [];
    }),
  );
  const schedules = model.ofType('AWS::Scheduler::Schedule').flatMap((schedule) => {
    const { Arn: arn, RoleArn: role } = asRecord(model.property(schedule, 'Target'));
    const common = by(schedule, 'Target', role);
    return isMachine(arn)
      ? [
          startRight(judge, common, arn),
          ...trustRight(judge, common, schedulerOf(model, schedule)),
          ...aroundRights(judge, common),
        ]
      : [];
  });
  const pipes = model.ofType('AWS::Pipes::Pipe').flatMap((pipe) => {
    const arn = model.property(pipe, 'Target');
    const common = by(pipe, 'RoleArn', model.property(pipe, 'RoleArn'));
    return isMachine(arn)
      ? [startRight(judge, common, arn), ...trustRight(judge, common, PIPES), ...aroundRights(judge, common)]
      : [];
  });
  return [...rules, ...schedules, ...pipes];
}

/** A pipe may start an express execution and wait for it. */
function startRight({ model, arns }: Judge, common: Common, machine: Value): Right {
  const actions = ['states:StartExecution'];
  return {
    ...{ ...common, actions, resources: [arns.write(model.text(machine) ?? '')], purpose: 'start the state machine' },
    ...(common.subject.type === 'AWS::Pipes::Pipe' && {
      ...{ actions: [...actions, 'states:StartSyncExecution'], oneOf: 'enough' as const },
    }),
  };
}

/**
 * The rights of a schedule or a pipe besides its target: to tell a dead-letter queue of what failed, and to read its source.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
 */
export function aroundRights(judge: Judge, common: Common): Right[] {
  return common.subject.type === 'AWS::Scheduler::Schedule'
    ? deadLetterRights(judge, common)
    : common.subject.type === 'AWS::Pipes::Pipe'
      ? sourceRights(judge, common)
      : [];
}

function deadLetterRights(judge: Judge, common: Common): Right[] {
  const { model, arns } = judge;
  const { DeadLetterConfig: config } = asRecord(model.property(common.subject, 'Target'));
  const queue = model.text(asRecord(config).Arn);
  if (queue === undefined) {
    return [];
  }
  const [arn, purpose] = [arns.write(queue), 'tell the dead-letter queue of what failed'];
  return [
    { ...common, actions: ['sqs:SendMessage'], resources: [arn], purpose },
    ...keyRights(judge, common, arn, 'sqs', ['kms:GenerateDataKey', 'kms:Decrypt']),
  ].map((right) => ({ ...right, later: right.actions }));
}

/** The calls by which a pipe reads, by the service of its source: those without which it reads nothing. */
const READS: Readonly<Record<string, readonly string[] | undefined>> = {
  sqs: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  kinesis: ['kinesis:GetRecords', 'kinesis:GetShardIterator'],
  dynamodb: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
};

function sourceRights(judge: Judge, common: Common): Right[] {
  const { model, arns } = judge;
  const source = model.property(common.subject, 'Source');
  const arn = arns.write(model.text(source) ?? '');
  const service = isTableStream(source) ? 'dynamodb' : new RegExp(`^${ARN}:([a-z]+):`).exec(arn)?.[1];
  const actions = READS[service ?? ''];
  return actions === undefined
    ? []
    : [
        { ...common, actions, resources: [arn], purpose: 'read its source' },
        ...keyRights(judge, common, arn, service ?? ''),
      ];
}

/** The ARN of a stream has the time of its making in it: one of the app is known by its table alone. */
function isTableStream(source: Value): boolean {
  return source instanceof Pointer && /^AWS::DynamoDB::(Global)?Table$/.test(source.resource.type);
}
