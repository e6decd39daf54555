import type { RuleSettings } from './subject';

/**
 * Kernel parameters that change no more than the task's own namespaces and weaken nothing: sizes of queues and buffers,
 * timeouts, port ranges. Not on it, for instance: forwarding, source routing, redirects.
 */
export const DEFAULT_SYSTEM_CONTROLS: readonly string[] = [
  'fs.mqueue.*',
  'kernel.msg*',
  'kernel.sem',
  'kernel.shm*',
  'net.core.somaxconn',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_*',
];

/** The settings of a pack, its defaults filled in. */
export function settingsOf(given: Partial<RuleSettings> = {}): RuleSettings {
  return {
    trustedRegistries: given.trustedRegistries ?? [],
    allowedSystemControls: given.allowedSystemControls ?? DEFAULT_SYSTEM_CONTROLS,
  };
}
