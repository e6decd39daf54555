import { resolve } from 'node:path';
import type { NetworkFacts } from '../start-proof/network-facts';
import type { Arguments } from './arguments';
import type { Told } from './judge';

/** The options that tell of a deployment beside its templates. */
export const TOLD_OPTIONS = {
  parameter: { type: 'string', short: 'p', multiple: true },
  facts: { type: 'string', multiple: true },
} as const;

/** The options in the help of commands. */
export const TOLD_USAGE = `  -p, --parameter <name=value> the value of a parameter at deployment, Stack:Name=value for one stack; repeat for more
      --facts <path>           what the AWS CLI tells of what is there already, a file or folder ('facts' prints the commands)`;

/** Values and paths as they were given. */
export interface ToldOptions {
  /** Values of parameters by their names, or by `Stack:Name`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Files and folders of network facts. */
  readonly facts: readonly string[];
}

/** Reads the options. A value of a parameter may have further equals signs. */
export function toldOptions(given: Arguments<typeof TOLD_OPTIONS>): ToldOptions {
  const parameters: Record<string, string> = {};
  for (const each of given.many('parameter')) {
    const at = each.indexOf('=');
    const name = each.slice(0, Math.max(at, 0));
    if (name === '') {
      given.fault(`'--parameter' takes name=value, got '${each}'`);
    } else if (Object.hasOwn(parameters, name) && parameters[name] !== each.slice(at + 1)) {
      given.fault(`'--parameter' gives '${name}' two values; keep one`);
    }
    parameters[name] = each.slice(at + 1);
  }
  return { parameters, facts: given.many('facts') };
}

/**
 * Reads what the options name.
 *
 * @throws the faults of facts
 */
export function readTold({ parameters, facts }: ToldOptions, cwd: string): Told {
  const known = factsFrom(facts, cwd);
  return { parameters, ...(known && { facts: known }) };
}

/** Loaded only when there are some. */
function factsFrom(paths: readonly string[], cwd: string): NetworkFacts | undefined {
  if (paths.length === 0) {
    return undefined;
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
  const loaded = require('../start-proof/network-facts') as { NetworkFacts: typeof NetworkFacts };
  return loaded.NetworkFacts.fromFiles(...paths.map((path) => resolve(cwd, path)));
}
