/** The verdict, before anything is deployed, on a thing that a task must reach. */
export enum StartVerdict {
  /** Every link of the way is there. */
  PROVED = 'proved',
  /** A link is missing: the task cannot start, or cannot do what its definition says. */
  BROKEN = 'broken',
  /** A link is not part of the app, or known only at deployment. */
  UNKNOWN = 'unknown',
}

/** One thing that a task, its agent or its host must reach, and whether it does. */
export interface StartNeed {
  /** The purpose of the need, as in `pull the image layers`. */
  readonly purpose: string;
  /**
   * The target that is reached: a service (`ecr.api`), a host (`registry-1.docker.io:443`), a file system or a load
   * balancer.
   */
  readonly target: string;
  /** Property of the task definition, the service or the cluster that brings the need. */
  readonly property: string;
  /**
   * Container that brings the need.
   *
   * @default - the need is one of the whole task
   */
  readonly container?: string;
  /** Whose network interface opens the connection: `task` or `host`. */
  readonly plane: string;
  /** Verdict over all subnets in which the interface may be. */
  readonly verdict: StartVerdict;
  /**
   * The ways by which the target is reached, one entry for each different way.
   *
   * @default - it is not known to be reached
   */
  readonly via?: string[];
  /**
   * Stable code of the missing link, `StartProof.<link>`.
   *
   * @default - no link is missing
   */
  readonly code?: string;
  /**
   * The missing link, or what would have to be known.
   *
   * @default - the need is proved
   */
  readonly reason?: string;
  /**
   * The smallest change that closes the missing link.
   *
   * @default - no link is missing
   */
  readonly fix?: string;
  /**
   * Subnets from which the target is not reached, or not known to be.
   *
   * @default - the verdict holds from every subnet alike
   */
  readonly subnets?: string[];
  /**
   * A remark that is good to know although the target is reached.
   *
   * @default - nothing
   */
  readonly note?: string;
}

/** The proof of one service, scheduled rule, state machine, task set or pipe that starts tasks. */
export interface TaskStart {
  /** Construct path of what starts the tasks, or stack and logical id when the template has no path. */
  readonly path: string;
  /** Construct path of its stack. */
  readonly stack: string;
  /** Logical id of what starts the tasks. */
  readonly logicalId: string;
  /**
   * `service`, `taskSet`, `rule`, `schedule`, `stateMachine` or `pipe`; `customResource` or `function` for what starts tasks by a
   * call, which is not judged.
   */
  readonly kind: string;
  /** Construct path of the task definition, or its name when it is not part of the app. */
  readonly taskDefinition: string;
  /** `FARGATE`, `EC2`, `MANAGED_INSTANCES`, `EXTERNAL` or `unknown`. */
  readonly compute: string;
  /** The worst verdict among the needs. */
  readonly verdict: StartVerdict;
  /** Everything that must be reached. */
  readonly needs: StartNeed[];
}

/** The addresses of a subnet in which tasks or their instances run, against what may be in it at once. */
export interface SubnetBudget {
  /** Construct path of the subnet. */
  readonly path: string;
  /**
   * IPv4 block of the subnet.
   *
   * @default - known only at deployment
   */
  readonly cidr?: string;
  /**
   * Addresses of the block without the five that AWS keeps.
   *
   * @default - known only at deployment
   */
  readonly addresses?: number;
  /** Addresses of interface endpoints, NAT gateways and load balancers; an application load balancer wants eight. */
  readonly endpointsAndLoadBalancers: number;
  /**
   * This subnet's even share of all tasks at the most that scaling allows, those of a deployment besides, and of the
   * instances they run on.
   */
  readonly tasks: number;
  /** `broken` when tasks cannot all have an address, however they are spread. */
  readonly verdict: StartVerdict;
  /**
   * The reason: what does not fit, or what is not known.
   *
   * @default - everything fits
   */
  readonly reason?: string;
}

/**
 * A rule that a security group is given more than once: by the same direction, peer, protocol and ports. Descriptions do not
 * tell rules apart.
 */
export interface DuplicateSecurityGroupRule {
  /** Construct path of the security group. */
  readonly group: string;
  /** The traffic that it lets pass, as in `egress of TCP 443 to Shop/Database`. */
  readonly rule: string;
  /** Construct paths of the resources that write it. */
  readonly resources: string[];
}

/** One thing that a role must be allowed, and whether it is. */
export interface StartRight {
  /** Construct path of the task definition, service, rule or other resource that brings the need. */
  readonly path: string;
  /** Construct path of its stack. */
  readonly stack: string;
  /** Logical id of what brings the need. */
  readonly logicalId: string;
  /** Property that brings the need. */
  readonly property: string;
  /**
   * Container that brings the need.
   *
   * @default - the need is one of the whole task, or of no task
   */
  readonly container?: string;
  /** The part that acts: `execution role`, `task role`, `instance role`, `infrastructure role`, `hook role`, `role` or `client without IAM`. */
  readonly actor: string;
  /**
   * Construct path or ARN of the role.
   *
   * @default - there is none
   */
  readonly role?: string;
  /** The actions that the verdict is about; `sts:AssumeRole` where the trust of the role is asked. */
  readonly actions: string[];
  /** The resource, as far as the templates tell its ARN; `*` for actions that know none, `any` where one of them is enough. */
  readonly resource: string;
  /** The purpose of the right, as in `pull the image`. */
  readonly purpose: string;
  /** Whether the role may. */
  readonly verdict: StartVerdict;
  /**
   * Stable code of what is wrong, `Rights.<fault>`.
   *
   * @default - nothing is, or too little is known
   */
  readonly code?: string;
  /**
   * The reason: what does not allow it, or what would have to be known.
   *
   * @default - the right is proved
   */
  readonly reason?: string;
}

/** The verdict on something that must exist before tasks are started, and as long as they run. */
export enum OrderVerdict {
  /** It is there before what starts the tasks, so it outlives it at deletion. */
  GUARANTEED = 'guaranteed',
  /** Nothing says which of the two is there first. */
  RACED = 'raced',
  /** It certainly comes after what starts the tasks. */
  LATE = 'late',
}

/** Something that must exist before tasks are started. */
export interface StartDependency {
  /** Construct path of what starts the tasks. */
  readonly path: string;
  /** Construct path of its stack. */
  readonly stack: string;
  /** Logical id of what starts the tasks. */
  readonly logicalId: string;
  /** `service`, `taskSet`, `expressService`, `daemon`, `rule`, `schedule`, `stateMachine` or `pipe`. */
  readonly kind: string;
  /** Construct path of what must be there before. */
  readonly requires: string;
  /**
   * The kind of it: `policy`, `route`, `endpoint`, `rule`, `mountTarget`, `association`, `instances`, `logGroup`, `callee`,
   * `alarm`, `taskDefinition`, `cluster` or `listener`.
   */
  readonly requiredKind: string;
  /** Its purpose, as in `rights of the execution role`. */
  readonly purpose: string;
  /** Whether it is there in time. */
  readonly verdict: OrderVerdict;
}

/** Whether new versions of a service can take the place of old ones. */
export interface StartRollout {
  /** Construct path of the service. */
  readonly path: string;
  /** Construct path of its stack. */
  readonly stack: string;
  /** Logical id of the service. */
  readonly logicalId: string;
  /**
   * `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`.
   *
   * @default - known only at deployment
   */
  readonly strategy?: string;
  /** `broken` when no deployment can proceed, or ECS refuses it. */
  readonly verdict: StartVerdict;
  /** Stable codes of what is wrong, and of what is to be known although a deployment proceeds. */
  readonly codes: string[];
  /** A sentence for each code, and what would have to be known. */
  readonly reasons: string[];
}

/** Numbers of verdicts. */
export interface StartVerdictCounts {
  /** The number of those that are proved. */
  readonly proved: number;
  /** The number of those that are broken. */
  readonly broken: number;
  /** The number of those of which too little is known. */
  readonly unknown: number;
}

/** Numbers of verdicts on order. */
export interface StartOrderCounts {
  /** The number of things that are there in time. */
  readonly guaranteed: number;
  /** The number of things that may come too late. */
  readonly raced: number;
  /** The number of things that certainly come too late. */
  readonly late: number;
}

/** Numbers of verdicts, by question. */
export interface StartProofCounts {
  /** Things that tasks must reach; small subnets are among the broken ones. */
  readonly ways: StartVerdictCounts;
  /** Things that roles must be allowed. */
  readonly rights: StartVerdictCounts;
  /** Things that must be there before. */
  readonly order: StartOrderCounts;
  /** Services that new versions must be able to roll out to. */
  readonly rollouts: StartVerdictCounts;
}

/** The start proof of an app, as data. */
export interface StartProofResult {
  /** Every service, rule, schedule, state machine, task set and pipe that starts tasks, in the order of the app. */
  readonly tasks: TaskStart[];
  /** Addresses of the subnets of the app. A subnet that is too small counts as broken. */
  readonly subnets: SubnetBudget[];
  /**
   * Construct paths of task definitions that nothing in the app starts, so that nothing is said of them: a function or
   * another app may start them.
   *
   * @default - all are started
   */
  readonly notStarted?: string[];
  /** Rules of security groups that the app writes more than once. They count nowhere below. */
  readonly duplicateRules: DuplicateSecurityGroupRule[];
  /** Number of needs that are proved. */
  readonly proved: number;
  /** Number of needs with a missing link, and of subnets that are too small. */
  readonly broken: number;
  /** Number of needs of which too little is known. */
  readonly unknown: number;
  /** Everything that roles must be allowed, with the verdict; these count in `counts` alone, as all that follow. */
  readonly rights: StartRight[];
  /** Everything that must exist before what starts tasks. */
  readonly order: StartDependency[];
  /** Every service that ECS or another controller deploys, and whether new versions can roll out. */
  readonly rollouts: StartRollout[];
  /** Numbers of verdicts, by question. */
  readonly counts: StartProofCounts;
}
