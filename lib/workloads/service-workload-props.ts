import type * as sns from 'aws-cdk-lib/aws-sns';
import type { ExecAccess } from '../security/exec-access';
import type { DesiredCount } from './desired-count';
import type { RollbackPolicy } from './rollback-policy';
import type { ServiceAlarmOptions } from './service-alarms';
import type { ServiceConnect } from './service-connect';
import type { ServiceDeployment } from './service-deployment';
import type { ServiceDiscovery } from './service-discovery';
import type { WorkloadPlacementProps, WorkloadTaskProps } from './workload-props';

/** The properties of every service: its containers, their placement and number, and its deployment. */
export interface ServiceWorkloadProps extends WorkloadTaskProps, WorkloadPlacementProps {
  /**
   * Name of the ECS service. A name cannot be used twice at a time, so whatever replaces the service fails.
   *
   * @default - CloudFormation gives a name
   */
  readonly serviceName?: string;

  /**
   * Number of tasks: fixed, or scaled with the load.
   *
   * @default - DesiredCount.fixed(2), each in another zone where there are two
   */
  readonly desiredCount?: DesiredCount;

  /**
   * The deployment strategy of the service.
   *
   * @default ServiceDeployment.rolling()
   */
  readonly deployment?: ServiceDeployment;

  /**
   * The access to its tasks by ECS Exec, and the record of it.
   *
   * @default - nobody: Exec is off
   */
  readonly exec?: ExecAccess;

  /**
   * The alarms that roll a deployment back. Each costs 0.10 USD a month for each metric that it reads.
   *
   * @default - RollbackPolicy.onAlarms(); RollbackPolicy.withoutAlarms() in the partitions of China, GovCloud and ISO, where ECS is not known to have them
   */
  readonly rollbackAlarms?: RollbackPolicy;

  /**
   * The topic of the alarms of the service: those that roll back, and those of `alarms`.
   *
   * @default - alarms undo a release and tell nobody, and there are no others
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * The Service Connect configuration: how it calls others, and they it.
   *
   * @default - not at all
   */
  readonly serviceConnect?: ServiceConnect;

  /**
   * The DNS name by which others find it.
   *
   * @default - none
   */
  readonly serviceDiscovery?: ServiceDiscovery;

  /**
   * The operational alarms. Needs `alarmTopic`.
   *
   * @default - with `alarmTopic` tasks that are missing, where Container Insights is on, and messages in dead-letter queues
   */
  readonly alarms?: ServiceAlarmOptions;

  /**
   * Whether the service has a dashboard of its own, which costs 3 USD a month. For one of several services, see
   * `ServiceDashboard`.
   *
   * @default false
   */
  readonly dashboard?: boolean;
}
