import { AppModel, Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { Pointer, asText, hasMarks, splitAroundMarks } from '../../app-model/values';

/**
 * Finds what Application Auto Scaling refuses of what scales services.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export function scalingFindings(model: AppModel): ResourceFinding[] {
  return model
    .ofType('AWS::ApplicationAutoScaling::ScalableTarget')
    .filter((target) => asText(model.property(target, 'ServiceNamespace')) === 'ecs')
    .flatMap((target) => [...resourceIdFindings(model, target), ...rangeFindings(model, target)]);
}

/** `service/<cluster>/<name>`. A reference to a service is its ARN. */
function resourceIdFindings(model: AppModel, target: Resource): ResourceFinding[] {
  const id = model.text(model.property(target, 'ResourceId'));
  if (id === undefined) {
    return [];
  }
  const parts = splitAroundMarks(id, '/');
  const arn = parts.slice(1).find((part) => isArn(model, part));
  const shaped = parts.length === 3 && parts[0] === 'service' && !parts.includes('');
  if (arn === undefined && (shaped || hasMarks(id))) {
    return [];
  }
  return [
    at(
      target,
      'ResourceId',
      'ServiceScaling.resourceId',
      `'ResourceId' must be service/<name of the cluster>/<name of the service>, got '${model.readable(id)}'${arn === undefined ? '' : `, in which ${model.readable(arn)} is an ARN`}`,
      "name both: !Sub 'service/${Cluster}/${Service.Name}' in a template",
    ),
  ];
}

function isArn(model: AppModel, part: string): boolean {
  const value = model.unmark(part);
  return value instanceof Pointer
    ? (value.resource.type === 'AWS::ECS::Service' && value.attribute === 'Ref') ||
        (value.resource.type === 'AWS::ECS::Cluster' && value.attribute === 'Arn')
    : part.startsWith('arn:');
}

function rangeFindings(model: AppModel, target: Resource): ResourceFinding[] {
  const [min, max] = ['MinCapacity', 'MaxCapacity'].map((name) => Number(asText(model.property(target, name))));
  return min > max
    ? [
        at(
          target,
          'MinCapacity',
          'ServiceScaling.range',
          `'MinCapacity' must not be above 'MaxCapacity', got ${min} and ${max}`,
          'lower the one or raise the other',
        ),
      ]
    : [];
}

function at(target: Resource, property: string, code: string, message: string, fix: string): ResourceFinding {
  return {
    resource: target,
    location: `Properties.${property}`,
    finding: { code, severity: 'error', message: `${target.path}: ${message}`, fix },
  };
}
