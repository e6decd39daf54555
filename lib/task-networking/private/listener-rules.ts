import { Token } from 'aws-cdk-lib';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { failAll } from '../../internal/errors';
import { Finding, error } from '../../internal/finding';
import { number } from '../../internal/template-value';
import { conditionFaults } from './condition-faults';
import { MAX_PRIORITY, freePriority, rulePriority } from './rule-priority';
import { RuleMatch } from './rule-specificity';

/** Condition values of a rule. Source: Elastic Load Balancing, quotas of Application Load Balancers, 2026-11. */
const MOST_CONDITIONS = 5;

const KEY = Symbol.for('cdk-ecs-groundwork.ListenerRules');

/** A rule to be created. */
export interface RequestedRule extends RuleMatch {
  /** As it was given. */
  readonly priority?: number;
  /** Whether ECS manages its weights, see `EcsManagedListenerRule`. */
  readonly ecsManaged?: boolean;
}

/** The rules that services have in one listener, however often and by whatever object it is referred to in the app. */
export class ListenerRules {
  /** Those of the listener with this ARN: an imported one is known by its text, one of the app by its token. */
  public static of(scope: IConstruct, listener: elbv2.IApplicationListener): ListenerRules {
    const root = scope.node.root as IConstruct & { [KEY]?: Map<string, ListenerRules> };
    root[KEY] ??= new Map();
    const known = root[KEY].get(listener.listenerArn) ?? new ListenerRules();
    root[KEY].set(listener.listenerArn, known);
    return known;
  }

  private readonly priorities = new Map<number, string>();
  private readonly matches = new Map<string, string>();

  private constructor() {}

  /** The priority of a rule of `owner`; two rules never share one, nor what they match. */
  public place(owner: IConstruct, requested: RequestedRule): number {
    const { hosts, paths } = requested;
    failAll(owner, requestFaults(requested));
    const priority = requested.priority ?? rulePriority(requested, requested.ecsManaged);
    const match = [hosts, paths].map((patterns) => [...patterns].sort().join(', '));
    const asked = [...hosts, ...paths].join(', ');
    const same = this.matches.get(match.join('|'));
    const holder = this.priorities.get(priority);
    failAll(owner, [
      ...(same === undefined
        ? []
        : [
            error(
              'TaskListener.sameRule',
              `${asked} ${hosts.length + paths.length > 1 ? 'are' : 'is'} what a rule of '${same}' matches already, so one of the two would never be asked; give this one other 'hosts' or 'paths'`,
            ),
          ]),
      ...(holder === undefined || same !== undefined
        ? []
        : [
            error(
              'TaskListener.priorityTaken',
              `priority ${priority} is that of '${holder}' already; ${this.remedy(requested)}`,
            ),
          ]),
    ]);
    if (!Token.isUnresolved(priority)) {
      this.priorities.set(priority, owner.node.path);
    }
    this.matches.set(match.join('|'), owner.node.path);
    return priority;
  }

  /** Two rules that draw the same number say equally much, so what is free beside it suits either. */
  private remedy(requested: RequestedRule): string {
    const free =
      requested.priority === undefined
        ? freePriority(requested, requested.ecsManaged ?? false, (priority) => this.priorities.has(priority))
        : undefined;
    return free === undefined
      ? "give 'priority' to one of the two"
      : `give 'priority: ${free}', which is free, to the one that is not deployed yet`;
  }
}

function requestFaults({ hosts, paths, priority }: RequestedRule): Finding[] {
  const known = number(priority);
  const unknown = [hosts, paths].some(
    (list) => Token.isUnresolved(list) || list.some((each) => Token.isUnresolved(each)),
  );
  return [
    ...conditionFaults(hosts, paths),
    ...(hosts.length === 0 && paths.length === 0
      ? [
          error(
            'TaskListener.noCondition',
            "'hosts' and 'paths' are both empty; name what the service answers, as in paths: ['/*']",
          ),
        ]
      : []),
    ...(hosts.length + paths.length > MOST_CONDITIONS
      ? [
          error(
            'TaskListener.tooManyConditions',
            `'hosts' and 'paths' have ${hosts.length + paths.length} values, and a rule takes ${MOST_CONDITIONS}; put a wildcard for some, or add the service a second time with the others`,
          ),
        ]
      : []),
    ...(known !== undefined && (!Number.isInteger(known) || known < 1 || known > MAX_PRIORITY)
      ? [
          error(
            'TaskListener.priority',
            `'priority' must be an integer from 1 to ${MAX_PRIORITY}, got ${known}; leave it out to have it computed from hosts and paths`,
          ),
        ]
      : []),
    ...(priority === undefined && unknown
      ? [
          error(
            'TaskListener.unknownCondition',
            "'hosts' or 'paths' are known only at deployment, so no priority can be computed from them; give 'priority'",
          ),
        ]
      : []),
  ];
}
