import { Finding, error } from '../../internal/finding';
import { text } from '../../internal/template-value';

/**
 * The fault of an expression that is no schedule: EventBridge Scheduler and Application Auto Scaling take `at(…)`,
 * `rate(…)` and `cron(…)`.
 */
export function expressionFault(code: string, label: string, expression: string): Finding[] {
  const written = text(expression);
  return written === undefined || /^(at|rate|cron)\(.+\)$/.test(written)
    ? []
    : [
        error(
          code,
          `${label} must be at(…), rate(…) or cron(…) with six fields, got '${written}'; write it with the cron() or rate() of the class, or as cron(0 2 * * ? *)`,
        ),
      ];
}
