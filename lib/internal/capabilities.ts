/**
 * Capabilities of Docker's default set that no ordinary image needs, dropped from every container: audit records, device
 * nodes, raw sockets (ARP and DNS spoofing between tasks), file capabilities.
 *
 * @see https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities (read 2026-11-20)
 */
export const ALWAYS_DROPPED = ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP'];

/**
 * The Linux capabilities that Docker, and so ECS, gives a container by default.
 *
 * @see https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities (read 2026-11-20)
 */
export const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
