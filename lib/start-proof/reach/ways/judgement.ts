import type { YesNoMaybe } from '../../../app-model/yes-no-maybe';
import type { SecurityGroup } from '../../../app-model/network/security-groups';

/** The judgement of one need from one subnet. */
export interface Judgement {
  readonly verdict: YesNoMaybe;
  /** The way by which it is reached. */
  readonly via?: string;
  /** Stable name of the missing link. */
  readonly code?: string;
  /** The missing link, or what is not known. */
  readonly reason?: string;
  /** The smallest change that would close it. */
  readonly fix?: string;
}

/** Security groups as a message names them. */
export function names(groups: readonly SecurityGroup[]): string {
  return groups.length === 0 ? 'no security group' : groups.map(({ name }) => name).join(', ');
}
