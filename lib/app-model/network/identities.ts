import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Either, Pointer, Unknown, Value } from '../values';

/** A thing of the network by its identity: declared in the app, or known by its id alone. */
export interface Identity {
  /** Equal for two values that are the same thing. */
  readonly key: string;
  /** As a user would name it. */
  readonly name: string;
  /** Not even its identity is known: a parameter, or the result of a condition. */
  readonly unknown: boolean;
  readonly resource?: Resource;
}

/** The attributes that are the id of a thing, each spelled as its type has it. */
const ID_ATTRIBUTES = new Set([
  'Ref',
  'Id',
  'VpcId',
  'SubnetId',
  'GroupId',
  'RouteTableId',
  'InternetGatewayId',
  'NatGatewayId',
  'PrefixListId',
  'FileSystemId',
  'TargetGroupArn',
  'ListenerArn',
  'LoadBalancerArn',
]);

/** The identities of the things of an app's networks, and the resources that say something of them. */
export class Identities {
  /** By pointer, of which a resource has one for each attribute: hundreds of services are in the same few subnets. */
  private readonly known = new Map<Pointer, Identity>();

  constructor(private readonly graph: AppModel) {}

  /** Identifies what a value refers to. */
  of(value: Value): Identity {
    if (value instanceof Pointer) {
      return this.ofPointer(value);
    }
    const text = this.graph.text(value);
    if (value instanceof Unknown || text === undefined || this.graph.marksIn(text).length > 0) {
      const reason = value instanceof Unknown ? value.reason : 'a value known only at deployment';
      return { key: `?${value instanceof Unknown ? value.key : (text ?? reason)}`, name: reason, unknown: true };
    }
    if (text === '') {
      return { key: '?', name: 'an empty text', unknown: true };
    }
    const told = this.graph.told(text);
    return { key: told?.id ?? text, name: text, unknown: false, ...(told && { resource: told }) };
  }

  /** The identities of a list property; `undefined` when the list itself is known only at deployment. */
  all(value: Value): Identity[] | undefined {
    return value === undefined ? [] : Array.isArray(value) ? value.map((item: Value) => this.of(item)) : undefined;
  }

  /** Identifies what a property of a resource refers to. */
  behind(resource: Resource, property: string): Identity {
    return this.of(this.graph.property(resource, property));
  }

  /** Identifies all that a property of a resource may refer to: by a condition one of two. */
  perhapsBehind(resource: Resource, property: string): Identity[] {
    const value = this.graph.property(resource, property);
    return value instanceof Either
      ? value.branches.flatMap((branch) => (branch === undefined ? [] : this.of(branch)))
      : [this.of(value)];
  }

  /** For resources that join two things: the second by the key of the first, unknown where a condition joins them. */
  pairs(type: string, from: string, to: string): Map<string, Identity> {
    return new Map(
      this.graph.ofType(type).flatMap((resource) => {
        const one = this.graph.property(resource, from);
        const said = one instanceof Either ? this.of(one) : this.behind(resource, to);
        return this.perhapsBehind(resource, from).map(({ key }) => [key, said] as const);
      }),
    );
  }

  /** For resources that belong to a thing: all of them by the key of that thing, or of each that it may be. */
  grouped(type: string, by: string): Map<string, Resource[]> {
    const groups = new Map<string, Resource[]>();
    for (const resource of this.graph.ofType(type)) {
      for (const { key } of this.perhapsBehind(resource, by)) {
        const same = groups.get(key);
        if (same) {
          same.push(resource);
        } else {
          groups.set(key, [resource]);
        }
      }
    }
    return groups;
  }

  /** The keys of the things that resources of a type are about. */
  keys(type: string, property: string): Set<string> {
    return new Set(this.graph.ofType(type).map((resource) => this.behind(resource, property).key));
  }

  private ofPointer(pointer: Pointer): Identity {
    const { resource, attribute } = pointer;
    let identity = this.known.get(pointer);
    if (identity === undefined) {
      identity = ID_ATTRIBUTES.has(attribute)
        ? { key: resource.id, name: resource.path, unknown: false, resource }
        : { key: pointer.key, name: `${resource.path}.${attribute}`, unknown: false, resource: undefined };
      this.known.set(pointer, identity);
    }
    return identity;
  }
}
