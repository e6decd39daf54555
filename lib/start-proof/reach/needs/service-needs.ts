import type { Resource } from '../../../app-model/app-model';
import { asRecord, asText, items } from '../../../app-model/values';
import type { Need } from '../need';
import type { NetworkModel } from '../network-model';
import { Context, service } from './context';
import { logDriverNeeds } from './log-needs';

/** The agent of a container instance. */
export function registrationNeeds(model: NetworkModel, resource: Resource): Need[] {
  const region = model.graph.regionOf(resource.scope);
  const calls = {
    ecs: 'ecs:RegisterContainerInstance',
    'ecs-agent': 'ecs:Poll',
    'ecs-telemetry': 'ecs:StartTelemetrySession',
  };
  return Object.entries(calls).map(([service, action]) => ({
    target: { kind: 'service', service, region, access: { actions: [action], resource: '*' } },
    plane: 'host',
    property: 'the container instance',
    purpose: 'register the container instance with its cluster',
  }));
}

/** The proxy of Service Connect and its log. */
export function serviceConnectNeeds(context: Context): Need[] {
  const configuration = asRecord(context.placement.service.ServiceConnectConfiguration);
  if (asText(configuration.Enabled) !== 'true') {
    return [];
  }
  return [
    {
      plane: context.host,
      property: 'ServiceConnectConfiguration',
      target: service('ecs-agent', context.region, ['ecs:Poll'], '*'),
      purpose: 'configure the Service Connect proxy',
    },
    ...logDriverNeeds(context, asRecord(configuration.LogConfiguration), undefined).map((need) => ({
      ...need,
      property: 'ServiceConnectConfiguration.LogConfiguration',
    })),
  ];
}

/** GuardDuty creates its endpoint itself where it manages the agent: what the app does not show may still be there. */
export function guardDutyNeeds(context: Context): Need[] {
  const managed = context.graph
    .ofType('AWS::GuardDuty::Detector')
    .some((detector) =>
      items(context.graph.property(detector, 'Features')).some((feature) =>
        items(asRecord(feature).AdditionalConfiguration).some(
          (item) =>
            asText(asRecord(item).Name) === 'ECS_FARGATE_AGENT_MANAGEMENT' &&
            asText(asRecord(item).Status) === 'ENABLED',
        ),
      ),
    );
  return managed && context.host === 'task'
    ? [
        {
          plane: 'task',
          property: 'the GuardDuty detector',
          target: service('guardduty-data', context.region, [], '*'),
          purpose: 'report what the runtime agent of GuardDuty sees',
          soft: true,
        },
      ]
    : [];
}
