/** Kinds of task failures. */
export enum TaskFailure {
  /**
   * A deployment of a service failed.
   *
   * ECS documents this event for deployments that the circuit breaker ends. Whether it comes when an alarm or a hook ends one, as
   * in a deployment that shifts traffic, is not documented.
   */
  DEPLOYMENT = 'Deployment',
  /** A task got no network interface, as when a subnet has no free address. */
  NETWORK_INTERFACE = 'NetworkInterface',
  /** A container ran out of memory. */
  OUT_OF_MEMORY = 'OutOfMemory',
  /**
   * No host had room for a task. On Fargate Spot this is also each time that AWS has no spare capacity, which passes by itself;
   * `failures` leaves it out.
   */
  PLACEMENT = 'Placement',
  /** A task stopped before its containers ran: image, secret, log group, role. */
  START = 'Start',
  /**
   * An essential container of a task of a service exited by itself, with whatever exit code: a crash, or a program that should
   * not have ended. Tasks of jobs end so when they are done, and do not count.
   */
  ESSENTIAL_CONTAINER_EXITED = 'EssentialContainerExited',
}
