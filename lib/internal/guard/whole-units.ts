import { type Duration, type Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import { gibibytes, mebibytes, milliseconds, seconds } from '../value-faults';

/** A unit in which AWS takes a time or size. */
export type WholeUnit = 'milliseconds' | 'seconds' | 'days' | 'bytes' | 'MiB' | 'GiB';

/**
 * Times and sizes that must be whole in the unit in which AWS takes them, and have no rule of their own that says so:
 * aws-cdk-lib refuses others without saying which property it is, some only when the template is written.
 */
export const WHOLE_UNITS: Readonly<Partial<Record<string, Readonly<Partial<Record<string, WholeUnit>>>>>> = {
  AsgCapacityProps: { maxInstanceLifetime: 'seconds' },
  BacklogOptions: { acceptableLatency: 'milliseconds', timePerMessage: 'milliseconds' },
  HardenedTaskDefinitionProps: { ephemeralStorage: 'GiB' },
  ImageGateProps: { waitFor: 'seconds' },
  ImageRepositoryProps: { untaggedAfter: 'days' },
  ImageSigningProps: { signatureValidity: 'days' },
  LogRouterOptions: { gracePeriod: 'seconds', memoryLimit: 'MiB', memoryReservation: 'MiB', stopTimeout: 'seconds' },
  MultilineParserOptions: { flushTimeout: 'milliseconds' },
  DiskBufferOptions: { limitPerDestination: 'bytes' },
  LogDestinationOptions: { diskLimit: 'bytes' },
  S3DestinationOptions: {
    storeDirLimit: 'bytes',
    totalFileSize: 'bytes',
    uploadChunkSize: 'bytes',
    uploadTimeout: 'seconds',
  },
  ServiceAlarmOptions: { latency: 'milliseconds' },
  WorkloadTaskOptions: { ephemeralStorage: 'GiB' },
  'cloudwatch.CommonMetricOptions': { period: 'seconds' },
  'ec2.InstanceRequirementsConfig': {
    acceleratorTotalMemoryMax: 'MiB',
    acceleratorTotalMemoryMin: 'MiB',
    memoryMax: 'MiB',
    memoryMin: 'MiB',
    memoryPerVCpuMax: 'GiB',
    memoryPerVCpuMin: 'GiB',
  },
  'ecs.ContainerDefinitionOptions': {
    restartAttemptPeriod: 'seconds',
    startTimeout: 'seconds',
    stopTimeout: 'seconds',
  },
  'ecs.HealthCheck': { interval: 'seconds', startPeriod: 'seconds', timeout: 'seconds' },
  'ecs.ServiceManagedEBSVolumeConfiguration': { size: 'GiB', volumeInitializationRate: 'MiB' },
};

/** A time or size in a unit, fractions included; nothing for one that is known only at deployment. */
export function amountIn(unit: WholeUnit, value: Duration | Size): number | undefined {
  switch (unit) {
    case 'GiB':
      return gibibytes(value as Size);
    case 'bytes':
      return value.isUnresolved() ? undefined : (value as Size).toBytes({ rounding: SizeRoundingBehavior.NONE });
    case 'MiB':
      return mebibytes(value as Size);
    case 'milliseconds':
      return milliseconds(value as Duration);
    case 'seconds':
      return seconds(value as Duration);
    case 'days':
      return value.isUnresolved() ? undefined : (value as Duration).toDays({ integral: false });
  }
}
