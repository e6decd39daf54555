import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Actions of tasks, hosts and state machines that take no resource: AWS offers nothing narrower than `*`, and why that is bearable.
 *
 * Source: Service Authorization Reference and the ECS developer guide (task execution role, ECS Exec), Step
 * Functions developer guide (logging to CloudWatch Logs), 2026-11.
 */
export const UNSCOPABLE: Readonly<Record<string, string>> = {
  'autoscaling:DescribeAutoScalingGroups': 'descriptions take no resource',
  'ec2:DescribeAvailabilityZones': 'descriptions take no resource',
  'ec2:DescribeInstances': 'descriptions take no resource',
  'ec2:DescribeVolumes': 'descriptions take no resource',
  'ecr:GetAuthorizationToken': 'a login token that opens only what other statements allow',
  'ecs:DescribeTaskDefinition': 'descriptions of task definitions take no resource',
  'ecs:DiscoverPollEndpoint': 'answers the address of a public endpoint',
  'elasticloadbalancing:DescribeListeners': 'descriptions take no resource',
  'elasticloadbalancing:DescribeRules': 'descriptions take no resource',
  'elasticloadbalancing:DescribeTargetGroups': 'descriptions take no resource',
  'elasticloadbalancing:DescribeTargetHealth': 'descriptions take no resource',
  'inspector2:ListCoverage': 'Amazon Inspector has no resources to name',
  'inspector2:ListFindings': 'Amazon Inspector has no resources to name',
  'logs:CreateLogDelivery': 'deliveries of Step Functions take no resource',
  'logs:DeleteLogDelivery': 'deliveries of Step Functions take no resource',
  'logs:DescribeLogGroups': 'ECS Exec lists log groups before it opens a stream',
  'logs:DescribeResourcePolicies': 'deliveries of Step Functions take no resource',
  'logs:GetLogDelivery': 'deliveries of Step Functions take no resource',
  'logs:ListLogDeliveries': 'deliveries of Step Functions take no resource',
  'logs:PutResourcePolicy': 'deliveries of Step Functions take no resource',
  'logs:UpdateLogDelivery': 'deliveries of Step Functions take no resource',
  'ssmmessages:CreateControlChannel': "the session channel of ECS Exec; who may open it is the caller's permission",
  'ssmmessages:CreateDataChannel': "the session channel of ECS Exec; who may open it is the caller's permission",
  'ssmmessages:OpenControlChannel': "the session channel of ECS Exec; who may open it is the caller's permission",
  'ssmmessages:OpenDataChannel': "the session channel of ECS Exec; who may open it is the caller's permission",
  'xray:GetSamplingRules': 'traces have no resource',
  'xray:GetSamplingStatisticSummaries': 'traces have no resource',
  'xray:GetSamplingTargets': 'traces have no resource',
  'xray:PutTelemetryRecords': 'traces have no resource',
  'xray:PutTraceSegments': 'traces have no resource',
};

/** The reason in the acknowledgement of the policy that holds them. */
export const UNSCOPABLE_REASON =
  'this policy holds only actions that take no resource (ecr:GetAuthorizationToken, the ssmmessages channels of ' +
  'ECS Exec, logs:DescribeLogGroups, ecs:DiscoverPollEndpoint, descriptions of EC2, Auto Scaling groups, task definitions and load balancers, reading Amazon Inspector, X-Ray, log deliveries of Step Functions): AWS offers nothing narrower than *';

/** Whether an action can only be allowed on `*`. */
export function isUnscopable(action: string): boolean {
  return Object.hasOwn(UNSCOPABLE, action);
}

/**
 * Cuts a statement in two: the part whose actions take no resource, and the rest.
 *
 * Only `Allow` statements on exactly `*` have a part that takes no resource.
 */
export function splitStatement(statement: iam.PolicyStatement): {
  readonly scoped?: iam.PolicyStatement;
  readonly unscopable?: iam.PolicyStatement;
} {
  const { actions, resources, effect } = statement;
  if (effect !== iam.Effect.ALLOW || resources.length !== 1 || resources[0] !== '*') {
    return { scoped: statement };
  }
  const without = actions.filter(isUnscopable);
  const rest = actions.filter((action) => !isUnscopable(action));
  if (without.length === 0) {
    return { scoped: statement };
  }
  return rest.length === 0
    ? { unscopable: statement }
    : { scoped: statement.copy({ actions: rest }), unscopable: statement.copy({ actions: without }) };
}
