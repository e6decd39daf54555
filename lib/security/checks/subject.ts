import type { AppModel, Resource } from '../../app-model/app-model';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import type { TaskView } from '../../internal/task-view';
import { TASKS } from './resource-types';

/** The settings of the pack. */
export interface RuleSettings {
  /** Hosts of registries that images may come from, beside ECR repositories of the app's own accounts. */
  readonly trustedRegistries: readonly string[];
  /** Kernel parameters that a container may set; a `*` at the end stands for the rest of the name. */
  readonly allowedSystemControls: readonly string[];
}

/** The input of a rule: one resource of the finished app, and the resources around it. */
export class Subject {
  readonly type: string;
  /** Final properties, overrides included, in CloudFormation's spelling; what is still an intrinsic is open. */
  readonly properties: Readonly<Record<string, unknown>>;
  private computed?: Map<unknown, unknown>;

  constructor(
    readonly resource: Resource,
    /** All templates of the app, for rules about how resources go together. */
    readonly model: AppModel,
    readonly settings: RuleSettings,
  ) {
    this.type = resource.type;
    this.properties = resource.properties;
  }

  /** The task, when the resource is a task definition or a daemon task definition. */
  get task(): TaskView | undefined {
    return TASKS.includes(this.type) ? taskDefinitionView(this.model, this.resource).task : undefined;
  }

  /** Computes once per resource what several rules ask for. */
  once<T>(compute: (subject: Subject) => T): T {
    this.computed ??= new Map();
    if (!this.computed.has(compute)) {
      this.computed.set(compute, compute(this));
    }
    return this.computed.get(compute) as T;
  }
}

/** A question about a resource that several rules ask, answered once. */
export function perSubject<T>(compute: (subject: Subject) => T): (subject: Subject) => T {
  return (subject) => subject.once(compute);
}
