import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { TaskAccess } from '../task-networking/task-access';
import type { TaskNetwork } from '../task-networking/task-network';
import { TelemetryAgent, collectorAgent, signalsAgent } from './private/telemetry-agent';
import { optionFaults, taskFaults } from './private/telemetry-faults';
import { addTelemetry } from './private/telemetry-task';
import type { TelemetryOptions, OtelCollectorOptions } from './telemetry-options';

/**
 * Traces and metrics of an application: an agent beside it, and its instrumentation.
 *
 * The agent is not essential: the application outlives it, and ECS restarts it. The containers share `localhost`, so the task
 * is in network mode awsvpc. Environment variables that the container has already stay, except that options are added to
 * `JAVA_TOOL_OPTIONS`, `NODE_OPTIONS` and `PYTHONPATH`.
 *
 * ```
 * AppTelemetry.applicationSignals({ language: TelemetryLanguage.JAVA }).addTo(taskDefinition);
 * ```
 */
@guarded
export class AppTelemetry {
  /**
   * CloudWatch Application Signals: traces in X-Ray, and latency, errors and faults of each operation as metrics, by the
   * CloudWatch agent.
   *
   * Application Signals must be on in the account, which is done once. The task role may send traces and write to the one log
   * group in which the metrics travel, which is narrower than the managed policy `CloudWatchAgentServerPolicy`.
   *
   * @throws `AppTelemetry.language`, `AppTelemetry.noLanguage`, `AppTelemetry.name`, `AppTelemetry.memory`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Application-Signals-ECS-Sidecar.html
   */
  public static applicationSignals(options: TelemetryOptions = {}): AppTelemetry {
    failAll(undefined, optionFaults(options));
    return new AppTelemetry(options, signalsAgent());
  }

  /**
   * The collector of the AWS Distro for OpenTelemetry with a configuration of yours.
   *
   * @throws `AppTelemetry.language`, `AppTelemetry.noLanguage`, `AppTelemetry.name`, `AppTelemetry.memory`, `AppTelemetry.noConfig`
   * @see https://aws-otel.github.io/docs/setup/ecs
   */
  public static otelCollector(options: OtelCollectorOptions): AppTelemetry {
    failAll(undefined, optionFaults(options, options.config));
    return new AppTelemetry(options, collectorAgent(options));
  }

  private constructor(
    private readonly options: TelemetryOptions,
    private readonly agent: TelemetryAgent,
  ) {}

  /**
   * Adds agent and instrumentation to a task.
   *
   * @param container of the application; the default container of the task unless it is given
   * @returns the container of the agent
   * @throws `AppTelemetry.noContainer`, `AppTelemetry.networkMode`, `AppTelemetry.windows`, `AppTelemetry.twice`
   */
  public addTo(taskDefinition: ecs.TaskDefinition, container?: ecs.ContainerDefinition): ecs.ContainerDefinition {
    return this._addTo(taskDefinition, taskDefinition.family, container);
  }

  /**
   * Lets the tasks of a service reach what the agent sends to, by interface endpoints of the network: X-Ray and CloudWatch Logs
   * for Application Signals. For tasks that you put together by hand, in isolated subnets; workloads with `telemetry` do it
   * themselves, and behind NAT gateways the way is open as port 443 is.
   */
  public openEndpoints(network: TaskNetwork, client: ec2.IConnectable): void {
    this._endpoints.forEach((service) => TaskAccess.of(client).toAwsService(network, service));
  }

  /**
   * Services to which the agent sends.
   *
   * @internal
   */
  public get _endpoints(): readonly ec2.InterfaceVpcEndpointAwsService[] {
    return this.agent.endpoints;
  }

  /** @internal */
  public _addTo(
    taskDefinition: ecs.TaskDefinition,
    name: string,
    container: ecs.ContainerDefinition | undefined = taskDefinition.defaultContainer,
  ): ecs.ContainerDefinition {
    failAll(taskDefinition, taskFaults(taskDefinition, this.agent.containerName));
    if (container === undefined) {
      fail(
        taskDefinition,
        'AppTelemetry.noContainer',
        'the task has no essential container of an application yet; add it first, or name the one that is observed',
      );
    }
    return addTelemetry({ ...this.options, serviceName: this.options.serviceName ?? name }, this.agent, {
      taskDefinition,
      container,
    });
  }
}
