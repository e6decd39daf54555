import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { isUnknown, number } from '../../internal/template-value';
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
    port: number(options.port),
    ingressPortOverride: number(options.ingressPortOverride),
    idleTimeout: options.idleTimeout,
    perRequestTimeout: options.perRequestTimeout,
    tls: tls && {
      awsPcaAuthorityArn: tls.certificateAuthority.certificateAuthorityArn,
      kmsKey: tls.encryptionKey,
      role: tls.role ?? tlsRole,
    },
  };
}

/** Ports that only the deployment knows: the checks of aws-cdk-lib trip over them. */
export function renderUnknownPorts(service: ecs.BaseService, endpoints: readonly ConnectEndpoint[]): void {
  const resource = service.node.defaultChild as ecs.CfnService;
  endpoints.forEach(({ options: { port, ingressPortOverride } }, index) => {
    const at = `ServiceConnectConfiguration.Services.${index}`;
    if (isUnknown(port)) {
      resource.addPropertyOverride(`${at}.ClientAliases.0.Port`, port);
    }
    if (isUnknown(ingressPortOverride)) {
      resource.addPropertyOverride(`${at}.IngressPortOverride`, ingressPortOverride);
    }
  });
}
