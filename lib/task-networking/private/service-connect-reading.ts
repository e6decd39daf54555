import type * as ecs from 'aws-cdk-lib/aws-ecs';

type Configuration = ecs.CfnService.ServiceConnectConfigurationProperty;

/**
 * The Service Connect configuration of a service; `undefined` when it has none.
 *
 * Read from the L2, since resolving its property early would freeze it.
 */
export function serviceConnectOf(service: ecs.BaseService | undefined): Configuration | undefined {
  const held = (service as unknown as { _serviceConnectConfig?: Configuration & { get?: () => unknown } } | undefined)
    ?._serviceConnectConfig;
  return (typeof held?.get === 'function' ? held.get() : held) as Configuration | undefined;
}

/** Ports on which the proxy of a service listens in the place of its containers. */
export function ingressPortsOf(service: ecs.BaseService): number[] {
  const services = serviceConnectOf(service)?.services;
  return (Array.isArray(services) ? services : []).flatMap(
    (each) => (each as ecs.CfnService.ServiceConnectServiceProperty).ingressPortOverride ?? [],
  );
}
