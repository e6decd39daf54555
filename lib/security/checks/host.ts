import { replaceMarks } from '../../app-model/values';
import { providersOfGroup } from '../../app-model/views/capacity';
import { groupsOf, launchView } from '../../app-model/views/launch';
import { perResource } from '../../app-model/views/view';
import { record } from '../../internal/template-value';
import type { Subject } from './subject';

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

/** The host that the resource describes, when it is one of ECS; other launch templates are none of our business. */
export function hostOf(subject: Subject): HostView | undefined {
  const { model, resource } = subject;
  return readHost(model, resource);
}

const readHost = perResource((model, resource): HostView | undefined => {
  const launch = launchView(model, resource);
  const { properties, image } = launch;
  const written = model.text(launch.userData);
  const userData = written === undefined ? undefined : replaceMarks(written, () => '${}');
  const bottlerocket =
    /\/aws\/service\/bottlerocket\//.test(image ?? '') || /^\s*\[settings[.\]]/m.test(userData ?? '');
  const isHost =
    /ECS_CLUSTER|\[settings\.ecs\]|ecs\.config/.test(userData ?? '') ||
    /\/aws\/service\/(ecs\/|bottlerocket\/aws-ecs)/.test(image ?? '') ||
    groupsOf(model, resource).some((group) => providersOfGroup(model, group).length > 0);
  return isHost
    ? {
        properties,
        metadata: record(properties.MetadataOptions),
        bottlerocket,
        ...(userData !== undefined && { userData }),
        ...(image !== undefined && { image }),
      }
    : undefined;
});

/** The value of a switch of the ECS agent in the user data: the last one counts, as on the instance. */
export function agentFlag({ userData = '' }: HostView, name: string): boolean | undefined {
  const found = [...userData.matchAll(new RegExp(`${name}\\s*=\\s*["']?(true|false)`, 'g'))].at(-1)?.[1];
  return found === undefined ? undefined : found === 'true';
}
