import { Stack, Token } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type { IConstruct } from 'constructs';
import { Finding, error } from '../../internal/finding';

/** A load balancer takes certificates of its own region only, and so does an HTTP API. Both regions must be written out to be compared. */
export function certificateRegionFaults(
  scope: IConstruct,
  code: string,
  certificate: acm.ICertificate | undefined,
  taker = 'a load balancer',
): Finding[] {
  const arn = certificate?.certificateArn ?? '';
  const own = Stack.of(scope).region;
  const [, region] = Token.isUnresolved(arn) ? [] : (/^arn:[^:]+:acm:([^:]+):/.exec(arn) ?? []);
  return region === undefined || Token.isUnresolved(own) || region === own
    ? []
    : [
        error(
          code,
          `'certificate' is of ${region}, and ${taker} in ${own} takes certificates of ${own} only, got ${arn}; request one for the name there`,
        ),
      ];
}
