import { Validations } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { faultLine } from '../../internal/errors';
import { finalProperties } from '../../internal/final-properties';
import { Finding, error } from '../../internal/finding';
import { flag, isUnknown, items, record, text } from '../../internal/template-value';
import type { ServiceDeployment } from '../service-deployment';

const NAMES: Readonly<Record<string, string>> = {
  BLUE_GREEN: 'blueGreen',
  CANARY: 'canary',
  LINEAR: 'linear',
};

/**
 * Refuses a service whose deployments shift traffic when the finished service has no traffic that can be shifted: load
 * balancers and Service Connect may come after it was made.
 */
export function checkDeployment(service: ecs.BaseService, deployment: ServiceDeployment): void {
  if (!deployment.shiftsTraffic) {
    return;
  }
  Validations.of(service).acknowledge({
    id: 'Annotation::@aws-cdk/aws-ecs:shouldUseCircuitBreaker',
    reason:
      'ECS takes a circuit breaker for rolling deployments only; a shift of traffic is guarded by hooks and alarms',
  });
  const resource = service.node.defaultChild as ecs.CfnService;
  const name = `ServiceDeployment.${NAMES[deployment.strategy]}()`;
  service.node.addValidation({ validate: () => shiftFindings(finalProperties(resource), name).map(faultLine) });
}

/** Finds settings that keep ECS from shifting the traffic of a finished service. */
export function shiftFindings(service: Readonly<Record<string, unknown>>, name: string): Finding[] {
  const targets = items(service.LoadBalancers);
  const connect = record(service.ServiceConnectConfiguration);
  const connected = flag(connect.Enabled) !== false && items(connect.Services).length > 0;
  // Given by the L1 only. ECS shifts traffic of VPC Lattice; whether it shifts that of gateways is left to it.
  const others = [service.VpcLatticeConfigurations, service.GatewayConnectors];
  const unknown = [service.LoadBalancers, service.ServiceConnectConfiguration, ...others].some(isUnknown);
  if (targets.length === 0 && !connected && !unknown && others.every((each) => items(each).length === 0)) {
    return [
      error(
        'ServiceDeployment.nothingToShift',
        `'deployment' is ${name}, but the service is behind no load balancer and offers nothing by Service Connect, so there is no traffic to shift; give it one of the two, or deploy by ServiceDeployment.rolling()`,
      ),
    ];
  }
  return targets
    .map(record)
    .flatMap(({ ContainerName, ContainerPort, AdvancedConfiguration }) =>
      record(AdvancedConfiguration).AlternateTargetGroupArn !== undefined || isUnknown(AdvancedConfiguration)
        ? []
        : [
            error(
              'ServiceDeployment.noAlternateTarget',
              `'deployment' is ${name}, but the load balancer of container '${text(ContainerName) ?? 'of the service'}' at port ${text(ContainerPort) ?? 'unknown'} has no alternate target for the new tasks; add the service by addShiftingService(), or give the target an ecs.AlternateTarget`,
            ),
          ],
    );
}
