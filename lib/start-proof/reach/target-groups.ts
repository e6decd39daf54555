import { AppModel, Pointer, Resource } from '../../app-model/app-model';

/** A resource that makes a target group one of a load balancer. */
export interface Attachment {
  /** A listener, a rule, or a custom resource that writes one. */
  readonly resource: Resource;
  readonly balancer?: Resource;
}

const known = new WeakMap<AppModel, Map<Resource, readonly Attachment[]>>();

/** Listeners and rules that send to a target group. */
export function attachmentsOf(model: AppModel, group: Resource): readonly Attachment[] {
  const all = known.get(model) ?? readAll(model);
  known.set(model, all);
  return all.get(group) ?? [];
}

function readAll(model: AppModel): Map<Resource, readonly Attachment[]> {
  const found = new Map<Resource, Attachment[]>();
  const add = (resource: Resource, raw: unknown, balancer: Resource | undefined): void => {
    for (const group of model.mentioned(raw, resource.scope)) {
      if (group.type === 'AWS::ElasticLoadBalancingV2::TargetGroup') {
        found.set(group, [...(found.get(group) ?? []), { resource, ...(balancer && { balancer }) }]);
      }
    }
  };
  for (const listener of model.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
    add(listener, listener.properties.DefaultActions, balancerOf(model, listener));
  }
  for (const rule of model.ofType('AWS::ElasticLoadBalancingV2::ListenerRule')) {
    const listener = model.property(rule, 'ListenerArn');
    add(rule, rule.properties.Actions, listener instanceof Pointer ? balancerOf(model, listener.resource) : undefined);
  }
  for (const custom of model.customResources()) {
    const listener = model
      .mentioned(custom.properties, custom.scope)
      .find(({ type }) => type === 'AWS::ElasticLoadBalancingV2::Listener');
    add(custom, custom.properties, listener && balancerOf(model, listener));
  }
  return found;
}

function balancerOf(model: AppModel, listener: Resource): Resource | undefined {
  const balancer = model.property(listener, 'LoadBalancerArn');
  return balancer instanceof Pointer && balancer.resource.type === 'AWS::ElasticLoadBalancingV2::LoadBalancer'
    ? balancer.resource
    : undefined;
}

/** The load balancers that send to a target group, each once. */
export function balancersOf(model: AppModel, group: Resource): Resource[] {
  return [...new Set(attachmentsOf(model, group).flatMap(({ balancer }) => balancer ?? []))];
}
