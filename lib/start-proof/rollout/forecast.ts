import { AppModel, Resource, Value } from '../../app-model/app-model';
import { asNumber, asRecord, asText, valueAt, isUnknown, items } from '../../app-model/values';
import { providerView } from '../../app-model/views/capacity';
import { rollingRounds } from '../../internal/deployment-room';
import { DeploymentPart, ServiceForecast } from '../deployment-forecast-result';
import { HostRoom, HostRooms, hostRooms, stuckFor } from './host-room';
import { ServiceReading, shifts } from './service-reading';
import { taskDefinitionView } from '../../app-model/views/task-definition';

const MINUTE = 60;
const HOUR = 3600;

/** The things that are known of one step, and those that are not. */
interface Step {
  readonly seconds: number;
  readonly reason: string;
  /** The thing that would have to be known; the step may take longer then. */
  readonly unknown?: string;
}

interface NamedStep extends Step {
  readonly name: string;
}

/** The time that a deployment takes at least, and the time that it has. */
export type Duration = Pick<ServiceForecast, 'parts' | 'atLeastSeconds' | 'limitSeconds'>;

/** The least time that a deployment of a service takes; nothing for one that ECS does not deploy. */
export function durationOf(model: AppModel, service: ServiceReading): Duration | undefined {
  const { controller, strategy } = service;
  return controller !== 'ECS' || strategy === undefined
    ? undefined
    : duration(service, stepsOf(model, service, strategy, hostRooms));
}

/** Forecasts a deployment of a service: how long it takes at least, what it may add, and what would have to be known. */
export function forecastOf(
  model: AppModel,
  service: ServiceReading,
  rooms: HostRooms = hostRooms,
): ServiceForecast | undefined {
  const { controller, strategy, resource, placed } = service;
  if (controller !== 'ECS' || strategy === undefined) {
    return undefined;
  }
  const steps = stepsOf(model, service, strategy, rooms);
  const unknowns = [...steps.flatMap(({ unknown }) => unknown ?? []), ...watchOfAlarms(service)];
  const { parts, atLeastSeconds, limitSeconds } = duration(service, steps);
  return {
    path: resource.path,
    stack: resource.scope.path,
    logicalId: resource.logicalId,
    strategy,
    atLeastSeconds,
    parts,
    mayAdd: mayAdd(model, service),
    unknown: [...new Set([...unknowns, ...(placed.placement.taskDefinition ? [] : ['the task definition'])])],
    limitSeconds,
  };
}

function duration(service: ServiceReading, steps: readonly NamedStep[]): Duration {
  const parts = steps
    .filter(({ seconds }) => seconds > 0)
    .map(({ name, seconds, reason }): DeploymentPart => ({ name, seconds, reason }));
  const atLeastSeconds = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  return { parts, atLeastSeconds, limitSeconds: shifts(service) ? 36 * HOUR : 3 * HOUR };
}

function stepsOf(model: AppModel, service: ServiceReading, strategy: string, rooms: HostRooms): NamedStep[] {
  const healthy = becomeHealthy(model, service);
  const drained = drain(model, service);
  const { configuration } = service.service.deployment;
  const room = rooms(model, service);
  return shifts(service)
    ? [
        { name: 'start', ...healthy, ...secondSet(service, healthy, room) },
        ...networkLoadBalancer(model, service),
        ...shiftSteps(strategy, configuration),
        { name: 'bake', ...bake(configuration) },
        { name: 'drain', ...drained },
      ]
    : [
        { name: 'start', ...rounds(service, healthy, room) },
        ...(deferred(configuration) ? [] : [{ name: 'drain', ...drained }]),
      ];
}

/**
 * Until a new task counts. Without any health check the scheduler waits for 40 seconds; a target of a load balancer must pass
 * one check, whatever the threshold is, which is for targets that were unhealthy.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html
 */
function becomeHealthy(model: AppModel, service: ServiceReading): Step {
  const container = containerCheck(model, service.placed.placement.taskDefinition);
  const targets = targetStep(
    service,
    (group) => asNumber(model.property(group, 'HealthCheckIntervalSeconds') ?? 30),
    (group, seconds) => `a new target of ${group.path} must pass one health check, every ${seconds} s`,
  );
  const slower = container !== undefined && container.seconds > (targets?.seconds ?? 0) ? container : targets;
  return (
    slower ?? container ?? { seconds: 40, reason: 'no health check: ECS waits 40 s after a task runs before it counts' }
  );
}

/**
 * The first check of a container comes after an interval, sooner within a start period.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
function containerCheck(model: AppModel, taskDefinition: Resource | undefined): Step | undefined {
  const checks = containersOf(model, taskDefinition)
    .filter(({ Essential, HealthCheck }) => asText(Essential) !== 'false' && HealthCheck !== undefined)
    .map(({ Name, HealthCheck }) => ({
      name: asText(Name) ?? 'of the task',
      interval: asNumber(valueAt(HealthCheck, 'Interval') ?? 30) ?? 0,
      early: valueAt(HealthCheck, 'StartPeriod') !== undefined,
    }))
    .map(({ name, interval, early }): Step => {
      const seconds = early ? Math.min(interval, START_INTERVAL) : interval;
      return { seconds, reason: `container '${name}' has its first health check after ${seconds} s` };
    });
  return checks.length === 0 ? undefined : longest(checks);
}

function containersOf(
  model: AppModel,
  taskDefinition: Resource | undefined,
): readonly Readonly<Record<string, Value>>[] {
  return taskDefinition === undefined
    ? []
    : taskDefinitionView(model, taskDefinition).containers.map(({ properties }) => properties);
}

/** Docker probes every 5 seconds within a start period. */
const START_INTERVAL = 5;

/**
 * Until an old task is gone: its target group lets requests finish for 300 seconds unless it says less.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
 */
function drain(model: AppModel, service: ServiceReading): Step {
  return (
    targetStep(
      service,
      (group) => deregistrationDelay(model.property(group, 'TargetGroupAttributes')),
      (group, seconds) => `the deregistration delay of ${group.path} is ${seconds} s, while there are open connections`,
    ) ?? { seconds: 0, reason: '' }
  );
}

function deregistrationDelay(attributes: Value): number | undefined {
  if (isUnknown(attributes) || items(attributes).some(isUnknown)) {
    return undefined;
  }
  const said = items(attributes)
    .map(asRecord)
    .find(({ Key }) => asText(Key) === 'deregistration_delay.timeout_seconds');
  return said === undefined ? 300 : asNumber(said.Value);
}

/** The longest among the target groups of a service; nothing where it has none. */
function targetStep(
  { targets, service }: ServiceReading,
  secondsOf: (group: Resource) => number | undefined,
  reasonOf: (group: Resource, seconds: number) => string,
): Step | undefined {
  if (targets.length === 0) {
    return service.targetsUnknown !== undefined ? { seconds: 0, reason: '', unknown: 'its load balancers' } : undefined;
  }
  return longest(
    targets.map(({ group, container }): Step => {
      const seconds = group && secondsOf(group);
      return group === undefined || seconds === undefined
        ? { seconds: 0, reason: '', unknown: `the target group of container '${container}'` }
        : { seconds, reason: reasonOf(group, seconds) };
    }),
  );
}

/** The step that takes longest, with all that is not known. */
function longest(steps: readonly Step[]): Step {
  const first = steps.reduce((one, other) => (other.seconds > one.seconds ? other : one));
  const unknown = steps.flatMap((step) => step.unknown ?? [])[0];
  return { ...first, ...(unknown !== undefined && { unknown }) };
}

/**
 * As many goes as the percentages ask for, in each of which tasks become healthy.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
function rounds(service: ServiceReading, healthy: Step, room: HostRoom | undefined): Step {
  const { minPercent, maxPercent, fewest, daemon } = service;
  if (daemon === true || minPercent === undefined || maxPercent === undefined || fewest === undefined) {
    return {
      ...healthy,
      ...(daemon !== true && { unknown: healthy.unknown ?? 'the number of tasks or the percentages' }),
    };
  }
  const free = rollingRounds(minPercent, maxPercent, fewest);
  const goes = rollingRounds(minPercent, maxPercent, fewest, room?.tasks);
  if (goes === undefined) {
    return { ...healthy, unknown: `an end: ${stuckFor(service, room) ?? 'the percentages block it'}` };
  }
  const hosts = room !== undefined && goes !== free ? `, since ${room.reason}` : '';
  return goes === 1
    ? healthy
    : {
        ...healthy,
        seconds: goes * healthy.seconds,
        reason: `${goes} goes for ${fewest} tasks with ${minPercent} to ${maxPercent} %${hosts}: ${healthy.reason}`,
      };
}

/** A second set of tasks is whole before traffic is shifted to it. */
function secondSet(service: ServiceReading, { unknown }: Step, room: HostRoom | undefined): Pick<Step, 'unknown'> {
  const stuck = unknown === undefined ? stuckFor(service, room) : undefined;
  return stuck === undefined ? {} : { unknown: `an end: ${stuck}` };
}

/**
 * "Depending on your alarm configuration, the deployment might appear to take several minutes longer": of a rolling
 * deployment ECS derives the bake time from the alarms, by a rule that AWS does not publish.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
function watchOfAlarms(service: ServiceReading): string[] {
  const { Alarms } = asRecord(service.service.deployment.configuration);
  return !shifts(service) && asText(valueAt(Alarms, 'Enable')) === 'true'
    ? ['the bake time that ECS derives from the alarms of the deployment']
    : [];
}

/**
 * A deployment may be over before the old tasks are gone.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentearlysuccesscriteria.html
 */
function deferred(configuration: Value): boolean {
  const criteria = valueAt(configuration, 'EarlySuccessCriteria');
  return (
    asText(valueAt(criteria, 'Enable')) === 'true' &&
    asText(valueAt(criteria, 'SourceServiceRevisionCleanup')) === 'DEFERRED'
  );
}

/**
 * ECS waits 10 minutes when it moves the traffic of a network load balancer, test traffic and production traffic each.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb-resources-for-blue-green.html
 */
function networkLoadBalancer(model: AppModel, { targets }: ServiceReading): (Step & { name: string })[] {
  const network = targets.filter(({ group }) => {
    const protocol = group && asText(model.property(group, 'Protocol'));
    return protocol !== undefined && !/^HTTPS?$/.test(protocol);
  });
  const tested = network.some(({ advanced }) => asRecord(advanced).TestListenerRule !== undefined);
  const reason = 'ECS adds 10 minutes to the shift of a network load balancer';
  return [
    ...(tested ? [{ name: 'test traffic', seconds: 10 * MINUTE, reason }] : []),
    ...(network.length > 0 ? [{ name: 'production traffic', seconds: 10 * MINUTE, reason }] : []),
  ];
}

/**
 * Steps of a linear and of a canary deployment, with ECS's defaults. No step waits after the traffic is at 100 percent.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-linearconfiguration.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-canaryconfiguration.html
 */
function shiftSteps(strategy: string, configuration: Value): (Step & { name: string })[] {
  const { LinearConfiguration, CanaryConfiguration } = asRecord(configuration);
  if (strategy === 'CANARY') {
    const minutes = asNumber(valueAt(CanaryConfiguration, 'CanaryBakeTimeInMinutes') ?? 10);
    return [
      {
        name: 'canary',
        seconds: (minutes ?? 0) * MINUTE,
        reason: `the canary bakes for ${minutes} minutes`,
        ...(minutes === undefined && { unknown: 'the bake time of the canary' }),
      },
    ];
  }
  if (strategy === 'LINEAR') {
    const [percent, minutes] = [
      asNumber(valueAt(LinearConfiguration, 'StepPercent') ?? 10),
      asNumber(valueAt(LinearConfiguration, 'StepBakeTimeInMinutes') ?? 6),
    ];
    const steps = percent === undefined || minutes === undefined ? undefined : linearSteps(percent);
    return [
      {
        name: 'steps',
        seconds: (steps ?? 0) * (minutes ?? 0) * MINUTE,
        reason: `${steps} steps of ${percent} % bake for ${minutes} minutes each`,
        ...(steps === undefined && { unknown: 'the steps' }),
      },
    ];
  }
  return [];
}

/** The number of times that a linear deployment waits: CloudFormation's own formula. */
export function linearSteps(percent: number): number {
  if (!(percent > 0)) {
    return 0;
  }
  // Percents come in tenths, of which no binary fraction is exact.
  const tenths = Math.round(percent * 10);
  return 1000 % tenths === 0 ? 1000 / tenths - 1 : Math.floor(1000 / tenths);
}

/** Both versions run for the bake time. AWS's pages differ on what it is when it is left out. */
function bake(configuration: Value): Step {
  const given = valueAt(configuration, 'BakeTimeInMinutes');
  const minutes = given === undefined ? undefined : asNumber(given);
  return {
    seconds: (minutes ?? 0) * MINUTE,
    reason: `both versions run for ${minutes} minutes after the shift`,
    ...(minutes === undefined && { unknown: "'BakeTimeInMinutes', which ECS chooses when it is left out" }),
  };
}

/** The parts that a deployment may take besides, in circumstances that no template tells. */
function mayAdd(model: AppModel, service: ServiceReading): DeploymentPart[] {
  const { placed } = service;
  const { taskDefinition } = placed.placement;
  const containers = containersOf(model, taskDefinition);
  const stop = Math.max(0, ...containers.map(({ StopTimeout }) => asNumber(StopTimeout ?? 30) ?? 0));
  const warmup = warmups(model, service);
  const { hooks } = service.service.deployment;
  const pauses = hooks.filter(({ TargetType }) => asText(TargetType) === 'PAUSE');
  return [
    ...(stop > 0
      ? [{ name: 'stop', seconds: stop, reason: `a container that does not end by itself is killed after ${stop} s` }]
      : []),
    ...(warmup > 0
      ? [
          {
            name: 'instances',
            seconds: warmup,
            reason: `a new instance warms up for ${warmup} s before more are added`,
          },
        ]
      : []),
    ...pauses.map(({ TimeoutConfiguration }): DeploymentPart => {
      const minutes = asNumber(valueAt(TimeoutConfiguration, 'TimeoutInMinutes')) ?? 14 * 24 * 60;
      return {
        name: 'pause',
        seconds: minutes * MINUTE,
        reason: `it waits up to ${minutes} minutes for a manual approval`,
      };
    }),
  ];
}

/**
 * Cluster auto scaling waits until instances have warmed up before it adds others.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
 */
function warmups(model: AppModel, { placed }: ServiceReading): number {
  const providers = placed.placement.capacityProviders ?? [];
  return Math.max(
    0,
    ...providers.flatMap(({ resource }) => {
      const scaling = resource && providerView(model, resource).scaling;
      return asText(scaling?.status) === 'ENABLED' ? [asNumber(scaling?.warmup ?? 300) ?? 0] : [];
    }),
  );
}
