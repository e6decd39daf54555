import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, Value, valueAt, items, splitAroundMarks } from '../values';
import { perModel } from './view';

/** The resource by which Application Auto Scaling scales a service. */
export interface ScalingView {
  readonly resource: Resource;
  readonly minimum: Value;
  readonly maximum: Value;
  /** The minima that its scheduled actions set, of those that set one. */
  readonly scheduledMinima: readonly Value[];
}

/** Scaling of a service; of two resources that scale it, the first. It may be under a condition. */
export function scalingOf(model: AppModel, service: Resource): ScalingView | undefined {
  return byService(model).get(service);
}

/** Application Auto Scaling knows a service by `service/<cluster>/<name>`. */
const byService = perModel((model) => {
  const found = new Map<Resource, ScalingView>();
  for (const resource of model.ofType('AWS::ApplicationAutoScaling::ScalableTarget')) {
    const service = scaledService(model, resource);
    if (service !== undefined && !found.has(service)) {
      found.set(service, read(model, resource));
    }
  }
  return found;
});

/** The service of the app that a target is about: by a reference, or by names. */
export function scaledService(model: AppModel, target: Resource): Resource | undefined {
  const id = model.text(model.property(target, 'ResourceId')) ?? '';
  return (
    model
      .marksIn(id)
      .find((mark): mark is Pointer => mark instanceof Pointer && mark.resource.type === 'AWS::ECS::Service')
      ?.resource ?? spelledOut(model, target, id)
  );
}

/** The service that an id spells out, as `service/prod/web` and `service/${Cluster}/web` do. */
function spelledOut(model: AppModel, { scope }: Resource, id: string): Resource | undefined {
  const [kind, cluster, name, ...more] = splitAroundMarks(id, '/');
  if (kind !== 'service' || name === undefined || more.length > 0) {
    return undefined;
  }
  const same = (byName(model).get(name) ?? []).filter((service) => isCalled(model, service, cluster));
  return same.find((service) => service.scope === scope) ?? (same.length === 1 ? same[0] : undefined);
}

/** The services whose templates name them, by that name. */
const byName = perModel((model) => {
  const found = new Map<string, Resource[]>();
  for (const service of model.ofType('AWS::ECS::Service')) {
    const name = model.text(model.property(service, 'ServiceName'));
    if (name !== undefined) {
      found.set(name, [...(found.get(name) ?? []), service]);
    }
  }
  return found;
});

/** Whether the cluster of a service has this name, or is referred to by it. */
function isCalled(model: AppModel, service: Resource, name: string): boolean {
  const cluster = model.behind(service, 'Cluster');
  const written = model.text(model.property(service, 'Cluster')) ?? 'default';
  return (
    splitAroundMarks(written, '/').at(-1) === name ||
    (cluster !== undefined &&
      (model.text(model.property(cluster, 'ClusterName')) === name ||
        model.marksIn(name).some((mark) => mark instanceof Pointer && mark.resource === cluster)))
  );
}

function read(model: AppModel, resource: Resource): ScalingView {
  return {
    resource,
    minimum: model.property(resource, 'MinCapacity'),
    maximum: model.property(resource, 'MaxCapacity'),
    scheduledMinima: items(model.property(resource, 'ScheduledActions'))
      .map((each) => valueAt(each, 'ScalableTargetAction', 'MinCapacity'))
      .filter((each) => each !== undefined),
  };
}
