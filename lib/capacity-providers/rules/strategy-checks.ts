import { error, Finding, warning } from '../../internal/finding';
import type { TaskView } from '../../internal/task-view';
import type { CapacityReading, ServiceReading } from '../../app-model/capacity/capacity-reading';
import type { ClusterReading, StrategyEntry } from '../../app-model/capacity/cluster-reading';
import { strategyFaults } from '../private/strategy-rules';
import { fitFindings } from '../private/task-fit';
import { at, LocatedFinding } from './located-finding';

/** Finds faults in the strategies of services and clusters. */
export function strategyFindings({ clusters, services }: CapacityReading): LocatedFinding[] {
  return [...clusters.flatMap(clusterFindings), ...services.flatMap(serviceFindings)];
}

function clusterFindings(cluster: ClusterReading): LocatedFinding[] {
  return at(
    cluster.association ?? cluster.resource,
    ...strategyFaults(cluster.defaultStrategy.map(asItem)),
    ...cluster.defaultStrategy.flatMap((entry) => attachmentFault(entry, cluster)),
  );
}

function serviceFindings(service: ServiceReading): LocatedFinding[] {
  const { resource, strategy, ownStrategy, launchType, daemon, cluster } = service;
  if (daemon) {
    return at(resource, ...daemonFaults(service));
  }
  return at(
    resource,
    ...(ownStrategy ? strategyFaults(strategy.map(asItem)) : []),
    ...(ownStrategy && cluster ? strategy.flatMap((entry) => serviceAttachment(entry, cluster)) : []),
    ...noDefault(service),
    ...(ownStrategy && launchType !== undefined
      ? [
          error(
            'CapacityStrategy.launchType',
            `a service takes a capacity provider strategy or a launch type, got both ('LaunchType' ${launchType}); remove the launch type`,
          ),
        ]
      : []),
    ...(launchType !== undefined &&
    // Hosts outside of AWS are behind no provider.
    launchType !== 'EXTERNAL' &&
    !ownStrategy &&
    (cluster?.defaultStrategy.length ?? 0) > 0
      ? [
          warning(
            'CapacityStrategy.defaultIgnored',
            `'LaunchType' ${launchType} makes ECS ignore the cluster's default capacity provider strategy; give the service CapacityStrategy.clusterDefault(), or a strategy of its own`,
          ),
        ]
      : []),
    ...strategy.flatMap((entry) => (service.task ? fitOf(entry, service.task) : [])),
  );
}

/**
 * ECS takes no capacity provider strategy with the scheduling strategy DAEMON, the cluster's default included. API
 * reference, CreateService.
 */
function daemonFaults({ service, ownStrategy, cluster }: ServiceReading): Finding[] {
  const byDefault = service.launchType === undefined && (cluster?.defaultStrategy.length ?? 0) > 0;
  return ownStrategy || byDefault
    ? [
        error(
          'CapacityStrategy.daemon',
          `ECS takes no capacity provider strategy with the scheduling strategy DAEMON, got ${
            ownStrategy ? "'CapacityProviderStrategy'" : `the default strategy of cluster '${cluster!.resource.label}'`
          }; give the service the launch type EC2 and no strategy`,
        ),
      ]
    : [];
}

/** An empty strategy leaves the choice to the cluster; where that has no default, ECS knows no launch type to fall back to. */
function noDefault({ service, cluster }: ServiceReading): Finding[] {
  const left = service.strategy.empty && service.launchType === undefined;
  return left && cluster?.hasDefault === false
    ? [
        error(
          'CapacityStrategy.noDefault',
          `'CapacityProviderStrategy' is empty, which leaves the choice to cluster '${cluster.resource.label}', and that has no default strategy; give the cluster one, or name the providers`,
        ),
      ]
    : [];
}

/**
 * Of a service's own strategy. Whether ECS minds that Fargate's own providers are not associated is not settled: the API
 * reference asks for it, and services are known to run on clusters that name none.
 */
function serviceAttachment(entry: StrategyEntry, cluster: ClusterReading): Finding[] {
  return attachmentFault(entry, cluster).map((finding) =>
    entry.provider?.kind === 'FARGATE' ? { ...finding, severity: 'warning' } : finding,
  );
}

function attachmentFault(entry: StrategyEntry, cluster: ClusterReading): Finding[] {
  const { provider, name, label } = entry;
  const known = provider?.key ?? name;
  return known === undefined || cluster.attachedUnknown || cluster.attached.has(known)
    ? []
    : [
        error(
          'CapacityStrategy.notAttached',
          `provider '${label}' is not attached to cluster '${cluster.resource.label}', which has ${
            cluster.attached.size > 0 ? [...cluster.attached].sort().join(', ') : 'none'
          }; attach it, or name one that is`,
        ),
      ];
}

function fitOf({ provider }: StrategyEntry, task: TaskView): Finding[] {
  return provider?.kind === undefined
    ? []
    : fitFindings(
        {
          label: provider.label,
          kind: provider.kind,
          spot: provider.spot,
          architectures: provider.limits?.architectures ?? [
            ...new Set(provider.group?.types.map(({ architecture }) => architecture)),
          ],
        },
        task,
      );
}

function asItem({ label, provider, base, weight }: StrategyEntry) {
  return { label, ...(provider?.kind && { kind: provider.kind }), base, weight };
}
