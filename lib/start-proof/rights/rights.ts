import type { AppModel } from '../../app-model/app-model';
import type { Check } from '../../app-model/check';
import { executionRights } from './execution-rights';
import { Judge } from './judge';
import { Judged } from './right';
import { rightsFindings } from './rights-findings';
import { readDefinition } from './task-definition';

/** May the roles do what the tasks need? */
export const rights: Check = {
  types: ['AWS::ECS::TaskDefinition'],
  run: ({ model }) => {
    const judge = new Judge(model);
    return rightsFindings(judge.arns, judgeRights(model, judge));
  },
};

/** Every right that the tasks of an app need, with its verdict. */
export function judgeRights(model: AppModel, judge = new Judge(model)): Judged[] {
  return model
    .ofType('AWS::ECS::TaskDefinition')
    .map((resource) => readDefinition(judge, resource))
    .flatMap((definition) =>
      executionRights(definition).filter((right) => right.role !== undefined || definition.fargate),
    )
    .map((right) => judge.judge(right));
}
