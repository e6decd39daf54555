/** A finding of a check that read an app from disk. */
export interface EcsFinding {
  /** Stable code, as `Logging.none`. */
  readonly code: string;

  /** `error` for what cannot work, `warning` for what works and will hurt. */
  readonly severity: string;

  /** The fault, what is allowed and the way out. */
  readonly message: string;

  /**
   * The smallest change that helps.
   *
   * @default - the message says it
   */
  readonly fix?: string;

  /** Construct path of the resource, or the stack and the logical id where the assembly has none. */
  readonly path: string;

  /** Logical id of the resource. */
  readonly logicalId: string;

  /**
   * File of the template that has the resource.
   *
   * @default - the template was not read from a file
   */
  readonly templateFile?: string;

  /** Path of the property in the template, as `Properties.ContainerDefinitions.0`. */
  readonly location: string;
}
