import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error } from '../../internal/finding';
import { record, text } from '../../internal/template-value';
import type { TelemetryOptions } from '../telemetry-options';
import { integerFault } from '../../internal/value-faults';
import { INSTRUMENTATIONS } from './telemetry-language';

/** Finds faults in the options of telemetry. */
export function optionFaults(options: TelemetryOptions, config?: string): Finding[] {
  const { language, instrumentationImage } = options;
  return [
    ...(language !== undefined && !Object.hasOwn(INSTRUMENTATIONS, language)
      ? [
          error(
            'AppTelemetry.language',
            `'language' must be one of ${Object.keys(INSTRUMENTATIONS).join(', ')}, got ${String(language)}; leave it out when the image brings its own OpenTelemetry`,
          ),
        ]
      : []),
    ...(instrumentationImage !== undefined && language === undefined
      ? [
          error(
            'AppTelemetry.noLanguage',
            "'instrumentationImage' is given without 'language', and nothing would be taken from it; give both",
          ),
        ]
      : []),
    ...nameFaults('serviceName', options.serviceName),
    ...nameFaults('environmentName', options.environmentName),
    ...integerFault('AppTelemetry.memory', "'agentMemoryReservationMiB'", options.agentMemoryReservationMiB, 4),
    ...(text(config)?.trim() === ''
      ? [error('AppTelemetry.noConfig', "'config' is empty; write what it receives")]
      : []),
  ];
}

/** Names are written as `key=value,key=value`. */
function nameFaults(property: string, value: string | undefined): Finding[] {
  const name = text(value);
  return name !== undefined && (name.trim() === '' || /[,=]/.test(name))
    ? [error('AppTelemetry.name', `'${property}' must be text without ',' and '=', got '${name}'`)]
    : [];
}

/** Finds the reasons why a task cannot have an agent. */
export function taskFaults(task: ecs.TaskDefinition, containerName: string): Finding[] {
  const { runtimePlatform } = task.node.defaultChild as ecs.CfnTaskDefinition;
  const system = text(record(runtimePlatform).operatingSystemFamily);
  return [
    ...(task.networkMode !== ecs.NetworkMode.AWS_VPC
      ? [
          error(
            'AppTelemetry.networkMode',
            `the containers reach the agent on localhost, which they share in network mode awsvpc only, got ${task.networkMode}`,
          ),
        ]
      : []),
    ...(system?.startsWith('WINDOWS') === true
      ? [error('AppTelemetry.windows', `the agent and the instrumentation are for Linux, and the task runs ${system}`)]
      : []),
    ...(task.findContainer(containerName) !== undefined
      ? [error('AppTelemetry.twice', `the task has a container '${containerName}' already; add telemetry once`)]
      : []),
  ];
}
