import { expressDefinition } from '../reach/placements';
import type { Judge } from './judge';
import { Definition, readDefinition } from './task-definition';

/** The task definitions that ECS makes for services of Express Mode, with the roles that the service names. */
export function expressDefinitions(judge: Judge): Definition[] {
  const { model } = judge;
  return model
    .ofType('AWS::ECS::ExpressGatewayService')
    .filter((service) => model.property(service, 'TaskDefinitionArn') === undefined)
    .map((service) => ({ ...readDefinition(judge, expressDefinition(service)), fargate: true }));
}
