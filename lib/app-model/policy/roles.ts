import type { AppModel, Resource, Value } from '../app-model';
import { Either, Pointer, asRecord, asText, isUnknown, items } from '../values';
import { mayShareAccount } from '../evaluation/environment';
import { perModel } from '../views/view';
import { ArnWriter, arnWriterOf } from './arns';
import { managedPolicy } from './managed-policies';
import { Policy, Statement, unreadablePolicy } from './statement';
import { readWritten } from './written';

/** A role with everything that is attached to it. */
export interface RoleView {
  /** As people call it: the path of its construct, or its ARN. */
  readonly name: string;
  /** The role, when the app has it. */
  readonly resource?: Resource;
  readonly arn: string;
  readonly account?: string;
  /** Among them an unreadable one for whatever is attached and cannot be read. */
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** The policy that says who may take it. */
  readonly trust: Policy;
  /** Parts of it that cannot be read, for people. */
  readonly unread: readonly string[];
}

/** A policy that the app attaches to a role. */
interface Attached {
  readonly policy: Policy;
  readonly unread?: string;
}

/** Everything that is attached to a role. */
type Attachments = Pick<RoleView, 'identity' | 'boundary' | 'unread'>;

/** A role that the app has. It is read when somebody asks: many a role is only asked who may take it. */
class RoleOfApp implements RoleView {
  readonly name: string;
  private read?: Attachments;

  constructor(
    private readonly arns: ArnWriter,
    readonly resource: Resource,
    readonly trust: Policy,
    private readonly attachments: () => Attachments,
  ) {
    this.name = resource.path;
  }

  get arn(): string {
    return this.arns.arnOf(this.resource) ?? '';
  }

  get account(): string {
    return this.arns.accountOf(this.resource);
  }

  get identity(): readonly Policy[] {
    return this.known.identity;
  }

  get boundary(): Policy | undefined {
    return this.known.boundary;
  }

  get unread(): readonly string[] {
    return this.known.unread;
  }

  private get known(): Attachments {
    this.read ??= this.attachments();
    return this.read;
  }
}

/** The trust policy of a role, called by the role when somebody asks. */
class TrustPolicy implements Policy {
  constructor(
    private readonly role: Resource,
    readonly statements: readonly Statement[],
  ) {}

  get name(): string {
    return `the trust policy of ${this.role.path}`;
  }
}

/** The roles of an app, each read once. */
export class Roles {
  private readonly known = new Map<Resource | string, RoleView>();
  private readonly byName = new Map<string, Resource[]>();
  private readonly attached = new Map<string, Attached[]>();
  /** Attached to a role that is known only at deployment: it may be any of these templates' roles. */
  private readonly loose: Attached[] = [];
  /** Statements of trust policies that refer to nothing, by what they say. */
  private readonly trusted = new Map<string, readonly Statement[]>();

  constructor(
    private readonly model: AppModel,
    private readonly arns: ArnWriter,
  ) {
    for (const role of model.ofType('AWS::IAM::Role').filter((each) => each.has('RoleName'))) {
      const name = asText(model.property(role, 'RoleName'));
      // What was there before may be the role that the app declares, from an earlier deployment.
      const same = name === undefined ? undefined : this.byName.get(name);
      if (name !== undefined && same === undefined) {
        this.byName.set(name, [role]);
      } else if (!role.told) {
        same?.push(role);
      }
    }
    for (const resource of model.ofType('AWS::IAM::Policy')) {
      this.attach(resource, this.listed(model.property(resource, 'Roles')));
    }
    for (const resource of model.ofType('AWS::IAM::RolePolicy')) {
      this.attach(resource, [model.property(resource, 'RoleName')]);
    }
    for (const resource of model.ofType('AWS::IAM::ManagedPolicy')) {
      this.attach(resource, this.listed(model.property(resource, 'Roles')));
    }
    this.attachByOthers();
  }

  /** The role that a value names by its ARN; `undefined` where there is no value. */
  role(value: Value): RoleView | undefined {
    if (value === undefined) {
      return undefined;
    }
    const resource = this.resourceOf(value);
    // A role of the app needs no text.
    const key = resource ?? this.arns.textOf(value) ?? 'a role known only at deployment';
    let view = this.known.get(key);
    if (view === undefined) {
      view = typeof key === 'string' ? outside(key, this.model.readable(key)) : this.read(key);
      this.known.set(key, view);
    }
    return view;
  }

  /** A policy document with its texts written as all others. */
  document(name: string, document: Value): Policy {
    return readWritten(this.model, this.arns, name, document);
  }

  /** The role of the app behind a value; a name is that of a role of the own stack, else of the account, where it is known who says it. */
  private resourceOf(value: Value, from?: Resource): Resource | undefined {
    if (value instanceof Pointer) {
      return value.resource.type === 'AWS::IAM::Role' ? value.resource : undefined;
    }
    const text = this.arns.textOf(value) ?? '';
    const [, account, name] = ROLE.exec(text) ?? [];
    const named = this.byName.get(name ?? text) ?? (name === undefined ? [] : this.marked(name));
    const possible = named.filter((role) =>
      account === undefined
        ? from === undefined || mayShareAccount(role.scope, from.scope)
        : this.arns.accountOf(role) === account,
    );
    return possible.find(({ scope }) => scope.stack === from?.scope.stack) ?? possible.at(-1);
  }

  /** The role of an ARN that was put together from its name. */
  private marked(name: string): Resource[] {
    const value = this.model.unmark(name);
    return value instanceof Pointer && value.resource.type === 'AWS::IAM::Role' ? [value.resource] : [];
  }

  private read(resource: Resource): RoleView {
    return new RoleOfApp(this.arns, resource, this.trustOf(resource), () => this.attachmentsOf(resource));
  }

  private attachmentsOf(role: Resource): Attachments {
    const { model } = this;
    const boundary = model.property(role, 'PermissionsBoundary');
    const all: Attached[] = [];
    for (const each of this.listed(model.property(role, 'Policies'))) {
      all.push(this.inline(role, each));
    }
    for (const arn of this.listed(model.property(role, 'ManagedPolicyArns'))) {
      all.push(...this.managed(arn));
    }
    all.push(...(this.attached.get(role.id) ?? []), ...this.loose);
    if (role.scope.macros.length > 0) {
      all.push(...madeByMacros(role));
    }
    const limit = boundary === undefined ? undefined : this.managed(boundary)[0];
    return {
      identity: all.map(({ policy }) => policy),
      ...(limit && { boundary: limit.policy }),
      unread: unreadOf(limit === undefined ? all : [...all, limit]),
    };
  }

  /** Most roles of an app are for the same service: what their trust policies say is read once, and is one object. */
  private trustOf(role: Resource): Policy {
    const raw = role.raw.Properties?.AssumeRolePolicyDocument;
    const key = JSON.stringify(raw) ?? '';
    let statements = this.trusted.get(key);
    if (statements === undefined) {
      const document = this.model.property(role, 'AssumeRolePolicyDocument');
      ({ statements } = this.document('', document));
      // One that refers to something may say another thing in another template.
      if (document === raw) {
        this.trusted.set(key, statements);
      }
    }
    return new TrustPolicy(role, statements);
  }

  private inline(role: Resource, value: Value): Attached {
    const { PolicyName: name, PolicyDocument: document } = asRecord(value);
    const called = `policy ${asText(name) ?? 'without a known name'} of ${role.path}`;
    return isUnknown(value) || document === undefined
      ? { policy: unreadablePolicy(called), unread: 'an inline policy that is known only at deployment' }
      : { policy: this.document(called, document) };
  }

  /** The policy of an ARN: one of the app, one of AWS that we know, or one that cannot be read. */
  private managed(value: Value): Attached[] {
    if (value instanceof Either) {
      return value.branches
        .filter((branch) => branch !== undefined)
        .flatMap((branch) => this.managed(branch).map(perhaps));
    }
    if (value instanceof Pointer && value.resource.type === 'AWS::IAM::ManagedPolicy') {
      return [this.policyOf(value.resource)];
    }
    const arn = this.model.text(value) ?? '';
    const told = this.model.told(arn);
    if (told?.type === 'AWS::IAM::ManagedPolicy') {
      return [this.policyOf(told)];
    }
    const known = managedPolicy(arn);
    const name = this.model.readable(arn).replace(/^arn:.*:policy\//, '');
    return [known ? { policy: known } : { policy: unreadablePolicy(name), unread: `managed policy ${name}` }];
  }

  private policyOf(resource: Resource): Attached {
    const document = this.document(resource.path, this.model.property(resource, 'PolicyDocument'));
    const attached = { policy: document };
    return resource.conditional ? perhaps(attached) : attached;
  }

  private attach(resource: Resource, roles: readonly Value[]): void {
    for (const value of roles) {
      if (value instanceof Either) {
        value.branches
          .flatMap((branch) => (branch === undefined ? [] : Array.isArray(branch) ? items(branch) : [branch]))
          .forEach((branch) => {
            this.attachTo(branch, perhaps(this.policyOf(resource)), resource);
          });
      } else {
        this.attachTo(value, this.policyOf(resource), resource);
      }
    }
  }

  private attachTo(value: Value, attached: Attached, from: Resource): void {
    const role = this.resourceOf(value, from);
    if (role !== undefined) {
      this.attached.set(role.id, [...(this.attached.get(role.id) ?? []), attached]);
    } else if (isUnknown(value)) {
      this.loose.push({ ...perhaps(attached), unread: `whether ${from.path} is attached to it` });
    }
  }

  /** A custom resource that calls IAM for a role (`attachRolePolicy`) changes what it may. */
  private attachByOthers(): void {
    const callers = this.model
      .customResources()
      .filter(({ properties }) => /(attach|put|detach|delete)RolePolicy/i.test(JSON.stringify(properties)));
    for (const resource of callers) {
      for (const role of this.model.mentioned(resource.properties, resource.scope)) {
        if (role.type === 'AWS::IAM::Role') {
          const unread = `what custom resource ${resource.path} attaches to it`;
          const attached = { policy: unreadablePolicy(resource.path), unread };
          this.attached.set(role.id, [...(this.attached.get(role.id) ?? []), attached]);
        }
      }
    }
  }

  private listed(value: Value): readonly Value[] {
    return value === undefined ? [] : isUnknown(value) ? [value] : items(value);
  }
}

/** The roles of an app, read once for all that judge it. */
export const rolesOfApp = perModel((model) => new Roles(model, arnWriterOf(model)));

/** Account and name in the ARN of a role. */
const ROLE = new RegExp(
  '^arn:[^:]*:iam::(\u27e6[^\u27e7]*\u27e7|[^:]*):role/(?:(?:\u27e6[^\u27e7]*\u27e7|[^\u27e6])*/)?(\u27e6[^\u27e7]*\u27e7|[^/\u27e6]+)$',
);

function unreadOf(attached: readonly Attached[]): readonly string[] {
  return attached.some(({ unread }) => unread !== undefined)
    ? [...new Set(attached.flatMap(({ unread }) => unread ?? []))]
    : [];
}

/** A role that the app does not have. */
function outside(arn: string, name: string): RoleView {
  const account = /^arn:[^:]*:iam::(\u27e6[^\u27e7]*\u27e7|[^:]*):/.exec(arn)?.[1];
  return {
    ...{ name, arn, identity: [unreadablePolicy(name)], trust: unreadablePolicy(name) },
    ...(account !== undefined && { account }),
    unread: [`the policies of role ${name}, which is not part of the app`],
  };
}

/** Macros may make policies: those of a template that speak of policies of IAM. */
function madeByMacros({ scope, logicalId }: Resource): Attached[] {
  const { Resources = {} } = scope.written as { Resources?: Record<string, unknown> };
  return scope.macros
    .filter((macro) => {
      const text = JSON.stringify(Resources[macro] ?? '');
      return text.includes('AWS::IAM::') && text.includes(logicalId);
    })
    .map((macro) => ({ policy: unreadablePolicy(macro), unread: `what ${macro} attaches to it` }));
}

/** The same, where only the deployment knows whether it is there. */
function perhaps({ policy, unread }: Attached): Attached {
  const statements = policy.statements.map((statement): Statement => ({ ...statement, unreadable: true }));
  return {
    policy: { ...policy, statements },
    unread: unread ?? `whether ${policy.name} is there, under its condition`,
  };
}

/** The account in an ARN, `undefined` where it has none. */
export function accountIn(arn: string): string | undefined {
  const account = /^arn:[^:]*:[a-z0-9-]+:(?:\u27e6[^\u27e7]*\u27e7|[^:\u27e6]*):(\u27e6[^\u27e7]*\u27e7|[^:]*):/.exec(
    arn,
  )?.[1];
  return account === '' ? undefined : account;
}
