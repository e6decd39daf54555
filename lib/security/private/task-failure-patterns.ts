import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import { TaskFailure } from '../task-failure';

/** The event pattern of a kind of failure. */
export interface FailurePattern {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
}

const source = ['aws.ecs'];
const STATE_CHANGE = 'ECS Task State Change';
/** The group of the tasks that a service started; those of jobs have the name of their family. */
const OF_SERVICES = 'service:';

/**
 * The events of each kind of failure in a cluster, or of one service of it.
 *
 * Source: ECS developer guide, events, stopped tasks and "Viewing Amazon ECS stopped task errors", 2026-11. Patterns tell capitals
 * apart, and ECS writes "network interface" in more ways than one.
 */
export function failurePatterns(cluster: ecs.ICluster, service?: ecs.IService): Record<TaskFailure, FailurePattern> {
  const clusterArn = [cluster.clusterArn];
  const stopped = (how: Record<string, unknown>): events.EventPattern => ({
    source,
    detailType: [STATE_CHANGE],
    detail: {
      clusterArn,
      ...(service !== undefined && { group: [`${OF_SERVICES}${service.serviceName}`] }),
      lastStatus: ['STOPPED'],
      ...how,
    },
  });
  return {
    [TaskFailure.DEPLOYMENT]: {
      description: 'A deployment of a service failed',
      eventPattern: {
        source,
        detailType: ['ECS Deployment State Change'],
        resources: service === undefined ? events.Match.prefix(servicesOf(cluster)) : [service.serviceArn],
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
      },
    },
    [TaskFailure.NETWORK_INTERFACE]: {
      description: 'A task got no network interface',
      eventPattern: stopped({
        stoppedReason: events.Match.anyOf(
          events.Match.wildcard('*etwork interface*'),
          events.Match.wildcard('*etwork Interface*'),
          events.Match.wildcard('*InsufficientFreeAddresses*'),
          events.Match.wildcard('*RESOURCE:ENI*'),
        ),
      }),
    },
    [TaskFailure.OUT_OF_MEMORY]: {
      description: 'A container ran out of memory',
      eventPattern: stopped({ containers: { reason: events.Match.prefix('OutOfMemoryError') } }),
    },
    [TaskFailure.PLACEMENT]: {
      description: 'No host had room for a task',
      eventPattern: {
        source,
        detailType: ['ECS Service Action'],
        ...(service !== undefined && { resources: [service.serviceArn] }),
        detail: { clusterArn, eventName: ['SERVICE_TASK_PLACEMENT_FAILURE'] },
      },
    },
    [TaskFailure.START]: {
      description: 'A task stopped before its containers ran',
      eventPattern: stopped({ stopCode: ['TaskFailedToStart'] }),
    },
    [TaskFailure.ESSENTIAL_CONTAINER_EXITED]: {
      description: 'An essential container of a service exited by itself',
      eventPattern: stopped({
        ...(service === undefined && { group: events.Match.prefix(OF_SERVICES) }),
        stopCode: ['EssentialContainerExited'],
      }),
    },
  };
}

function servicesOf(cluster: ecs.ICluster): string {
  return Stack.of(cluster).formatArn({
    service: 'ecs',
    resource: 'service',
    resourceName: `${cluster.clusterName}/`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
