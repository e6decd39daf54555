import { Finding, error } from '../../internal/finding';
import { text } from '../../internal/template-value';
import { seconds } from '../../internal/value-faults';
import type { AddHttpServiceOptions } from '../listener-service-options';

/** `200`, `200-299`, `200,302`. Source: Elastic Load Balancing API, Matcher, 2026-11. */
const CODES = /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/;

/** The reasons why Elastic Load Balancing would refuse the target group of a service. */
export function targetGroupFaults(options: AddHttpServiceOptions): Finding[] {
  const check = options.healthCheck ?? {};
  const path = text(check.path);
  const codes = text(check.healthyHttpCodes);
  const interval = seconds(check.interval);
  const delay = seconds(options.deregistrationDelay);
  return [
    ...(path !== undefined && !path.startsWith('/')
      ? [error('TaskListener.healthCheckPath', `'path' of 'healthCheck' must begin with '/', got '${path}'`)]
      : []),
    ...(codes !== undefined && !CODES.test(codes)
      ? [
          error(
            'TaskListener.healthyHttpCodes',
            `'healthyHttpCodes' of 'healthCheck' must be codes as in '200', '200,302' or '200-299', got '${codes}'`,
          ),
        ]
      : []),
    ...(interval !== undefined && !(Number.isInteger(interval) && interval >= 5 && interval <= 300)
      ? [
          error(
            'TaskListener.healthCheckInterval',
            `'interval' of 'healthCheck' must be from 5 to 300 whole seconds, got ${interval} s`,
          ),
        ]
      : []),
    ...(delay !== undefined && !(Number.isInteger(delay) && delay >= 0 && delay <= 3600)
      ? [
          error(
            'TaskListener.deregistrationDelay',
            `'deregistrationDelay' must be from 0 to 3600 whole seconds, got ${delay} s`,
          ),
        ]
      : []),
  ];
}
