import { Unknown } from '../../../app-model/app-model';
import { asRecord, asText, items } from '../../../app-model/values';
import type { Access, Need } from '../need';
import type { NetworkModel } from '../../../app-model/network/network-model';
import type { Placement } from '../placements';
import { Context, PARTITION, calls, openNeed, service, someResource } from './context';
import { logDriverNeeds } from './log-needs';

/** The agent of a container instance, which calls as the role of the instance. */
export function registrationNeeds(model: NetworkModel, placement: Placement): Need[] {
  const region = model.graph.regionOf(placement.resource.scope);
  const agent: Partial<AgentCalls> = model.hasEndpointPolicies ? agentCalls(model, placement, region) : {};
  return (['ecs', 'ecs-agent', 'ecs-telemetry'] as const).map((name) => ({
    target: service(name, region, agent[name]),
    plane: 'host',
    property: 'the container instance',
    purpose: 'register the container instance with its cluster',
  }));
}

type AgentCalls = Readonly<Record<'ecs' | 'ecs-agent' | 'ecs-telemetry', Access>>;

function agentCalls({ arns }: NetworkModel, { cluster, resource }: Placement, region: string): AgentCalls {
  const joined = cluster?.resource && arns.arnOf(cluster.resource);
  const instance = `arn:${PARTITION}:ecs:${region}:${arns.accountOf(resource)}:container-instance/${someResource('an instance')}`;
  return {
    ecs: calls(undefined, ['ecs:RegisterContainerInstance'], joined ?? someResource('the cluster')),
    'ecs-agent': calls(undefined, ['ecs:Poll'], instance),
    'ecs-telemetry': calls(undefined, ['ecs:StartTelemetrySession'], instance),
  };
}

/** The proxy of Service Connect and its log. */
export function serviceConnectNeeds(context: Context): Need[] {
  const connect = context.placement.service?.connect;
  if (connect?.enabled instanceof Unknown) {
    return [openNeed(context, 'configure the Service Connect proxy', 'ServiceConnectConfiguration', connect.enabled)];
  }
  if (connect === undefined || asText(connect.enabled) !== 'true') {
    return [];
  }
  return [
    {
      plane: context.host,
      property: 'ServiceConnectConfiguration',
      target: service(
        'ecs-agent',
        context.region,
        context.callsMatter && calls(undefined, ['ecs:Poll'], someResource('the proxy')),
      ),
      purpose: 'configure the Service Connect proxy',
    },
    ...logDriverNeeds(context, connect.log, undefined).map((need) => ({
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
          target: service('guardduty-data', context.region),
          purpose: 'report what the runtime agent of GuardDuty sees',
          soft: true,
        },
      ]
    : [];
}
