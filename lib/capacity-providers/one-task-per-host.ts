import { aws_ecs as ecs, CfnResource, IResolvable, IResolveContext, Lazy, Mixin } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { guarded } from '../internal/guard/guarded';
import { items, record } from '../internal/template-value';

/**
 * Never two tasks of the service on one host: `service.with(new OneTaskPerHost())`.
 *
 * Tasks of other services still land there. For isolation like Fargate's give each tenant capacity of its own
 * (`AsgCapacity`) as well, and its service a strategy on that alone.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
 */
@guarded
export class OneTaskPerHost extends Mixin {
  /** Services of aws-cdk-lib, L2 or L1. */
  public override supports(construct: IConstruct): boolean {
    return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::ECS::Service';
  }

  /** Adds `distinctInstance` to the constraints that the service has and will have. */
  public applyTo(construct: IConstruct): void {
    const service = construct as ecs.CfnService;
    const others = service.placementConstraints;
    // Wrapped and not read: the L2 renders its own constraints late, and its method to add one drops the others.
    service.placementConstraints = Lazy.uncachedAny({
      produce: (context: IResolveContext) => withDistinctInstance(items(context.resolve(others))),
    }) as IResolvable;
  }
}

/** Constraints of L1 and L2 services are spelled as the API does, those of raw overrides as CloudFormation does. */
function withDistinctInstance(constraints: readonly unknown[]): unknown[] {
  const there = constraints.map(record).some(({ type, Type }) => (type ?? Type) === 'distinctInstance');
  return there ? [...constraints] : [...constraints, { type: 'distinctInstance' }];
}
