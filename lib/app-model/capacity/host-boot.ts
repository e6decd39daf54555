import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer } from '../values';
import { LaunchView, initOf } from '../views/launch';
import { isUnknown } from '../../internal/template-value';

/** The start of hosts: their user data, and the files that `cfn-init` writes. */
export interface HostBoot {
  /** Everything that is written out, marks for what is known only at deployment. */
  readonly text: string;
  /** More may happen than is written: scripts from elsewhere, text that is known only at deployment. */
  readonly open: boolean;
  /** Clusters that they join: resources of the app, and names of others, each once in the order of the text. */
  readonly clusters: readonly (Resource | string)[];
}

/** Commands that bring what no template says. */
const FETCHES =
  /\b(curl|wget|Invoke-WebRequest|git|ansible|chef|puppet|aws\s+(s3|s3api|ssm|secretsmanager|ec2))\b|\$\(|`/i;

/** A name in a configuration: what is in quotes, or up to a blank; marks hold blanks. */
const NAME = /["']?((?:\u27e6[^\u27e7]*\u27e7|[^\s"'<>|;&,\\])+)/.source;
const JOINS = [
  new RegExp(`ECS_CLUSTER["']?\\s*[=,:]\\s*${NAME}`, 'g'),
  // Windows.
  new RegExp(`Initialize-ECSAgent.*?-Cluster\\s+${NAME}`, 'g'),
];
/** Bottlerocket, in its table of settings. */
const SETTING = new RegExp(`^\\s*(?:settings\\.ecs\\.)?cluster\\s*=\\s*${NAME}`, 'gm');

/** Whether the user data is that of Bottlerocket. */
export function isToml(text: string): boolean {
  return /^\s*\[?settings\./m.test(text);
}

/** Reads the start of the hosts of a group. */
export function hostBootOf(model: AppModel, group: Resource, { resource: from, userData }: LaunchView): HostBoot {
  const init = [group, from].flatMap((each) => textsOf(model, initOf(each), each.scope));
  const own = model.text(userData);
  const text = [own ?? '', ...init].join('\n').replace(/^\s*#(?!!).*$/gm, '');
  const patterns = isToml(text) ? [...JOINS, SETTING] : JOINS;
  const clusters = new Map<string, Resource | string>();
  let open = (userData !== undefined && own === undefined) || FETCHES.test(text);
  for (const [, name] of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) {
    const value = model.unmark(name);
    if (value instanceof Pointer && value.resource.type === 'AWS::ECS::Cluster') {
      clusters.set(value.resource.id, value.resource);
    } else if (typeof value === 'string' && !/[$\u27e6]/.test(value)) {
      clusters.set(value, value);
    } else {
      open = true;
    }
  }
  // `cfn-init` may run commands and fetch files that join, of another resource too.
  open ||= clusters.size === 0 && /cfn-init/.test(text);
  open ||= clusters.size === 0 && /ECS_CLUSTER|ecs\.config/.test(text);
  open ||= model.marksIn(text).some((mark) => !(mark instanceof Pointer) && !mark.reason.startsWith('AWS::'));
  return { text, open, clusters: [...clusters.values()] };
}

/** Every text in a part of a template. */
function textsOf(model: AppModel, raw: unknown, scope: Resource['scope']): string[] {
  if (typeof raw === 'string' || isUnknown(raw)) {
    return [model.text(model.evaluate(raw, scope)) ?? ''];
  }
  return typeof raw === 'object' && raw !== null
    ? Object.values(raw).flatMap((part) => textsOf(model, part, scope))
    : [];
}
