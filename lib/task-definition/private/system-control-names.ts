import { error, Finding, warning } from '../../internal/finding';
import {
  findParameter,
  INTERFACE,
  isKnownFolder,
  KERNELS,
  KernelParameter,
  KernelState,
  moduleOf,
  nearestName,
} from './kernel-parameters';

/** One `namespace` and `value` of `systemControls`. */
export interface Setting {
  readonly name: string;
  /** `undefined` when it is known only at deployment. */
  readonly value?: string;
  /** Name of the container that it is set on, when it is on one already. */
  readonly container?: string;
}

// Source: API reference of ECS, SystemControl, read 2026-11-20.
const ALLOWED_IPC = [
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shm_rmid_forced',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
];
const ALLOWED_PREFIXES = ['fs.mqueue.', 'net.'];
const ECS_TAKES = `ECS takes net.*, fs.mqueue.* and ${ALLOWED_IPC.join(', ')}`;

/** The folders of /proc/sys. Source: the kernel's admin guide, "Documentation for /proc/sys", 2026-11. */
const FOLDERS = ['abi', 'crypto', 'debug', 'dev', 'fs', 'fscache', 'kernel', 'net', 'sunrpc', 'user', 'vm'];

const HOST_ONLY_WAY_OUT =
  'set it on the host, where it holds for every container (on EC2 in the user data, or in the settings of ' +
  'Bottlerocket), and leave it out where the host is not yours (Fargate)';

/** The alternatives to names that people try. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [
    /^vm\.max_map_count$/,
    'it is one value for the whole host: set it in the user data of the EC2 instances; where the host is not yours ' +
      '(Fargate), tell the application to do without (Elasticsearch and OpenSearch: node.store.allow_mmap=false)',
  ],
  [/^vm\.swappiness$/, "use 'swappiness' with 'maxSwap' of linuxParameters (EC2 only)"],
  [/^fs\.(file-max|nr_open)$/, "raise the 'nofile' ulimit of the container instead"],
  [/^kernel\.(pid_max|threads-max)$/, `it is one value for the whole host: ${HOST_ONLY_WAY_OUT}`],
  [/^kernel\.(host|domain)name$/, "use 'hostname' of the container"],
];

/** Names that old guides still give, and the kernel that dropped them. */
const REMOVED: { readonly [name: string]: string } = {
  'net.ipv4.tcp_tw_recycle':
    'Linux 4.12 removed it because it broke clients behind NAT; net.ipv4.tcp_tw_reuse or a wider ' +
    'net.ipv4.ip_local_port_range helps against exhausted ports',
};

/** Whether the name is of the network namespace; what else ECS takes is of the IPC namespace. */
export function isNetworkName(name: string): boolean {
  return /^net[./]/.test(name);
}

/** Whether ECS passes the name on. */
export function isAllowedName(name: string): boolean {
  return ALLOWED_IPC.includes(name) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** The place of the setting, for a message. */
export function whereOf({ container }: Setting): string {
  return container === undefined ? "'systemControls'" : `'systemControls' of container '${container}'`;
}

/** Finds faults and dangers of the name, whatever the value. */
export function nameFindings(setting: Setting): Finding[] {
  const { name, container } = setting;
  const where = whereOf(setting);
  const dotted = name.trim().replaceAll('/', '.');
  if (dotted !== name && (name.trim() !== name || isAllowedName(dotted))) {
    return [
      error(
        'SystemControls.spelling',
        `${where} sets '${name}'; write '${dotted}', with dots and nothing around it`,
        container,
      ),
    ];
  }
  if (!isAllowedName(name)) {
    return [error('SystemControls.notAllowed', `${where} sets '${name}'; ${ECS_TAKES}; ${elsewhere(name)}`, container)];
  }
  const parameter = findParameter(name);
  if (parameter === undefined) {
    return [unknownName(setting)];
  }
  return isSettable(parameter)
    ? dependencies(setting, parameter)
    : [
        error(
          'SystemControls.neverSettable',
          `${where} sets '${name}', which no container can set: ${describeStates(parameter)}; ${HOST_ONLY_WAY_OUT}`,
          container,
        ),
      ];
}

/** Whether some kernel lets a container write it. */
export function isSettable(parameter: KernelParameter): boolean {
  return parameter.states.some((state) => state === 'writable' || state === 'trigger');
}

/** `5.10`, `5.10 and 6.1`, `5.10, 6.1 and 6.12`: the kernels whose index is picked. */
export function kernelList(picked: (index: number) => boolean): string {
  const names = KERNELS.filter((_, index) => picked(index));
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function elsewhere(name: string): string {
  const known = ELSEWHERE.find(([pattern]) => pattern.test(name));
  if (known !== undefined) {
    return known[1];
  }
  const nearest = nearestName(name);
  if (nearest !== undefined) {
    return `did you mean '${nearest}'?`;
  }
  return FOLDERS.includes(name.split(/[./]/)[0])
    ? `if Linux has it, it belongs to the host or to another namespace: ${HOST_ONLY_WAY_OUT}`
    : `Linux has no such name, as none begins with '${name.split(/[./]/)[0]}.'; correct it or leave it out`;
}

function unknownName(setting: Setting): Finding {
  const { name, container } = setting;
  const where = whereOf(setting);
  const missing = `not found on Linux ${kernelList(() => true)}`;
  const consequence = 'a container that sets a missing name does not start';
  if (REMOVED[name] !== undefined) {
    return error('SystemControls.unknownName', `${where} sets '${name}': ${REMOVED[name]}`, container);
  }
  const nearest = nearestName(name);
  const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  return isKnownFolder(name) || nearest !== undefined
    ? error(
        'SystemControls.unknownName',
        `${where} sets '${name}', ${missing}; ${consequence}${hint || '; correct it or leave it out'}`,
        container,
      )
    : warning(
        'SystemControls.unverifiedName',
        `${where} sets '${name}', ${missing}; ${consequence}, so be sure that the host loads the module that makes it`,
        container,
      );
}

/** Finds kernel modules or sysctls that the name needs from the container instance. */
function dependencies(setting: Setting, parameter: KernelParameter): Finding[] {
  const { name, container } = setting;
  const where = whereOf(setting);
  const findings: Finding[] = [];
  const module = moduleOf(name);
  if (module !== undefined) {
    findings.push(
      warning(
        'SystemControls.moduleDependent',
        `${where} sets '${name}', which exists only where the host has loaded the module ${module} ` +
          `(seen on Linux ${kernelList((index) => parameter.states[index] === 'writable')}); elsewhere the container ` +
          'does not start. Load the module in the user data of the EC2 instances; on Fargate it is not known whether ' +
          'it is loaded',
        container,
      ),
    );
  } else if (parameter.states.some((state) => state !== 'writable')) {
    findings.push(
      warning(
        'SystemControls.kernelDependent',
        `${where} sets '${name}', which a container cannot set on every kernel: ${describeStates(parameter)}; where it ` +
          'cannot, the container does not start. The ECS-optimized AMI of Amazon Linux 2023 has Linux 6.1, Fargate does ' +
          'not publish its kernel',
        container,
      ),
    );
  }
  if (parameter.name.includes(INTERFACE)) {
    findings.push(
      warning(
        'SystemControls.interfaceDependent',
        `${where} sets '${name}', which exists only while the container has an interface of that name; elsewhere it does ` +
          `not start. ${parameter.name.includes('.conf.') ? "Prefer 'all' or 'default' in place of the interface" : 'Leave it out unless the interface is sure to be there'}`,
        container,
      ),
    );
  }
  return findings;
}

const STATE_WORDS: { readonly [state in KernelState]: string } = {
  writable: 'a container can set it',
  'read-only': 'it is read-only in a container',
  'host-only': "it exists only in the host's namespace",
  trigger: 'it is a trigger that keeps no value',
  missing: 'it does not exist',
};

/** `it does not exist (Linux 5.10), a container can set it (Linux 6.1 and 6.12)`. */
function describeStates({ states }: KernelParameter): string {
  return [...new Set(states)]
    .map((state) => `${STATE_WORDS[state]} (Linux ${kernelList((index) => states[index] === state)})`)
    .join(', ');
}
