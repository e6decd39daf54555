import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { text } from '../../internal/template-value';
import type { WatchedTargets } from './watched-targets';

const MINUTE = Duration.minutes(1);

/** CPU or memory that the tasks of a service use of what they have, on average. */
export function utilization(service: ecs.BaseService, what: 'CPUUtilization' | 'MemoryUtilization'): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ECS',
    metricName: what,
    dimensionsMap: serviceDimensions(service),
    statistic: cloudwatch.Stats.AVERAGE,
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

/** How many tasks are desired and do not run. */
export function missingTasks(service: ecs.BaseService): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: 'desired - running',
    usingMetrics: { desired: insight(service, 'DesiredTaskCount'), running: insight(service, 'RunningTaskCount') },
    label: 'tasks that are missing',
    period: MINUTE,
  });
}

/**
 * Percent of the requests that the targets answered with 5xx, and 0 in minutes with few requests.
 *
 * @param floor requests a minute from which on it counts
 */
export function serverErrorRate(targets: WatchedTargets, floor: number): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `IF(requests >= ${floor}, 100 * FILL(errors, 0) / requests, 0)`,
    usingMetrics: {
      errors: targets.metric('HTTPCode_Target_5XX_Count', cloudwatch.Stats.SUM),
      requests: targets.metric('RequestCount', cloudwatch.Stats.SUM),
    },
    label: '5xx of the targets, percent',
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
