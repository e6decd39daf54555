import { Token } from 'aws-cdk-lib';

/*
 * Reading values that may be known only at deployment. Each reader gives the plain value, or `undefined` when there is
 * none or when it is a token or a CloudFormation intrinsic: a check that asks through these never trips over a token.
 */

/** The text, when it is known. Numbers count: CloudFormation takes `"256"` and `256` alike. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return isTextToken(value) ? undefined : value;
  }
  return typeof value === 'number' && !isNumberToken(value) ? String(value) : undefined;
}

/** The number, when it is known. Text that is a plain number counts. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return isNumberToken(value) || Number.isNaN(value) ? undefined : value;
  }
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The truth value, when it is known. */
export function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') {
    return value;
  }
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** The items, when the list itself is known; the items may still be tokens. Absent is empty. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) && !isListToken(value) ? value : NOTHING;
}

/** The object's entries, when it is an object and no intrinsic. Absent is empty. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value)
    ? (value as Record<string, unknown>)
    : EMPTY;
}

/** Whether something is there whose value is known only at deployment. */
export function isUnknown(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return isTextToken(value);
    case 'number':
      return isNumberToken(value);
    case 'object':
      return value !== null && (Array.isArray(value) ? isListToken(value) : isIntrinsic(value) || isResolvable(value));
    default:
      return false;
  }
}

/** Whether the list is known item by item, so that what is not in it is not there. Absent is empty. */
export function isWhollyKnown(value: unknown): boolean {
  return value === undefined || value === null || (!isUnknown(value) && !items(value).some(isUnknown));
}

function isIntrinsic(value: object): boolean {
  let only: string | undefined;
  // No list of the keys: every rule asks this of every value.
  for (const key in value) {
    if (only !== undefined) {
      return false;
    }
    only = key;
  }
  return only !== undefined && (only === 'Ref' || only === 'Condition' || only.startsWith('Fn::'));
}

/*
 * Checks ask this of every part of every template, and the CDK takes six calls to say no: so it is asked only about what may
 * be a token.
 */

/** The one item of a list that only the deployment knows stands for all of them, and is no token to the CDK by itself. */
function isTextToken(value: string): boolean {
  return mayBeToken(value) && (value.startsWith('#{Token[') || Token.isUnresolved(value));
}

function mayBeToken(text: string): boolean {
  return text.includes('Token[');
}

function isListToken(value: readonly unknown[]): boolean {
  return value.length === 1 && typeof value[0] === 'string' && mayBeToken(value[0]) && Token.isUnresolved(value);
}

function isResolvable(value: object): boolean {
  return typeof (value as { readonly resolve?: unknown }).resolve === 'function' && Token.isUnresolved(value);
}

/** Tokens in the form of numbers are about -1.9e289; asking the CDK about each number costs a buffer. */
function isNumberToken(value: number): boolean {
  return value < -1e280 && Token.isUnresolved(value);
}

const NOTHING: readonly unknown[] = Object.freeze([]);
const EMPTY: Readonly<Record<string, unknown>> = Object.freeze({});
