import { Change } from '../stack';
import { Live, View } from '../world';
import { BALANCING } from './balancing';
import { CAPACITY } from './capacity';
import { NAMES } from './names';
import { NETWORK } from './network';
import { STARTS } from './starts';

/** What a service would say to a change: throws `Refused`, or notes a finding. */
export type Rule = (change: Change & { readonly live: Live }, view: View) => void;

export const RULES: readonly Rule[] = [...NAMES, ...NETWORK, ...CAPACITY, ...BALANCING, ...STARTS];
