import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, faultLine } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { DashboardSection } from './private/dashboard-section';
import { logGroupNames } from './private/log-groups';
import type { DashboardServiceOptions } from './dashboard-service-options';
import type { IMonitoredWorkload } from './monitored-workload';

/** Settings of `ServiceDashboard`. */
export interface ServiceDashboardProps {
  /**
   * Workloads to show, from the top.
   *
   * @default - none yet: `addWorkload` and `addService` take them later
   */
  readonly workloads?: IMonitoredWorkload[];

  /**
   * Physical name of the dashboard: letters, digits, dashes and underscores.
   *
   * @default - CloudFormation gives a name
   */
  readonly dashboardName?: string;
}

/**
 * A dashboard of one service or several, in the order in which somebody on call asks: requests, errors, latency; CPU and memory;
 * tasks and deployments; queues; alarms; errors in the logs. A service without load balancer or queue has no such row.
 *
 * It costs 3 USD a month beyond the first three of an account. Tasks and deployments are metrics of Container Insights.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 */
@guarded
@propertyInjectable
export class ServiceDashboard extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ServiceDashboard';

  /** The dashboard, which takes any other widget too. */
  public readonly dashboard: cloudwatch.Dashboard;
  private readonly shown = new Set<ecs.BaseService>();

  /**
   * Makes a dashboard.
   *
   * @throws `ServiceDashboard.twice`; at synth `ServiceDashboard.noServices`
   */
  constructor(scope: Construct, id: string, props: ServiceDashboardProps = {}) {
    super(scope, id);
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', { dashboardName: props.dashboardName });
    this.node.defaultChild = this.dashboard;
    props.workloads?.forEach((workload) => this.addWorkload(workload));
    this.node.addValidation({
      validate: () =>
        this.shown.size > 0
          ? []
          : [
              faultLine({
                code: 'ServiceDashboard.noServices',
                message: 'the dashboard shows no service, and would cost money for nothing; add one, or leave it out',
              }),
            ],
    });
  }

  /**
   * Shows a workload, with all that it has or will have: target groups, queues, alarms, logs.
   *
   * @throws `ServiceDashboard.twice`
   */
  public addWorkload(workload: IMonitoredWorkload): void {
    this.add(workload.service, () => workload._watched ?? ofService(workload.service, {}));
  }

  /**
   * Shows a service that you have.
   *
   * @throws `ServiceDashboard.twice`
   */
  public addService(service: ecs.BaseService, options: DashboardServiceOptions = {}): void {
    this.add(service, () => ofService(service, options));
  }

  private add(service: ecs.BaseService, watched: () => Required<DashboardServiceOptions>): void {
    if (this.shown.has(service)) {
      fail(this, 'ServiceDashboard.twice', `'${service.node.path}' is on the dashboard already`);
    }
    this.shown.add(service);
    this.dashboard.addWidgets(new DashboardSection(this, service, watched));
  }
}

/** The facts of a service that is no workload of this library. */
function ofService(service: ecs.BaseService, options: DashboardServiceOptions): Required<DashboardServiceOptions> {
  return {
    title: options.title ?? service.node.id,
    targetGroups: options.targetGroups ?? [],
    httpApis: options.httpApis ?? [],
    queues: options.queues ?? [],
    alarms: options.alarms ?? [],
    logGroupNames: options.logGroupNames ?? logGroupNames(service.taskDefinition),
  };
}
