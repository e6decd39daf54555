import { isPartlyUnknown } from '../../internal/flat-text';
import { isRouter } from '../../app-model/views/routing-container';
import { Finding, error, warning } from '../../internal/finding';
import { ContainerView, runsOn } from '../../internal/task-view';
import { flag, items, number, record, text } from '../../internal/template-value';
import { FirelensView } from '../private/firelens-view';
import { isOn } from '../private/option-value';
import { inlineConfiguration, isPlain, optionOf, outputSections } from '../private/output-section';
import { viewRouterImage } from '../private/router-image';

const ROUTER_OPTIONS = ['config-file-type', 'config-file-value', 'enable-ecs-log-metadata'];
const S3_STORE = '/tmp/fluent-bit/s3';

/** The router container itself: its configuration source, image, user, file system and health check. */
export function routerContainer(view: FirelensView): Finding[] {
  const [router] = view.routers;
  return router === undefined
    ? []
    : [
        ...configurationSource(view, router),
        ...image(router),
        ...identity(router),
        ...shutdown(view, router),
        ...writablePaths(view, router),
      ];
}

function configurationSource({ routerOptions, task }: FirelensView, { name }: ContainerView): Finding[] {
  const { 'config-file-type': type, 'config-file-value': value, 'enable-ecs-log-metadata': metadata } = routerOptions;
  const faults: readonly (readonly [boolean, string, string])[] = [
    [
      type !== undefined && isPlain(type) && type !== 's3' && type !== 'file',
      'Firelens.configFileType',
      `'config-file-type' of '${name}' must be 's3' or 'file', got '${type}'`,
    ],
    [
      type !== undefined && value === undefined,
      'Firelens.configFileValue',
      `'config-file-type' of '${name}' needs 'config-file-value'; the agent fails the task without`,
    ],
    [
      type === undefined && value !== undefined,
      'Firelens.configFileValue',
      `'config-file-value' of '${name}' is ignored without 'config-file-type'; add it`,
    ],
    [
      type === 's3' && runsOn(task, 'FARGATE'),
      'Firelens.s3OnFargate',
      `'config-file-type' of '${name}' is 's3', which Fargate refuses ('The specified platform does not satisfy the task definition's required capabilities'); use 'file', or the init image with the object in its environment`,
    ],
    [
      metadata !== undefined && !isPartlyUnknown(metadata) && !/^(1|0|t|f|true|false)$/i.test(metadata),
      'Firelens.metadataOption',
      `'enable-ecs-log-metadata' of '${name}' must be true or false, got '${metadata}': the agent would leave the metadata out`,
    ],
  ];
  return [
    ...faults.filter(([wrong]) => wrong).map(([, code, message]) => error(code, message, name)),
    ...Object.keys(routerOptions)
      .filter((key) => !ROUTER_OPTIONS.includes(key))
      .map((key) =>
        warning(
          'Firelens.routerOption',
          `'${key}' of '${name}' is ignored: firelensConfiguration knows ${ROUTER_OPTIONS.map((known) => `'${known}'`).join(', ')}`,
          name,
        ),
      ),
  ];
}

function image(router: ContainerView): Finding[] {
  const { endOfLife, init, official } = viewRouterImage(router);
  const command = items(record(router.properties.HealthCheck).Command).map((part) => text(part) ?? '');
  return [
    ...(endOfLife
      ? [
          warning(
            'Firelens.endOfLifeImage',
            `'${router.name}' runs aws-for-fluent-bit 2.x (Fluent Bit 1.9.10; 'latest' and 'stable' still mean it), end of life since 2026-06-30; pin a 3.4 version`,
            router.name,
          ),
        ]
      : []),
    ...(official && !endOfLife && command.some((part) => /(^|\s)nc\s/.test(part))
      ? [
          warning(
            'Firelens.healthCheckCommand',
            `the health check of '${router.name}' calls nc, which aws-for-fluent-bit 3.x does not have; use curl on the built-in HTTP server`,
            router.name,
          ),
        ]
      : []),
    ...(init && flag(router.properties.ReadonlyRootFilesystem) === true
      ? [
          error(
            'Firelens.initNeedsWritableRoot',
            `'${router.name}' uses the init image with 'readonlyRootFilesystem': it writes to /init when it starts; use the plain image, or let its root be writable`,
            router.name,
          ),
        ]
      : []),
    ...(router.essential
      ? []
      : [
          warning(
            'Firelens.routerNotEssential',
            `'${router.name}' is not essential: when it stops, the task goes on and its logs are lost; make it essential`,
            router.name,
          ),
        ]),
  ];
}

function identity({ name, properties }: ContainerView): Finding[] {
  const user = text(properties.User);
  const opened = items(properties.PortMappings).some((port) => number(record(port).ContainerPort) === 24224);
  return [
    ...(user !== undefined && !/^\d+(:[^:\s]+)?$/.test(user)
      ? [
          error(
            'Firelens.routerUser',
            `'user' of '${name}' must be 'uid', 'uid:gid' or 'uid:group', got '${user}': the ECS agent gives the socket to a number ('unable to determine the user ID')`,
            name,
          ),
        ]
      : []),
    ...(opened
      ? [
          warning(
            'Firelens.openForwardPort',
            `'${name}' maps port 24224: any client that reaches it can write into the logs; containers of the task reach it without a mapping`,
            name,
          ),
        ]
      : []),
  ];
}

/** The time that ECS waits for a container to stop, by default. */
const DEFAULT_STOP_SECONDS = 30;

/** The router goes on sending for its grace period, if it is let. */
function shutdown(view: FirelensView, { name, properties }: ContainerView): Finding[] {
  const stop = properties.StopTimeout === undefined ? DEFAULT_STOP_SECONDS : number(properties.StopTimeout);
  const grace = (inlineConfiguration(view)?.sections ?? [])
    .filter(({ kind }) => kind === 'SERVICE')
    .flatMap(({ entries }) => entries.filter(({ key }) => key.toLowerCase() === 'grace'))
    .map(({ value }) => number(value))
    .pop();
  return grace === undefined || stop === undefined || grace <= stop
    ? []
    : [
        warning(
          'Firelens.killedInGrace',
          `'Grace' lets '${name}' send for ${grace} s after the task is stopped, but it is killed after ${stop} s; raise its 'stopTimeout' or lower 'Grace'`,
          name,
        ),
      ];
}

/** With a read-only root, what Fluent Bit writes needs a mount. */
function writablePaths(view: FirelensView, router: ContainerView): Finding[] {
  if (flag(router.properties.ReadonlyRootFilesystem) !== true || view.type !== 'fluentbit') {
    return [];
  }
  const mounted = [
    ...items(router.properties.MountPoints)
      .map(record)
      .filter(({ ReadOnly }) => flag(ReadOnly) !== true),
    ...items(record(router.properties.LinuxParameters).Tmpfs).map(record),
  ].flatMap(({ ContainerPath }) => text(ContainerPath) ?? []);
  const covered = (path: string) => mounted.some((mount) => path === mount || path.startsWith(`${mount}/`));
  const stores = outputSections(view)
    .filter((section) => section.plugin.toLowerCase() === 's3' && !isOn(optionOf(section, 'use_put_object')?.value))
    .map((section) => ({ option: 'store_dir', path: optionOf(section, 'store_dir')?.value ?? S3_STORE }));
  const storage = (inlineConfiguration(view)?.sections ?? [])
    .filter(({ kind }) => kind === 'SERVICE')
    .flatMap(({ entries }) => entries.filter(({ key }) => key.toLowerCase() === 'storage.path'))
    .map(({ value }) => ({ option: 'storage.path', path: value }));
  return [...stores, ...storage]
    .filter(({ path }) => isPlain(path) && !covered(path))
    .map(({ option, path }) =>
      error(
        'Firelens.notWritable',
        `'${option}' is ${path}, but '${router.name}' has a read-only root and nothing mounted there; mount a volume at ${path}`,
        router.name,
      ),
    );
}

/** Variables that a `\${NAME}` in the configuration may refer to. */
export function definedVariables(view: FirelensView): ReadonlySet<string> | undefined {
  const router = view.task.containers.find(isRouter);
  // Files may define any variable.
  if (router === undefined || items(router.properties.EnvironmentFiles).length > 0) {
    return undefined;
  }
  const names = [...items(router.properties.Environment), ...items(router.properties.Secrets)].flatMap(
    (entry) => text(record(entry).Name) ?? [],
  );
  return new Set([
    ...names,
    ...PLATFORM_VARIABLES,
    ...(viewRouterImage(router).init ? INIT_VARIABLES : []),
    ...view.routed.flatMap(({ container, secrets }) => secrets.map((key) => `${key}_${container.index}`)),
  ]);
}

/** Set in every container by the platform or the shell. */
const PLATFORM_VARIABLES = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_REGION',
  'ECS_CONTAINER_METADATA_URI',
  'ECS_CONTAINER_METADATA_URI_V4',
  'HOSTNAME',
  'PATH',
];

/** Exported by the init image before Fluent Bit starts. aws-for-fluent-bit init/, 2024-10. */
const INIT_VARIABLES = [
  'AWS_AVAILABILITY_ZONE',
  'AWS_REGION',
  'ECS_CLUSTER',
  'ECS_FAMILY',
  'ECS_LAUNCH_TYPE',
  'ECS_REVISION',
  'ECS_TASK_ARN',
  'ECS_TASK_DEFINITION',
  'ECS_TASK_ID',
  'FLB_AWS_USER_AGENT',
];
