import { Finding, error } from '../../internal/finding';
import { isUnknown, text } from '../../internal/template-value';
import { integerFault } from '../../internal/value-faults';
import type { HttpApiOptions } from '../http-api-options';

/** Limits that let nothing through. */
export function throttleFaults(throttle: HttpApiOptions['throttle']): Finding[] {
  const { rateLimit, burstLimit } = throttle ?? {};
  const refused = rateLimit !== undefined && !isUnknown(rateLimit) && !(rateLimit > 0);
  return [
    ...(refused
      ? [error('TaskHttpApi.throttle', `'rateLimit' must be above 0 requests a second, got ${String(rateLimit)}`)]
      : []),
    ...integerFault('TaskHttpApi.throttle', "'burstLimit'", burstLimit, 1),
  ];
}

/** A name without its certificate, or one that is none. */
export function domainFaults({
  domainName,
  certificate,
}: {
  readonly domainName: unknown;
  readonly certificate: unknown;
}): Finding[] {
  const name = text(domainName);
  return [
    ...((domainName === undefined) !== (certificate === undefined)
      ? [
          error(
            'TaskHttpApi.domainName',
            `'${domainName === undefined ? 'certificate' : 'domainName'}' is given without '${domainName === undefined ? 'domainName' : 'certificate'}'; give both, or none to call the API by the name that API Gateway gives`,
          ),
        ]
      : []),
    ...(name !== undefined && !/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$/i.test(name)
      ? [
          error(
            'TaskHttpApi.domainName',
            `'domainName' must be a DNS name as in api.example.com, without scheme and path, got '${name}'`,
          ),
        ]
      : []),
  ];
}
