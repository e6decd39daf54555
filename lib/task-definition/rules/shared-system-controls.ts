import type { Finding } from '../../internal/finding';
import type { TaskView } from '../../internal/task-view';
import { items, record, text } from '../../internal/template-value';
import { isNetworkName } from '../private/system-control-names';

/**
 * Kernel parameters of the network that some containers set and all have: in awsvpc mode they share one network. It is no
 * fault, and nothing to be seen in the definition of the others.
 */
export function sharedSystemControlFindings(task: TaskView): Finding[] {
  if (task.networkMode !== 'awsvpc' || task.operatingSystem === 'WINDOWS') {
    return [];
  }
  const setters = new Map<string, string[]>();
  for (const { name, properties } of task.containers) {
    for (const parameter of items(properties.SystemControls).map((item) => text(record(item).Namespace))) {
      if (parameter !== undefined && isNetworkName(parameter)) {
        setters.set(parameter, [...(setters.get(parameter) ?? []), name]);
      }
    }
  }
  return [...setters].flatMap(([parameter, names]): Finding[] => {
    const others = task.containers.map(({ name }) => name).filter((name) => !names.includes(name));
    return others.length === 0
      ? []
      : [
          {
            code: 'SystemControls.wholeTask',
            severity: 'info',
            container: names[0],
            message: `'systemControls' of container '${names[0]}' sets '${parameter}', which holds for ${others
              .map((name) => `'${name}'`)
              .join(
                ', ',
              )} too: in network mode awsvpc the containers share one network; set it on every container, so that each says what it has`,
          },
        ];
  });
}
