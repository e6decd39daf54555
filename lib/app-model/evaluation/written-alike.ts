import type { Scope } from '../resource';
import { Unknown } from '../values';

/** An unknown that is equal only to one that is written alike in the same template. */
export function writtenAlike(name: string, argument: unknown, scope: Scope): Unknown {
  return new Unknown(`${name} ${JSON.stringify(argument)}`, keyOf(name, argument, scope));
}

/** The key of what is written so in a template. */
export function keyOf(name: string, argument: unknown, scope: Scope): string {
  return `${scope.path} ${name} ${JSON.stringify(argument)}`;
}
