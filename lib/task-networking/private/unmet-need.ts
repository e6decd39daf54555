import { Stack } from 'aws-cdk-lib';
import { Fault } from '../../internal/errors';
import type { Need } from '../../start-proof/reach/need';
import { Found } from './found-endpoint';
import { EndpointPlanOptions, PlannedNetwork } from './planned-network';

/** The endpoints that there are before new ones are made, and those that may be made. */
export interface EndpointOffer {
  readonly network: PlannedNetwork;
  readonly options: EndpointPlanOptions;
  readonly endpoints: ReadonlyMap<string, Found>;
}

/** The faults of a need of tasks in isolated subnets that no endpoint can meet. */
export function unmetNeed(
  who: string,
  { target, container, purpose, property, soft }: Need,
  { network, options, endpoints }: EndpointOffer,
): Fault[] {
  const where = container === undefined ? `'${who}'` : `container '${container}' of '${who}'`;
  if (target.kind === 'host' && !soft) {
    return [
      {
        code: 'TaskNetwork.unreachable',
        message: `${where} must reach ${target.host} to ${purpose}, but its subnets are isolated; ${property === 'Image' ? 'pull through an ECR pull-through cache rule or ' : ''}use 'egress: TaskEgress.nat()'`,
      },
    ];
  }
  if (target.kind !== 'service' || endpoints.has(target.service) || options.existing.includes(target.service)) {
    return [];
  }
  const { region } = Stack.of(network);
  if (
    /^[a-z]{2}(-[a-z]+)+-\d$/.test(target.region) &&
    /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) &&
    target.region !== region
  ) {
    return [
      {
        code: 'TaskNetwork.otherRegion',
        message: `${where} must reach ${target.service} in ${target.region} to ${purpose}, but endpoints serve ${region} only; use ${region}, or 'egress: TaskEgress.nat()'`,
      },
    ];
  }
  const { allowed } = options;
  return allowed && !allowed.includes(target.service)
    ? [
        {
          code: 'TaskNetwork.missingEndpoint',
          message: `'endpointServices' lacks ${target.service}, which ${where} needs to ${purpose}, got ${allowed.join(', ') || 'an empty list'}; add '${target.service}', there or to 'existingEndpoints' when the VPC has its endpoint`,
        },
      ]
    : [];
}
