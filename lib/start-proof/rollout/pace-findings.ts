import { deploymentRoom, isBlocked, wayOutOfBlock } from '../../internal/deployment-room';
import type { ResourceFinding } from '../../app-model/check';
import { asText, valueAt, isUnknown } from '../../app-model/values';
import { at } from './finding-at';
import { ServiceReading, shifts } from './service-reading';

/** Finds what keeps new tasks from ever taking the place of old ones, or what ECS refuses of how they should. */
export function paceFindings(service: ServiceReading): ResourceFinding[] {
  return blocked(service).concat(
    daemonSurge(service),
    zoneRebalancing(service),
    ignoredByController(service),
    breakerOfShift(service),
  );
}

/** Percentages with which a rolling deployment can neither stop an old task nor start a new one. */
function blocked(service: ServiceReading): ResourceFinding[] {
  const { minPercent: min, maxPercent: max, fewest, daemon, controller, strategy } = service;
  if (min === undefined || max === undefined || controller !== 'ECS' || strategy !== 'ROLLING') {
    return [];
  }
  if (daemon === true) {
    // As many tasks as hosts, of which each holds one: a new one starts where an old one has stopped.
    return min < 100
      ? []
      : [
          at(
            service,
            'DeploymentConfiguration',
            'error',
            'Rollout.blocked',
            `'MinimumHealthyPercent' ${min} lets a deployment stop no task of a DAEMON service, and a host takes no second one, so no deployment ever proceeds`,
            "lower 'minHealthyPercent' below 100",
          ),
        ];
  }
  // With these, whatever the number of tasks is, none may stop and none may start.
  const always = min >= 100 && max <= 100;
  const tasks = fewest ?? (always ? 1 : undefined);
  if (daemon === undefined || tasks === undefined || !isBlocked(min, max, tasks)) {
    return [];
  }
  const { lower, upper } = deploymentRoom(min, max, tasks);
  return [
    at(
      service,
      'DeploymentConfiguration',
      service.countLeftOut && !always ? 'warning' : 'error',
      'Rollout.blocked',
      `'MinimumHealthyPercent' ${min} and 'MaximumPercent' ${max} block every deployment${fewest === undefined ? '' : ` of ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`}: ECS may neither stop one (at least ${fewest === undefined ? 'all' : lower} must stay) nor start one (at most ${fewest === undefined ? 'as many' : upper} may run)`,
      fewest === undefined ? "raise 'maxHealthyPercent' or lower 'minHealthyPercent'" : wayOutOfBlock(tasks),
    ),
  ];
}

/** ECS takes a maximum of 100 percent and the rolling strategy for DAEMON. */
function daemonSurge(service: ServiceReading): ResourceFinding[] {
  const { daemon, maxPercent, strategy } = service;
  if (daemon !== true) {
    return [];
  }
  return [
    ...(maxPercent !== undefined && maxPercent > 100
      ? [
          at(
            service,
            'DeploymentConfiguration.MaximumPercent',
            'error',
            'Rollout.daemonSurge',
            `'MaximumPercent' of a DAEMON service must be 100, got ${maxPercent}: each host takes one task`,
            "leave 'maxHealthyPercent' out, and lower 'minHealthyPercent'",
          ),
        ]
      : []),
    ...(shifts(service)
      ? [
          at(
            service,
            'DeploymentConfiguration.Strategy',
            'warning',
            'Rollout.daemonShift',
            `strategy ${strategy} brings up a second set of tasks, for which hosts that take one task each of a DAEMON service have no room`,
            'deploy daemons by ROLLING',
          ),
        ]
      : []),
  ];
}

/**
 * "Availability Zone Rebalancing does not support maximumPercent <= 100 %": it starts a task before it stops one. Where the
 * property is left out, ECS turns it on only for services that can have it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
function zoneRebalancing(service: ServiceReading): ResourceFinding[] {
  const { daemon, maxPercent, placed } = service;
  const { zoneRebalancing: rebalancing, placementStrategies } = service.service;
  if (asText(rebalancing) !== 'ENABLED') {
    return [];
  }
  const refused =
    daemon === true
      ? 'a DAEMON service'
      : maxPercent !== undefined && maxPercent <= 100
        ? `'MaximumPercent' ${maxPercent}`
        : undefined;
  const [first] = placementStrategies;
  const [type, field] = [asText(valueAt(first, 'Type')), asText(valueAt(first, 'Field'))];
  const byZone = type === 'spread' && field === 'attribute:ecs.availability-zone';
  const elsewhere =
    placed.compute.kind === 'EC2' && first !== undefined && !isUnknown(first) && type !== undefined && !byZone;
  const property = 'AvailabilityZoneRebalancing';
  return [
    ...(refused === undefined
      ? []
      : [
          at(
            service,
            property,
            'error',
            'Rollout.zoneRebalancing',
            `ECS refuses 'AvailabilityZoneRebalancing' ENABLED with ${refused}: it starts a task in another zone before it stops one`,
            daemon === true ? 'leave it out' : "raise 'maxHealthyPercent' above 100, or set it to DISABLED",
          ),
        ]),
    ...(elsewhere
      ? [
          at(
            service,
            property,
            'warning',
            'Rollout.zoneRebalancing',
            `'AvailabilityZoneRebalancing' is for services whose first placement strategy spreads over zones, got ${[type, field].join(' ').trim()}`,
            "put spread by 'attribute:ecs.availability-zone' first, or set it to DISABLED",
          ),
        ]
      : []),
  ];
}

/**
 * Finds what only ECS's own controller looks at. "DeploymentCircuitBreaker only works with the ECS deployment
 * controller".
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
 */
function ignoredByController(service: ServiceReading): ResourceFinding[] {
  const { controller } = service;
  if (controller !== 'CODE_DEPLOY' && controller !== 'EXTERNAL') {
    return [];
  }
  const { configuration, hooks } = service.service.deployment;
  const on = (name: string) => asText(valueAt(configuration, name, 'Enable')) === 'true';
  const breaker = on('DeploymentCircuitBreaker');
  const ignored = [
    ...(breaker ? ["'DeploymentCircuitBreaker'"] : []),
    ...(on('Alarms') ? ["'Alarms'"] : []),
    ...(hooks.length > 0 ? ["'LifecycleHooks'"] : []),
    ...(['BLUE_GREEN', 'LINEAR', 'CANARY'].includes(asText(valueAt(configuration, 'Strategy')) ?? '')
      ? ["'Strategy'"]
      : []),
  ];
  return ignored.length === 0
    ? []
    : [
        at(
          service,
          'DeploymentConfiguration',
          breaker ? 'error' : 'warning',
          'Rollout.controller',
          `${ignored.join(', ')} of 'DeploymentConfiguration' ${ignored.length === 1 ? 'is' : 'are'} for the deployment controller ECS, and ${controller} deploys without ${ignored.length === 1 ? 'it' : 'them'}${breaker ? '; ECS refuses the circuit breaker' : ''}`,
          'use the controller ECS, or leave them out',
        ),
      ];
}

/**
 * "The deployment circuit breaker can only be used for services using the rolling update (ECS) deployment type."
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
function breakerOfShift(service: ServiceReading): ResourceFinding[] {
  const breaker = valueAt(service.service.deployment.configuration, 'DeploymentCircuitBreaker', 'Enable');
  return shifts(service) && asText(breaker) === 'true'
    ? [
        at(
          service,
          'DeploymentConfiguration.DeploymentCircuitBreaker',
          'warning',
          'Rollout.circuitBreaker',
          `the circuit breaker is for rolling deployments, and this one is ${service.strategy}: nothing but hooks and alarms undoes it`,
          'leave the circuit breaker out, and give the deployment alarms or hooks',
        ),
      ]
    : [];
}
