import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DashboardServiceOptions } from '../dashboard-service-options';
import { apiMetric, insight, queueAge, utilization } from './alarm-metrics';
import { WatchedTargets } from './watched-targets';

const { SUM, MAXIMUM } = cloudwatch.Stats;

/** The rows of a service, from what its users feel down to what its tasks say. */
export function serviceRows(
  owner: Construct,
  service: ecs.BaseService,
  watched: Required<DashboardServiceOptions>,
): cloudwatch.IWidget[] {
  const targets = watched.targetGroups
    .map((targetGroup) => new WatchedTargets(owner, 'ServiceDashboard.noLoadBalancer', targetGroup))
    .filter(({ http }) => http);
  return [
    new cloudwatch.TextWidget({ markdown: `## ${watched.title}`, width: 24, height: 1 }),
    ...(targets.length > 0 ? [trafficRow(targets)] : []),
    ...(watched.httpApis.length > 0 ? [apiRow(watched.httpApis)] : []),
    taskRow(service),
    ...(watched.queues.length > 0 ? [queueRow(watched.queues)] : []),
    ...(watched.alarms.length > 0
      ? [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: watched.alarms, width: 24, height: 3 })]
      : []),
    ...(watched.logGroupNames.length > 0 ? [errorsInLogs(watched.logGroupNames)] : []),
  ];
}

function trafficRow(targets: readonly WatchedTargets[]): cloudwatch.IWidget {
  const each = (name: string, statistic: string, what: string) =>
    targets.map((group) => group.metric(name, statistic, `${group.id} ${what}`));
  return new cloudwatch.Row(
    graph('Requests a minute', each('RequestCount', SUM, 'requests')),
    graph('Errors a minute', [
      ...each('HTTPCode_Target_5XX_Count', SUM, '5xx'),
      ...each('HTTPCode_Target_4XX_Count', SUM, '4xx'),
      ...each('TargetConnectionErrorCount', SUM, 'refused connections'),
    ]),
    graph('Latency in seconds', [
      ...each('TargetResponseTime', cloudwatch.Stats.p(50), 'p50'),
      ...each('TargetResponseTime', cloudwatch.Stats.p(99), 'p99'),
    ]),
  );
}

function apiRow(apis: readonly apigateway.IHttpApi[]): cloudwatch.IWidget {
  const each = (name: Parameters<typeof apiMetric>[1], statistic: string, what: string) =>
    apis.map((api) => apiMetric(api, name, statistic, apis.length === 1 ? what : `${api.node.path} ${what}`));
  return new cloudwatch.Row(
    graph('Requests a minute', each('Count', cloudwatch.Stats.SAMPLE_COUNT, 'requests')),
    graph('Errors a minute', [...each('5xx', SUM, '5xx'), ...each('4xx', SUM, '4xx')]),
    graph('Latency in milliseconds', [
      ...each('Latency', cloudwatch.Stats.p(50), 'p50'),
      ...each('Latency', cloudwatch.Stats.p(99), 'p99'),
      ...each('IntegrationLatency', cloudwatch.Stats.p(99), 'p99 of the tasks'),
    ]),
  );
}

function taskRow(service: ecs.BaseService): cloudwatch.IWidget {
  const use = (title: string, name: 'CPUUtilization' | 'MemoryUtilization') =>
    new cloudwatch.GraphWidget({
      title,
      width: 8,
      height: 6,
      left: [
        utilization(service, name).with({ label: 'average' }),
        utilization(service, name).with({ label: 'highest', statistic: MAXIMUM }),
      ],
      leftYAxis: { min: 0 },
      leftAnnotations: [{ value: 100, label: 'all that the tasks have', color: cloudwatch.Color.RED }],
    });
  return new cloudwatch.Row(
    use('CPU in percent', 'CPUUtilization'),
    use('Memory in percent', 'MemoryUtilization'),
    new cloudwatch.GraphWidget({
      title: 'Tasks and deployments',
      width: 8,
      height: 6,
      left: [
        insight(service, 'DesiredTaskCount', 'desired'),
        insight(service, 'RunningTaskCount', 'running'),
        insight(service, 'PendingTaskCount', 'pending'),
      ],
      right: [insight(service, 'DeploymentCount', 'deployments')],
      leftYAxis: { min: 0 },
      rightYAxis: { min: 0 },
    }),
  );
}

function queueRow(queues: readonly sqs.IQueue[]): cloudwatch.IWidget {
  const period = Duration.minutes(1);
  return new cloudwatch.Row(
    graph(
      'Messages',
      queues.flatMap((queue) => [
        queue.metricApproximateNumberOfMessagesVisible({
          period,
          statistic: MAXIMUM,
          label: `${queue.node.id} waiting`,
        }),
        queue.metricApproximateNumberOfMessagesNotVisible({
          period,
          statistic: MAXIMUM,
          label: `${queue.node.id} in work`,
        }),
      ]),
      12,
    ),
    graph(
      'Age of the oldest message in seconds',
      queues.map((queue) => queueAge(queue).with({ label: queue.node.id })),
      12,
    ),
  );
}

function errorsInLogs(logGroupNames: string[]): cloudwatch.IWidget {
  return new cloudwatch.LogQueryWidget({
    title: 'Errors in the logs',
    width: 24,
    height: 6,
    logGroupNames,
    queryLines: [
      'fields @timestamp, @logStream, @message',
      'filter @message like /(?i)(error|exception|fatal|panic)/',
      'sort @timestamp desc',
      'limit 50',
    ],
  });
}

function graph(title: string, left: cloudwatch.IMetric[], width = 8): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({ title, width, height: 6, left, leftYAxis: { min: 0 } });
}
