import type * as ecs from 'aws-cdk-lib/aws-ecs';

/** The ports on which the proxy of a service listens for other tasks; empty for a client. */
const portsOf = new WeakMap<ecs.BaseService, readonly number[]>();

export function rememberConnected(service: ecs.BaseService, ports: readonly number[]): void {
  portsOf.set(service, ports);
}

/** The ports on which others reach a service by Service Connect; `undefined` when it did not join. */
export function connectedPorts(service: ecs.BaseService): readonly number[] | undefined {
  return portsOf.get(service);
}
