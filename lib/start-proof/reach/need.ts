import type { Value } from '../../app-model/app-model';

/** An API call that an endpoint policy must allow. */
export interface Access {
  readonly actions: readonly string[];
  /** ARN as text, marks for what is known only at deployment; `*` when the call has no resource. */
  readonly resource: string;
}

/** A target that must be reached. */
export type Target =
  /** `gatewayOnly`: an interface endpoint cannot stand in (ECR's layers). */
  | {
      readonly kind: 'service';
      readonly service: string;
      readonly region: string;
      readonly gatewayOnly?: boolean;
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
