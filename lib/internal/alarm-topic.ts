import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnTopicPolicy, type ITopic } from 'aws-cdk-lib/aws-sns';
import { type Finding, warning } from './finding';
import { text } from './template-value';
import { reportFindings, warn } from './warnings';

/*
 * Who publishes to a topic must be let by the policy of the topic, and by the policy of the key that encrypts it. The policy
 * that SNS makes lets alarms of the account publish, but the first statement that an app adds, as `enforceSSL` does, replaces
 * it: the action of the alarm then fails, and nobody hears of that either.
 *
 * Sources: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (alarms),
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (event sources and encrypted topics), 2026-11.
 */

/** Sends an alarm to a topic, and lets the alarms of the account publish there. */
export function notify(alarm: cloudwatch.Alarm, topic: ITopic): void {
  warnOfOtherRegion(alarm, topic);
  alarm.addAlarmAction(new SnsAction(topic));
  letPublish(topic, 'cloudwatch.amazonaws.com', Stack.of(alarm).account);
}

/** A topic as the target of a rule, to which EventBridge may publish. */
export function topicTarget(topic: ITopic): IRuleTarget {
  // Without the account: EventBridge says none when the topic is encrypted.
  letPublish(topic, 'events.amazonaws.com');
  return { bind: () => ({ arn: topic.topicArn, targetResource: topic }) };
}

/** That CloudWatch takes no topic of another region is nowhere documented as far as is known, so it is no error. */
function warnOfOtherRegion(alarm: cloudwatch.Alarm, topic: ITopic): void {
  const [here, there] = [text(Stack.of(alarm).region), text(topic.env.region)];
  if (here !== undefined && there !== undefined && here !== there) {
    warn(alarm, {
      code: 'AlarmTopic.region',
      message: `the alarm is in ${here}, and topic '${topic.node.path}' in ${there}: alarms are known to publish in their own region only; give a topic of ${here}`,
    });
  }
}

/** Whom each topic lets publish already. */
const DONE = new WeakMap<ITopic, Set<string>>();

function letPublish(topic: ITopic, service: string, account?: string): void {
  const done = DONE.get(topic) ?? new Set<string>();
  if (done.size === 0) {
    DONE.set(topic, done);
    topic.node.addValidation({ validate: () => reportFindings(topic, otherPolicies(topic)) });
  }
  const publisher = `${service} ${account ?? ''}`;
  if (!done.has(publisher)) {
    done.add(publisher);
    // At the topic: however many alarms there are, it is one policy.
    granted(topic, service, account).forEach((finding) => warn(topic, finding));
  }
}

/** Adds the statements, and says which could not be added. */
function granted(topic: ITopic, service: string, account?: string): Finding[] {
  const conditions = account === undefined ? undefined : { StringEquals: { 'aws:SourceAccount': account } };
  const statement = (actions: string[], resources: string[]) =>
    new iam.PolicyStatement({ principals: [new iam.ServicePrincipal(service)], actions, resources, conditions });
  const { masterKey } = topic;
  const topicAllows = topic.addToResourcePolicy(statement(['sns:Publish'], [topic.topicArn])).statementAdded;
  const keyAllows = masterKey?.addToResourcePolicy(statement(KEY_ACTIONS, ['*']), true).statementAdded ?? true;
  const who = `{ Service: '${service}' }${account === undefined ? '' : " with the condition StringEquals aws:SourceAccount, your account's id"}`;
  return [
    ...(topicAllows
      ? []
      : [
          warning(
            'AlarmTopic.topicPolicy',
            `this app does not write the policy of topic '${topic.node.path}', so subscribers may get no notification; see that it allows sns:Publish for ${who}, and the key that encrypts it, if any, ${KEY_ACTIONS.join(' and ')} for the same; then acknowledge this`,
          ),
        ]),
    ...(keyAllows
      ? []
      : [
          warning(
            'AlarmTopic.keyPolicy',
            `this app does not write the policy of the key '${masterKey!.node.path}' of topic '${topic.node.path}', so subscribers may get no notification; see that it allows ${KEY_ACTIONS.join(' and ')} for ${who}, then acknowledge this; the key alias/aws/sns never does`,
          ),
        ]),
  ];
}

const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/** A topic has one policy: of two resources, the one that CloudFormation writes last stays. */
function otherPolicies(topic: ITopic): Finding[] {
  const others = topic.node.root.node
    .findAll()
    .filter(CfnTopicPolicy.isCfnTopicPolicy)
    .filter((policy) => policy.node.scope?.node.scope !== topic && isFor(policy, topic));
  return others.length === 0
    ? []
    : [
        warning(
          'AlarmTopic.twoPolicies',
          `'${others[0].node.path}' is a policy of topic '${topic.node.path}' too, and one of the two replaces the other when it is deployed; write its statements with addToResourcePolicy() of the topic`,
        ),
      ];
}

function isFor(policy: CfnTopicPolicy, topic: ITopic): boolean {
  const stack = Stack.of(policy);
  const own = stack.resolve(topic.topicArn) as string | { readonly Ref?: string };
  if (stack !== Stack.of(topic) && typeof own === 'object' && own.Ref !== undefined) {
    return false; // The logical id of another stack means nothing in this one.
  }
  const arn = JSON.stringify(own);
  return (stack.resolve(policy.topics) as unknown[]).some((each) => JSON.stringify(each) === arn);
}
