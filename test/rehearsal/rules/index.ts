import { Change } from '../stack';
import { Live, View } from '../world';
import { NAMES } from './names';
import { STARTS } from './starts';

/** What a service would say to a change: throws `Refused`, or notes a finding. */
export type Rule = (change: Change & { readonly live: Live }, view: View) => void;

export const RULES: readonly Rule[] = [...NAMES, ...STARTS];
