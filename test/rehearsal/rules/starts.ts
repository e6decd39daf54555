import { Refused } from '../world';
import { EXITS, VARIABLE } from '../variants';
import type { Rule } from '.';

/** A container that exits at once, as a rehearsal has it: the circuit breaker stops the deployment. */
const containersExit: Rule = ({ verb, type, after }, view) => {
  if (type !== 'AWS::ECS::Service' || verb === 'DELETE') {
    return;
  }
  const task = view.byRef('AWS::ECS::TaskDefinition', after?.TaskDefinition);
  const exits = task?.properties.ContainerDefinitions.some(({ Environment = [] }: any) =>
    Environment.some((each: any) => each.Name === VARIABLE && each.Value === EXITS),
  );
  if (exits) {
    throw new Refused('GeneralServiceException', 'ECS Deployment Circuit Breaker was triggered');
  }
};

export const STARTS: readonly Rule[] = [containersExit];
