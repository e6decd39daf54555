import { askHooks } from './hooks';
import { runCustom } from './lambda';
import { RULES } from './rules';
import { LOOKS } from './rules/settled';
import { Services } from './stack';

/** The services of AWS behind the resources: each rule has its say. */
export const SERVICES: Services = {
  judge: async (change, view) => {
    RULES.forEach((rule) => rule(change, view));
    if (change.type === 'AWS::ECS::Service' && change.verb !== 'DELETE') {
      await askHooks({ ...change.live, properties: change.after ?? {} }, view);
    }
  },
  settled: (world) => LOOKS.forEach((look) => look(world)),
  custom: ({ live, ...change }, view) =>
    runCustom({ ...change, physicalId: change.verb === 'CREATE' ? undefined : live?.ref }, view),
};
