import { mentionersOf } from '../../app-model/mentions';
import { AppModel, Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { asRecord } from '../../app-model/values';
import { desiredCountFinding } from '../../internal/desired-count';
import { attachmentsOf } from '../../app-model/views/load-balancing';
import { at } from './finding-at';
import { targetGroup } from '../../app-model/views/service';
import { ServiceReading } from './service-reading';

/** Resources that look at a target group and attach it to nothing. */
const ONLOOKERS = /^AWS::(ECS|CloudWatch|ApplicationAutoScaling|CodeDeploy|WAFv2|SSM)::/;

/**
 * Target groups of services that no listener and no rule sends to: "The target group ... does not have an associated load
 * balancer".
 */
export function targetFindings(model: AppModel, services: readonly ServiceReading[]): ResourceFinding[] {
  const orphans = orphaned(model);
  return services.flatMap((service) =>
    service.targets.flatMap(({ group, advanced, property }) =>
      [group, targetGroup(model, asRecord(advanced).AlternateTargetGroupArn)].flatMap((each): ResourceFinding[] => {
        if (each === undefined || !orphans.has(each)) {
          return [];
        }
        // Another stack may still be attached to by somebody in between.
        const together = each.scope.stack === service.resource.scope.stack;
        return [
          at(
            service,
            `${property}.TargetGroupArn`,
            together ? 'error' : 'warning',
            'Rollout.targetGroupUnused',
            `no listener and no rule sends to target group ${each.path}; ECS refuses a service with it ("The target group does not have an associated load balancer")`,
            'add it to a listener or a rule, or leave it out of the service',
          ),
        ];
      }),
    ),
  );
}

/** Target groups of the app that nothing attaches, as far as everything that mentions them is known. */
function orphaned(model: AppModel): ReadonlySet<Resource> {
  const groups = model
    .ofType('AWS::ElasticLoadBalancingV2::TargetGroup')
    .filter((group) => attachmentsOf(model, group).length === 0 && !group.conditional);
  if (groups.length === 0 || model.scopes.some(({ macros }) => macros.length > 0)) {
    return new Set();
  }
  return new Set(
    groups.filter((group) => !mentionersOf(model, group).some((each) => each !== group && !ONLOOKERS.test(each.type))),
  );
}

/** A number of tasks beside something that scales them. */
export function desiredCountFindings(service: ServiceReading): ResourceFinding[] {
  return service.scaledBy !== undefined && service.service.desiredCount !== undefined
    ? [{ resource: service.resource, location: 'Properties.DesiredCount', finding: desiredCountFinding() }]
    : [];
}
