/**
 * A finding: one fault (`error`), one danger (`warning`), or one question that only a check of the whole app asks (`info`).
 *
 * The message names the property as the user wrote it, the value given, the values allowed and the way out, in lower
 * case and without a full stop.
 */
export interface Finding {
  /** Stable code, `Topic.fault` in PascalCase.camelCase. Codes are API: users acknowledge warnings by them. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Name of the container that it is about, when it is about one. */
  readonly container?: string;
}

export function error(code: string, message: string, container?: string): Finding {
  return { code, severity: 'error', message, ...(container !== undefined && { container }) };
}

export function warning(code: string, message: string, container?: string): Finding {
  return { code, severity: 'warning', message, ...(container !== undefined && { container }) };
}
