import { error, Finding, warning } from '../../internal/finding';
import { Platform, runsOn, TaskView } from '../../internal/task-view';
import { record, text } from '../../internal/template-value';
import type { AppModel, ClusterReading, ServiceReading, StrategyEntry } from '../private/app-model';
import { ProviderKind, strategyFaults } from '../private/strategy-rules';
import { at, LocatedFinding } from './located-finding';

/** What is wrong with the strategies of services and clusters, whoever wrote them. */
export function strategyFindings({ clusters, services }: AppModel): LocatedFinding[] {
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
  const { resource, strategy, ownStrategy, launchType, cluster, task } = service;
  return at(
    resource,
    ...(ownStrategy ? strategyFaults(strategy.map(asItem)) : []),
    ...(ownStrategy && cluster ? strategy.flatMap((entry) => attachmentFault(entry, cluster)) : []),
    ...(ownStrategy && launchType !== undefined
      ? [
          error(
            'CapacityStrategy.launchType',
            `a service takes a capacity provider strategy or a launch type, got both ('LaunchType' ${launchType}); remove the launch type`,
          ),
        ]
      : []),
    ...(launchType !== undefined && !ownStrategy && (cluster?.defaultStrategy.length ?? 0) > 0
      ? [
          warning(
            'CapacityStrategy.defaultIgnored',
            `'LaunchType' ${launchType} makes ECS ignore the cluster's default capacity provider strategy; give the service CapacityStrategy.clusterDefault(), or a strategy of its own`,
          ),
        ]
      : []),
    ...(task ? strategy.flatMap((entry) => fitFindings(entry, task)) : []),
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

const PLATFORM_OF: Readonly<Record<ProviderKind, Platform>> = {
  FARGATE: 'FARGATE',
  AUTO_SCALING_GROUP: 'EC2',
  MANAGED_INSTANCES: 'MANAGED_INSTANCES',
};

function fitFindings({ provider, label }: StrategyEntry, task: TaskView): Finding[] {
  if (provider?.kind === undefined) {
    return [];
  }
  const platform = PLATFORM_OF[provider.kind];
  const findings: Finding[] = [];
  if (!runsOn(task, platform)) {
    findings.push(
      error(
        'CapacityStrategy.platform',
        `provider '${label}' runs tasks of compatibility ${platform}, and the task definition has ${
          task.platforms.join(', ') || 'EC2 (none given)'
        }; add the compatibility or choose another provider`,
      ),
    );
  }
  if (provider.spot && provider.kind === 'FARGATE' && task.operatingSystem === 'WINDOWS') {
    findings.push(
      error(
        'CapacityStrategy.windowsSpot',
        `'FARGATE_SPOT' runs Linux tasks only, and the task definition is for Windows; use FARGATE`,
      ),
    );
  }
  const architectures = new Set(provider.group?.types.map(({ architecture }) => architecture));
  const wanted = text(record(task.properties.RuntimePlatform).CpuArchitecture)?.toLowerCase();
  if (wanted !== undefined && architectures.size > 0 && ![...architectures].some((each) => each === wanted)) {
    findings.push(
      error(
        'CapacityStrategy.architecture',
        `the task definition is for ${wanted.toUpperCase()}, and every instance type of provider '${label}' is ${[
          ...architectures,
        ].join(', ')}; use matching instance types or another provider`,
      ),
    );
  }
  return findings;
}

function asItem({ label, provider, base, weight }: StrategyEntry) {
  return { label, ...(provider?.kind && { kind: provider.kind }), base, weight };
}
