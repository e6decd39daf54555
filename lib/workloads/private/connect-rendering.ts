import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ConnectEndpoint } from './connect-faults';

/** An endpoint as aws-cdk-lib takes it; its port has been found. */
export function renderEndpoint(
  { name, options, mapping }: ConnectEndpoint,
  tlsRole: iam.IRole | undefined,
): ecs.ServiceConnectService {
  const { tls } = options;
  return {
    portMappingName: mapping!.name!,
    discoveryName: name,
    dnsName: options.dnsName ?? name,
    port: options.port,
    ingressPortOverride: options.ingressPortOverride,
    idleTimeout: options.idleTimeout,
    perRequestTimeout: options.perRequestTimeout,
    tls: tls && {
      awsPcaAuthorityArn: tls.certificateAuthority.certificateAuthorityArn,
      kmsKey: tls.encryptionKey,
      role: tls.role ?? tlsRole,
    },
  };
}
