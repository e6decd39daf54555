import { isUnknown, items, record, text } from '../../internal/template-value';
import { perContent } from './subject';

/** A statement of a policy document that allows something. Its parts are read when a rule asks: most are never asked for. */
export class AllowStatement {
  constructor(
    private readonly raw: Readonly<Record<string, unknown>>,
    /** Position in the document, from 1. */
    readonly index: number,
  ) {}

  get actions(): readonly string[] {
    return texts(this.raw.Action);
  }

  get condition(): unknown {
    return this.raw.Condition;
  }

  /** The services of AWS that it speaks of. */
  get services(): readonly string[] {
    return texts(record(this.raw.Principal).Service);
  }

  /** Whether it is about every resource. */
  get isUnbounded(): boolean {
    const { Resource: resource } = this.raw;
    return typeof resource === 'string' ? resource === '*' : list(resource).some((each) => text(each) === '*');
  }

  /** Whether it is for everybody. */
  get isForAnyone(): boolean {
    const { Principal: principal } = this.raw;
    return text(principal) === '*' || list(record(principal).AWS).some((aws) => text(aws) === '*');
  }
}

/** The statements of a policy document that allow something. */
export function allowStatements(document: unknown): AllowStatement[] {
  const found: AllowStatement[] = [];
  const statements = list(record(document).Statement);
  for (let index = 0; index < statements.length; index++) {
    const raw = record(statements[index]);
    if (raw.Effect === 'Allow') {
      found.push(new AllowStatement(raw, index + 1));
    }
  }
  return found;
}

/** Those of an identity's policy: of a policy resource, or inline in a role. */
export const identityStatements = perContent(({ properties }): readonly AllowStatement[] => {
  const own = allowStatements(properties.PolicyDocument);
  const inline = items(properties.Policies);
  return inline.length === 0
    ? own
    : [...own, ...inline.flatMap((policy) => allowStatements(record(policy).PolicyDocument))];
});

/** Those among them that are about every resource. */
export const unboundedStatements = perContent((subject) =>
  identityStatements(subject).filter(({ isUnbounded }) => isUnbounded),
);

/** Names of the AWS managed policies that a role has. */
export const managedPolicyNames = perContent((subject) =>
  items(subject.properties.ManagedPolicyArns).flatMap((arn) => {
    const name = /:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(subject.textOf(arn) ?? '')?.[1];
    return name === undefined ? [] : [name];
  }),
);

/** Whether an action pattern of a policy covers an action. */
export function matches(pattern: string, action: string): boolean {
  let form = forms.get(pattern);
  if (form === undefined) {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    form = new RegExp(`^${escaped}$`, 'i');
    forms.set(pattern, form);
  }
  return form.test(action);
}

/** The policies of an app share their action patterns. */
const forms = new Map<string, RegExp>();

/** Text that may stand in the brackets of a finding's id: brackets within would end it. */
export function findingText(value: string): string {
  return value.replace(/[[\](){}]/g, '_');
}

function list(value: unknown): readonly unknown[] {
  return value === undefined || isUnknown(value) ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}

function texts(value: unknown): string[] {
  return list(value)
    .map(text)
    .filter((each) => each !== undefined);
}
