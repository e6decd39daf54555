import { Lazy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { JobOverride } from '../job-run';
import type { JobTaskProps } from '../job-task-props';
import type { WorkloadPlace } from './workload-place';

/** The parameters of a run. */
export interface JobRequest {
  readonly props: JobTaskProps;
  readonly place: WorkloadPlace;
  readonly taskDefinition: ecs.TaskDefinition;
  /** Name of the job's own container, which may be added later. */
  readonly container: () => string;
}

/** The parameters of `RunTask`, and the names of the capacity providers in them. */
export function runRequest(request: JobRequest): {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly providers: readonly string[];
} {
  const { props, place, taskDefinition } = request;
  const { cluster, overrides = [] } = props;
  const shares = asksForNothing(props) ? [] : place.strategy.bind(cluster);
  return {
    providers: shares.map(({ capacityProvider }) => capacityProvider),
    parameters: {
      Cluster: cluster.clusterArn,
      // The family, not a revision: an execution that began before a deployment would ask for one that is gone.
      TaskDefinition: taskDefinition.family,
      ...(shares.length === 0
        ? { LaunchType: ecs.LaunchType.FARGATE }
        : {
            CapacityProviderStrategy: shares.map(({ capacityProvider, base, weight }) => ({
              CapacityProvider: capacityProvider,
              Base: base,
              Weight: weight,
            })),
          }),
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: cluster.vpc.selectSubnets(place.vpcSubnets).subnetIds,
          SecurityGroups: place.securityGroups.map(({ securityGroupId }) => securityGroupId),
          ...(place.publicAddress && { AssignPublicIp: 'ENABLED' }),
        },
      },
      ...(overrides.length > 0 && {
        Overrides: { ContainerOverrides: overrides.map((override) => rendered(override, request.container)) },
      }),
      EnableECSManagedTags: true,
      PropagateTags: ecs.PropagatedTagSource.TASK_DEFINITION,
    },
  };
}

/** An imported cluster may lack Fargate's providers, but the launch type works on every one. */
function asksForNothing({ cluster, strategy }: JobTaskProps): boolean {
  return strategy === undefined && !ecs.Cluster.isCluster(cluster);
}

function rendered(override: JobOverride, own: () => string): Record<string, unknown> {
  const { container, command, environment, cpu, memoryLimitMiB, memoryReservationMiB } = override;
  return {
    Name: container ?? Lazy.string({ produce: own }),
    Command: command,
    Environment:
      environment &&
      Object.entries(environment)
        .map(([Name, Value]) => ({ Name, Value }))
        .sort(byName),
    Cpu: cpu,
    Memory: memoryLimitMiB,
    MemoryReservation: memoryReservationMiB,
  };
}

function byName({ Name: one }: { Name: string }, { Name: other }: { Name: string }): number {
  return one < other ? -1 : 1;
}
