import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Value, asNumber } from '../values';
import { groupView } from '../views/launch';

/** The numbers of instances of an Auto Scaling group; what only the deployment knows is absent. */
export interface GroupSize {
  /** The most that it may have. */
  readonly maxSize?: number;
  /** Those that it has where nothing but managed scaling of a capacity provider adds any. */
  readonly running?: number;
}

/**
 * Reads the size of a group. A group without a desired capacity starts with the fewest that it may have; what scales it by a schedule or
 * by an alarm may also give it another limit.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-scheduledaction.html
 */
export function sizeOf(model: AppModel, group: Resource): GroupSize {
  const { maxSize, minSize, desiredCapacity } = groupView(model, group);
  const scheduled = scalersOf(model, group, 'AWS::AutoScaling::ScheduledAction');
  const limits = [maxSize, ...scheduled.map((each) => model.property(each, 'MaxSize') ?? maxSize)].map(countOf);
  const isScaled =
    group.told || scheduled.length > 0 || scalersOf(model, group, 'AWS::AutoScaling::ScalingPolicy').length > 0;
  const most = limits.reduce((one, other) =>
    one === undefined || other === undefined ? undefined : Math.max(one, other),
  );
  const running = isScaled ? undefined : countOf(desiredCapacity ?? minSize);
  return { ...(most !== undefined && { maxSize: most }), ...(running !== undefined && { running }) };
}

/** The resources that scale a group, or may: of some only the deployment knows which group they scale. */
function scalersOf(model: AppModel, group: Resource, type: string): Resource[] {
  return model.ofType(type).filter((each) => (model.behind(each, 'AutoScalingGroupName') ?? group) === group);
}

/** More tasks or instances than ECS keeps anywhere; sums of it still are exact. */
const MOST = 1e9;

/** A number of tasks or instances; `undefined` when it is known only at deployment, or is no such number. */
export function countOf(value: Value): number | undefined {
  return wholeNumber(asNumber(value));
}

export function wholeNumber(count: number | undefined): number | undefined {
  return count !== undefined && Number.isInteger(count) && count >= 0 && count <= MOST ? count : undefined;
}
