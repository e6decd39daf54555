import { Change, Services } from './stack';
import { RULES } from './rules';
import { Live, View } from './world';

/** The services of AWS behind the resources: each rule has its say. */
export const SERVICES: Services = {
  judge(change: Change & { readonly live: Live }, view: View): void {
    RULES.forEach((rule) => rule(change, view));
  },

  async custom({ live, id }) {
    return { physicalId: live?.ref ?? id, data: { 'PrefixLists.0.PrefixListId': 'pl-1' } };
  },
};
