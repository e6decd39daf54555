import { hasMarks } from '../../app-model/app-model';
import { record, text } from '../../internal/template-value';
import { textWithGaps } from './app-reading';
import { LAUNCH_TEMPLATE, Subject } from './rule';

/** The resource types that describe a container instance. */
export const HOSTS = [LAUNCH_TEMPLATE, 'AWS::AutoScaling::LaunchConfiguration'] as const;

/** A host as the rules see it, be it a launch template or an old launch configuration. */
export interface HostView {
  /** `LaunchTemplateData`, or the launch configuration itself. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Text of the user data, with `${}` where the deployment fills in. */
  readonly userData?: string;
  /** The AMI: an id, or the name of the parameter that it is read from. */
  readonly image?: string;
  readonly bottlerocket: boolean;
}

const views = new WeakMap<object, HostView | null>();

/** The host that the resource describes, when it is one of ECS; other launch templates are none of our business. */
export function hostOf(subject: Subject): HostView | undefined {
  const { properties, type } = subject;
  const known = views.get(properties);
  if (known !== undefined) {
    return known ?? undefined;
  }
  const data = type === LAUNCH_TEMPLATE ? record(properties.LaunchTemplateData) : properties;
  const userData = textWithGaps(subject, data.UserData);
  const image = imageOf(subject, data.ImageId);
  const bottlerocket =
    /\/aws\/service\/bottlerocket\//.test(image ?? '') || /^\s*\[settings[.\]]/m.test(userData ?? '');
  const isHost =
    /ECS_CLUSTER|\[settings\.ecs\]|ecs\.config/.test(userData ?? '') ||
    /\/aws\/service\/(ecs\/|bottlerocket\/aws-ecs)/.test(image ?? '') ||
    servesEcs(subject);
  const view = isHost
    ? {
        properties: data,
        metadata: record(data.MetadataOptions),
        bottlerocket,
        ...(userData !== undefined && { userData }),
        ...(image !== undefined && { image }),
      }
    : null;
  views.set(properties, view);
  return view ?? undefined;
}

/** The value of a switch of the ECS agent in the user data: the last one counts, as on the instance. */
export function agentFlag({ userData = '' }: HostView, name: string): boolean | undefined {
  const found = [...userData.matchAll(new RegExp(`${name}\\s*=\\s*["']?(true|false)`, 'g'))].at(-1)?.[1];
  return found === undefined ? undefined : found === 'true';
}

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

/** Whether an Auto Scaling group that is a capacity provider launches it. */
function servesEcs({ model, resource }: Subject): boolean {
  return ['LaunchTemplate', 'MixedInstancesPolicy', 'LaunchConfigurationName']
    .flatMap((property) => model.referrersOf(resource, GROUP, property))
    .some((group) => model.referrersOf(group, 'AWS::ECS::CapacityProvider', 'AutoScalingGroupProvider').length > 0);
}

/** The AMI id, or words that hold the name of the SSM parameter behind a template parameter or a dynamic reference. */
function imageOf({ model, resource: { scope } }: Subject, value: unknown): string | undefined {
  const found = model.text(model.evaluate(value, scope));
  if (found === undefined || !hasMarks(found)) {
    return found;
  }
  const { Ref: name } = value as { readonly Ref?: unknown };
  const { Parameters = {} } = scope.template;
  const initial =
    typeof name === 'string' && Object.hasOwn(Parameters, name) ? text(Parameters[name].Default) : undefined;
  return initial ?? model.readable(found);
}
