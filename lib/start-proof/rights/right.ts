import type { Resource } from '../../app-model/app-model';
import type { RequestContext } from '../../app-model/policy/condition';
import type { RoleView } from '../../app-model/policy/roles';

/** The part that the acting role plays. */
export type Actor =
  | 'execution role'
  | 'task role'
  | 'instance role'
  | 'infrastructure role'
  | 'hook role'
  | 'role'
  | 'service'
  | 'client without IAM';

/** Something that a role must be allowed, and where the need comes from. */
export interface Right {
  /** The task definition, service, rule, ... that brings it. */
  readonly subject: Resource;
  /** Property of the subject that brings it. */
  readonly property: string;
  readonly container?: string;
  readonly actor: Actor;
  /** The role that acts; `undefined` when the subject names none. */
  readonly role: RoleView | undefined;
  readonly actions: readonly string[];
  /** Actions without which the task starts all the same. */
  readonly later?: readonly string[];
  /**
   * ARN as `ArnWriter` writes it; `*` for actions that know no resources. Where the template leaves open which one it is,
   * the likeliest first: only what none of them is allowed is broken.
   */
  readonly resources: readonly string[];
  /** Its purpose, as in `pull the image`. */
  readonly purpose: string;
  readonly context?: RequestContext;
  /** One of the actions is enough; `open`: which one it must be is known only at deployment. */
  readonly oneOf?: 'enough' | 'open';
  /** The call may be about any resource: a right on one of them is taken for it. */
  readonly somewhere?: true;
  /** AWS's own policy for the purpose is attached: what only a condition or a resource leaves open is taken for allowed. */
  readonly whole?: boolean;
  /** AWS's own policy for the purpose, which has the right and all that goes with it. */
  readonly managedPolicy?: string;
  /** The fix, where a right is not what is missing. */
  readonly fix?: string;
  /** The reason that a condition is not known. */
  readonly open?: string;
  /** Whether the right is asked for at all, where no page tells: without it nothing is broken. */
  readonly doubt?: string;
  /** The service that takes the role: asked is its trust policy. */
  readonly trustedService?: string;
  /** A service that acts by its own name, to which the policy of the resource alone can give the right. */
  readonly service?: { readonly principal: string; /** Its name in this region. */ readonly here: string };
  /** Roles that may act in its place, depending on settings that no template shows. */
  readonly orElse?: readonly RoleView[];
  /** The call of the CDK that gives it, on the resource, with the grantee left out. */
  readonly grant?: { readonly resource: Resource; readonly method: string };
}

/** The verdict on a right. */
export interface Judged {
  readonly right: Right;
  readonly verdict: 'proved' | 'broken' | 'unknown';
  /** The actions that the verdict is about. */
  readonly actions: readonly string[];
  readonly code?: string;
  readonly reason?: string;
  /** Only a policy of the resource, which the app does not have, could allow it. */
  readonly outside?: boolean;
}
