import type { AppModel } from '../app-model/app-model';
import type { ConstructIndex } from '../app-model/constructs';
import { orderData } from './order/order-data';
import { prove } from './reach/prove';
import { rightsOf } from './rights/rights';
import { rightsData } from './rights/rights-data';
import { rolloutData } from './rollout/rollout-data';
import {
  OrderVerdict,
  StartProofCounts,
  StartProofResult,
  StartVerdict,
  StartVerdictCounts,
} from './start-proof-result';

/** The whole proof of an app as data: ways, rights, order and rollouts. */
export function wholeProof(model: AppModel, constructs?: ConstructIndex): StartProofResult {
  const ways = prove(model);
  const [rights, order, rollouts] = [rightsData(rightsOf(model, constructs)), orderData(model), rolloutData(model)];
  const { proved, broken, unknown } = ways;
  return {
    ...ways,
    rights,
    order,
    rollouts,
    counts: {
      ways: { proved, broken, unknown },
      rights: countsOf(rights),
      order: countsIn(order, [OrderVerdict.GUARANTEED, OrderVerdict.RACED, OrderVerdict.LATE]),
      rollouts: countsOf(rollouts),
    },
  };
}

function countsOf(judged: readonly { readonly verdict: StartVerdict }[]): StartVerdictCounts {
  return countsIn(judged, [StartVerdict.PROVED, StartVerdict.BROKEN, StartVerdict.UNKNOWN]);
}

/** The numbers of verdicts, by verdict. */
function countsIn<V extends string>(
  judged: readonly { readonly verdict: V }[],
  verdicts: readonly V[],
): Readonly<Record<V, number>> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<V, number>;
  for (const { verdict } of judged) {
    counts[verdict] += 1;
  }
  return counts;
}

/** The numbers in words, a part for each of the four questions: `60 ways proved, 2 unknown`. */
export function inWords({ ways, rights, order, rollouts }: StartProofCounts): readonly string[] {
  const judged = (one: string, many: string, { proved, broken, unknown }: StartVerdictCounts) =>
    joined(`${counted(proved, one, many)} proved`, [broken, 'broken'], [unknown, 'unknown']);
  return [
    judged('way', 'ways', ways),
    judged('right', 'rights', rights),
    joined(
      `${counted(order.guaranteed, 'dependency', 'dependencies')} guaranteed`,
      [order.raced, 'raced'],
      [order.late, 'late'],
    ),
    judged('rollout', 'rollouts', rollouts),
  ];
}

function joined(first: string, ...rest: (readonly [count: number, word: string])[]): string {
  return [first, ...rest.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)].join(', ');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
