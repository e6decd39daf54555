import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/**
 * Executions that ended without success. Step Functions writes no zeros, and an alarm has to go by the points that there are:
 * filled with zeros, the newest point of a metric that comes late would be one for ever.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (FILL), 2026-11.
 */
export function unsuccessful(machine: sfn.IStateMachine): cloudwatch.MathExpression {
  const period = Duration.minutes(1);
  return new cloudwatch.MathExpression({
    expression: 'SUM([failed, timedOut, aborted])',
    label: 'Executions without success',
    period,
    usingMetrics: {
      failed: machine.metricFailed({ period }),
      timedOut: machine.metricTimedOut({ period }),
      aborted: machine.metricAborted({ period }),
    },
  });
}

/** An alarm at the first occurrence. */
export function atFirst(metric: cloudwatch.IMetric, alarmDescription: string): cloudwatch.AlarmProps {
  return {
    alarmDescription,
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}
