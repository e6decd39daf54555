import { AppModel } from '../app-model';
import { Value, asRecord, asText, isUnknown, markOf } from '../values';

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

/** The policy that a value of a template is; `write` makes the texts that are compared with those of calls. */
export function readPolicy(
  model: AppModel,
  name: string,
  document: Value,
  write: (value: Value) => string | undefined = (value) => model.text(value),
): Policy {
  const statements = asRecord(document).Statement;
  if (statements === undefined) {
    return unreadablePolicy(name);
  }
  const reader = new StatementReader(model, write);
  return { name, statements: list(statements).map((statement) => reader.read(statement)) };
}

/** Stands for an item that is no text: it may hold anything. */
const UNREADABLE = markOf('unreadable');

const ELEMENTS = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition'],
]);

/** A service of one region, as `states.eu-west-1.amazonaws.com`: the same principal as without it. */
const OF_A_REGION = /^([a-z-]+)\.(?:\u27e6[^\u27e7]*\u27e7|[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

type Conditions = NonNullable<Statement['conditions']>;

/** Reads statements one after the other. */
class StatementReader {
  /** The statement has a part that is no text. */
  private faulty = false;

  constructor(
    private readonly model: AppModel,
    private readonly write: (value: Value) => string | undefined,
  ) {}

  read(value: Value): Statement {
    const raw = asRecord(value);
    if (raw.Effect === undefined || !isReadable(raw)) {
      return { unreadable: true };
    }
    this.faulty = false;
    const effect = asText(raw.Effect);
    const sid = asText(raw.Sid);
    const read: { -readonly [Name in keyof Statement]: Statement[Name] } = {};
    if (sid !== undefined) {
      read.sid = sid;
    }
    if (effect === 'Allow' || effect === 'Deny') {
      read.effect = effect;
    }
    if (raw.Action !== undefined) {
      read.actions = this.texts(raw.Action, false);
    }
    if (raw.NotAction !== undefined) {
      read.notActions = this.texts(raw.NotAction, false);
    }
    if (raw.Resource !== undefined) {
      read.resources = this.texts(raw.Resource);
    }
    if (raw.NotResource !== undefined) {
      read.notResources = this.texts(raw.NotResource);
    }
    const principals = raw.Principal === undefined ? undefined : this.people(raw.Principal);
    if (principals !== undefined) {
      read.principals = principals;
    }
    const notPrincipals = raw.NotPrincipal === undefined ? undefined : this.people(raw.NotPrincipal);
    if (notPrincipals !== undefined) {
      read.notPrincipals = notPrincipals;
    }
    read.conditions = raw.Condition === undefined ? NO_CONDITIONS : this.conditions(raw.Condition);
    if (this.faulty) {
      read.unreadable = true;
    }
    return read;
  }

  private texts(element: Value, isWritten = true): readonly string[] {
    return Array.isArray(element)
      ? (element as readonly Value[]).map((item) => this.text(item, isWritten))
      : [this.text(element, isWritten)];
  }

  private text(item: Value, isWritten: boolean): string {
    const text = isWritten ? this.write(item) : this.model.text(item);
    if (text === undefined) {
      this.faulty = true;
      return UNREADABLE;
    }
    return text;
  }

  private people(element: Value): Principals | undefined {
    if (asText(element) === '*') {
      return '*';
    }
    if (typeof element !== 'object' || isUnknown(element) || Array.isArray(element)) {
      this.faulty = true;
      return undefined;
    }
    const people: Record<string, readonly string[]> = {};
    for (const [kind, names] of Object.entries(asRecord(element))) {
      if (names !== undefined) {
        const texts = this.texts(names);
        people[kind] = kind === 'Service' ? texts.map((name) => name.replace(OF_A_REGION, '$1.amazonaws.com')) : texts;
      }
    }
    return people;
  }

  private conditions(element: Value): Conditions {
    const operators = Object.entries(asRecord(element));
    if (isUnknown(element) || operators.some(([, keys]) => isUnknown(keys))) {
      this.faulty = true;
    }
    const conditions: Record<string, Record<string, readonly string[]>> = {};
    for (const [operator, keys] of operators) {
      const wanted: Record<string, readonly string[]> = {};
      for (const [key, values] of Object.entries(asRecord(keys))) {
        if (values !== undefined) {
          wanted[key] = this.texts(values);
        }
      }
      conditions[operator] = wanted;
    }
    return conditions;
  }
}

/** Whether every element is one that IAM has. */
function isReadable(statement: Readonly<Record<string, Value>>): boolean {
  for (const name in statement) {
    if (!ELEMENTS.has(name)) {
      return false;
    }
  }
  return true;
}

const NO_CONDITIONS: Conditions = Object.freeze({});

function list(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}
