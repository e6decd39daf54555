import { Finding, error } from './finding';
import { isUnknown } from './template-value';
import { integerFault } from './value-faults';

/** The plain values of a container that ECS or Docker bounds. */
export interface ContainerValues {
  readonly containerName?: string;
  readonly cpu?: number;
  readonly memoryLimitMiB?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Docker sets aside no less for a container, in MiB. Source: ECS API, ContainerDefinition, 2026-11. */
const LEAST_MEMORY = 4;

/** Faults of a container that this library adds to a task definition of any kind, under one code. */
export function containerValueFaults(code: string, values: ContainerValues): Finding[] {
  const { containerName, cpu, memoryLimitMiB, environment } = values;
  return [
    ...(containerName === undefined || isEcsName(containerName)
      ? []
      : [
          error(
            code,
            `'containerName' must be up to 255 letters, digits, '_' and '-', got '${containerName}'; choose another`,
          ),
        ]),
    ...integerFault(code, "'cpu'", cpu, 0),
    ...integerFault(code, "'memoryLimitMiB'", memoryLimitMiB, LEAST_MEMORY),
    ...variableFaults(code, "'environment'", environment),
  ];
}

/** Whether ECS takes a name of a container, volume or family; what only the deployment knows it may. */
export function isEcsName(name: string): boolean {
  return isUnknown(name) || /^[a-zA-Z0-9_-]{1,255}$/.test(name);
}

/** Faults of the name of a volume, which is the construct's id unless it was given. */
export function volumeNameFaults(code: string, name: string): Finding[] {
  return isEcsName(name)
    ? []
    : [error(code, `'volumeName' must be up to 255 letters, digits, '_' and '-', got '${name}'; choose another`)];
}

/** Names of environment variables under which a process finds nothing, or which Docker refuses. */
export function variableFaults(
  code: string,
  label: string,
  variables: Readonly<Record<string, string>> = {},
): Finding[] {
  return Object.keys(variables).flatMap((name) => {
    const fault = variableNameFault(name);
    return fault === undefined ? [] : [error(code, `${label} has the name '${name}', ${fault}`)];
  });
}

/** The reason why no process could read a variable of that name. */
export function variableNameFault(name: string): string | undefined {
  if (isUnknown(name)) {
    return undefined;
  }
  if (name === '') {
    return 'which is empty, and no container starts with it; give it one, or leave it out';
  }
  if (name.includes('=')) {
    return `which has a '=': the process would have '${name.split('=')[0]}' with the rest as its value; write the name alone`;
  }
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(name)
    ? 'which has a line break or another control character; write the name alone'
    : undefined;
}
