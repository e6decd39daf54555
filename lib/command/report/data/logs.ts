import type { AppModel } from '../../../app-model/app-model';
import type { Resource } from '../../../app-model/resource';
import { effectiveConfiguration, includedFile } from '../../../firelens/private/effective-configuration';
import { FirelensView, hasFirelens, viewFirelens } from '../../../firelens/private/firelens-view';
import { ContainerView } from '../../../internal/task-view';
import { record } from '../../../internal/template-value';
import { said } from './said';
import { taskDefinitionView } from '../../../app-model/views/task-definition';

/** The logs of a container: what takes them and where to. */
export interface LogRoute {
  readonly task: string;
  readonly container: string;
  readonly driver: string;
  readonly target: string;
  /** `non-blocking` or `blocking`: what happens when the driver cannot keep up. Absent where the account decides. */
  readonly mode?: string;
}

/** The configuration of a log router, as the ECS agent generates it. */
export interface RouterConfiguration {
  readonly task: string;
  readonly router: string;
  readonly type: string;
  /** Absent when the network mode, by which the agent decides, is known only at deployment. */
  readonly text?: string;
  /** File of the image or of S3 that the configuration includes. */
  readonly includes?: string;
}

/** The destinations of the logs of an app. */
export interface ReportedLogs {
  readonly routes: readonly LogRoute[];
  readonly routers: readonly RouterConfiguration[];
}

/** The log routes of all task definitions. */
export function logsOf(model: AppModel): ReportedLogs {
  const routes: LogRoute[] = [];
  const routers: RouterConfiguration[] = [];
  for (const resource of model.ofType('AWS::ECS::TaskDefinition')) {
    const { task } = taskDefinitionView(model, resource);
    routes.push(...task.containers.map((container) => routeOf(model, resource, container)));
    const firelens = viewFirelens(task);
    if (hasFirelens(firelens)) {
      routers.push(routerOf(resource, firelens));
    }
  }
  return { routes, routers };
}

function routeOf(model: AppModel, resource: Resource, { name, properties }: ContainerView): LogRoute {
  const log = record(properties.LogConfiguration);
  const options = record(log.Options);
  const say = (value: unknown): string | undefined => said(model, resource.scope, value);
  const driver = say(log.LogDriver);
  const mode = say(options.mode);
  return {
    task: resource.path,
    container: name,
    driver: driver ?? 'none',
    target: driver === undefined ? 'lost when the container ends' : targetOf(driver, options, say),
    ...(mode !== undefined && { mode }),
  };
}

/** Options that say where to, by plugin of Fluent Bit or by log driver. */
const PLACES = [
  ...['awslogs-group', 'log_group_name', 'delivery_stream', 'stream', 'bucket', 'splunk-url', 'syslog-address'],
  ...['Host', 'host', 'URI', 'gelf-address', 'fluentd-address'],
];

function targetOf(
  driver: string,
  options: Readonly<Record<string, unknown>>,
  say: (value: unknown) => string | undefined,
): string {
  const place = PLACES.find((name) => options[name] !== undefined);
  const where = place === undefined ? undefined : (say(options[place]) ?? 'known at deployment');
  const plugin = driver === 'awsfirelens' ? (say(options.Name) ?? say(options['@type'])) : undefined;
  return (
    [plugin ?? (driver === 'awsfirelens' ? 'by the configuration of the router' : undefined), where]
      .filter((part) => part !== undefined)
      .join(': ') || 'the driver’s default'
  );
}

function routerOf({ path }: Resource, firelens: FirelensView): RouterConfiguration {
  const text = effectiveConfiguration(firelens);
  const includes = includedFile(firelens);
  return {
    task: path,
    router: firelens.routers[0].name,
    type: firelens.type === 'fluentbit' ? 'Fluent Bit' : 'Fluentd',
    ...(text !== undefined && { text }),
    ...(includes !== undefined && { includes }),
  };
}
