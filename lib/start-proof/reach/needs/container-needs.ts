import { Unknown, Value } from '../../../app-model/app-model';
import { asRecord, asText, items } from '../../../app-model/values';
import type { Need } from '../need';
import { Context, openNeed } from './context';
import { imageNeeds } from './image-needs';
import { logDriverNeeds } from './log-needs';
import { objectNeeds } from './object-needs';
import { secretNeeds } from './secret-needs';

/** The image, the secrets and the files of a container, and the destination of its log driver. */
export function containerNeeds(context: Context, container: Readonly<Record<string, Value>>, index: number): Need[] {
  const name = asText(container.Name) ?? `#${index + 1}`;
  return [
    ...imageNeeds(context, container, name),
    ...logDriverNeeds(context, container.LogConfiguration, name),
    ...listed(container.Secrets).flatMap((secret) =>
      secret instanceof Unknown
        ? [openNeed(context, 'read a secret', 'Secrets', secret, name)]
        : secretNeeds(context, asRecord(secret).ValueFrom, name, `Secrets.${asText(asRecord(secret).Name) ?? '?'}`),
    ),
    ...listed(container.EnvironmentFiles).flatMap((file) =>
      file instanceof Unknown
        ? [openNeed(context, 'read an environment file', 'EnvironmentFiles', file, name)]
        : objectNeeds(context, context.executionRole, context.graph.text(asRecord(file).Value), {
            plane: context.host,
            container: name,
            property: 'EnvironmentFiles',
            purpose: 'read an environment file',
          }),
    ),
  ];
}

/** The items of a list, or the list itself where only the deployment knows it. */
function listed(list: Value): readonly Value[] {
  return list instanceof Unknown ? [list] : items(list);
}
