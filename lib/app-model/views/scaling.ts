import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { mayShareEnvironment } from '../evaluator';
import { Pointer, Value, asText, dig, items, splitAroundMarks } from '../values';
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

/** The service of the app that a target is about: by a reference, or by its name where one alone has it. */
export function scaledService(model: AppModel, target: Resource): Resource | undefined {
  const id = model.text(model.property(target, 'ResourceId')) ?? '';
  const marked = model
    .marksIn(id)
    .find((mark): mark is Pointer => mark instanceof Pointer && mark.resource.type === 'AWS::ECS::Service');
  if (marked !== undefined) {
    return marked.resource;
  }
  const name = splitAroundMarks(id, '/')[2];
  const named = model
    .ofType('AWS::ECS::Service')
    .filter(
      (service) =>
        name !== undefined &&
        asText(model.property(service, 'ServiceName')) === name &&
        mayShareEnvironment(service.scope, target.scope),
    );
  return named.length === 1 ? named[0] : undefined;
}

function read(model: AppModel, resource: Resource): ScalingView {
  return {
    resource,
    minimum: model.property(resource, 'MinCapacity'),
    maximum: model.property(resource, 'MaxCapacity'),
    scheduledMinima: items(model.property(resource, 'ScheduledActions'))
      .map((each) => dig(each, 'ScalableTargetAction', 'MinCapacity'))
      .filter((each) => each !== undefined),
  };
}
