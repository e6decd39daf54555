import { text } from '../../internal/template-value';
import { LocatedFinding, refusal } from '../private/located-finding';
import { hasItems } from '../private/task-reading';

/**
 * Settings of a service that external instances (ECS Anywhere) do not support: "Service load balancing isn't supported. Service
 * discovery isn't supported." Read 2026-11-29.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html
 */
export function externalServiceFindings(service: Readonly<Record<string, unknown>>): LocatedFinding[] {
  if (text(service.LaunchType) !== 'EXTERNAL') {
    return [];
  }
  return [
    ...(hasItems(service.LoadBalancers)
      ? [
          refusal(
            'External.loadBalancer',
            'LoadBalancers',
            "'loadBalancers' of the service must be empty with launch type EXTERNAL: external instances are behind no load balancer of AWS; remove them, or use another launch type",
          ),
        ]
      : []),
    ...(hasItems(service.ServiceRegistries)
      ? [
          refusal(
            'External.serviceDiscovery',
            'ServiceRegistries',
            "'serviceRegistries' of the service must be empty with launch type EXTERNAL: tasks on external instances do not register with Cloud Map; remove them, or use another launch type",
          ),
        ]
      : []),
  ];
}
