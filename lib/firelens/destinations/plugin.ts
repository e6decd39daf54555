import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { BoundDestination, commonFaults, commonOptions } from '../private/bound-destination';
import type { LogDestinationOptions } from './destination-options';

/** The options of logs for a plugin that has no factory of its own. */
export interface PluginDestinationOptions extends LogDestinationOptions {
  /**
   * Options whose value is a secret, in Fluent Bit's spelling. Values must not end in a line break.
   *
   * @default - no secrets
   */
  readonly secretOptions?: { [option: string]: ecs.Secret };

  /**
   * The statements that the task role needs for it.
   *
   * @default - nothing
   */
  readonly taskRoleStatements?: iam.PolicyStatement[];
}

/** Any output, by name. */
export function plugin(name: string, options: PluginDestinationOptions): BoundDestination {
  return {
    plugin: name,
    options: commonOptions(options),
    secrets: options.secretOptions,
    statements: options.taskRoleStatements,
    faults: commonFaults(options),
  };
}

/** `stdout`: into the router's own log. */
export function stdout(options: LogDestinationOptions): BoundDestination {
  return {
    plugin: 'stdout',
    options: { format: 'json_lines', ...commonOptions(options) },
    faults: commonFaults(options),
  };
}

/** `null`: nowhere. */
export function nowhere(): BoundDestination {
  return { plugin: 'null', options: {} };
}
