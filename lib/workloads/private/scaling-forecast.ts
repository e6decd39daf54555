import type { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import { ForecastMetric, PredictiveScaling } from '../scaling-options';

/** A forecast as CloudFormation takes it: of one pair of metrics, which is all that it takes. */
export function forecastPolicy(
  predefinedMetricType: ForecastMetric,
  { mode, schedulingBufferTime, maxCapacityBuffer }: PredictiveScaling,
  targetValue: number,
  resourceLabel: string | undefined,
): CfnScalingPolicy.PredictiveScalingPolicyConfigurationProperty {
  return {
    metricSpecifications: [{ targetValue, predefinedMetricPairSpecification: { predefinedMetricType, resourceLabel } }],
    mode: mode ?? 'ForecastOnly',
    schedulingBufferTime: schedulingBufferTime?.toSeconds(),
    ...(maxCapacityBuffer !== undefined && { maxCapacityBreachBehavior: 'IncreaseMaxCapacity', maxCapacityBuffer }),
  };
}
