import type { AppModel, Resource, Value } from '../../app-model/app-model';
import { asText, valueAt, items } from '../../app-model/values';
import { perModel } from '../../app-model/views/view';
import { Requirement } from './requirement';

/**
 * Alarms of the app by which ECS undoes a deployment, where the service gives their names: CloudFormation then updates
 * the service without waiting for them, and ECS takes names of alarms that are not there.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export function alarmsOf(model: AppModel, service: Resource, configuration: Value): Requirement[] {
  const alarms = valueAt(configuration, 'Alarms');
  if (asText(valueAt(alarms, 'Enable')) !== 'true') {
    return [];
  }
  const all = byName(model);
  return items(valueAt(alarms, 'AlarmNames'))
    .flatMap((name) => all.get(keyOf(service, model.text(name))) ?? [])
    .map((resource): Requirement => ({ kind: 'alarm', resource, purpose: 'alarm of deployments' }));
}

/** The alarms of an app, by stack and name. */
const byName = perModel((model) => {
  const found = new Map<string, Resource[]>();
  for (const alarm of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    model.ofType(type),
  )) {
    const key = keyOf(alarm, model.text(model.property(alarm, 'AlarmName')));
    found.set(key, [...(found.get(key) ?? []), alarm]);
  }
  return found;
});

/** Names may hold what only the stack knows, as its own name. */
function keyOf({ scope }: Resource, name: string | undefined): string {
  return `${scope.path}|${name ?? ''}`;
}
