/**
 * The buffers that the router keeps in memory, beside the process itself. All in MB of 10^6 bytes, as Fluent Bit
 * counts.
 */
export interface Buffers {
  /** Limit of the generated unix-socket input (`Mem_Buf_Limit`). */
  readonly memBufLimitMB: number;
  /** Chunks that are up in memory at once (`storage.max_chunks_up`), when the buffers are on disk. */
  readonly maxChunksUp?: number;
  /** Inputs whose chunks are counted one by one. */
  readonly inputs: number;
  /** Buffers of filters that emit records anew (multiline, rewrite_tag). */
  readonly emitters: number;
}

/** Size that a chunk grows to. Fluent Bit, FLB_INPUT_CHUNK_FS_MAX_SIZE. */
const CHUNK_MB = 2;

/** AWS's rule: what is resident is up to twice what is buffered. aws-for-fluent-bit, oomkill-prevention, 2023. */
const RESIDENT_FACTOR = 2;

/** Default `emitter_mem_buf_limit` of a filter that emits. */
const EMITTER_MB = 10;

/** Memory of the process with empty buffers. AWS load tests: below 100 MB with traffic, a third of it idle. */
export const IDLE_MIB = 32;

/** MiB that the router may hold resident when every buffer is full. */
export function residentMiB({ memBufLimitMB, maxChunksUp, inputs, emitters }: Buffers): number {
  const buffered = maxChunksUp === undefined ? memBufLimitMB : maxChunksUp * CHUNK_MB * inputs;
  return Math.ceil((RESIDENT_FACTOR * (buffered + emitters * EMITTER_MB) * 1e6) / 1024 ** 2);
}

/** Largest `storage.max_chunks_up` whose chunks fit in the memory; at least 1. */
export function chunksFor(memoryMiB: number, inputs: number, emitters: number): number {
  const free = ((memoryMiB - IDLE_MIB) * 1024 ** 2) / 1e6 / RESIDENT_FACTOR - emitters * EMITTER_MB;
  return Math.max(1, Math.floor(free / (CHUNK_MB * inputs)));
}

/** MiB that the log driver of a container may hold before the router takes the lines. */
export function driverBufferMiB(events: number, lineBytes: number): number {
  return Math.ceil((events * (lineBytes + SLOT_BYTES)) / 1024 ** 2);
}

/** The driver's queue is allocated in full, a pointer for each event. moby daemon/logger/fluentd, 2026. */
const SLOT_BYTES = 8;
