import { flatText } from '../../internal/flat-text';
import { ContainerView } from '../../internal/task-view';
import { items, number, record, text } from '../../internal/template-value';
import {
  EXCLUDE_PATTERN,
  FirelensView,
  INCLUDE_PATTERN,
  RoutedContainer,
  addsMetadata,
  matchOf,
} from './firelens-view';

/** The facts of a running task that the agent knows and a template does not. */
export interface RunningTask {
  readonly cluster: string;
  readonly taskArn: string;
  readonly revision: string;
  /** Written only when the router has `AWS_EXECUTION_ENV=AWS_ECS_EC2`. */
  readonly ec2InstanceId?: string;
}

/** Stands in where nobody runs the task. */
export const SOME_TASK: RunningTask = { cluster: '«cluster»', taskArn: '«task»', revision: '«revision»' };

const DEFAULT_MEM_BUF_LIMIT_MB = 25;
const SOCKET = '/var/run/fluent.sock';

/**
 * The configuration that the ECS agent generates for the task's log router.
 *
 * Follows agent 1.105.1 (2026-06) with awslabs/go-config-generator-for-fluentd-and-fluentbit. Sections of several
 * containers come out in the order of the template; the agent writes them in any order. `undefined` without a router or
 * when the network mode is known only at deployment.
 */
export function effectiveConfiguration(view: FirelensView, running: RunningTask = SOME_TASK): string | undefined {
  const [router] = view.routers;
  if (router === undefined || view.task.networkMode === undefined) {
    return undefined;
  }
  const blocks =
    view.type === 'fluentbit' ? fluentBitBlocks(view, router, running) : fluentdBlocks(view, router, running);
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

/** Memory limit of the generated unix-socket input, in MB (10^6 bytes): half of the router's memory. */
export function memBufLimitMB(router: ContainerView): number {
  const memory = number(router.properties.MemoryReservation) || number(router.properties.Memory) || 0;
  return Math.floor(memory / 2) || DEFAULT_MEM_BUF_LIMIT_MB;
}

/** Path of the file that the generated configuration includes. */
export function includedFile(view: FirelensView): string | undefined {
  const { 'config-file-type': type, 'config-file-value': value } = view.routerOptions;
  if (type === undefined || value === undefined) {
    return undefined;
  }
  return type === 's3' ? `/${view.type === 'fluentbit' ? 'fluent-bit' : 'fluentd'}/etc/external.conf` : value;
}

function fluentBitBlocks(view: FirelensView, router: ContainerView, running: RunningTask): string[][] {
  const listen = listenAddress(view.task.networkMode);
  const withTcp = listen !== undefined;
  const filters = (option: string, directive: string): string[][] =>
    view.routed.flatMap(({ container, options }) =>
      options[option] === undefined
        ? []
        : [
            [
              '[FILTER]',
              'Name   grep',
              `Match ${matchOf(container.name, 'fluentbit')}`,
              `${directive} ${options[option]}`,
            ],
          ],
    );
  const include = includedFile(view);
  return [
    ['[INPUT]', 'Name forward', `Mem_Buf_Limit ${memBufLimitMB(router)}MB`, `unix_path ${SOCKET}`],
    ...(withTcp ? [['[INPUT]', 'Name forward', `Listen ${listen}`, 'Port 24224']] : []),
    ...(withTcp ? [['[INPUT]', 'Name tcp', 'Tag firelens-healthcheck', 'Listen 127.0.0.1', 'Port 8877']] : []),
    ...filters(INCLUDE_PATTERN, 'Regex  log'),
    ...filters(EXCLUDE_PATTERN, 'Exclude log'),
    ...(addsMetadata(view)
      ? [
          [
            '[FILTER]',
            'Name record_modifier',
            'Match *',
            ...metadata(view, router, running).map(([key, value]) => `Record ${key} ${value}`),
          ],
        ]
      : []),
    ...(include === undefined ? [] : [[`@INCLUDE ${include}`]]),
    ...(withTcp ? [['[OUTPUT]', 'Name null', 'Match firelens-healthcheck']] : []),
    ...view.routed
      .filter(hasOutput)
      .map(({ container, plugin, output }) => [
        '[OUTPUT]',
        `Name ${plugin}`,
        `Match ${matchOf(container.name, 'fluentbit')}`,
        ...output.map(([key, value]) => `${key} ${value}`),
      ]),
  ].map(indented);
}

function fluentdBlocks(view: FirelensView, router: ContainerView, running: RunningTask): string[][] {
  const listen = listenAddress(view.task.networkMode);
  const filters = (option: string, element: string): string[][] =>
    view.routed.flatMap(({ container, options }) =>
      options[option] === undefined
        ? []
        : [
            [
              `<filter ${matchOf(container.name, 'fluentd')}>`,
              '    @type  grep',
              `    <${element}>`,
              '        key log',
              `        pattern ${options[option]}`,
              `    </${element}>`,
              '</filter>',
            ],
          ],
    );
  const include = includedFile(view);
  return [
    ['<source>', '    @type unix', `    path ${SOCKET}`, '</source>'],
    ...(listen === undefined
      ? []
      : [['<source>', '    @type forward', `    bind ${listen}`, '    port 24224', '</source>']]),
    ...filters(INCLUDE_PATTERN, 'regexp'),
    ...filters(EXCLUDE_PATTERN, 'exclude'),
    ...(addsMetadata(view)
      ? [
          [
            '<filter **>',
            '    @type record_transformer',
            '    <record>',
            ...metadata(view, router, running).map(([key, value]) => `        ${key} ${value}`),
            '    </record>',
            '</filter>',
          ],
        ]
      : []),
    ...(include === undefined ? [] : [[`@include ${include}`]]),
    ...view.routed
      .filter(hasOutput)
      .map(({ container, plugin, output }) => [
        `<match ${matchOf(container.name, 'fluentd')}>`,
        `    @type ${plugin}`,
        ...output.map(([key, value]) => `    ${key} ${value}`),
        '</match>',
      ]),
  ];
}

/** Whether the agent writes an output for the container. */
export function hasOutput({ plugin }: RoutedContainer): boolean {
  return plugin !== undefined;
}

/** The address on which the agent's 24224 input listens; there is none in host and none mode. */
function listenAddress(networkMode: string | undefined): string | undefined {
  return networkMode === 'awsvpc' ? '127.0.0.1' : networkMode === 'bridge' ? '0.0.0.0' : undefined;
}

/** The fields that the agent adds to every record, in the byte order of their names. */
function metadata(view: FirelensView, router: ContainerView, running: RunningTask): [string, string][] {
  const family = flatText(view.task.properties.Family) ?? '«family»';
  const environment = items(router.properties.Environment).map(record);
  const onEc2 = environment.some(
    ({ Name, Value }) => text(Name) === 'AWS_EXECUTION_ENV' && text(Value) === 'AWS_ECS_EC2',
  );
  return [
    ...(onEc2 ? [['ec2_instance_id', running.ec2InstanceId ?? '«instance»'] as [string, string]] : []),
    ['ecs_cluster', running.cluster],
    ['ecs_task_arn', running.taskArn],
    ['ecs_task_definition', `${family}:${running.revision}`],
  ];
}

function indented([header, ...lines]: string[]): string[] {
  return [header, ...lines.map((line) => `    ${line}`)];
}
