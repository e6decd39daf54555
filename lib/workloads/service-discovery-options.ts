import type { Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import type { ServiceNamespace } from './service-namespace';

/** The port of a task that is announced. */
export interface DiscoveredPortOptions {
  /**
   * The container whose port SRV records announce.
   *
   * @default - the default container of the task
   */
  readonly container?: ecs.ContainerDefinition;

  /**
   * The port that SRV records announce.
   *
   * @default - the first port of the container
   */
  readonly containerPort?: number;
}

/** The DNS name of a service. */
export interface ServiceDiscoveryOptions extends DiscoveredPortOptions {
  /**
   * Private DNS namespace of Cloud Map: one that exists, or a new one.
   *
   * @default - the default namespace of the cluster
   */
  readonly namespace?: ServiceNamespace;

  /**
   * Kind of the records: A or SRV.
   *
   * @default - A, the address of each task, in network mode awsvpc; SRV in others
   */
  readonly recordType?: cloudmap.DnsRecordType;

  /**
   * The time that clients keep an answer. A task that has stopped is called until then.
   *
   * @default Duration.seconds(10)
   */
  readonly ttl?: Duration;
}
