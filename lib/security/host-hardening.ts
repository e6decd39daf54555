import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * The configuration of the ECS agent of a container instance. The names are ours; the two operating systems spell them
 * differently.
 */
export interface HostConfiguration {
  readonly clusterName: string;
  /** Whether instances may be Spot: the agent then drains an instance that EC2 takes back. */
  readonly spot: boolean;
  /** Custom attributes that placement constraints can ask for. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Memory that the agent holds back from tasks. */
  readonly reservedMemoryMiB: number;
  /** Processes that one task may have; Amazon Linux only. */
  readonly taskPidsLimit?: number;
  readonly privilegedTasks: boolean;
  /** Whether tasks in host network mode may have a task role. */
  readonly hostNetworkTasks: boolean;
  /** Whether an image that another task pulled serves when the registry does not answer. */
  readonly reuseCachedImages: boolean;
  readonly gpus: boolean;
  /** Whether people may open a shell through Session Manager. */
  readonly sessionManager: boolean;
}

/** Attribute that the agent registers once it blocks instance metadata for `awsvpc` tasks (agent_capability.go). */
export const METADATA_BLOCKED = 'ecs.capability.task-eni-block-instance-metadata';

/** Sets up the agent of an ECS-optimized Amazon Linux 2023 host: `/etc/ecs/ecs.config`. */
export function amazonLinuxUserData(configuration: HostConfiguration): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    ...agentVariables(configuration).map(([name, value]) => `echo '${name}=${value}' >> /etc/ecs/ecs.config`),
  );
  return userData;
}

/** Sets up a Bottlerocket host: its whole settings file, since a table that occurs twice is no valid TOML. */
export function bottlerocketUserData(configuration: HostConfiguration): ec2.UserData {
  const { attributes, clusterName, spot, reservedMemoryMiB, reuseCachedImages, privilegedTasks, sessionManager } =
    configuration;
  const names = Object.keys(attributes).sort();
  return ec2.UserData.custom(
    [
      '[settings.ecs]',
      `cluster = "${clusterName}"`,
      `allow-privileged-containers = ${privilegedTasks}`,
      'awsvpc-block-imds = true',
      ...(spot ? ['enable-spot-instance-draining = true'] : []),
      `image-pull-behavior = "${reuseCachedImages ? 'default' : 'always'}"`,
      `reserved-memory = ${reservedMemoryMiB}`,
      ...(names.length > 0
        ? ['[settings.ecs.instance-attributes]', ...names.map((name) => `"${name}" = "${attributes[name]}"`)]
        : []),
      '[settings.host-containers.admin]',
      'enabled = false',
      '[settings.host-containers.control]',
      `enabled = ${sessionManager}`,
      '',
    ].join('\n'),
  );
}

/** Agent variables, README of aws/amazon-ecs-agent 8dfceca6 (2026-06). What is left out keeps the agent's default. */
function agentVariables(configuration: HostConfiguration): [string, string | number | boolean][] {
  const { attributes, clusterName, spot, taskPidsLimit, gpus } = configuration;
  const names = Object.keys(attributes).sort();
  return [
    ['ECS_CLUSTER', clusterName],
    ['ECS_AWSVPC_BLOCK_IMDS', true],
    ['ECS_DISABLE_PRIVILEGED', !configuration.privilegedTasks],
    ['ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST', configuration.hostNetworkTasks],
    ['ECS_IMAGE_PULL_BEHAVIOR', configuration.reuseCachedImages ? 'default' : 'always'],
    ['ECS_RESERVED_MEMORY', configuration.reservedMemoryMiB],
    ...(taskPidsLimit !== undefined ? [['ECS_TASK_PIDS_LIMIT', taskPidsLimit] as [string, number]] : []),
    ...(spot ? [['ECS_ENABLE_SPOT_INSTANCE_DRAINING', true] as [string, boolean]] : []),
    ...(gpus ? [['ECS_ENABLE_GPU_SUPPORT', true] as [string, boolean]] : []),
    ...(names.length > 0
      ? [
          ['ECS_INSTANCE_ATTRIBUTES', `{${names.map((name) => `"${name}":"${attributes[name]}"`).join(',')}}`] as [
            string,
            string,
          ],
        ]
      : []),
  ];
}
