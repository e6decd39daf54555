import type { AppModel } from '../../../app-model/app-model';
import { RoleView, rolesOfApp } from '../../../app-model/policy/roles';
import type { Principals, Statement } from '../../../app-model/policy/statement';
import type { ReportedTask } from './tasks';

/** A role of the app with all that it may do. */
export interface ReportedRole {
  readonly path: string;
  /** The principals that may take it, by the names of AWS. */
  readonly trusted: readonly string[];
  /** Task definitions that have it, and as which role. */
  readonly used: readonly string[];
  readonly statements: readonly ReportedStatement[];
  /** Whatever is attached and cannot be read. */
  readonly unread: readonly string[];
}

/** A statement of a policy, in the words of the policy. */
export interface ReportedStatement {
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

/** The roles of an app, in its order. */
export function rolesOf(model: AppModel, tasks: readonly ReportedTask[]): ReportedRole[] {
  const used = new Map<string, string[]>();
  const use = (role: string | undefined, as: string): void => {
    if (role !== undefined) {
      used.set(role, [...(used.get(role) ?? []), as]);
    }
  };
  for (const { path, taskRole, executionRole } of tasks) {
    use(taskRole, `task role of ${path}`);
    use(executionRole, `execution role of ${path}`);
  }
  const roles = rolesOfApp(model);
  return model.ofType('AWS::IAM::Role').flatMap((resource): ReportedRole[] => {
    const role = roles.role(resource.pointer('Arn'));
    return role === undefined ? [] : [roleOf(model, role, used.get(resource.path) ?? [])];
  });
}

function roleOf(model: AppModel, { name, identity, trust, unread }: RoleView, used: readonly string[]): ReportedRole {
  const plain = (texts: readonly string[]): string[] => texts.map((text) => model.readable(text));
  return {
    path: name,
    trusted: [...new Set(trust.statements.flatMap(({ principals }) => plain(namesOf(principals))))],
    used,
    statements: identity
      .flatMap(({ statements }) => statements)
      .filter(({ actions, notActions }) => actions !== undefined || notActions !== undefined)
      .map((statement) => ({
        effect: statement.effect ?? 'unknown',
        actions: plain(but(statement.actions, statement.notActions)),
        resources: plain(but(statement.resources, statement.notResources)),
        conditions: plain(conditionsOf(statement)),
      })),
    unread: plain(unread),
  };
}

function but(some: readonly string[] = [], allBut: readonly string[] | undefined): readonly string[] {
  return allBut === undefined ? some : allBut.map((each) => `all but ${each}`);
}

function namesOf(principals: Principals | undefined): readonly string[] {
  return principals === undefined || principals === '*' ? [principals ?? ''] : Object.values(principals).flat();
}

function conditionsOf({ conditions = {} }: Statement): string[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key}: ${values.join(' or ')}`),
  );
}
