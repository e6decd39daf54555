import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, Value } from '../values';
import { perModel, perResource } from './view';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** A resource that makes a target group one of a load balancer. */
export interface Attachment {
  /** A listener, a rule, or a custom resource that writes one. */
  readonly resource: Resource;
  readonly balancer?: Resource;
}

/** Listeners, rules and custom resources that send to a target group. */
export function attachmentsOf(model: AppModel, targetGroup: Resource): readonly Attachment[] {
  return byTargetGroup(model).get(targetGroup) ?? [];
}

const byTargetGroup = perModel((model) => {
  const found = new Map<Resource, Attachment[]>();
  const add = (resource: Resource, raw: unknown, balancer: Resource | undefined): void => {
    for (const group of model.mentioned(raw, resource.scope)) {
      if (group.type === TARGET_GROUP) {
        found.set(group, [...(found.get(group) ?? []), { resource, ...(balancer && { balancer }) }]);
      }
    }
  };
  for (const listener of model.ofType(LISTENER)) {
    add(listener, listener.properties.DefaultActions, balancerOf(model, listener));
  }
  for (const rule of model.ofType('AWS::ElasticLoadBalancingV2::ListenerRule')) {
    const listener = model.property(rule, 'ListenerArn');
    add(rule, rule.properties.Actions, listener instanceof Pointer ? balancerOf(model, listener.resource) : undefined);
  }
  for (const custom of model.customResources()) {
    const listener = model.mentioned(custom.properties, custom.scope).find(({ type }) => type === LISTENER);
    add(custom, custom.properties, listener && balancerOf(model, listener));
  }
  return found;
});

/** The listeners of a load balancer. */
export function listenersOf(model: AppModel, balancer: Resource): readonly Resource[] {
  return model.ofType(LISTENER).filter((listener) => balancerOf(model, listener) === balancer);
}

/** The load balancers that send to a target group, each once. */
export function balancersOf(model: AppModel, targetGroup: Resource): Resource[] {
  return [...new Set(attachmentsOf(model, targetGroup).flatMap(({ balancer }) => balancer ?? []))];
}

function balancerOf(model: AppModel, listener: Resource): Resource | undefined {
  const balancer = model.property(listener, 'LoadBalancerArn');
  return balancer instanceof Pointer && balancer.resource.type === LOAD_BALANCER ? balancer.resource : undefined;
}

/** A load balancer of version 2. */
export class LoadBalancerView {
  constructor(
    private readonly model: AppModel,
    readonly resource: Resource,
  ) {}

  /** `application` where nothing is said. */
  get type(): Value {
    return this.model.property(this.resource, 'Type') ?? 'application';
  }

  /** Faces the internet where nothing is said. */
  get scheme(): Value {
    return this.model.property(this.resource, 'Scheme') ?? 'internet-facing';
  }

  get subnets(): Value {
    return this.model.property(this.resource, 'Subnets');
  }

  get securityGroups(): Value {
    return this.model.property(this.resource, 'SecurityGroups');
  }
}

/** The view of a load balancer. */
export const loadBalancerView = perResource((model, resource) => new LoadBalancerView(model, resource));

/** The load balancers of an app. */
export const loadBalancersOf = perModel((model) =>
  model.ofType(LOAD_BALANCER).map((resource) => loadBalancerView(model, resource)),
);
