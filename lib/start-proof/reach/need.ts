import type { Value } from '../../app-model/app-model';

/** The calls of a need, which the policy of an endpoint on the way must let through. */
export interface Access {
  readonly actions: readonly string[];
  /**
   * ARN as text, with marks for what is known only at deployment; `*` for actions that know no resources. Where the template
   * leaves open which one it is, the likeliest first: only what none of them is allowed is refused.
   */
  readonly resources: readonly string[];
  /** ARN of the role that calls, as text; left out where settings that no template shows decide it. */
  readonly caller?: string;
}

/** A target that must be reached. */
export type Target =
  /** `gatewayOnly`: an interface endpoint cannot stand in (ECR's layers). */
  | {
      readonly kind: 'service';
      readonly service: string;
      readonly region: string;
      readonly gatewayOnly?: boolean;
      /** Left out where no endpoint of the app has a policy. */
      readonly access?: Access;
    }
  | { readonly kind: 'host'; readonly host: string; readonly port: number; readonly protocol: 'tcp' | 'udp' }
  /** Of EFS, unless it is one of S3 Files. */
  | { readonly kind: 'fileSystem'; readonly fileSystem: Value; readonly s3Files?: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A service of AWS as a target. */
export type ServiceTarget = Extract<Target, { kind: 'service' }>;

/** One thing that must be reached for a task to start and to work, and where it comes from. */
export interface Need {
  readonly target: Target;
  /** Whose network interface opens the connection. */
  readonly plane: 'task' | 'host';
  readonly container?: string;
  /** Property of the task definition, the service or the cluster that brings it. */
  readonly property: string;
  readonly purpose: string;
  /** The need itself is a guess (an agent's image, a managed sidecar): never an error. */
  readonly soft?: boolean;
  /** A remark that a user should know although the target is reachable. */
  readonly note?: string;
}
