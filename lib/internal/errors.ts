import type { IConstruct } from 'constructs';
import { Finding } from './finding';
import { plainLine } from './plain-line';

/** A fault of an input: a stable code and a message. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

/**
 * The one error class of the library.
 *
 * `code` is the code of the first fault; `faults` has them all, since several faults of one input are reported together.
 */
export class GroundworkError extends Error {
  public readonly code: string;

  public readonly faults: readonly Fault[];

  constructor(
    faults: readonly Fault[],
    public readonly constructPath?: string,
  ) {
    const plain = faults.map(({ code, message }) => ({ code, message: plainLine(message) }));
    super(describe(plain, constructPath));
    this.name = 'GroundworkError';
    this.faults = plain;
    this.code = faults[0].code;
  }
}

/** Refuses an input: `scope` is the construct it was given to, when there is one. */
export function fail(scope: IConstruct | undefined, code: string, message: string): never {
  throw new GroundworkError([{ code, message }], scope?.node.path);
}

/** Refuses an input with all its faults at once; does nothing when there are none. Warnings are not faults. */
export function failAll(scope: IConstruct | undefined, findings: readonly (Fault & Partial<Finding>)[]): void {
  const faults = findings
    .filter(({ severity }) => severity !== 'warning')
    .map(({ code, message }) => ({ code, message }));
  if (faults.length > 0) {
    throw new GroundworkError(faults, scope?.node.path);
  }
}

/** One fault as one line: `[Code] message`. The form in which synth-time validation reports it too. */
export function faultLine({ code, message }: Fault): string {
  return `[${code}] ${plainLine(message)}`;
}

function describe(faults: readonly Fault[], constructPath?: string): string {
  const where = constructPath ? `${constructPath}: ` : '';
  return faults.length === 1
    ? `${where}${faultLine(faults[0])}`
    : `${where}${faults.length} faults:\n${faults.map((fault) => `  ${faultLine(fault)}`).join('\n')}`;
}
