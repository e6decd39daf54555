import { entryOf } from '../../internal/fluent-bit-text';
import { Finding, error, warning } from '../../internal/finding';
import { ContainerView, TaskView, memoryLimit, runsOn } from '../../internal/task-view';
import { number, record } from '../../internal/template-value';
import { Buffers, driverBufferMiB, residentMiB } from '../private/buffer-budget';
import { memBufLimitMB } from '../private/effective-configuration';
import { BUFFER_LIMIT, FirelensView } from '../private/firelens-view';
import { isOn, sizeInBytes } from '../private/option-value';
import { inlineConfiguration, optionOf, outputSections } from '../private/output-section';

/** Length of a log line that the check assumes. */
const LINE_BYTES = 1024;

/** Of an ephemeral volume of Fargate nothing else may be known: 20 GiB when the task names no size. */
const DEFAULT_EPHEMERAL_GIB = 20;

/** Buffers against what holds them: the router's memory, the task's memory, the task's ephemeral storage. */
export function buffers(view: FirelensView): Finding[] {
  const [router] = view.routers;
  return router === undefined || view.type !== 'fluentbit'
    ? []
    : [...routerMemory(view, router), ...driverBuffers(view, router), ...diskBuffers(view, router)];
}

/** The buffers of the effective configuration, as far as the template shows it. */
export function buffersOf(view: FirelensView, router: ContainerView): Buffers {
  const sections = inlineConfiguration(view)?.sections ?? [];
  const service = (key: string) =>
    sections
      .filter(({ kind }) => kind === 'SERVICE')
      .map((section) => entryOf(section, key))
      .filter((value) => value !== undefined)
      .pop();
  const onDisk = service('storage.type')?.toLowerCase() === 'filesystem' && isOn(service('storage.inherit'));
  return {
    memBufLimitMB: memBufLimitMB(router),
    // The default of Fluent Bit is 128.
    ...(onDisk && { maxChunksUp: number(service('storage.max_chunks_up')) ?? 128 }),
    inputs: view.task.networkMode === 'host' || view.task.networkMode === 'none' ? 1 : 2,
    emitters: sections.filter(
      (section) => section.kind === 'FILTER' && /^(multiline|rewrite_tag)$/i.test(entryOf(section, 'name') ?? ''),
    ).length,
  };
}

function routerMemory(view: FirelensView, router: ContainerView): Finding[] {
  const limit = memoryLimit(router) ?? number(view.task.properties.Memory);
  const used = buffersOf(view, router);
  const resident = residentMiB(used);
  if (limit === undefined || resident <= limit) {
    return [];
  }
  const what =
    used.maxChunksUp === undefined
      ? `'memoryReservation' sets Mem_Buf_Limit to ${used.memBufLimitMB} MB`
      : `'storage.max_chunks_up' ${used.maxChunksUp} lets ${used.inputs} inputs hold chunks of 2 MB`;
  return [
    error(
      'Firelens.buffersExceedMemory',
      `full buffers of '${router.name}' take up to ${resident} MiB, but its memory is ${limit} MiB, and the kernel would kill it and the task with it: ${what}; give it ${resident} MiB or less to hold`,
      router.name,
    ),
  ];
}

/** On Fargate the lines that wait in the log driver and the router share the memory of the task. */
function driverBuffers({ task, routed }: FirelensView, router: ContainerView): Finding[] {
  const memory = number(task.properties.Memory);
  const limits = routed.map(({ options }) => number(options[BUFFER_LIMIT]) ?? 0);
  const held = driverBufferMiB(
    limits.reduce((sum, events) => sum + events, 0),
    LINE_BYTES,
  );
  const routerMiB = memoryLimit(router) ?? 0;
  return memory === undefined || !runsOn(task, 'FARGATE') || held + routerMiB <= memory
    ? []
    : [
        warning(
          'Firelens.driverBuffersExceedMemory',
          `'${BUFFER_LIMIT}' of all containers lets ${held} MiB of lines wait (events of 1 KiB; the unit is events, not bytes), with the ${routerMiB} MiB of '${router.name}' more than the ${memory} MiB of the task; lower it, or give the task more memory`,
        ),
      ];
}

function diskBuffers(view: FirelensView, router: ContainerView): Finding[] {
  const limits = outputSections(view).flatMap((section) => {
    const store = section.plugin.toLowerCase() === 's3' ? optionOf(section, 'store_dir_limit_size') : undefined;
    return [optionOf(section, 'storage.total_limit_size'), store].map((entry) => sizeInBytes(entry?.value ?? '') ?? 0);
  });
  const total = limits.reduce((sum, bytes) => sum + bytes, 0);
  const room = ephemeralBytes(view.task);
  return room === undefined || total <= room
    ? []
    : [
        error(
          'Firelens.buffersExceedDisk',
          `'storage.total_limit_size' and 'store_dir_limit_size' of '${router.name}' add up to ${Math.ceil(total / 1e9)} GB, more than the ephemeral storage of the task (${Math.floor(room / 1024 ** 3)} GiB); lower them or set 'ephemeralStorage'`,
          router.name,
        ),
      ];
}

function ephemeralBytes(task: TaskView): number | undefined {
  if (!runsOn(task, 'FARGATE')) {
    return undefined;
  }
  const asked = task.properties.EphemeralStorage;
  const size = asked === undefined ? DEFAULT_EPHEMERAL_GIB : number(record(asked).SizeInGiB);
  return size === undefined ? undefined : size * 1024 ** 3;
}
