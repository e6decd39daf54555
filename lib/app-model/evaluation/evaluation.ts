import type { Resource, Scope } from '../resource';
import type { Value } from '../values';
import type { Conditions } from './conditions';
import type { Marks } from './marks';
import type { Outputs } from './outputs';

/** The reading of an app as its intrinsic functions ask for it: each asks for the values in it, and for things by their names. */
export interface Evaluation {
  readonly marks: Marks;
  readonly outputs: Outputs;
  readonly conditions: Conditions;
  evaluate(raw: unknown, scope: Scope): Value;
  /** The resource of a logical id in a template. */
  resourceOf(logicalId: string, scope: Scope): Resource | undefined;
}
