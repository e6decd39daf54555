import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { DashboardServiceOptions } from './dashboard-service-options';

/**
 * A workload that a `ServiceDashboard` shows: `WebService`, `BackendService` and `WorkerService` are such workloads. One of your
 * own, which has a service only, is shown as `ServiceDashboard.addService` shows that service.
 */
export interface IMonitoredWorkload {
  /** The service of the workload. */
  readonly service: ecs.BaseService;

  /**
   * The facts of the service for a dashboard, as they are when it is asked for.
   *
   * @internal
   */
  readonly _watched?: Required<DashboardServiceOptions>;
}
