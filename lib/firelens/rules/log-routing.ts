import { routerConfiguration } from '../../app-model/views/routing-container';
import { isPartlyUnknown } from '../../internal/flat-text';
import { FluentBitText } from '../../internal/fluent-bit-text';
import { Finding, error, warning } from '../../internal/finding';
import { ContainerView, TaskView, runsOn } from '../../internal/task-view';
import { isUnknown, isWhollyKnown, items, record, text } from '../../internal/template-value';
import { BUFFER_LIMIT, EXCLUDE_PATTERN, FirelensView, INCLUDE_PATTERN, logDriverOf } from '../private/firelens-view';
import { inlineConfiguration, isPlain } from '../private/output-section';
import { mayFetchFiles, viewRouterImage } from '../private/router-image';
import { takesRecordsOf } from '../private/tag-match';
import { patternFault } from './pattern';

/**
 * Router, users and what ties them: what the ECS API, the agent, or the tag patterns would make of them.
 *
 * @param fetched all files that the router fetches when it starts; absent when there may be others
 */
export function logRouting(view: FirelensView, fetched?: readonly FluentBitText[]): Finding[] {
  return [...pairing(view), ...names(view), ...outputs(view, fetched), ...otherDrivers(view), ...dependencies(view)];
}

function pairing({ routers, routed, task }: FirelensView): Finding[] {
  const [router, ...others] = routers;
  return [
    ...(router === undefined && isWhollyKnown(task.properties.ContainerDefinitions)
      ? [
          error(
            'Firelens.noRouter',
            `containers ${routed.map(({ container }) => `'${container.name}'`).join(', ')} log to awsfirelens, but no container has a firelensConfiguration; add a log router to the task`,
          ),
        ]
      : []),
    ...(router !== undefined && isRouterForCertain(router) ? others.filter(isRouterForCertain) : []).map(({ name }) =>
      error(
        'Firelens.twoRouters',
        `'${name}' is a second log router beside '${router?.name}': the agent takes the configuration of the first and the order of the last; keep one`,
        name,
      ),
    ),
    ...(routed.length === 0 && router !== undefined && isRouterForCertain(router) && !mayLogByRouter(task)
      ? [
          error(
            'Firelens.noUser',
            `'${router?.name}' is a log router, but no container logs to awsfirelens; ECS refuses the task definition`,
            router?.name,
          ),
        ]
      : []),
    ...routed
      .filter(({ container }) => routers.includes(container))
      .map(({ container: { name } }) =>
        error(
          'Firelens.routerLogsToItself',
          `'${name}' is the log router and logs to awsfirelens; give it awslogs`,
          name,
        ),
      ),
    ...(task.operatingSystem === 'WINDOWS'
      ? [
          error(
            'Firelens.windows',
            'FireLens runs on Linux only, got a Windows task definition; log with awslogs there',
          ),
        ]
      : []),
  ];
}

function isRouterForCertain(container: ContainerView): boolean {
  return !isUnknown(routerConfiguration(container));
}

/** Whether the deployment may give a container the driver awsfirelens. */
function mayLogByRouter({ containers, properties }: TaskView): boolean {
  return (
    !isWhollyKnown(properties.ContainerDefinitions) ||
    containers.some(({ properties: { LogConfiguration: log } }) => isUnknown(log) || isUnknown(record(log).LogDriver))
  );
}

/** The generated pattern is `<name>-firelens*`: a name that continues another one so is delivered twice. */
function names({ routed }: FirelensView): Finding[] {
  return routed.flatMap(({ container: { name } }) =>
    routed
      .filter(({ container: other }) => other.name !== name && name.startsWith(`${other.name}-firelens`))
      .map(({ container: other }) =>
        error(
          'Firelens.matchedTwice',
          `the logs of container '${name}' would go to the output of '${other.name}' too: its pattern is '${other.name}-firelens*'; rename '${name}'`,
          name,
        ),
      ),
  );
}

/** Each container needs an output: its own, or one of the included configuration. */
function outputs(view: FirelensView, fetched?: readonly FluentBitText[]): Finding[] {
  const nameKey = view.type === 'fluentbit' ? 'Name' : '@type';
  const [router] = view.routers;
  const included = inlineConfiguration(view);
  const seen = [...(included === undefined ? [] : [included]), ...(fetched ?? [])];
  // A file that nobody shows may hold any output.
  const unseen =
    (view.routerOptions['config-file-value'] !== undefined && included === undefined) ||
    seen.some(({ includes }) => includes.length > 0) ||
    (fetched === undefined && router !== undefined && mayFetchFiles(router));
  // An image of one's own may bring a configuration of its own.
  const say = router === undefined || viewRouterImage(router).official || included !== undefined ? error : warning;
  return view.routed.flatMap(({ container, plugin, options, output }) => {
    if (plugin !== undefined || isUnknown(record(container.properties.LogConfiguration).Options)) {
      return [];
    }
    const misspelt = Object.keys(options).find((key) => key.toLowerCase() === nameKey.toLowerCase());
    if (misspelt !== undefined || output.length > 0) {
      return [
        error(
          'Firelens.missingName',
          `log options of container '${container.name}' must have '${nameKey}', in exactly this spelling${misspelt === undefined ? '' : `, got '${misspelt}'`}; the agent fails the task without`,
          container.name,
        ),
      ];
    }
    const taken = seen
      .flatMap(({ sections }) => sections)
      .some((section) => section.kind === 'OUTPUT' && takesRecordsOf(section, container.name));
    return taken || unseen
      ? []
      : [
          say(
            'Firelens.unmatched',
            `no output takes the logs of container '${container.name}': its log options have no '${nameKey}' and no included [OUTPUT] matches '${container.name}-firelens-…'; name a destination`,
            container.name,
          ),
        ];
  });
}

function otherDrivers({ task, routers, routed }: FirelensView): Finding[] {
  const withSecrets = task.containers.filter(
    (container) =>
      logDriverOf(container) !== 'awsfirelens' &&
      items(record(container.properties.LogConfiguration).SecretOptions).length > 0,
  );
  const say = runsOn(task, 'EC2') || runsOn(task, 'EXTERNAL') ? error : warning;
  return [
    ...(routed.length === 0 ? [] : withSecrets).map((container) =>
      say(
        'Firelens.foreignSecret',
        `container '${container.name}' gives secretOptions to '${logDriverOf(container)}' in a task with FireLens: the ECS agent takes them for FireLens options without 'Name' and fails the task; send its logs through the router too`,
        container.name,
      ),
    ),
    ...task.containers
      // One that only the deployment knows has no properties here.
      .filter((container) => Object.keys(container.properties).length > 0 && !routers.includes(container))
      .filter(({ properties }) => properties.LogConfiguration === undefined)
      .map(({ name }) =>
        warning(
          'Firelens.containerWithoutLogging',
          `container '${name}' has no log configuration in a task with a log router: its output is lost; give it a destination`,
          name,
        ),
      ),
  ];
}

/** With a dependency of its own on the router, the agent no longer makes the others wait for it. */
function dependencies({ routers: [router], routed }: FirelensView): Finding[] {
  if (router === undefined || items(router.properties.DependsOn).length === 0) {
    return [];
  }
  const waits = (properties: Readonly<Record<string, unknown>>) =>
    items(properties.DependsOn).some((entry) => text(record(entry).ContainerName) === router.name);
  return routed
    .filter(({ container }) => !waits(container.properties))
    .map(({ container: { name } }) =>
      warning(
        'Firelens.noStartOrder',
        `'${router.name}' has a dependsOn, so the ECS agent lets '${name}' start before it, and its first lines are lost; let '${name}' depend on '${router.name}'`,
        name,
      ),
    );
}

/** Most events that the log driver's buffer may be set to. ECS API, 2026. */
const MOST_EVENTS = 536_870_911;

/** The log options that the agent takes for itself. */
export function agentOptions({ routed }: FirelensView): Finding[] {
  return routed.flatMap(({ container: { name }, options }) => {
    const limit = options[BUFFER_LIMIT];
    const patterns = [INCLUDE_PATTERN, EXCLUDE_PATTERN].flatMap((key) => {
      const pattern = options[key];
      const fault = pattern === undefined || isPartlyUnknown(pattern) ? undefined : patternFault(pattern);
      return fault === undefined
        ? []
        : [error('Firelens.badPattern', `'${key}' of container '${name}' ${fault}, got '${pattern}'`, name)];
    });
    const bad = limit !== undefined && isPlain(limit) && !(/^\d+$/.test(limit) && Number(limit) <= MOST_EVENTS);
    return [
      ...patterns,
      ...(bad
        ? [
            error(
              'Firelens.bufferLimit',
              `'${BUFFER_LIMIT}' of container '${name}' must be a whole number of log events (not bytes) from 0 to ${MOST_EVENTS}, got '${limit}'`,
              name,
            ),
          ]
        : []),
    ];
  });
}
