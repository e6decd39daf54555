import type { AppModel } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { at } from './finding-at';
import { Duration, durationOf } from './forecast';
import { hostRooms } from './host-room';
import { ServiceReading } from './service-reading';

const HALF_AN_HOUR = 1800;
/** Below these there is nothing worth a setting: the check of one target, and the default delay. */
const SHORT_START = 60;
const SHORT_DELAY = 300;

/** Deployments that CloudFormation gives up on, or that wait for no good reason. */
export function timeFindings(model: AppModel, service: ServiceReading): ResourceFinding[] {
  const duration = durationOf(model, service);
  return duration === undefined ? [] : tooLong(service, duration).concat(slow(model, service, duration));
}

/**
 * CloudFormation refuses more than 33 hours of bake time and steps, and gives up after 36 hours; after 3 hours where the
 * deployment is rolling.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-linearconfiguration.html
 */
function tooLong(service: ServiceReading, { parts, atLeastSeconds, limitSeconds }: Duration): ResourceFinding[] {
  const baked = parts
    .filter(({ name }) => ['bake', 'steps', 'canary'].includes(name))
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const said = (message: string, fix: string) => [
    at(service, 'DeploymentConfiguration', 'error', 'Rollout.tooLong', message, fix),
  ];
  if (baked > 33 * 3600 && service.strategy !== 'BLUE_GREEN') {
    return said(
      `bake time and steps come to ${hours(baked)} hours, and CloudFormation refuses more than 33`,
      'shorten the bake time or the steps',
    );
  }
  return atLeastSeconds > limitSeconds
    ? said(
        `a deployment takes at least ${hours(atLeastSeconds)} hours, and CloudFormation gives up after ${hours(limitSeconds)}`,
        'shorten what takes longest, or let more tasks start at once',
      )
    : [];
}

/** More than half an hour by the two settings that nobody chose to make it slow. Bake time and steps are chosen. */
function slow(
  model: AppModel,
  service: ServiceReading,
  { parts, atLeastSeconds, limitSeconds }: Duration,
): ResourceFinding[] {
  const [start, drain] = ['start', 'drain'].map((name) => parts.find((part) => part.name === name));
  const waited = (start?.seconds ?? 0) + (drain?.seconds ?? 0);
  if (waited <= HALF_AN_HOUR || atLeastSeconds > limitSeconds) {
    return [];
  }
  const fixes = [
    ...(start !== undefined && start.seconds > SHORT_START
      ? [
          `let more tasks start at once ('maxHealthyPercent'${hostRooms(model, service) === undefined ? '' : ', and room for them on the hosts'}), or check their health more often`,
        ]
      : []),
    ...(drain !== undefined && drain.seconds > SHORT_DELAY
      ? ['lower the deregistration delay of the target group to the time of the longest request']
      : []),
  ];
  return [
    at(
      service,
      'DeploymentConfiguration',
      'warning',
      'Rollout.slow',
      `a deployment waits at least ${Math.ceil(waited / 60)} minutes: ${[start, drain].flatMap((part) => part?.reason ?? []).join('; ')}`,
      fixes.join('; '),
    ),
  ];
}

function hours(seconds: number): string {
  // Rounded up: 33 hours and a minute are more than 33.
  return String(Math.ceil((seconds / 3600) * 10) / 10);
}
