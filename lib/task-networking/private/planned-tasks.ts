import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { declaredCalls } from '../../internal/called-services';
import { declaredTasks } from '../../internal/standalone-tasks';
import { serviceConnectOf } from '../../internal/cdk-internals';
import { TaskRun, readNeeds } from './task-reading';
import type { Need } from '../../start-proof/reach/need';

/** Tasks whose needs a network has to meet. */
export interface PlannedTasks {
  readonly taskDefinition: ecs.TaskDefinition;
  readonly connectable: ec2.IConnectable;
  readonly execEnabled: boolean;
  /** The service that runs them. */
  readonly service?: ecs.BaseService;
  /** The cluster of tasks that a job runs. */
  readonly cluster?: ecs.ICluster;
  /** Names of the capacity providers that a job asks for. */
  readonly providers?: readonly string[];
  /** The resource that starts them, and waits until they can start. */
  readonly starter?: IConstruct;
  /** The AWS services that the application calls, beyond what its tasks need to start. */
  readonly calls?: readonly ec2.InterfaceVpcEndpointAwsService[];
}

/** The services and jobs of the app on a cluster in the VPC. */
export function tasksIn(root: IConstruct, vpc: ec2.IVpc): PlannedTasks[] {
  return root.node.findAll().flatMap((node): PlannedTasks[] => {
    const declared = declaredTasks(node);
    if (declared !== undefined && declared.cluster.vpc.vpcId === vpc.vpcId) {
      return [{ ...declared, execEnabled: false, calls: declaredCalls(node) }];
    }
    if (!ecs.CfnService.isCfnService(node)) {
      return [];
    }
    const service = node.node.scope as Partial<ecs.BaseService>;
    const { cluster, taskDefinition, connections } = service;
    if (!cluster || !taskDefinition || !connections || cluster.vpc.vpcId !== vpc.vpcId) {
      return [];
    }
    const execEnabled = node.enableExecuteCommand === true;
    return [
      {
        taskDefinition,
        connectable: service as ec2.IConnectable,
        execEnabled,
        service: service as ecs.BaseService,
        starter: node,
        calls: declaredCalls(service as ecs.BaseService),
      },
    ];
  });
}

/** The instances that L2 capacity of the cluster launches. */
export function instancesOf(tasks: PlannedTasks): ec2.IConnectable[] {
  const cluster = clusterOf(tasks);
  if (cluster === undefined) {
    return [];
  }
  const names = providersOf(tasks);
  const held = (cluster as Partial<ecs.Cluster>).capacityProviderNames ?? [];
  const provided = cluster.node.root.node.findAll().flatMap((node): ec2.IConnectable[] => {
    const provider = node as Partial<ecs.AsgCapacityProvider> & Partial<ec2.IConnectable>;
    const name = provider.capacityProviderName;
    if (name === undefined || !(names.includes(name) || (names.length === 0 && held.includes(name)))) {
      return [];
    }
    const group = provider.autoScalingGroup as Partial<ec2.IConnectable> | undefined;
    return group?.connections
      ? [group as ec2.IConnectable]
      : provider.connections
        ? [provider as ec2.IConnectable]
        : [];
  });
  return cluster.connections.securityGroups.length > 0 ? [...provided, cluster] : provided;
}

/** The needs of the tasks, with the network interface that each is reached by. */
export function needsOfPlanned(tasks: PlannedTasks): Need[] {
  const run: TaskRun = {
    taskDefinition: tasks.taskDefinition,
    compute: computeOf(tasks),
    execEnabled: tasks.execEnabled,
    cluster: clusterOf(tasks),
    serviceConnect: serviceConnectOf(tasks.service) !== undefined,
  };
  return readNeeds(run);
}

function computeOf(tasks: PlannedTasks): TaskRun['compute'] {
  const { taskDefinition } = tasks;
  const declared = serviceResource(tasks.service);
  if (declared?.launchType === 'FARGATE' || declared?.launchType === 'EC2') {
    return declared.launchType;
  }
  const names = providersOf(tasks);
  if (names.some((name) => name === 'FARGATE' || name === 'FARGATE_SPOT')) {
    return 'FARGATE';
  }
  if (taskDefinition.isFargateCompatible && names.length === 0) {
    return 'FARGATE';
  }
  return taskDefinition.isEc2Compatible ? 'EC2' : taskDefinition.isFargateCompatible ? 'FARGATE' : 'MANAGED_INSTANCES';
}

function clusterOf({ service, cluster }: PlannedTasks): ecs.ICluster | undefined {
  return service?.cluster ?? cluster;
}

/** Names of the capacity providers that the service or job itself asks for. */
function providersOf({ service, providers }: PlannedTasks): readonly string[] {
  if (providers !== undefined) {
    return providers;
  }
  const declared = serviceResource(service)?.capacityProviderStrategy;
  return (Array.isArray(declared) ? declared : []).map(
    (item) => (item as ecs.CfnService.CapacityProviderStrategyItemProperty).capacityProvider as string,
  );
}

function serviceResource(service: ecs.BaseService | undefined): ecs.CfnService | undefined {
  return service?.node.children.find((child): child is ecs.CfnService => ecs.CfnService.isCfnService(child));
}
