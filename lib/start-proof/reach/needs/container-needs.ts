import { Unknown, Value } from '../../../app-model/app-model';
import { asRecord, asText, items } from '../../../app-model/values';
import type { Need } from '../need';
import { Context, openNeed } from './context';
import { imageNeeds } from './image-needs';
import { logDriverNeeds } from './log-needs';
import { objectNeeds } from './object-needs';
import { secretNeed } from './secret-need';

/** The image, the secrets and the files of a container, and the destination of its log driver. */
export function containerNeeds(context: Context, container: Readonly<Record<string, Value>>, index: number): Need[] {
  const name = asText(container.Name) ?? `#${index + 1}`;
  const needs = imageNeeds(context, container, name);
  needs.push(...logDriverNeeds(context, container.LogConfiguration, name));
  for (const secret of listed(container.Secrets)) {
    if (secret instanceof Unknown) {
      needs.push(openNeed(context, 'read a secret', 'Secrets', secret, name));
    } else {
      const { Name, ValueFrom } = asRecord(secret);
      needs.push(secretNeed(context, ValueFrom, name, `Secrets.${asText(Name) ?? '?'}`));
    }
  }
  for (const file of listed(container.EnvironmentFiles)) {
    if (file instanceof Unknown) {
      needs.push(openNeed(context, 'read an environment file', 'EnvironmentFiles', file, name));
    } else {
      const base = {
        plane: context.host,
        container: name,
        property: 'EnvironmentFiles',
        purpose: 'read an environment file',
      };
      needs.push(...objectNeeds(context, context.executionRole, context.graph.text(asRecord(file).Value), base));
    }
  }
  return needs;
}

/** The items of a list, or the list itself where only the deployment knows it. */
function listed(list: Value): readonly Value[] {
  return list instanceof Unknown ? [list] : items(list);
}
