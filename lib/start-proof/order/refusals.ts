import type { ResourceFinding } from '../../app-model/check';
import { AppModel, Resource, Value } from '../../app-model/app-model';
import { asText } from '../../app-model/values';
import { PlacedTask } from '../reach/placed-tasks';
import type { Placement } from '../reach/placements';
import { OrderVerdict } from '../start-proof-result';
import { CreationOrder } from './creation-order';
import { namedBy } from './named';
import { targetGroupsOf } from './requirements';
import { STARTERS } from './starter';
import { attachmentsOf } from '../../app-model/views/load-balancing';
import { scaledService } from '../../app-model/views/scaling';

/**
 * Finds what ECS asks for when it creates a service or a task set, and does not ask for again: CloudFormation rolls the
 * stack back.
 */
export function refusalFindings(model: AppModel, order: CreationOrder, placed: PlacedTask): ResourceFinding[] {
  return [...unattachedTargets(model, order, placed), ...namedTooEarly(model, order, placed)];
}

/**
 * "The target group ... does not have an associated load balancer": a target group becomes one of a load balancer by a
 * listener or a rule, which the service does not refer to.
 *
 * @see https://github.com/aws/aws-cdk/issues/1160
 */
function unattachedTargets(model: AppModel, order: CreationOrder, { placement }: PlacedTask): ResourceFinding[] {
  const { kind, resource: service } = placement;
  return targetGroupsOf(placement).flatMap((group): ResourceFinding[] => {
    const { attachments, verdict } = attachedBefore(model, order, service, group);
    if (verdict === undefined || verdict === OrderVerdict.GUARANTEED) {
      return [];
    }
    const names = attachments.map(({ path }) => path).join(' or ');
    const late = verdict === OrderVerdict.LATE;
    // ECS documents the refusal for services alone.
    const certain = kind === 'service' && (late || attachments.every((each) => order.together(each, service)));
    const [noun] = STARTERS[kind];
    return [
      {
        resource: service,
        location: 'DependsOn',
        finding: {
          code: 'Order.listener',
          severity: certain ? 'error' : 'warning',
          message: late
            ? `${service.path}: target group ${group.path} gets its load balancer from ${names}, which comes after the ${noun}; ECS refuses to create the ${noun} ("The target group does not have an associated load balancer")`
            : `${service.path}: nothing makes the ${noun} wait for ${names}, which gives target group ${group.path} its load balancer; ECS refuses to create a ${noun} before ("The target group does not have an associated load balancer") and CloudFormation does not try again`,
          fix: late
            ? `move ${names} to the stack of the ${noun}, or to one that is deployed before it`
            : fixOf(order, placement, attachments),
        },
      },
    ];
  });
}

/** Whether one of the listeners and rules of a target group is there before; nothing where there is none, or a condition decides. */
export function attachedBefore(
  model: AppModel,
  order: CreationOrder,
  waiting: Resource,
  group: Resource,
): { readonly attachments: readonly Resource[]; readonly verdict?: OrderVerdict } {
  const attachments = attachmentsOf(model, group).map(({ resource }) => resource);
  const before = order.before(waiting);
  if (attachments.some((each) => before.has(each))) {
    return { attachments, verdict: OrderVerdict.GUARANTEED };
  }
  if (attachments.length === 0 || attachments.some(({ conditional }) => conditional)) {
    return { attachments };
  }
  const late = attachments.every((each) => order.before(each).has(waiting));
  return { attachments, verdict: late ? OrderVerdict.LATE : OrderVerdict.RACED };
}

function fixOf(order: CreationOrder, { kind, resource }: Placement, [first]: readonly Resource[]): string {
  const [noun, variable] = STARTERS[kind];
  return order.together(first, resource)
    ? `${variable}.node.addDependency(...) with it, or DependsOn: [${first.logicalId}] in a template`
    : `let the stack of the ${noun} depend on ${first.scope.path} (stack.addDependency)`;
}

/** The properties by which services name others, what these may be, and the error that ECS gives where they are not there. */
const NAMED: readonly (readonly [property: string, types: readonly (readonly [string, string])[], error: string])[] = [
  ['Cluster', [['AWS::ECS::Cluster', 'ClusterName']], 'ClusterNotFoundException'],
  ['TaskDefinition', [['AWS::ECS::TaskDefinition', 'Family']], 'ClientException'],
  [
    'ServiceConnectConfiguration.Namespace',
    [
      ['AWS::ServiceDiscovery::HttpNamespace', 'Name'],
      ['AWS::ServiceDiscovery::PrivateDnsNamespace', 'Name'],
    ],
    'NamespaceNotFoundException',
  ],
  ['Service', [['AWS::ECS::Service', 'ServiceName']], 'ServiceNotFoundException'],
];

/** Finds what a service names by text before it is there, with the error that ECS gives then. */
function namedTooEarly(model: AppModel, order: CreationOrder, { placement }: PlacedTask): ResourceFinding[] {
  const { clusterName, taskDefinitionName, connect } = placement.service ?? {};
  const parent = placement.kind === 'taskSet' ? model.property(placement.resource, 'Service') : undefined;
  const families = (value: Value) => asText(value)?.replace(/:\d+$/, '');
  const names = [asText(clusterName), families(taskDefinitionName), asText(connect?.namespace), asText(parent)];
  const { resource: service, kind } = placement;
  return names.flatMap((name, index) => {
    if (name === undefined) {
      return [];
    }
    const [property, types, exception] = NAMED[index];
    const meant = types.flatMap(([type, nameOf]) => namedBy(model, service, name, type, nameOf));
    // Of several with one name the service may mean one that is there.
    return meant.length !== 1 || meant[0].conditional || order.before(service).has(meant[0])
      ? []
      : [
          {
            resource: service,
            location: `Properties.${property}`,
            finding: {
              code: 'Order.byName',
              severity: order.together(meant[0], service) ? 'error' : 'warning',
              message: `${service.path}: '${property}' is the name '${name}', so nothing makes the ${STARTERS[kind][0]} wait for ${meant[0].path}, and ECS refuses to create it before (${exception})`,
              fix: `refer to ${meant[0].path} instead of its name, or let the ${STARTERS[kind][0]} depend on it`,
            },
          },
        ];
  });
}

/**
 * Finds scaling of a service that names it by text: "add a dependency on the resource when registering it as a scalable target".
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html
 */
export function scaledTooEarly(model: AppModel, order: CreationOrder): ResourceFinding[] {
  return model.ofType('AWS::ApplicationAutoScaling::ScalableTarget').flatMap((target): ResourceFinding[] => {
    const service = scaledService(model, target);
    return service === undefined || service.conditional || order.before(target).has(service)
      ? []
      : [
          {
            resource: target,
            location: 'Properties.ResourceId',
            finding: {
              code: 'Order.byName',
              severity: order.together(service, target) ? 'error' : 'warning',
              message: `${target.path}: 'ResourceId' has the name of ${service.path}, so nothing makes the scaling wait for it, and Application Auto Scaling refuses it before ("ECS service doesn't exist")`,
              fix: `refer to ${service.path} instead of its name, or let ${target.path} depend on it`,
            },
          },
        ];
  });
}
