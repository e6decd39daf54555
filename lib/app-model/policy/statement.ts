import { AppModel } from '../app-model';
import { Pointer, Unknown, Value, asRecord, asText, isUnknown, markOf } from '../values';

/** A statement as the engine reads it. Texts may have marks; a list that is not known is one mark. */
export interface Statement {
  readonly sid?: string;
  /** `undefined`: not known, it may allow or deny. */
  readonly effect?: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  /** Operator, key, values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Has a part that cannot be read: whether it applies is not known. */
  readonly unreadable?: boolean;
}

/** Principals by kind (`AWS`, `Service`, ...), or `*` for everybody. */
export type Principals = '*' | Readonly<Record<string, readonly string[]>>;

/** A policy with a name for people. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** A policy that cannot be read: it may allow or deny anything. */
export function unreadablePolicy(name: string): Policy {
  return { name, statements: [{ unreadable: true }] };
}

/** The policy that a value of a template is. */
export function readPolicy(model: AppModel, name: string, document: Value): Policy {
  const statements = asRecord(document).Statement;
  if (isUnknown(document) || typeof document !== 'object' || statements === undefined) {
    return unreadablePolicy(name);
  }
  return { name, statements: list(statements).map((statement) => readStatement(model, statement)) };
}

/** Stands for an item that is no text: it may hold anything. */
const UNREADABLE = markOf('unreadable');

const ELEMENTS = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition'],
]);

function readStatement(model: AppModel, value: Value): Statement {
  const raw = asRecord(value);
  const effect = asText(raw.Effect);
  if (isUnknown(value) || Object.keys(raw).some((name) => !ELEMENTS.has(name)) || raw.Effect === undefined) {
    return { unreadable: true };
  }
  const sid = asText(raw.Sid);
  const faults: string[] = [];
  const texts = (name: string, element: Value) =>
    element === undefined
      ? {}
      : {
          [name]: list(element).map((item) => {
            const text = model.text(item);
            faults.push(...(text === undefined ? [name] : []));
            return text ?? UNREADABLE;
          }),
        };
  const people = (name: string, element: Value) => {
    if (element === undefined || asText(element) === '*') {
      return element === undefined ? {} : { [name]: '*' as const };
    }
    if (typeof element !== 'object' || isUnknown(element) || Array.isArray(element)) {
      faults.push(name);
      return {};
    }
    return {
      [name]: Object.assign(
        {},
        ...Object.entries(element).map(([kind, item]) => texts(kind, item as Value)),
      ) as Principals,
    };
  };
  const condition = raw.Condition;
  if (condition !== undefined && (isUnknown(condition) || Object.values(asRecord(condition)).some(isUnknown))) {
    faults.push('Condition');
  }
  const read: Statement = {
    ...(sid !== undefined && { sid }),
    ...((effect === 'Allow' || effect === 'Deny') && { effect }),
    ...texts('actions', raw.Action),
    ...texts('notActions', raw.NotAction),
    ...texts('resources', raw.Resource),
    ...texts('notResources', raw.NotResource),
    ...people('principals', raw.Principal),
    ...people('notPrincipals', raw.NotPrincipal),
    conditions: Object.fromEntries(
      Object.entries(asRecord(condition)).map(([operator, keys]) => [
        operator,
        Object.assign({}, ...Object.entries(asRecord(keys)).map(([key, item]) => texts(key, item))) as Record<
          string,
          readonly string[]
        >,
      ]),
    ),
  };
  return faults.length > 0 ? { ...read, unreadable: true } : read;
}

function list(value: Value): readonly Value[] {
  return Array.isArray(value) && !(value instanceof Pointer) && !(value instanceof Unknown)
    ? (value as readonly Value[])
    : [value];
}
