import type { Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { rollbackFaults } from './private/rollback-faults';
import type { RollbackAlarmOptions } from './rollback-alarm-options';

/**
 * Whether alarms undo a bad release of a service, and which.
 *
 * Apart from the circuit breaker of a rolling deployment, which undoes a release whose tasks do not start.
 */
@guarded
export class RollbackPolicy {
  /**
   * A release is undone when an alarm goes off during its deployment.
   *
   * @throws `RollbackAlarms.percent`, `RollbackAlarms.count`, `RollbackAlarms.leftOut`, `RollbackAlarms.signal`, by the service that is given the policy
   */
  public static onAlarms(options: RollbackAlarmOptions = {}): RollbackPolicy {
    return new RollbackPolicy(options);
  }

  /** No alarm is made, and none undoes a release. ECS is told so: it keeps the alarms of a service until it is. */
  public static withoutAlarms(): RollbackPolicy {
    return new RollbackPolicy(undefined);
  }

  private constructor(
    /** The thresholds of the alarms; `undefined` without alarms. */
    public readonly options?: RollbackAlarmOptions,
  ) {}

  /** @internal */
  public _faults(): Finding[] {
    return rollbackFaults(this.options ?? {});
  }
}
