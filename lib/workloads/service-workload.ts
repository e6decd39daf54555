import type { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CapacityKind } from '../capacity-providers/capacity';
import { CapacityStrategy } from '../capacity-providers/capacity-strategy';
import { ServiceCapacity } from '../capacity-providers/service-capacity';
import { declareCalls } from '../internal/called-services';
import { fail, failAll } from '../internal/errors';
import { Every, allTaken } from '../internal/every';
import { guarded } from '../internal/guard/guarded';
import { HardenedTaskDefinition } from '../task-definition/hardened-task-definition';
import type { ResourceLink } from '../security/resource-link';
import type { TaskContainerOptions } from '../task-definition/task-container-options';
import { checkDeployment } from './private/deployment-check';
import { WorkloadPlace, placeFaults } from './private/workload-place';
import { compatibilityFaults, taskFaults, workloadTask } from './private/make-task';
import { ConnectOrder } from './private/connect-order';
import { allowCall } from './private/allow-call';
import { linkTo } from './private/link-to';
import { DEFAULT_TASKS } from './private/scaling-faults';
import { deferredExecutionRole, deferredHookRoles } from './private/deferred-role-dependencies';
import { claimServiceName } from './private/service-names';
import { serviceFaults } from './private/service-faults';
import { logGroupNames } from './private/log-groups';
import { rollbackAlarms, rollbackPolicy, serviceAlarms } from './private/workload-alarms';
import type { IMonitoredWorkload } from './monitored-workload';
import type { RollbackAlarms } from './rollback-alarms';
import type { ServiceAlarms } from './service-alarms';
import { ServiceDashboard } from './service-dashboard';
import type { DashboardServiceOptions } from './dashboard-service-options';
import { ServiceDeployment } from './service-deployment';
import { ServiceScaling } from './service-scaling';
import type { ServiceWorkloadProps } from './service-workload-props';
import type { WebServiceProps } from './web-service-props';
import type { WorkloadPlacementProps } from './workload-props';

/** The parts of a queue to watch. */
export interface WatchQueueOptions {
  /**
   * Age of its oldest message from which on, for 3 minutes in a row, a release is bad.
   *
   * @default - no alarm looks at the age of messages
   */
  readonly maxAge?: Duration;

  /**
   * The dead-letter queue.
   *
   * @default - no alarm looks at it
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * A service of ECS with what every kind of service here has in common; `WebService`, `BackendService` and `WorkerService`
 * are such services.
 *
 * Thin: all that it does can be done with the constructs that it hands out.
 */
@guarded
export abstract class ServiceWorkload
  extends Construct
  implements ec2.IConnectable, iam.IGrantable, IMonitoredWorkload
{
  /** The service: an `ecs.Ec2Service` on Auto Scaling groups, an `ecs.FargateService` on Fargate and Managed Instances. */
  public readonly service: ecs.BaseService;
  /** The task definition of the service. */
  public readonly taskDefinition: ecs.TaskDefinition;
  /** The cluster. */
  public readonly cluster: ecs.ICluster;
  /** On which capacity the tasks start. */
  public readonly strategy: CapacityStrategy;
  /** The security groups of the tasks. */
  public readonly connections: ec2.Connections;
  /** The task role: what the application may do. `bucket.grantRead(service)` takes it. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** The alarms that undo a bad release; `undefined` without any. */
  public readonly rollbackAlarms?: RollbackAlarms;
  /** The scaling of the service; `undefined` with a fixed count. */
  public readonly scaling?: ServiceScaling;
  /** The alarms that only tell; `undefined` without a topic. */
  public readonly alarms?: ServiceAlarms;
  /** The dashboard; `undefined` without one. */
  public readonly dashboard?: ServiceDashboard;

  /** @internal */
  public readonly _place: WorkloadPlace;

  private readonly targetGroups: elbv2.ITargetGroup[] = [];
  private readonly httpApis: apigateway.IHttpApi[] = [];
  private readonly queues: sqs.IQueue[] = [];

  /**
   * Fails with `Workload.*`, with `ServiceScaling.*`, `ServiceDeployment.*`, `RollbackAlarms.*`, `ServiceConnect.*` and
   * `ServiceDiscovery.*` for what it is given of these, and with the codes of `HardenedTaskDefinition`.
   */
  protected constructor(scope: Construct, id: string, props: ServiceWorkloadProps) {
    super(scope, id);
    failAll(this, [...taskFaults(props), ...placeFaults(props), ...serviceFaults(props)]);
    const {
      container,
      task,
      telemetry,
      cluster,
      strategy,
      vpcSubnets,
      securityGroups,
      serviceName,
      desiredCount,
      deployment = ServiceDeployment.rolling(),
      exec,
      rollbackAlarms: policy,
      alarmTopic,
      alarms,
      serviceConnect,
      serviceDiscovery,
      dashboard,
      ...rest
    } = props;
    allTaken<typeof rest>(rest);
    claimServiceName(this, cluster, serviceName);
    const where: Every<WorkloadPlacementProps> = { cluster, strategy, vpcSubnets, securityGroups };
    const place = new WorkloadPlace(this, { ...where, cluster, task, exec, telemetry });
    this._place = place;
    this.cluster = cluster;
    this.strategy = place.strategy;
    const what = { container: withPortName(container, serviceConnect?._portName), task, telemetry };
    this.taskDefinition = workloadTask(this, what, place.kind, place.isolated);
    failAll(this, compatibilityFaults(this.taskDefinition, place.kind));
    this.grantPrincipal = this.taskDefinition.taskRole;
    const undo = rollbackPolicy(this, policy);
    this.service = this.makeService(place, {
      serviceName,
      desiredCount: desiredCount === undefined ? DEFAULT_TASKS : desiredCount._tasks,
      availabilityZoneRebalancing: place.rebalancing(deployment._mayExceed),
      ...deployment._serviceProps(undo.options, graceOf(props)),
    });
    checkDeployment(this.service, deployment);
    this.connections = this.service.connections;
    this.node.defaultChild = this.service;
    this.service.with(new ServiceCapacity(place.strategy, cluster)._forNewService());
    // The resource alone: on the construct, whatever hangs under it would wait as well.
    this.service.node.defaultChild!.node.addDependency(
      ...place.dependables(),
      deferredExecutionRole(this.taskDefinition),
      ...(deployment._hasHooks ? [deferredHookRoles(this.service, deployment)] : []),
    );
    exec?.enableOn(this.service);
    declareCalls(this.service, ...(telemetry?._endpoints ?? []));
    this.rollbackAlarms = rollbackAlarms(this, this.service, { given: policy, undo, alarmTopic });
    serviceDiscovery?._enableOn(this.service);
    serviceConnect?.enableOn(this.service);
    const scaling = desiredCount?._scaling;
    this.scaling = scaling && new ServiceScaling(this, 'Scaling', { service: this.service, ...scaling });
    this.alarms = serviceAlarms(this, this.service, alarmTopic, alarms);
    if (dashboard === true) {
      this.dashboard = new ServiceDashboard(this, 'Dashboard', { workloads: [this] });
    }
  }

  /**
   * The facts of the service for a dashboard.
   *
   * @internal
   */
  public get _watched(): Required<DashboardServiceOptions> {
    return {
      title: this.node.id,
      targetGroups: this.targetGroups,
      httpApis: this.httpApis,
      queues: this.queues,
      alarms: [...(this.rollbackAlarms?.alarms ?? []), ...(this.alarms?.alarms ?? [])],
      logGroupNames: logGroupNames(this.taskDefinition),
    };
  }

  /**
   * Whether the tasks are meant to use all their CPU while there is work, so that it says nothing of a release.
   *
   * @internal
   */
  public get _mayUseAllCpu(): boolean {
    return false;
  }

  /**
   * Lets this service open TCP connections to another one, or to anything with security groups: both sides, on one port.
   *
   * When both use Service Connect, this one is deployed after the other: its tasks know the endpoints that are there when
   * it is deployed. Warns with `ServiceConnect.mutualCalls` when the other waits for this one already.
   *
   * Fails with `Workload.noPort` when the port is not given and not known.
   *
   * @param server which it calls
   * @param port on which the other one listens; without it, of a service with Service Connect the port of its first endpoint, of a workload the first one of its container
   */
  public allowTo(server: ec2.IConnectable, port?: number): void {
    const called = allowCall(this, server, port);
    if (called !== undefined) {
      ConnectOrder.of(this).startAfter(this.service, called);
    }
  }

  /**
   * Links a resource to the application's container: the permission of the task role, the environment variable or secret, and the
   * network way, in one line: `api.link(ResourceLink.bucket('UPLOADS', bucket, LinkAccess.READ_WRITE))`.
   *
   * Fails with `Workload.noContainer` when the task definition has no container of an application yet, and with the codes of
   * `ResourceLink`.
   */
  public link(resource: ResourceLink): void {
    linkTo(this, this.taskDefinition, this.service, resource);
  }

  /**
   * Adds a container beside the application's.
   *
   * Fails with `Workload.taskDefinitionGiven` when the task definition was given: add it there.
   *
   * @param name of the container
   */
  public addSidecar(name: string, options: TaskContainerOptions): ecs.ContainerDefinition {
    if (!(this.taskDefinition instanceof HardenedTaskDefinition) || this.taskDefinition.node.scope !== this) {
      fail(
        this,
        'Workload.taskDefinitionGiven',
        `sidecar '${name}' cannot be added: the task definition was given; add the container to '${this.taskDefinition.node.path}'`,
      );
    }
    return this.taskDefinition.addTaskContainer(name, options);
  }

  /**
   * Counts a target group among those of the service: its alarms watch it, its dashboard shows it. Kinds of service that make
   * target groups do this themselves.
   *
   * Fails with `RollbackAlarms.noLoadBalancer` until the target group is on a listener, and with `RollbackAlarms.twice`.
   */
  public watchTargetGroup(targetGroup: elbv2.ITargetGroup): void {
    this.rollbackAlarms?.watchTargetGroup(targetGroup);
    this.alarms?.watchTargetGroup(targetGroup);
    this.targetGroups.push(targetGroup);
  }

  /**
   * Counts an HTTP API as one that leads to the service alone: its alarms watch it, its dashboard shows it. A `WebService` with an API of
   * its own does this itself; an API that several services share counts the requests of them all.
   *
   * Fails with `RollbackAlarms.twice`.
   */
  public watchHttpApi(api: apigateway.IHttpApi): void {
    this.rollbackAlarms?.watchHttpApi(api);
    this.alarms?.watchHttpApi(api);
    this.httpApis.push(api);
  }

  /**
   * Counts a queue among those from which the service takes its work: its alarms watch it, its dashboard shows it. Kinds of
   * service that take work from a queue do this themselves.
   *
   * Fails with `RollbackAlarms.maxAge`, `RollbackAlarms.twice`.
   */
  public watchQueue(queue: sqs.IQueue, options: WatchQueueOptions = {}): void {
    if (options.maxAge !== undefined) {
      this.rollbackAlarms?.watchQueue(queue, options.maxAge);
    }
    this.queues.push(queue);
    if (options.deadLetterQueue !== undefined) {
      this.alarms?.watchDeadLetterQueue(options.deadLetterQueue);
      this.queues.push(options.deadLetterQueue);
    }
  }

  private makeService(
    place: WorkloadPlace,
    options: Omit<
      ecs.FargateServiceProps & ecs.Ec2ServiceProps,
      'cluster' | 'taskDefinition' | 'securityGroups' | 'vpcSubnets'
    >,
  ): ecs.BaseService {
    const common = {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      securityGroups: place.securityGroups,
      vpcSubnets: place.vpcSubnets,
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      ...options,
    };
    return place.kind === CapacityKind.AUTO_SCALING_GROUP
      ? new ecs.Ec2Service(this, 'Service', {
          ...common,
          placementStrategies: [ecs.PlacementStrategy.spreadAcross(ecs.BuiltInAttributes.AVAILABILITY_ZONE)],
        })
      : new ecs.FargateService(this, 'Service', { ...common, ...(place.publicAddress && { assignPublicIp: true }) });
  }
}

/** The health check grace period, where the kind of service has one. */
function graceOf(props: ServiceWorkloadProps): Duration | undefined {
  return (props as Partial<WebServiceProps>).healthCheck?.gracePeriod;
}

/** The port of the container gets the name by which Service Connect finds it. */
function withPortName(
  container: TaskContainerOptions | undefined,
  portName: string | undefined,
): TaskContainerOptions | undefined {
  const unnamed = container?.port !== undefined && container.portName === undefined;
  return unnamed && portName ? { ...container, portName } : container;
}
