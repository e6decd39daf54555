import type { ResourceFinding } from '../../app-model/check';
import { Value } from '../../app-model/app-model';
import { asRecord, asText, isUnknown, items } from '../../app-model/values';
import { at } from './finding-at';
import { ServiceReading, shifts } from './service-reading';

/**
 * Stages at which a hook may run.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
const STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
];

/** "Invalid lifecycle stage provided for Pause Hook" for the others. */
const PAUSES = [
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
];

const OF_TEST_TRAFFIC = ['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'];

/** Hooks that ECS refuses, or that never see what they should look at. */
export function hookFindings(service: ServiceReading): ResourceFinding[] {
  const { hookList: hooks } = service.service.deployment;
  return hooks.flatMap((hook, index) =>
    isUnknown(hook) ? [] : ofHook(service, asRecord(hook), `DeploymentConfiguration.LifecycleHooks.${index}`),
  );
}

function ofHook(
  service: ServiceReading,
  { LifecycleStages, TargetType, RoleArn }: Readonly<Record<string, Value>>,
  property: string,
): ResourceFinding[] {
  const pause = asText(TargetType) === 'PAUSE';
  const allowed = pause ? PAUSES : STAGES;
  const stages = items(LifecycleStages).flatMap((each) => asText(each) ?? []);
  const wrong = stages.filter((stage) => !allowed.includes(stage));
  const none = !isUnknown(LifecycleStages) && items(LifecycleStages).length === 0;
  const untested = shifts(service)
    ? stages.filter((stage) => !wrong.includes(stage) && OF_TEST_TRAFFIC.includes(stage))
    : [];
  return [
    ...(none || wrong.length > 0
      ? [
          at(
            service,
            `${property}.LifecycleStages`,
            'error',
            'Rollout.hookStages',
            none
              ? `a ${pause ? 'pause' : 'lifecycle hook'} has no stage, so it would never run`
              : `${wrong.join(', ')} ${wrong.length === 1 ? 'is' : 'are'} no stage for a ${pause ? 'pause' : 'lifecycle hook'}`,
            `name one of ${allowed.join(', ')}`,
          ),
        ]
      : []),
    ...(RoleArn === undefined && !pause && !isUnknown(TargetType)
      ? [
          at(
            service,
            property,
            'error',
            'Rollout.hookRole',
            "a lifecycle hook has no 'RoleArn', so ECS may not call its function",
            'give it a role that ecs.amazonaws.com may take and that may invoke the function',
          ),
        ]
      : []),
    ...(untested.length > 0 && testTraffic(service) === false
      ? [
          at(
            service,
            `${property}.LifecycleStages`,
            'warning',
            'Rollout.noTestTraffic',
            `a hook runs at ${untested.join(', ')}, but no load balancer of the service has a test listener rule, so the new version has no test traffic there`,
            'give the alternate target a test listener, or run the hook at POST_SCALE_UP',
          ),
        ]
      : []),
  ];
}

/** Whether test traffic reaches the new version; Service Connect sends what has its test header. */
function testTraffic({ targets, targetsKnown, service }: ServiceReading): boolean | undefined {
  const others = [service.connect?.configuration, ...service.otherTraffic];
  if (!targetsKnown || others.some((each) => each !== undefined)) {
    return undefined;
  }
  return targets.some(({ advanced }) => asRecord(advanced).TestListenerRule !== undefined);
}
