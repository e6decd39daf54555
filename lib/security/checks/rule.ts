import type { AppModel, Resource } from '../../app-model/app-model';
import type { TaskView } from '../../internal/task-view';

/** The input of a rule: one resource of the finished app, and the resources around it. */
export interface Subject {
  readonly resource: Resource;
  readonly type: string;
  /** Final properties, overrides included, in CloudFormation's spelling; what is still an intrinsic is open. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The task, when the resource is a task definition or a daemon task definition. */
  readonly task?: TaskView;
  /** All templates of the app, for rules about how resources go together. */
  readonly model: AppModel;
  readonly settings: RuleSettings;
}

/** The settings of the pack. */
export interface RuleSettings {
  /** Hosts of registries that images may come from, beside ECR repositories of the app's own accounts. */
  readonly trustedRegistries: readonly string[];
  /** Kernel parameters that a container may set; a `*` at the end stands for the rest of the name. */
  readonly allowedSystemControls: readonly string[];
}

/**
 * One rule: a pure function over final properties.
 *
 * `check` gives the findings: one per container, volume or statement (`Container::app`), `''` for the resource as a
 * whole, and `Unresolved::...` where only the deployment knows. No finding means compliant, or not concerned.
 */
export interface Rule {
  /** Suffix of the rule's id. Ids are API: users acknowledge findings by them. */
  readonly id: string;
  readonly level: 'error' | 'warning';
  /** Sections of SP 800-190 that ask for it. */
  readonly sections: readonly string[];
  /** CloudFormation types that it looks at. */
  readonly types: readonly string[];
  /** The fault, with the property and the way out. */
  readonly info: string;
  /** The same control elsewhere: Security Hub, Control Tower, AWS Config, checkov, cdk-nag. */
  readonly same?: readonly string[];
  check(subject: Subject): readonly string[];
}

/** The prefix of findings that only the deployment could decide. */
export const UNRESOLVED = 'Unresolved::';

/** A finding that only the deployment could decide. */
export function unresolved(path: string): string {
  return `${UNRESOLVED}${path}`;
}

export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
export const DAEMON_TASK_DEFINITION = 'AWS::ECS::DaemonTaskDefinition';
/** Everything that holds containers. */
export const TASKS = [TASK_DEFINITION, DAEMON_TASK_DEFINITION] as const;
export const CLUSTER = 'AWS::ECS::Cluster';
export const SERVICE = 'AWS::ECS::Service';
export const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
export const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
/** Everything that holds IAM statements of an identity. */
export const IDENTITY_POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'] as const;
