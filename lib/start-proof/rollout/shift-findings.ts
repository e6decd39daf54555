import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { asNumber, asRecord, asText, valueAt, isUnknown, items } from '../../app-model/values';
import { at } from './finding-at';
import { targetGroup } from '../../app-model/views/service';
import { ServiceReading, shifts, TargetReading } from './service-reading';

/**
 * Finds what keeps ECS from moving the traffic of a deployment. The words in quotes are ECS's own.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
export function shiftFindings(model: AppModel, service: ServiceReading): ResourceFinding[] {
  const { targets, targetsKnown } = service;
  const withAdvanced = targets.filter(({ advanced }) => advanced !== undefined);
  if (!shifts(service)) {
    return withAdvanced.length > 0 && withAdvanced.length < targets.length && targetsKnown
      ? [
          at(
            service,
            'LoadBalancers',
            'error',
            'Rollout.alternateTarget',
            `${withAdvanced.length} of ${targets.length} load balancers have 'AdvancedConfiguration' ("Either all or none of the provided loadBalancers must have advancedConfiguration defined")`,
            'give it to all of them, or to none',
          ),
        ]
      : [];
  }
  return [
    ...nothingToShift(service),
    ...(targetsKnown ? targets : []).flatMap((target) =>
      target.advanced === undefined ? [noAlternate(service, target)] : wiring(model, service, target),
    ),
  ];
}

/**
 * A service behind nothing. "If your service is headless, Amazon ECS doesn't manage the traffic shift." VPC Lattice and the
 * gateways of ECS count as traffic.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deploy-blue-green-service.html
 */
function nothingToShift(service: ServiceReading): ResourceFinding[] {
  const { targetList, connect, otherTraffic } = service.service;
  const offered = asText(connect?.enabled) !== 'false' ? valueAt(connect?.configuration, 'Services') : undefined;
  const ways = [targetList, offered, ...otherTraffic];
  return [...ways, connect?.configuration, connect?.enabled].some(isUnknown) ||
    ways.some((each) => items(each).length > 0)
    ? []
    : [
        at(
          service,
          'DeploymentConfiguration.Strategy',
          'warning',
          'Rollout.nothingToShift',
          `strategy ${service.strategy} has no traffic to shift: the service is behind no load balancer, offers nothing by Service Connect and nothing by VPC Lattice, so a deployment runs twice the tasks and is not undone by a circuit breaker`,
          'deploy by ROLLING, or put the service behind one of them',
        ),
      ];
}

function noAlternate(service: ServiceReading, { container, port, property }: TargetReading): ResourceFinding {
  return at(
    service,
    property,
    'error',
    'Rollout.alternateTarget',
    `strategy ${service.strategy} needs a second target group for the load balancer of container '${container}' at port ${port}, got none ("advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy")`,
    'give the target an ecs.AlternateTarget, or the entry an AdvancedConfiguration',
  );
}

/** Rules, target groups and role of one load balancer. */
function wiring(model: AppModel, service: ServiceReading, target: TargetReading): ResourceFinding[] {
  const { ProductionListenerRule, TestListenerRule, RoleArn, AlternateTargetGroupArn } = asRecord(target.advanced);
  const property = `${target.property}.AdvancedConfiguration`;
  const missing = [
    ...(ProductionListenerRule === undefined ? ["'ProductionListenerRule'"] : []),
    ...(RoleArn === undefined ? ["'RoleArn'"] : []),
  ];
  return [
    ...(missing.length === 0
      ? []
      : [
          at(
            service,
            property,
            'warning',
            'Rollout.shiftRights',
            `${missing.join(' and ')} of the load balancer of container '${target.container}' ${missing.length === 1 ? 'is' : 'are'} missing, without which ECS has no rule to change, or no right to`,
            'give both, with an infrastructure role that has AmazonECSInfrastructureRolePolicyForLoadBalancers',
          ),
        ]),
    ...sameRule(service, property, ProductionListenerRule, TestListenerRule),
    ...[ProductionListenerRule, TestListenerRule].flatMap((rule) => listenerForRule(model, service, property, rule)),
    ...groupsOfRules(model, service, target, targetGroup(model, AlternateTargetGroupArn)),
  ];
}

function sameRule(service: ServiceReading, property: string, production: Value, test: Value): ResourceFinding[] {
  const [one, other] = [production, test].map((each) => (each instanceof Pointer ? each.resource : asText(each)));
  return one !== undefined && one === other
    ? [
        at(
          service,
          `${property}.TestListenerRule`,
          'error',
          'Rollout.sameRule',
          'one rule is for production and for test traffic ("The following rules cannot be used as both production and test listener rules")',
          'give test traffic a rule of its own, as on a test listener',
        ),
      ]
    : [];
}

/** An application load balancer is shifted by a rule, a network load balancer by its listener. */
function listenerForRule(model: AppModel, service: ServiceReading, property: string, rule: Value): ResourceFinding[] {
  const listener = rule instanceof Pointer ? rule.resource : undefined;
  const protocol =
    listener?.type === 'AWS::ElasticLoadBalancingV2::Listener'
      ? asText(model.property(listener, 'Protocol'))
      : undefined;
  return listener !== undefined && (protocol === 'HTTP' || protocol === 'HTTPS')
    ? [
        at(
          service,
          property,
          'error',
          'Rollout.listenerRule',
          `${listener.path} is a listener, and ECS shifts an application load balancer by a rule ("productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB")`,
          'name a rule of the listener (ecs.ListenerRuleConfiguration.applicationListenerRule)',
        ),
      ]
    : [];
}

/** The target groups that a rule or listener of the app sends to, by group; `undefined` for what is not known. */
function forwards(model: AppModel, rule: Value): ReadonlyMap<Resource, number | undefined> | undefined {
  const resource = rule instanceof Pointer ? rule.resource : undefined;
  const name = resource?.type === 'AWS::ElasticLoadBalancingV2::ListenerRule' ? 'Actions' : 'DefaultActions';
  if (resource === undefined || !/^AWS::ElasticLoadBalancingV2::Listener(Rule)?$/.test(resource.type)) {
    return undefined;
  }
  const found = new Map<Resource, number | undefined>();
  for (const action of items(model.property(resource, name))) {
    const { TargetGroupArn, ForwardConfig, Type } = asRecord(action);
    const many = items(asRecord(ForwardConfig).TargetGroups).map(asRecord);
    const groups = many.length > 0 ? many : TargetGroupArn === undefined ? [] : [{ TargetGroupArn, Weight: undefined }];
    for (const { TargetGroupArn: arn, Weight } of groups) {
      const group = targetGroup(model, arn);
      if (group === undefined) {
        return undefined;
      }
      found.set(group, Weight === undefined && groups.length === 1 ? 1 : asNumber(Weight));
    }
    if (isUnknown(action) || isUnknown(ForwardConfig) || Type === undefined) {
      return undefined;
    }
  }
  return found;
}

function groupsOfRules(
  model: AppModel,
  service: ServiceReading,
  { group, advanced, property, container }: TargetReading,
  alternate: Resource | undefined,
): ResourceFinding[] {
  const { ProductionListenerRule, TestListenerRule } = asRecord(advanced);
  const production = forwards(model, ProductionListenerRule);
  const test = TestListenerRule === undefined ? new Map<Resource, number>() : forwards(model, TestListenerRule);
  if (group === undefined || alternate === undefined || production === undefined || test === undefined) {
    return [];
  }
  const both = [group, alternate];
  const apart = both.filter((each) => !production.has(each) && !test.has(each));
  const serving = [...production].filter(([, weight]) => (weight ?? 0) > 0).map(([each]) => each);
  const foreign = serving.find((each) => !both.includes(each));
  const said = (code: string, message: string, fix: string) =>
    at(service, `${property}.AdvancedConfiguration`, 'error', code, message, fix);
  return [
    ...(TestListenerRule === undefined && apart.length === 1
      ? [
          said(
            'Rollout.testListener',
            `the production rule has not both target groups of container '${container}' and there is no test rule ("testListenerRule is required when productionListenerRule is not associated with both targetGroup and alternateTargetGroup")`,
            'let the production rule forward to both target groups, or give a test listener rule that has the other',
          ),
        ]
      : apart.length > 0
        ? [
            said(
              'Rollout.targetNotInRule',
              `target group ${apart.map(({ path }) => path).join(' and ')} of container '${container}' is in neither rule ("Target group is not associated with either productionListenerRule or testListenerRule")`,
              'let the production rule forward to both target groups, with weights 100 and 0',
            ),
          ]
        : []),
    ...(foreign !== undefined
      ? [
          said(
            'Rollout.weights',
            `the production rule sends traffic to ${foreign.path}, which is no target group of the service ("Production listener rule is forwarding traffic to unexpected target group")`,
            'take it out of the rule',
          ),
        ]
      : serving.length > 1
        ? [
            said(
              'Rollout.weights',
              `the production rule sends traffic to both target groups of container '${container}' ("productionListenerRule should have exactly one target group serving traffic but found 2")`,
              'give one of them the weight 0',
            ),
          ]
        : []),
  ];
}
