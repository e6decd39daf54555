import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { serviceConnectOf } from '../../internal/cdk-internals';

/** Ports on which the proxy of a service listens in the place of its containers. */
export function ingressPortsOf(service: ecs.BaseService): number[] {
  const services = serviceConnectOf(service)?.services;
  return (Array.isArray(services) ? services : []).flatMap(
    (each) => (each as ecs.CfnService.ServiceConnectServiceProperty).ingressPortOverride ?? [],
  );
}
