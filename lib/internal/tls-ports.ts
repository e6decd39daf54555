import type { IConstruct } from 'constructs';

const PORTS = Symbol.for('cdk-ecs-groundwork.TlsPorts');

/** Says on which container ports of a service a proxy takes TLS only, whoever calls: load balancers too. */
export function declareTlsPorts(service: IConstruct, ports: readonly number[]): void {
  Object.defineProperty(service, PORTS, { value: [...tlsPorts(service), ...ports], configurable: true });
}

/** The ports that were said. */
export function tlsPorts(service: IConstruct): readonly number[] {
  return (service as { [PORTS]?: readonly number[] })[PORTS] ?? [];
}
