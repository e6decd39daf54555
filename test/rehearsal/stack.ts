import { Template } from './evaluate';
import { Live, Properties, View, World } from './world';

export type Verb = 'CREATE' | 'UPDATE' | 'DELETE';

/** A step of an operation, as it was done. */
export interface Step {
  readonly verb: Verb;
  readonly status: 'COMPLETE' | 'FAILED';
  readonly id: string;
  readonly type: string;
  readonly wave: number;
  readonly replacement?: boolean;
  readonly reason?: string;
}

export interface Change {
  readonly verb: Verb;
  readonly type: string;
  readonly before?: Properties;
  readonly after?: Properties;
  readonly live?: Live;
}

/** What the services do and refuse when a resource is created, updated or deleted. */
export interface Services {
  /** Throws what the service would answer. */
  judge(change: Change & { readonly live: Live }, view: View): Promise<void>;
  /** Looks at all that is there when an operation has come to its end. */
  settled(world: World): void;
  /** Runs the function behind a custom resource. */
  custom(
    change: Change & { readonly stackId: string; readonly id: string },
    view: View,
  ): Promise<{ readonly physicalId: string; readonly data: Record<string, unknown> }>;
}

export interface Stack {
  readonly name: string;
  readonly id: string;
  status: string;
  template: Template;
  parameters: Record<string, string>;
  outputs: Record<string, { value: string; exported?: string }>;
  readonly resources: Map<string, Live>;
  steps: Step[];
}
