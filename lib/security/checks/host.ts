import { record, text } from '../../internal/template-value';
import { LAUNCH_TEMPLATE, Subject } from './rule';
import { flatten, StackView } from './stack-view';

/** What describes a host of containers. */
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
export function hostOf({ properties, stack, type, resource }: Subject): HostView | undefined {
  const known = views.get(properties);
  if (known !== undefined) {
    return known ?? undefined;
  }
  const data = type === LAUNCH_TEMPLATE ? record(properties.LaunchTemplateData) : properties;
  const userData = flatten(data.UserData);
  const image = imageParameter(data.ImageId, stack);
  const bottlerocket =
    /\/aws\/service\/bottlerocket\//.test(image ?? '') || /^\s*\[settings[.\]]/m.test(userData ?? '');
  const isHost =
    /ECS_CLUSTER|\[settings\.ecs\]|ecs\.config/.test(userData ?? '') ||
    /\/aws\/service\/(ecs\/|bottlerocket\/aws-ecs)/.test(image ?? '') ||
    servesEcs(resource.id, stack);
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

/** What a switch of the ECS agent is set to in the user data: the last word counts, as on the host. */
export function agentFlag({ userData = '' }: HostView, name: string): boolean | undefined {
  const found = [...userData.matchAll(new RegExp(`${name}\\s*=\\s*["']?(true|false)`, 'g'))].at(-1)?.[1];
  return found === undefined ? undefined : found === 'true';
}

/** Whether an Auto Scaling group that is a capacity provider launches it. */
function servesEcs(id: string, stack: StackView): boolean {
  return stack
    .once('hostsOfProviders', () => {
      const groups = stack
        .all('AWS::ECS::CapacityProvider')
        .flatMap(({ properties, scope }) => stack.mentions(properties.AutoScalingGroupProvider, scope))
        .flatMap(({ resource }) => resource ?? []);
      return new Set(
        groups.flatMap(({ properties, scope }) => stack.mentions(properties, scope)).map((mention) => mention.id),
      );
    })
    .has(id);
}

/** The AMI id, or the name of the SSM parameter behind a template parameter or a dynamic reference. */
function imageParameter(value: unknown, stack: StackView): string | undefined {
  const plain = text(value);
  if (plain !== undefined) {
    return plain;
  }
  const [mention] = stack.mentions(value);
  const parameter = record(mention === undefined ? undefined : stack.parameters[mention.name]);
  return text(parameter.Default) ?? flatten(value);
}
