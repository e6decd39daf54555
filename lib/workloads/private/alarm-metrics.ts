import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { text } from '../../internal/template-value';
import type { WatchedTargets } from './watched-targets';

const MINUTE = Duration.minutes(1);

/**
 * CPU or memory that the tasks of a service use of what they have: on average, or the most that one of them uses.
 *
 * The average of a service whose deployments shift traffic is that of both sets, of which one is idle.
 */
export function utilization(
  service: ecs.BaseService,
  what: 'CPUUtilization' | 'MemoryUtilization',
  shifts = false,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ECS',
    metricName: what,
    dimensionsMap: serviceDimensions(service),
    statistic: shifts ? cloudwatch.Stats.MAXIMUM : cloudwatch.Stats.AVERAGE,
    period: MINUTE,
  });
}

/** A metric that Container Insights has of a service, by the minute. */
export function insight(service: ecs.BaseService, metricName: string, label?: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'ECS/ContainerInsights',
    metricName,
    dimensionsMap: serviceDimensions(service),
    statistic: cloudwatch.Stats.AVERAGE,
    period: MINUTE,
    label,
  });
}

/** The number of tasks that are desired and do not run. */
export function missingTasks(service: ecs.BaseService): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: 'desired - running',
    usingMetrics: { desired: insight(service, 'DesiredTaskCount'), running: insight(service, 'RunningTaskCount') },
    label: 'tasks that are missing',
    period: MINUTE,
  });
}

/**
 * Percent of the requests that the targets answered with 5xx or refused, for which the load balancer answers with 502 to 504, and
 * 0 in minutes with few requests.
 *
 * What the load balancer answers by itself it counts for all its target groups together, connections that fail for each.
 *
 * @param floor requests a minute from which on it counts
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function serverErrorRate(targets: WatchedTargets, floor: number): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `IF(requests >= ${floor}, 100 * SUM([errors, refused]) / requests, 0)`,
    usingMetrics: {
      errors: targets.metric('HTTPCode_Target_5XX_Count', cloudwatch.Stats.SUM),
      refused: targets.metric('TargetConnectionErrorCount', cloudwatch.Stats.SUM),
      requests: targets.metric('RequestCount', cloudwatch.Stats.SUM),
    },
    label: 'requests that failed, percent',
    period: MINUTE,
  });
}

/** A metric of an HTTP API, by the minute. */
export function apiMetric(
  api: apigateway.IHttpApi,
  metricName: '4xx' | '5xx' | 'Count' | 'Latency' | 'IntegrationLatency',
  statistic: string,
  label?: string,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: api.apiId },
    statistic,
    period: MINUTE,
    label,
  });
}

/**
 * Percent of the requests to an HTTP API that were answered with 5xx, by the tasks or since none could be called, and 0 in minutes with
 * few requests.
 *
 * @param floor requests a minute from which on it counts
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function apiErrorRate(api: apigateway.IHttpApi, floor: number): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `IF(requests >= ${floor}, 100 * errors / requests, 0)`,
    usingMetrics: {
      errors: apiMetric(api, '5xx', cloudwatch.Stats.SUM),
      requests: apiMetric(api, 'Count', cloudwatch.Stats.SAMPLE_COUNT),
    },
    label: 'requests that failed, percent',
    period: MINUTE,
  });
}

/** Targets that fail their health check. */
export function unhealthyTargets(targets: WatchedTargets): cloudwatch.Metric {
  return targets.metric('UnHealthyHostCount', cloudwatch.Stats.MAXIMUM);
}

/**
 * Targets that fail their health check when they are more than a deployment starts at a time, and else 0.
 *
 * A release that starts its tasks a few at a time has some that do not answer yet for as long as it goes on.
 *
 * @param beyond percent of the desired tasks that it starts at a time
 * @param most percent of the desired tasks that may run
 */
export function unhealthyBeyond(targets: WatchedTargets, beyond: number, most: number): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `IF(${most} * unhealthy > ${beyond} * (healthy + unhealthy), unhealthy, 0)`,
    usingMetrics: {
      unhealthy: unhealthyTargets(targets),
      healthy: targets.metric('HealthyHostCount', cloudwatch.Stats.MAXIMUM),
    },
    label: 'unhealthy targets, but for those that a deployment starts',
    period: MINUTE,
  });
}

/** Age of the oldest message of a queue. */
export function queueAge(queue: sqs.IQueue): cloudwatch.Metric {
  return queue.metricApproximateAgeOfOldestMessage({ statistic: cloudwatch.Stats.MAXIMUM, period: MINUTE });
}

/** The name that a service was given, if it is known: what is told of it by name can be made before it. */
export function knownName(service: ecs.BaseService): string | undefined {
  return text((service.node.defaultChild as ecs.CfnService).serviceName);
}

function serviceDimensions(service: ecs.BaseService): Record<string, string> {
  return { ClusterName: service.cluster.clusterName, ServiceName: knownName(service) ?? service.serviceName };
}
