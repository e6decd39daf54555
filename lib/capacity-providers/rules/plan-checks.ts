import { error, Finding, warning } from '../../internal/finding';
import { asText } from '../../app-model/values';
import { groupView } from '../../app-model/views/launch';
import { CapacityReading, ServiceReading } from '../../app-model/capacity/capacity-reading';
import { baseNeed, Need, planProvider, ProviderPlan } from '../private/group-plan';
import type { ServiceModel } from '../../app-model/capacity/plan-model';
import { takesTasks } from './host-checks';
import { jobFindings } from './job-checks';
import { at, LocatedFinding } from './located-finding';
import { misfitFindings, ofOnlyHosts } from './misfits';

/** The plans of all providers that some service of the app uses. */
export function plansOf({ providers, services }: CapacityReading): ProviderPlan[] {
  const models = services.flatMap(({ model }) => model ?? []);
  return providers
    .filter(({ key }) => models.some(({ strategy }) => strategy.some(({ provider }) => provider === key)))
    .map((provider) => planProvider(provider, models));
}

/** Finds the tasks that do not fit. */
export function planFindings(app: CapacityReading): LocatedFinding[] {
  const models = app.services.flatMap(({ model }) => model ?? []);
  return [
    ...plansOf(app).flatMap((plan) => {
      const resource = app.providers.find(({ key }) => key === plan.provider.key)?.resource;
      return resource
        ? at(resource, ...misfitFindings(plan), ...sizeFindings(plan, models), ...baseFindings(plan, models))
        : [];
    }),
    ...onlyHostFindings(app, models),
    ...jobFindings(app),
    ...app.services.flatMap((service) => at(service.resource, ...interruptionFindings(service))),
  ];
}

/**
 * Tasks of launch type EC2 against the only group that joins their cluster. Other hosts may join from outside of the app,
 * so it only warns.
 */
function onlyHostFindings(app: CapacityReading, others: readonly ServiceModel[]): LocatedFinding[] {
  const hosted = app.services.flatMap(({ onHosts }) => onHosts ?? []);
  const labels = new Set(hosted.map(({ model }) => model.label));
  return [...new Map(hosted.map(({ group, provider }) => [group.id, { group, provider }])).values()].flatMap(
    ({ group, provider }) => {
      const models = [
        ...others.filter(({ strategy }) => strategy.some((item) => item.provider === provider.key)),
        ...hosted.filter((each) => each.group === group).map(({ model }) => model),
      ];
      const plan = planProvider(provider, models);
      const misfits = plan.misfits.filter(({ service }) => labels.has(service));
      const found = [
        ...misfitFindings({ ...plan, misfits: groupView(app.model, group).isMixed ? [] : misfits }),
        ...sizeFindings(plan, models),
      ];
      return at(group, ...found.map(ofOnlyHosts));
    },
  );
}

function sizeFindings(
  { provider, max, deployment, deploying }: ProviderPlan,
  services: readonly ServiceModel[],
): Finding[] {
  const size = provider.group?.maxSize;
  if (size === undefined || max.fewest === 0) {
    return [];
  }
  const limited = ({ limit }: Need) => (limit === undefined ? '' : ` (limited by ${limit})`);
  if (max.fewest > size) {
    return [
      error(
        'CapacityPlan.groupTooSmall',
        `${max.tasks} tasks on '${provider.label}' need at least ${max.fewest} instances${limited(max)}, and 'MaxSize' is ${size}; raise it, use larger types or lower the maximum of the services`,
      ),
    ];
  }
  if (max.most > size) {
    return [
      warning(
        'CapacityPlan.mayNotFit',
        `${max.tasks} tasks on '${provider.label}' need up to ${max.most} instances when the group launches its smallest type, and 'MaxSize' is ${size}; raise it or drop that type`,
      ),
    ];
  }
  if (deployment.fewest > size) {
    return [
      error(
        'CapacityPlan.deploymentCannotFit',
        `a deployment of '${deploying}' needs ${deployment.tasks} tasks at once on '${provider.label}', so at least ${deployment.fewest} instances${limited(deployment)}, and 'MaxSize' is ${size}; raise it, or ${wayOut(services.find(({ label }) => label === deploying))}`,
      ),
    ];
  }
  return deployment.most >= size && deployment.most > max.most
    ? [
        warning(
          'CapacityPlan.deploymentNeedsLastInstance',
          `a deployment of '${deploying}' needs the last of the ${size} instances of '${provider.label}'; one instance that fails or drains stops it, so raise 'MaxSize'`,
        ),
      ]
    : [];
}

/** The settings, beside the size, that let the deployment of a service advance on a full group. */
function wayOut(service: ServiceModel | undefined): string {
  if (service?.deployment.wholeSet) {
    return 'deploy by rolling: blue/green, canary and linear deployments need a whole second set of tasks, whatever the percentages are';
  }
  const most = service === undefined ? 0 : Math.floor(((service.max - 1) * 100) / service.max);
  return `lower 'minimumHealthyPercent' to ${most}${most > 0 ? ' or less' : ''}, so that ECS may stop a task first`;
}

function baseFindings({ provider }: ProviderPlan, services: readonly ServiceModel[]): Finding[] {
  const size = provider.group?.maxSize;
  return services.flatMap((service) => {
    const base = service.strategy.find((item) => item.provider === provider.key)?.base ?? 0;
    const need = baseNeed(provider, service, base);
    return size === undefined || need <= size
      ? []
      : [
          error(
            'CapacityPlan.baseAboveGroup',
            `the 'base' of ${base} tasks of '${service.label}' needs ${need} instances of '${provider.label}', and 'MaxSize' is ${size}; tasks beyond it wait and do not move to the next provider, so lower the base or raise 'MaxSize'`,
          ),
        ];
  });
}

/** Spot capacity goes with two minutes' warning, of which a container gets `stopTimeout`: 30 s unless it says more. */
function interruptionFindings(reading: ServiceReading): Finding[] {
  const { strategy, service } = reading;
  const spot = strategy.filter(takesTasks).find(({ provider }) => provider?.spot && provider.kind === 'FARGATE');
  const task = spot && reading.task;
  const serving = service.targets.map(({ container }) => asText(container));
  return task
    ? task.containers
        .filter(({ name, properties }) => serving.includes(name) && properties.StopTimeout === undefined)
        .map(({ name }) =>
          warning(
            'Interruption.stopTimeout',
            `container '${name}' runs behind a load balancer on ${spot.label} and has no 'stopTimeout', so it is killed 30 s after the interruption notice; set up to 120 s to let requests finish`,
            name,
          ),
        )
    : [];
}
