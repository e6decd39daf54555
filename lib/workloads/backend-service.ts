import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { warn } from '../internal/warnings';
import { unbalancedFaults } from './private/service-faults';
import { ServiceWorkload } from './service-workload';
import type { ServiceWorkloadProps } from './service-workload-props';

/** The properties of a service behind the scenes, and the ways in which others find it. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a name of its own, so that it may grow
export interface BackendServiceProps extends ServiceWorkloadProps {}

/**
 * A service that only other workloads call: no load balancer, nothing from the internet.
 *
 * They find it by Service Connect (`serviceConnect`), by DNS (`serviceDiscovery`) or by both, and reach it once it is said
 * who may: `worker.allowTo(backend)`. With neither it works, but nobody finds it, which is a warning
 * (`BackendService.notFound`).
 */
@guarded
@propertyInjectable
export class BackendService extends ServiceWorkload {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.BackendService';

  /** Fails with `Workload.noLoadBalancer`, and the codes of `ServiceWorkload`, `ServiceConnect` and `ServiceDiscovery`. */
  constructor(scope: Construct, id: string, props: BackendServiceProps) {
    super(scope, id, props);
    failAll(this, unbalancedFaults(props));
    if (props.serviceConnect?.endpointName === undefined && props.serviceDiscovery === undefined) {
      warn(this, {
        code: 'BackendService.notFound',
        message:
          "no other workload finds this one: give 'serviceConnect' (ServiceConnect.server) or 'serviceDiscovery', or use a WorkerService when nothing calls it",
      });
    }
  }
}
