/** A stretch of a deployment. */
export interface DeploymentPart {
  /** `start`, `drain`, `test traffic`, `production traffic`, `canary`, `steps`, `bake`, `stop`, `instances` or `pause`. */
  readonly name: string;
  /** Seconds that it takes. */
  readonly seconds: number;
  /** The setting or rule that makes it take so long. */
  readonly reason: string;
}

/** The time that a deployment of one service takes at least. */
export interface ServiceForecast {
  /** Construct path of the service, or stack and logical id when the template has no path. */
  readonly path: string;
  /** Construct path of its stack. */
  readonly stack: string;
  /** Logical id of the service. */
  readonly logicalId: string;
  /** `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`. */
  readonly strategy: string;
  /** Sum of the parts, without the time in which images are pulled, containers start and hooks run. */
  readonly atLeastSeconds: number;
  /** Stretches of the deployment, in their order. */
  readonly parts: DeploymentPart[];
  /** Stretches that some deployments have besides: containers that do not end, new instances, pauses. */
  readonly mayAdd: DeploymentPart[];
  /** Settings that are known only at deployment, or left to ECS; it may take longer for them. */
  readonly unknown: string[];
  /** Seconds after which CloudFormation gives up: 3 hours for rolling deployments, 36 hours for the others. */
  readonly limitSeconds: number;
}
