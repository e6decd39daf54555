import { Finding, error, warning } from '../../internal/finding';
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

/**
 * The warning for a schedule that runs every minute of the hours or days that it names: a field that is left out is `*`,
 * so `cron({ hour: '2' })` runs 60 times.
 */
export function everyMinute(code: string, label: string, expression: string): Finding[] {
  const [, fields = ''] = /^cron\((.*)\)$/.exec(text(expression) ?? '') ?? [];
  const [minute, ...others] = fields.trim().split(/\s+/);
  return minute === '*' && others.some((field) => field !== '*' && field !== '?')
    ? [
        warning(
          code,
          `${label} is cron(${fields}), which runs every minute of the time that its other fields name, 60 times an hour; give 'minute', as in cron({ minute: '0', hour: '2' })`,
        ),
      ]
    : [];
}
