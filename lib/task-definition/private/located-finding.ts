import { Finding, error, warning } from '../../internal/finding';

/** A finding that knows which property it is about. */
export interface LocatedFinding extends Finding {
  /**
   * Path of the property in CloudFormation's spelling (`PortMappings.1.HostPort`): inside the container when the finding
   * names one, else inside the task definition.
   */
  readonly property: string;
}

/** An error: ECS refuses it, or the task cannot start. */
export function refusal(code: string, property: string, message: string, container?: string): LocatedFinding {
  return { ...error(code, message, container), property };
}

/** A warning: ECS accepts it, and it will do harm. */
export function caution(code: string, property: string, message: string, container?: string): LocatedFinding {
  return { ...warning(code, message, container), property };
}

/** ECS's own words, for the end of a message: they are what a user searches for. */
export function inEcsWords(words: string): string {
  return ` (ECS: "${words}")`;
}
