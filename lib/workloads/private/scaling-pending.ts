import { CfnResource } from 'aws-cdk-lib';
import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { desiredCountFinding } from '../../internal/desired-count';
import { Finding, error } from '../../internal/finding';
import { number } from '../../internal/template-value';
import type { ServiceScalingProps } from '../service-scaling-props';

/** The metrics that a service scales on when the tree is complete. */
export interface ScalingState {
  readonly policies: number;
  readonly schedules: number;
  readonly requests: boolean;
  readonly backlog: boolean;
}

/**
 * Finds faults that only the complete tree can tell: methods may have been called, and policies added, after the
 * constructor.
 */
export function pendingFaults(
  { service, min, requestsPerTarget, backlog }: ServiceScalingProps,
  taskCount: ecs.ScalableTaskCount,
  state: ScalingState,
): Finding[] {
  const foreign = taskCount.node
    .findAll()
    .filter(
      (each) => CfnResource.isCfnResource(each) && each.cfnResourceType === CfnScalingPolicy.CFN_RESOURCE_TYPE_NAME,
    );
  const waits = requestsPerTarget !== undefined && !state.requests;
  const idle = backlog !== undefined && !state.backlog;
  return [
    ...(waits
      ? [
          error(
            'ServiceScaling.noTargetGroup',
            "'requestsPerTarget' is given, but no target group; call scaleOnRequests() with it, or leave the option out where there is no load balancer",
          ),
        ]
      : []),
    ...(idle
      ? [
          error(
            'ServiceScaling.noQueue',
            "'backlog' is given, but no queue; name it as 'backlog.queue', or call scaleOnBacklog() with it",
          ),
        ]
      : []),
    ...(state.policies + state.schedules + foreign.length === 0 && !waits && !idle
      ? [
          error(
            'ServiceScaling.nothing',
            "nothing changes the number of tasks; give 'cpuPercent', 'requestsPerTarget', 'backlog' or 'schedules', or take DesiredCount.fixed()",
          ),
        ]
      : []),
    ...(number(min) === 0 && !state.backlog && !idle && state.schedules + foreign.length === 0
      ? [
          error(
            'ServiceScaling.zero',
            "'min' is 0, and nothing would add the first task: without tasks there is neither CPU nor memory nor a target to measure; raise 'min' to 1, or scale on 'backlog' or 'schedules'",
          ),
        ]
      : []),
    ...(hasDesiredCount(service) ? [desiredCountFinding()] : []),
  ];
}

function hasDesiredCount(service: ecs.BaseService): boolean {
  const { desiredCount } = (service.node.defaultChild ?? {}) as Partial<ecs.CfnService>;
  return desiredCount !== undefined;
}
