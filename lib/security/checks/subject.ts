import type { AppModel, Resource } from '../../app-model/app-model';
import { replaceMarks } from '../../app-model/values';
import { TaskView, viewTask } from '../../internal/task-view';
import { TASKS } from './resource-types';

/** The settings of the pack. */
export interface RuleSettings {
  /** Hosts of registries that images may come from, beside ECR repositories of the app's own accounts. */
  readonly trustedRegistries: readonly string[];
  /** Kernel parameters that a container may set; a `*` at the end stands for the rest of the name. */
  readonly allowedSystemControls: readonly string[];
}

/** Final properties of a resource, overrides included, in CloudFormation's spelling; what is still an intrinsic is open. */
export type Properties = Readonly<Record<string, unknown>>;

/** The input of a rule that looks at nothing but one resource. It stands for all resources that say the same. */
export class OwnSubject {
  private answers?: Map<unknown, unknown>;
  private viewed?: TaskView;

  constructor(
    readonly type: string,
    readonly properties: Properties,
    readonly settings: RuleSettings,
    /** Text of a value with `${}` where the deployment fills in; `undefined` when it is no text. */
    readonly textOf: (value: unknown) => string | undefined,
  ) {}

  get own(): OwnSubject {
    return this;
  }

  /** The task, when the resource is a task definition or a daemon task definition. */
  get task(): TaskView | undefined {
    if (TASKS.includes(this.type)) {
      this.viewed ??= viewTask(this.properties);
    }
    return this.viewed;
  }

  /** Computes once what several rules ask for. */
  once<T>(compute: (subject: OwnSubject) => T): T {
    const answers = (this.answers ??= new Map());
    let known = answers.get(compute);
    if (known === undefined && !answers.has(compute)) {
      known = compute(this);
      answers.set(compute, known);
    }
    return known as T;
  }
}

/** The input of a rule that looks at other resources too: one resource of the finished app, and those around it. */
export class Subject {
  constructor(
    readonly resource: Resource,
    /** All templates of the app. */
    readonly model: AppModel,
    private readonly settings: RuleSettings,
    private known?: OwnSubject,
  ) {}

  /** The resource by itself, or one that says the same. */
  get own(): OwnSubject {
    this.known ??= ownSubject(this.model, this.resource, this.settings);
    return this.known;
  }

  get type(): string {
    return this.resource.type;
  }

  get properties(): Properties {
    return this.resource.properties;
  }
}

/** The resource by itself. */
export function ownSubject(model: AppModel, resource: Resource, settings: RuleSettings): OwnSubject {
  return new OwnSubject(resource.type, resource.properties, settings, (value) => {
    const text = model.text(model.evaluate(value, resource.scope));
    return text === undefined ? undefined : replaceMarks(text, () => '${}');
  });
}

/** A question about a resource by itself that several rules ask, answered once. */
export function perContent<T>(compute: (subject: OwnSubject) => T): (subject: { readonly own: OwnSubject }) => T {
  return ({ own }) => own.once(compute);
}
