import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { guarded } from '../internal/guard/guarded';

/** A new security group of tasks. */
export interface NewSecurityGroupOptions {
  /**
   * Whether the security group lets the tasks open TCP connections to port 443 of any address.
   *
   * On Fargate the task's own network interface pulls the image, reads secrets and logs, by a NAT gateway if there are no
   * endpoints; on instances the host does that, and the task calls out only for a log router, telemetry, ECS Exec and the queue of a
   * worker.
   *
   * @default - true for Fargate tasks in subnets with a route to the internet, and with a log router, `telemetry`, `exec` or the queue of a worker; false in isolated subnets, where the endpoints of a TaskNetwork are opened, and on instances without these
   */
  readonly httpsEgress?: boolean;
}

/** The security groups of the tasks of a workload: a new one, closed until opened, or groups that exist. */
@guarded
export class WorkloadSecurityGroups {
  /** A new `TaskSecurityGroup`, without rules but those that the tasks need to start. */
  public static create(options: NewSecurityGroupOptions = {}): WorkloadSecurityGroups {
    return new WorkloadSecurityGroups(options.httpsEgress, undefined);
  }

  /**
   * Groups that exist, which keep their rules.
   *
   * @param securityGroups from one to five
   */
  public static existing(securityGroups: ec2.ISecurityGroup[]): WorkloadSecurityGroups {
    return new WorkloadSecurityGroups(undefined, securityGroups);
  }

  private constructor(
    /** @internal */
    public readonly _httpsEgress: boolean | undefined,
    /** @internal */
    public readonly _existing: ec2.ISecurityGroup[] | undefined,
  ) {}
}
