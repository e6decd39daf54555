import { CustomResource, Duration, Fn } from 'aws-cdk-lib';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../../internal/acknowledge-wildcard';
import { InlineFunction } from '../../security/inline-function';
import { LISTENER_RULE } from '../../internal/handlers';

/** The properties of a rule whose weights ECS manages. */
export interface EcsManagedListenerRuleProps {
  /** Whose rule it is. */
  readonly listener: elbv2.IApplicationListener;
  /** Its place among the rules. */
  readonly priority: number;
  /** Hosts that it matches. */
  readonly hosts: readonly string[];
  /** Paths that it matches. */
  readonly paths: readonly string[];
  /** All groups between which traffic is shifted, the one that is first at the beginning first. */
  readonly targetGroups: readonly elbv2.IApplicationTargetGroup[];
}

/**
 * A rule of a listener whose weights belong to ECS.
 *
 * ECS rewrites the action of a rule when it shifts traffic. A rule of CloudFormation has its action in the template, and
 * whatever changes at it, a condition, a tag of the stack, sends that action again: all traffic goes back to the group
 * that it began with, which may be empty. So this one is made by a function, which never changes weights afterwards.
 *
 * @see https://github.com/aws/aws-cdk/issues/36649
 */
export class EcsManagedListenerRule extends Construct {
  /** ARN of the rule. */
  public readonly ruleArn: string;

  constructor(scope: Construct, id: string, props: EcsManagedListenerRuleProps) {
    super(scope, id);
    const { listener, hosts, paths } = props;
    const provider = InlineFunction.inStackOf(this, 'GroundworkListenerRules', {
      code: LISTENER_RULE,
      description: 'Keeps the rules of services whose traffic ECS shifts',
      timeout: Duration.minutes(3),
    });
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: provider.function.functionArn,
      resourceType: 'Custom::EcsListenerRule',
      properties: {
        ListenerArn: listener.listenerArn,
        Priority: props.priority,
        Conditions: [
          ...(hosts.length > 0 ? [{ Field: 'host-header', HostHeaderConfig: { Values: hosts } }] : []),
          ...(paths.length > 0 ? [{ Field: 'path-pattern', PathPatternConfig: { Values: paths } }] : []),
        ],
        TargetGroups: props.targetGroups.map(({ targetGroupArn }) => targetGroupArn),
      },
    });
    const rules = rulesOf(listener.listenerArn);
    provider.allowFor(
      this,
      resource,
      new iam.PolicyStatement({
        actions: ['elasticloadbalancing:CreateRule'],
        resources: [listener.listenerArn],
      }),
      new iam.PolicyStatement({
        actions: [
          'elasticloadbalancing:DeleteRule',
          'elasticloadbalancing:ModifyRule',
          'elasticloadbalancing:SetRulePriorities',
        ],
        resources: [rules],
      }),
      new iam.PolicyStatement({
        actions: ['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetHealth'],
        resources: ['*'],
      }),
    );
    acknowledgeWildcard(
      this,
      rules,
      'the ARN of a rule is known only once it exists; that of its listener narrows it to the rules there',
    );
    this.ruleArn = resource.ref;
  }
}

/** The ARNs of the rules of a listener have its own within. */
function rulesOf(listenerArn: string): string {
  const parts = Fn.split(':listener/', listenerArn);
  return Fn.join('', [Fn.select(0, parts), ':listener-rule/', Fn.select(1, parts), '/*']);
}
