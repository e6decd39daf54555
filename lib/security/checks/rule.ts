import type { OwnSubject, Subject } from './subject';

/** The things that the report says of a rule. */
interface RuleFacts {
  /** Suffix of the rule's id. Ids are API: users acknowledge findings by them. */
  readonly id: string;
  readonly level: 'error' | 'warning';
  /** Sections of SP 800-190 that ask for it. */
  readonly sections: readonly string[];
  /** CloudFormation types that it looks at. */
  readonly types: readonly string[];
  /** The fault, with the property and the way out. */
  readonly info: string;
  /** The same control elsewhere: Security Hub, Control Tower, AWS Config, checkov, cdk-nag. */
  readonly same?: readonly string[];
}

/**
 * A rule that looks at nothing but the properties of one resource: it is asked once for all resources that say the same, so
 * it may tell no names of other resources.
 *
 * `check` gives the findings: one per container, volume or statement (`Container::app`), `''` for the resource as a
 * whole, and `Unresolved::...` where only the deployment knows. No finding means compliant, or not concerned.
 */
export interface OwnRule extends RuleFacts {
  readonly around?: undefined;
  check(subject: OwnSubject): readonly string[];
}

/** A rule that looks at other resources too. */
export interface AroundRule extends RuleFacts {
  readonly around: true;
  /**
   * Whether there is something to look for, by the properties of the resource alone. Asked once for all resources that say
   * the same, so that hundreds of them need no look around. Left out: there is.
   */
  concerns?(subject: OwnSubject): boolean;
  check(subject: Subject): readonly string[];
}

/** One rule: a pure function over final properties. */
export type Rule = OwnRule | AroundRule;

/** The prefix of findings that only the deployment could decide. */
export const UNRESOLVED = 'Unresolved::';

/** A finding that only the deployment could decide. */
export function unresolved(path: string): string {
  return `${UNRESOLVED}${path}`;
}
