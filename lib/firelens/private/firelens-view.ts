import { isRouter, routerConfiguration } from '../../app-model/views/routing-container';
import { flatText } from '../../internal/flat-text';
import { ContainerView, TaskView } from '../../internal/task-view';
import { items, record, text } from '../../internal/template-value';

/** Log options that the ECS agent consumes itself; all others go into the `[OUTPUT]` section as they are. */
export const INCLUDE_PATTERN = 'include-pattern';
export const EXCLUDE_PATTERN = 'exclude-pattern';
export const BUFFER_LIMIT = 'log-driver-buffer-limit';

/** A container with the awsfirelens log driver. */
export interface RoutedContainer {
  readonly container: ContainerView;
  /** All log options, in the spelling of the template; what only the deployment knows is in guillemets. */
  readonly options: Readonly<Record<string, string>>;
  /** Keys of `SecretOptions`. */
  readonly secrets: readonly string[];
  /** Value of `Name` (`@type` for fluentd); the agent takes this one spelling only. */
  readonly plugin?: string;
  /**
   * The entries that the agent writes into the output beside name and match, in its order: options and secret
   * references.
   */
  readonly output: readonly (readonly [key: string, value: string])[];
}

/** FireLens in a task definition, as the agent reads it. */
export interface FirelensView {
  readonly task: TaskView;
  /** The agent takes the configuration of the first one. */
  readonly routers: readonly ContainerView[];
  readonly routed: readonly RoutedContainer[];
  readonly type: 'fluentbit' | 'fluentd';
  /** Options of the first router's `FirelensConfiguration`. */
  readonly routerOptions: Readonly<Record<string, string>>;
}

/** Reads FireLens from a task definition; `undefined` when neither a router nor an awsfirelens container is there. */
export function viewFirelens(task: TaskView): FirelensView | undefined {
  const routers = task.containers.filter(isRouter);
  const users = task.containers.filter(usesFirelens);
  if (routers.length === 0 && users.length === 0) {
    return undefined;
  }
  const configuration = record(routers.length === 0 ? undefined : routerConfiguration(routers[0]));
  const type = text(configuration.Type) === 'fluentd' ? 'fluentd' : 'fluentbit';
  return {
    task,
    routers,
    routed: users.map((container) => viewRouted(container, type)),
    type,
    routerOptions: flatOptions(configuration.Options),
  };
}

/** Whether there is a router in the task. */
export function hasFirelens(view: FirelensView | undefined): view is FirelensView {
  return view !== undefined && view.routers.length > 0;
}

/** Whether the agent adds the ECS metadata: absent is true, what Go's ParseBool refuses is false. */
export function addsMetadata(view: FirelensView): boolean {
  const value = view.routerOptions['enable-ecs-log-metadata'];
  return value === undefined || ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value);
}

/** Tag pattern of a container's records in the generated configuration. */
export function matchOf(container: string, type: 'fluentbit' | 'fluentd'): string {
  return `${container}-firelens${type === 'fluentbit' ? '*' : '**'}`;
}

/** Log driver of a container; `undefined` when it has none or when it is known only at deployment. */
export function logDriverOf(container: ContainerView): string | undefined {
  return text(record(container.properties.LogConfiguration).LogDriver);
}

function usesFirelens(container: ContainerView): boolean {
  return logDriverOf(container) === 'awsfirelens';
}

function viewRouted(container: ContainerView, type: 'fluentbit' | 'fluentd'): RoutedContainer {
  const log = record(container.properties.LogConfiguration);
  const options = flatOptions(log.Options);
  const secrets = items(log.SecretOptions).flatMap((secret) => text(record(secret).Name) ?? []);
  const nameKey = type === 'fluentbit' ? 'Name' : '@type';
  const consumed = [nameKey, INCLUDE_PATTERN, EXCLUDE_PATTERN, BUFFER_LIMIT];
  const plain = Object.entries(options).filter(([key]) => !consumed.includes(key));
  const references = secrets.map((key) => [key, reference(`${key}_${container.index}`, type)] as const);
  return {
    container,
    options,
    secrets,
    plugin: options[nameKey],
    // Go renders a map in the byte order of its keys; a secret takes the place of an option of the same name.
    output: [...new Map<string, string>([...plain, ...references])].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  };
}

/** The text by which the agent refers to the environment variable that carries a secret. */
function reference(variable: string, type: 'fluentbit' | 'fluentd'): string {
  return type === 'fluentbit' ? `\${${variable}}` : `"#{ENV['${variable}']}"`;
}

function flatOptions(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).map(([key, option]) => [key, flatText(option) ?? '«?»']));
}
