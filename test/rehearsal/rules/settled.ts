import { letsService } from '../iam';
import { Live, refersTo, World } from '../world';

/** What is looked at when an operation has come to its end: it would have gone through, and still be wrong. */
export type Look = (world: World) => void;

const of = (world: World, type: string): Live[] => [...world.live].filter((each) => each.type === type);

/**
 * A policy of a topic takes the place of the one that lets alarms of the account publish; a key of one's own has to let them use it.
 *
 * @see https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
const alarmsHeard: Look = (world) => {
  for (const alarm of [...of(world, 'AWS::CloudWatch::Alarm'), ...of(world, 'AWS::CloudWatch::CompositeAlarm')]) {
    const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = alarm.properties;
    for (const action of new Set<string>([...AlarmActions, ...OKActions, ...InsufficientDataActions])) {
      const topic = of(world, 'AWS::SNS::Topic').find((each) => each.ref === action);
      const policies = of(world, 'AWS::SNS::TopicPolicy').filter(({ properties }) =>
        properties.Topics.includes(action),
      );
      const lets = policies.some(({ properties }) =>
        letsService(properties.PolicyDocument, 'cloudwatch.amazonaws.com', 'sns:Publish'),
      );
      if (topic && policies.length > 0 && !lets) {
        world.find(
          'alarm not heard',
          alarm.id,
          `the policy of ${topic.id} does not let cloudwatch.amazonaws.com publish`,
        );
      }
      const master = topic?.properties.KmsMasterKeyId;
      const key = of(world, 'AWS::KMS::Key').find((each) => refersTo(each, master));
      if (key && !letsService(key.properties.KeyPolicy, 'cloudwatch.amazonaws.com', 'kms:Decrypt')) {
        world.find('alarm not heard', alarm.id, `the policy of ${key.id} does not let cloudwatch.amazonaws.com use it`);
      }
    }
  }
};

/** A group that stays keeps the size that its template says, whatever functions did meanwhile. */
const groupsKeepSize: Look = (world) => {
  for (const group of of(world, 'AWS::AutoScaling::AutoScalingGroup')) {
    for (const size of ['MinSize', 'DesiredCapacity'] as const) {
      const now = group.drift[size];
      if (now !== undefined && Number(now) < Number(group.properties[size] ?? group.properties.MinSize)) {
        world.find('live group shrunk', group.id, `a function set ${size} to ${String(now)}`);
      }
    }
  }
};

/**
 * A setting of a role goes with the custom resource that made it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
 */
const settingsGo: Look = (world) => {
  for (const role of of(world, 'AWS::IAM::Role')) {
    const left = Object.entries((role.drift.settings as object) ?? {}).find(([, value]) => value !== undefined)?.[0];
    const owner = [...world.live].find(
      ({ type, properties }) =>
        type.startsWith('Custom::') && Object.values(properties).some((each) => refersTo(role, each)),
    );
    if (left !== undefined && owner === undefined) {
      world.find('setting left on', role.id, `${left} stays as it was set`);
    }
  }
};

export const LOOKS: readonly Look[] = [alarmsHeard, groupsKeepSize, settingsGo];
