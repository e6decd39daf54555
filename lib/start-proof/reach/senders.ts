import { Resource } from '../../app-model/app-model';
import { asText, items, splitAroundMarks } from '../../app-model/values';
import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';
import { attachmentsOf } from '../../app-model/views/load-balancing';

/** The load balancers that send to a target group. */
export interface Senders {
  readonly balancers: readonly Resource[];
  /** Those that are not part of the app, in words. */
  readonly outside: readonly string[];
  /** The ARNs of these, as far as they are known. */
  readonly arns: readonly string[];
}

/** Load balancers whose listeners and rules forward to the group; of a group that is there already, all that it is told to have. */
export function sendersOf(model: NetworkModel, group: Resource): Senders {
  const { graph } = model;
  const balancers = new Set<Resource>();
  const outside = new Map<string, string | undefined>();
  const add = (arn: string | undefined, what: string, { name, unknown }: Identity): void => {
    const told = arn === undefined ? undefined : graph.told(arn);
    if (told === undefined) {
      outside.set(`${what} ${name}, which ${unknown ? 'is known only at deployment' : 'is not part of the app'}`, arn);
    } else {
      balancers.add(told);
    }
  };
  for (const { resource, balancer } of attachmentsOf(graph, group)) {
    if (balancer !== undefined) {
      balancers.add(balancer);
    } else if (resource.type === 'AWS::ElasticLoadBalancingV2::Listener') {
      const arn = graph.property(resource, 'LoadBalancerArn');
      add(asText(arn), 'load balancer', model.identify(arn));
    } else if (resource.type === 'AWS::ElasticLoadBalancingV2::ListenerRule') {
      const arn = graph.property(resource, 'ListenerArn');
      add(balancerOf(asText(arn)), 'the load balancer of listener', model.identify(arn));
    }
  }
  for (const arn of items(group.told ? graph.property(group, 'LoadBalancerArns') : undefined)) {
    add(asText(arn), 'load balancer', model.identify(arn));
  }
  return {
    balancers: [...balancers],
    outside: [...outside.keys()],
    arns: [...outside.values()].filter((arn) => arn !== undefined),
  };
}

/** The name of a load balancer in messages. */
export function nameOf({ graph }: NetworkModel, balancer: Resource): string {
  return (balancer.told ? asText(graph.property(balancer, 'Name')) : undefined) ?? balancer.path;
}

/** The ARN of the load balancer in that of its listener. */
function balancerOf(listener: string | undefined): string | undefined {
  const parts = splitAroundMarks(listener ?? '', '/');
  return parts.length === 5 && parts[0].endsWith(':listener')
    ? [parts[0].replace(/:listener$/, ':loadbalancer'), ...parts.slice(1, 4)].join('/')
    : undefined;
}
