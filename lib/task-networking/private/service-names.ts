import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ENDPOINT_SERVICES } from '../../internal/endpoint-services';
import { Fault } from '../../internal/errors';
import { nearest } from '../../internal/did-you-mean';

/** Lists of service names, as they were given. */
export interface ServiceNames {
  readonly existing: readonly string[];
  readonly allowed?: readonly string[];
}

/** Names that no endpoint has; what is written wrong would be made a second time. */
export function serviceNameFaults({ existing, allowed = [] }: ServiceNames, used: readonly string[]): Fault[] {
  const known = new Set([...Object.keys(ENDPOINT_SERVICES), ...ofCdk(), 's3', 'dynamodb', ...used]);
  const faultsOf = (prop: string, names: readonly string[]): Fault[] =>
    names
      .filter((name) => !Token.isUnresolved(name) && !known.has(name))
      .map((name) => ({
        code: 'TaskNetwork.unknownEndpoint',
        message: `'${prop}' has '${name}', which is no service with an endpoint; write it as in 'ecr.api' of com.amazonaws.<region>.ecr.api${meant(name, known)}`,
      }));
  return [...faultsOf('existingEndpoints', existing), ...faultsOf('endpointServices', allowed)];
}

function meant(name: string, known: ReadonlySet<string>): string {
  const short = name.replace(/^(?:cn\.)?com\.amazonaws\.[^.]+\./, '');
  const parts = known.has(short) ? [short] : [...known].filter((one) => one.startsWith(`${short}.`)).sort();
  const guess = parts.length > 0 ? parts : [nearest(short, known) ?? []].flat();
  return guess.length === 0 ? '' : `; did you mean ${guess.map((one) => `'${one}'`).join(' or ')}`;
}

/** Everything that aws-cdk-lib has a constant for. */
function ofCdk(): string[] {
  return Object.values(ec2.InterfaceVpcEndpointAwsService).flatMap((value: unknown) =>
    value instanceof ec2.InterfaceVpcEndpointAwsService ? [value.shortName] : [],
  );
}
