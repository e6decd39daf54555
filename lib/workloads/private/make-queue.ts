import { CfnResource, Duration, FeatureFlags, Resource, Token } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allTaken } from '../../internal/every';
import { Finding, error, warning } from '../../internal/finding';
import { number } from '../../internal/template-value';
import { RollbackSignal } from '../rollback-alarm-options';
import type { BacklogScaling } from '../scaling-options';
import { NewWorkerQueueOptions, WorkerQueue, WorkerQueueOptions } from '../worker-queue';
import type { WorkerServiceProps } from '../worker-service-props';
import { booleanFault, choiceFault, integerFault, seconds } from '../../internal/value-faults';

/** The number of times that a message is received before it goes to the dead-letter queue. */
const RECEIVES = 5;
/** As long as a task that is being stopped may still work on its message. */
const LEAST_VISIBILITY = Duration.minutes(2);
const MOST_VISIBILITY = Duration.hours(12);
/** A message that takes six times the average is still not given to a second task. */
const TIMES_AVERAGE = 6;
/** The defaults of SQS, in seconds for the visibility. */
const DEFAULT_RETENTION = Duration.days(4);
const DEFAULT_VISIBILITY = 30;
/** The longest that SQS keeps messages. */
const MOST_RETENTION = Duration.days(14);

/** The queue of a worker, and the one of the messages that it cannot handle. */
export interface MadeQueue {
  readonly queue: sqs.IQueue;
  readonly deadLetterQueue?: sqs.IQueue;
}

/** Finds the reasons why the queue of a worker cannot be made or taken. */
export function workerFaults(props: WorkerServiceProps, backlog: BacklogScaling | undefined): Finding[] {
  const unmade = choiceFault('WorkerService.queue', 'queue', props.queue, '_use', 'WorkerQueue.existing(queue)');
  if (unmade.length > 0) {
    return unmade;
  }
  const { _existing: existing, _new: made, _use: use } = props.queue ?? WorkerQueue.create();
  const { visibilityTimeout, maxReceiveCount, messageRetention, deadLetterQueue } = made ?? {};
  const { topics = [] } = use ?? {};
  const visibility = seconds(visibilityTimeout);
  const time = seconds(backlog?.timePerMessage);
  return [
    ...booleanFault('WorkerService.flag', "'scaleInProtection'", props.scaleInProtection),
    ...integerFault('WorkerService.maxReceiveCount', "'maxReceiveCount'", maxReceiveCount, 1, 1000),
    ...rangeFaults('visibilityTimeout', visibility, 0, MOST_VISIBILITY),
    ...rangeFaults('messageRetention', seconds(messageRetention), 60, MOST_RETENTION),
    ...(visibility !== undefined && time !== undefined && visibility < time
      ? [
          error(
            'WorkerService.visibilityTimeout',
            `'visibilityTimeout' of ${visibility} s is shorter than the ${time} s of 'timePerMessage', so a second task would get a message while the first one works on it; give it several times as long`,
          ),
        ]
      : []),
    ...ageFaults(props, use?.maxMessageAge, made),
    ...(deadLetterQueue?.fifo === true
      ? [
          error(
            'WorkerService.fifo',
            `'deadLetterQueue' '${deadLetterQueue.node.path}' is a FIFO queue, and the queue is a standard one, which can only have a standard one; give one of these, or your FIFO queue with its own dead-letter queue by WorkerQueue.existing()`,
          ),
        ]
      : []),
    ...(topics.length > 0 && existing !== undefined ? topicFaults(existing) : []),
  ];
}

/** An age at which no alarm would ever go off. */
function ageFaults(
  { rollbackAlarms }: WorkerServiceProps,
  maxMessageAge: Duration | undefined,
  made: NewWorkerQueueOptions | undefined,
): Finding[] {
  const fault = (message: string): Finding[] => [error('WorkerService.maxMessageAge', message)];
  const age = seconds(maxMessageAge);
  const kept = seconds(made?.messageRetention ?? DEFAULT_RETENTION);
  const silent =
    rollbackAlarms !== undefined &&
    (rollbackAlarms.options === undefined || rollbackAlarms.options.without?.includes(RollbackSignal.QUEUE_AGE));
  return [
    ...(maxMessageAge !== undefined && silent
      ? fault("'maxMessageAge' is given, but 'rollbackAlarms' leaves out the age of messages; leave out one of the two")
      : []),
    ...(age !== undefined && (age < 1 || !Number.isInteger(age))
      ? fault(`'maxMessageAge' must be whole seconds, at least one, got ${age} s`)
      : []),
    ...(age !== undefined && made !== undefined && kept !== undefined && age >= kept
      ? fault(
          `'maxMessageAge' of ${age} s is never reached, as the queue keeps messages for ${kept} s; lower it, or raise 'messageRetention'`,
        )
      : []),
  ];
}

/** Finds settings that keep an existing queue from giving each message to one task only. */
export function visibilityWarnings(queue: sqs.IQueue | undefined, backlog: BacklogScaling | undefined): Finding[] {
  const resource = queue?.node.defaultChild;
  const time = seconds(backlog?.timePerMessage);
  if (!CfnResource.isCfnResource(resource) || time === undefined) {
    return [];
  }
  const hidden = (resource as sqs.CfnQueue).visibilityTimeout ?? DEFAULT_VISIBILITY;
  const known = number(hidden);
  return known !== undefined && known < time
    ? [
        warning(
          'WorkerService.shortVisibility',
          `'${queue!.node.path}' hides a message for ${known} s, less than the ${time} s of 'timePerMessage', so a second task gets it while the first one works on it; raise its 'visibilityTimeout' to several times as long`,
        ),
      ]
    : [];
}

/** Finds the reasons why topics cannot send to a queue. */
export function topicFaults(queue: sqs.IQueue): Finding[] {
  return queue.encryptionType === sqs.QueueEncryption.KMS_MANAGED
    ? [
        error(
          'WorkerService.awsManagedKey',
          `'queue' is encrypted with the key that AWS manages for SQS, which SNS may not use, so nothing from 'topics' would arrive; use SQS_MANAGED or a key of your own`,
        ),
      ]
    : [];
}

/**
 * Finds the reasons why a topic cannot send to a queue in order. Of an imported topic whose ARN is a token nothing is
 * known.
 */
export function orderFaults(queue: sqs.IQueue, topic: sns.ITopic): Finding[] {
  const known = Resource.isOwnedResource(topic) || !Token.isUnresolved(topic.topicArn);
  return queue.fifo && known && !topic.fifo
    ? [
        error(
          'WorkerService.fifo',
          `the queue is a FIFO queue, and SNS lets no standard topic as '${topic.node.path}' send to one; take a FIFO topic, or a standard queue`,
        ),
      ]
    : [];
}

/** With this flag, aws-cdk-lib lets the key of a queue be used for one topic by its ARN. */
const KEY_NAMES_TOPIC = '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption';

/**
 * Finds the reasons why CloudFormation could not make a queue and a topic: the key would wait for the topic, and the
 * topic for the key.
 */
export function sharedKeyFaults(queue: sqs.IQueue, topic: sns.ITopic): Finding[] {
  const key = queue.encryptionMasterKey;
  return key !== undefined &&
    key === topic.masterKey &&
    [key, topic].every((each) => Resource.isOwnedResource(each)) &&
    FeatureFlags.of(topic).isEnabled(KEY_NAMES_TOPIC)
    ? [
        error(
          'WorkerService.sharedKey',
          `the queue and the topic '${topic.node.path}' are encrypted with one key, whose policy would name the topic, so that each waits for the other and CloudFormation makes neither; give each a key of its own, or leave out 'encryptionKey'`,
        ),
      ]
    : [];
}

/** Makes the queue of a worker under it, unless one is given; `undefined` without a queue. */
export function workerQueue(
  owner: Construct,
  { _existing: existing, _new: options }: WorkerQueue,
  backlog: BacklogScaling | undefined,
): MadeQueue | undefined {
  if (existing !== undefined) {
    return { queue: existing, deadLetterQueue: (existing as Partial<sqs.Queue>).deadLetterQueue?.queue };
  }
  if (options === undefined) {
    return undefined;
  }
  const {
    visibilityTimeout,
    maxReceiveCount,
    messageRetention,
    encryptionKey,
    deadLetterQueue: given,
    ...rest
  } = options;
  allTaken<typeof rest, WorkerQueueOptions>(rest);
  const encrypted = {
    encryption: encryptionKey === undefined ? sqs.QueueEncryption.SQS_MANAGED : sqs.QueueEncryption.KMS,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
  };
  const deadLetterQueue =
    given ?? new sqs.Queue(owner, 'DeadLetterQueue', { ...encrypted, retentionPeriod: MOST_RETENTION });
  const queue = new sqs.Queue(owner, 'Queue', {
    ...encrypted,
    visibilityTimeout: visibilityTimeout ?? visibilityFor(backlog),
    retentionPeriod: messageRetention,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: maxReceiveCount ?? RECEIVES },
  });
  return { queue, deadLetterQueue };
}

function visibilityFor(backlog: BacklogScaling | undefined): Duration {
  const time = seconds(backlog?.timePerMessage) ?? 0;
  return Duration.seconds(
    Math.min(Math.max(Math.ceil(TIMES_AVERAGE * time), LEAST_VISIBILITY.toSeconds()), MOST_VISIBILITY.toSeconds()),
  );
}

function rangeFaults(name: string, value: number | undefined, least: number, most: Duration): Finding[] {
  return value !== undefined && (!Number.isInteger(value) || value < least || value > most.toSeconds())
    ? [
        error(
          `WorkerService.${name}`,
          `'${name}' must be whole seconds from ${least} to ${most.toSeconds()}, got ${value} s`,
        ),
      ]
    : [];
}
