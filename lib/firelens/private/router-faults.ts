import { Duration, Size, Token } from 'aws-cdk-lib';
import { containerValueFaults } from '../../internal/container-values';
import { Finding, error } from '../../internal/finding';
import type { LogRouterProps } from '../log-router-options';

/** Port of Fluent Bit's HTTP server. */
export const DEFAULT_HTTP_PORT = 2020;

/** Most events that the log driver's buffer may be set to. ECS API, 2026. */
export const MOST_EVENTS = 536_870_911;

/** Longest `stopTimeout` of Fargate, in seconds. */
export const LONGEST_STOP = 120;

/** Finds faults in the props of a router. */
export function propsFaults(props: LogRouterProps, gracePeriod: Duration): Finding[] {
  const {
    stopTimeout,
    memoryReservation: reservation = Size.mebibytes(128),
    memoryLimit,
    httpPort,
    logging,
    logRetention,
    taskDefinition,
  } = props;
  const known = (quantity?: Duration | Size) => quantity !== undefined && !quantity.isUnresolved();
  const grace = known(gracePeriod) ? gracePeriod.toSeconds() : 0;
  const faults: (string | false)[] = [
    known(stopTimeout) &&
      stopTimeout!.toSeconds() < grace &&
      `'stopTimeout' must not be below 'gracePeriod' (${grace} s), got ${stopTimeout!.toSeconds()} s: the router would be killed while it sends`,
    taskDefinition.isFargateCompatible &&
      Math.max(grace, known(stopTimeout) ? stopTimeout!.toSeconds() : 0) > LONGEST_STOP &&
      `'gracePeriod' and 'stopTimeout' must be at most ${LONGEST_STOP} s on Fargate, got ${grace} s${stopTimeout === undefined ? '' : ` and ${stopTimeout.toSeconds()} s`}`,
    memoryLimit !== undefined &&
      known(memoryLimit) &&
      known(reservation) &&
      memoryLimit.toMebibytes() < reservation.toMebibytes() &&
      `'memoryLimit' must not be below 'memoryReservation', got ${memoryLimit.toMebibytes()} MiB`,
    httpPort !== undefined &&
      !Token.isUnresolved(httpPort) &&
      !(Number.isInteger(httpPort) && httpPort >= 1 && httpPort <= 65535) &&
      `'httpPort' must be a port from 1 to 65535, got ${httpPort}`,
    logging !== undefined &&
      logRetention !== undefined &&
      "'logRetention' is for the log group made here; leave it out with 'logging'",
  ];
  return [
    ...faults.flatMap((message) => (message === false ? [] : [error('LogRouter.invalid', message)])),
    ...containerValueFaults('LogRouter.invalid', {
      containerName: props.containerName,
      cpu: props.cpu,
      environment: props.environment,
    }),
  ];
}

/** The init process keeps files by their last name alone. */
export function sameNames(keys: readonly string[]): Finding[] {
  const names = keys.map((key) => key.split('/').pop()!);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) =>
      error(
        'LogRouter.invalid',
        `'configuration' has two objects with the file name '${name}': the router keeps files by that name alone, and the last would win; rename one`,
      ),
    );
}
