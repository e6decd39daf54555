/** Operating system of the hosts. Both come from AWS's SSM parameter, so each deployment takes the newest image. */
export enum HostOperatingSystem {
  /** ECS-optimized Amazon Linux 2023. */
  AMAZON_LINUX_2023 = 'AMAZON_LINUX_2023',
  /** Bottlerocket: no shell, a root file system that cannot be written, SELinux enforcing. */
  BOTTLEROCKET = 'BOTTLEROCKET',
}
