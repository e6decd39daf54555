import type * as ecs from 'aws-cdk-lib/aws-ecs';

/**
 * A container of a `HardenedTaskDefinition`: what `ecs.TaskDefinition.addContainer` takes, and what hardening needs to know.
 *
 * Left out, `readonlyRootFilesystem` is true, `logging` is CloudWatch Logs without blocking, `initProcessEnabled` is true and
 * the capabilities nobody needs are dropped. Whatever is given explicitly wins.
 */
export interface TaskContainerOptions extends ecs.ContainerDefinitionOptions {
  /**
   * The TCP port on which the container listens; short for one entry of `portMappings`, to which it is added.
   *
   * @default - no port beyond `portMappings`
   */
  readonly port?: number;

  /**
   * Name of the mapping of `port`, by which Service Connect finds it. Only together with `port`; entries of
   * `portMappings` have a name of their own.
   *
   * @default - no name; a workload with Service Connect names it itself
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
   */
  readonly portName?: string;

  /**
   * The protocol of `port`, for Service Connect, which then balances and retries requests, and measures them. Only
   * together with `port` and its name.
   *
   * @default - TCP: Service Connect passes connections on and does not look into them
   */
  readonly appProtocol?: ecs.AppProtocol;

  /**
   * Directories that the container writes to, beside `/tmp`, which is always writable while the root is read-only.
   *
   * Each gets storage of its own (see `scratch` of the task definition), unless something is mounted there already.
   * Absolute paths.
   *
   * @default - only `/tmp`
   */
  readonly writablePaths?: string[];

  /**
   * Capabilities of Docker's default set that the container must not lose.
   *
   * Without a non-root `user` they are left out of what is always dropped (AUDIT_WRITE, MKNOD, NET_RAW, SETFCAP). With
   * one, all of the default set is dropped but these. They are never added: on Fargate nothing but SYS_PTRACE can be.
   *
   * @default - none is kept: a non-root `user` brings `drop: ALL`
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
   */
  readonly keepCapabilities?: ecs.Capability[];

  /**
   * Runs an init process as PID 1 of the container, which forwards signals and reaps zombies.
   *
   * An image that brings its own init and insists on being PID 1 (s6-overlay) needs false.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
   */
  readonly initProcessEnabled?: boolean;

  /**
   * Places that look like secrets in clear text and are none, as the error `Secrets.inClearText` names them:
   * `Environment.TOKEN_COUNT`, `Command.3`.
   *
   * @default - what looks like a secret is one, and is refused
   */
  readonly notSecret?: string[];
}
