import type { Construct } from 'constructs';
import { ServiceWorkload, ServiceWorkloadProps } from '../../lib';
import { SERVICE_CHANGES, Subject } from './changes';

/** A service with nothing but what every service has. */
class AnyService extends ServiceWorkload {
  public constructor(scope: Construct, id: string, props: ServiceWorkloadProps) {
    super(scope, id, props);
  }
}

const anyService: Subject<ServiceWorkloadProps, AnyService> = {
  props: (world) => ({ cluster: world.cluster, container: { image: world.image(), port: 8080 } }),
  make: (world, props) => new AnyService(world.stack, 'Api', props),
  changes: SERVICE_CHANGES,
};

/** Every kind of workload, by the name that it has in the guide. */
export const SUBJECTS: Readonly<Record<string, Subject>> = { 'Any service': anyService };
