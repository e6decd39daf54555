import type { AppModel, Resource } from '../../app-model/app-model';
import { items, record, text } from '../../internal/template-value';

/** A statement that allows something, in a policy of the app. */
export interface AllowingStatement {
  readonly actions: readonly string[];
  /** The resources of the app that it is about. */
  readonly resources: readonly Resource[];
}

/** The statements that policies of the app give a role of it, by what they say at once: boundaries and denials count elsewhere. */
export function statementsOf(graph: AppModel, role: Resource): AllowingStatement[] {
  const policies = [
    ...graph.referrersOf(role, 'AWS::IAM::Policy', 'Roles'),
    ...graph.referrersOf(role, 'AWS::IAM::ManagedPolicy', 'Roles'),
    ...graph.referrersOf(role, 'AWS::IAM::RolePolicy', 'RoleName'),
  ];
  const documents = [
    ...policies.map((policy) => ({ policy, document: policy.properties.PolicyDocument })),
    ...(role.has('Policies') ? items(role.properties.Policies) : []).map((each) => ({
      policy: role,
      document: record(each).PolicyDocument,
    })),
  ];
  return documents.flatMap(({ policy, document }) =>
    listOf(record(document).Statement)
      .map(record)
      .filter(({ Effect }) => text(Effect) === 'Allow')
      .map(({ Action, Resource: about }) => ({
        actions: listOf(Action).flatMap((each) => text(each) ?? []),
        resources: graph.mentioned(about, policy.scope),
      })),
  );
}

/** IAM takes one where it takes a list. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
}
