import { guarded } from '../internal/guard/guarded';
/** Ways in which tasks reach what is outside of their VPC. */
export enum TaskEgressKind {
  /** Interface and gateway endpoints, nothing else. */
  ENDPOINTS = 'endpoints',
  /** NAT gateways. */
  NAT = 'nat',
  /** A public IPv4 address for each task. */
  PUBLIC_IPS = 'public-ips',
}

/**
 * The way of tasks to AWS services and the internet: one choice for a network.
 *
 * What it costs, per availability zone and month of 730 hours, with the list prices of us-east-1 as they stood in 2025
 * (look yours up, they differ by region): an interface endpoint `730 h x 0.01 USD = 7.30 USD` plus 0.01 USD per GB; a NAT
 * gateway `730 h x 0.045 USD = 32.85 USD` and 3.65 USD for its public address, plus 0.045 USD per GB; a gateway endpoint
 * nothing. A task that needs ECR, logs and one secret takes four interface endpoints, 29.20 USD a zone. Five endpoints in a
 * zone cost as much as a NAT gateway, 36.50 USD; from six on, NAT gateways are cheaper by the hour and dearer by the gigabyte.
 *
 * @see https://aws.amazon.com/privatelink/pricing/
 * @see https://aws.amazon.com/vpc/pricing/
 */
@guarded
export class TaskEgress {
  /**
   * Isolated subnets and the endpoints that the tasks need: no way to the internet, none from it.
   *
   * An image of a public registry cannot be pulled; pull it through an ECR pull-through cache rule.
   */
  public static endpoints(): TaskEgress {
    return new TaskEgress(TaskEgressKind.ENDPOINTS, undefined);
  }

  /**
   * Private subnets with a default route to NAT gateways. In a VPC that the network creates, S3 keeps its gateway endpoint,
   * which is free and spares the gigabytes of every image layer. A VPC that was given gets none.
   *
   * @param gateways number of NAT gateways; without it one for each availability zone, so that no zone depends on another
   */
  public static nat(gateways?: number): TaskEgress {
    return new TaskEgress(TaskEgressKind.NAT, gateways);
  }

  /**
   * Public subnets and a public IPv4 address for each task, on Fargate: the cheapest way out, for development stages.
   *
   * An address costs 0.005 USD an hour, 3.65 USD a month for each task; there is neither a NAT gateway (36.50 USD with its own
   * address) nor an interface endpoint (7.30 USD a zone). Security groups stay closed to what comes in, and they are then the only
   * thing between a task and the internet: for production choose `endpoints()` or `nat()`. Tasks on instances get no
   * public address, so workloads refuse them there.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
   */
  public static publicIps(): TaskEgress {
    return new TaskEgress(TaskEgressKind.PUBLIC_IPS, undefined);
  }

  private constructor(
    /** The kind of way. */
    public readonly kind: TaskEgressKind,
    /** Number of NAT gateways; `undefined` for one in each availability zone. */
    public readonly natGateways: number | undefined,
  ) {}
}
