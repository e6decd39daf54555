import type { Check } from '../app-model/check';
import { ORDER_CHECK } from './order/order-check';
import { rights } from './rights/rights';
import { ROLLOUT_CHECK } from './rollout/rollout-check';

/**
 * The questions that the start proof asks besides the ways: may the roles do it, does it exist yet, can a new version
 * roll out. Each is a check on the model, in a room of its own.
 */
export const PARTS: readonly Check[] = [rights, ORDER_CHECK, ROLLOUT_CHECK];
