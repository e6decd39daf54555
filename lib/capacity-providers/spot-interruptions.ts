import {
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
  Duration,
  Stack,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { integerFault } from '../internal/value-faults';
import { INTERRUPTION } from '../internal/handlers';
import { InlineFunction } from '../security/inline-function';

/** A target group that the tasks of the service are in. */
export interface InterruptionTarget {
  /** The target group, of type `ip`. */
  readonly targetGroup: elbv2.ITargetGroup;

  /** The container port that the tasks are registered with. */
  readonly port: number;
}

/** Settings of `SpotInterruptions`. */
export interface SpotInterruptionsProps {
  /** The service that runs on Fargate Spot. */
  readonly service: ecs.IBaseService;

  /** The target groups of its tasks. */
  readonly targets: InterruptionTarget[];
}

/**
 * Takes tasks on Fargate Spot out of their target groups as soon as AWS announces that it takes them back.
 *
 * The warning comes two minutes ahead. AWS announced in February 2023 that ECS does the same by itself, before it sends
 * `SIGTERM`; an article of AWS's knowledge center still says that a task may stay in its target groups until it is stopped.
 * So most services need this no longer: it is for target groups that somebody else than ECS registers the tasks in, and
 * for whoever has seen requests sent to tasks that were gone. Give the containers that serve a `stopTimeout` of up to 120
 * seconds in any case, so that open requests end by themselves.
 *
 * Only warnings about this service start the function, and it may deregister targets of these groups and do nothing else.
 * Fails with `SpotInterruptions.targets` when there are none, and with `SpotInterruptions.port` for what is no port.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 * @see https://aws.amazon.com/about-aws/whats-new/2023/02/amazon-elastic-container-service-accuracy-service-load-balancing/
 */
@guarded
@propertyInjectable
export class SpotInterruptions extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.SpotInterruptions';

  /** The rule that hears the warnings. */
  public readonly rule: events.Rule;

  constructor(scope: Construct, id: string, props: SpotInterruptionsProps) {
    super(scope, id);
    failAll(this, [
      ...(props.targets.length === 0
        ? [error('SpotInterruptions.targets', "'targets' needs at least one target group, got none")]
        : []),
      ...props.targets.flatMap(({ port }, index) =>
        integerFault('SpotInterruptions.port', `'port' of target ${index + 1}`, port ?? null, 1, 65_535),
      ),
    ]);
    const groups = props.targets.map(({ targetGroup, port }) => ({ arn: targetGroup.targetGroupArn, port }));
    const deregister = new InlineFunction(this, 'Deregister', {
      code: INTERRUPTION,
      description: 'Takes interrupted Spot tasks out of their target groups',
      timeout: Duration.seconds(30),
      environment: { TARGETS: Stack.of(this).toJsonString(groups) },
    });
    this.rule = new events.Rule(this, 'Warning', {
      description: 'Interruption warnings of Fargate Spot tasks',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: {
          clusterArn: [props.service.cluster.clusterArn],
          group: [`service:${props.service.serviceName}`],
          // The guide shows the one and the API lists the other.
          stopCode: ['SpotInterruption', 'TerminationNotice'],
          lastStatus: [{ 'anything-but': ['STOPPED'] }],
        },
      },
      targets: [
        new targets.LambdaFunction(deregister.function, { retryAttempts: 2, maxEventAge: Duration.minutes(2) }),
      ],
    });
    deregister.allow(
      this.rule,
      new iam.PolicyStatement({
        actions: ['elasticloadbalancing:DeregisterTargets'],
        resources: groups.map(({ arn }) => arn),
      }),
    );
  }
}
