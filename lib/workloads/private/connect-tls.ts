import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { InfrastructureRole } from '../../security/infrastructure-role';
import type { ServiceConnectEndpointOptions } from '../service-connect-options';

/** The role of the endpoints with TLS that bring none; `undefined` when there is no such endpoint. */
export function connectTlsRole(
  service: ecs.BaseService,
  endpoints: readonly ServiceConnectEndpointOptions[],
): iam.IRole | undefined {
  const secured = endpoints.flatMap(({ tls }) => (tls === undefined || tls.role !== undefined ? [] : [tls]));
  if (secured.length === 0) {
    return undefined;
  }
  const role = new InfrastructureRole(service, 'ServiceConnectRole', {
    description: 'ECS issues and renews the certificates of Service Connect',
  });
  secured.forEach(({ certificateAuthority, encryptionKey }) => {
    role.allowServiceConnectTls({ certificateAuthority, encryptionKey });
  });
  // ECS issues the certificates before the first task starts, and revokes them after the last has gone.
  service.node.defaultChild!.node.addDependency(role);
  return role;
}
