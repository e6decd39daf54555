import type { RawResource, RawTemplate, StackTemplate } from './templates';

/** A resource of the app, wherever it is declared. */
export interface Resource {
  /** Unique in the app: `stack path/logical id`. */
  readonly id: string;
  readonly logicalId: string;
  readonly type: string;
  /** Construct path when the template has it, else stack and logical id. */
  readonly path: string;
  /** Declared under a condition: it may not exist. */
  readonly conditional: boolean;
  readonly scope: Scope;
  readonly raw: RawResource;
  /** The properties as the template has them, intrinsics and all. Read them through `internal/template-value`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A template with what surrounds it. */
export interface Scope {
  readonly path: string;
  readonly stack: StackTemplate;
  readonly template: RawTemplate;
  /** File of the template, of a nested one too. */
  readonly templateFile?: string;
  /** For a nested stack: the resource that creates it. */
  readonly parent?: { readonly scope: Scope; readonly resource: RawResource };
  readonly children: Readonly<Record<string, Scope>>;
  /** Macros under `Resources`, as `Fn::ForEach::Services`: what they make is known only at deployment. */
  readonly macros: readonly string[];
}
