import { isUnknown, items, record, text } from '../../internal/template-value';
import type { Properties, Subject } from './subject';

const ROLE = 'AWS::IAM::Role';

/**
 * Whether the policy may give its permissions to a container instance: to a role that EC2 may take, or Systems Manager for
 * instances outside of AWS. A policy that names nobody, or somebody outside of the app, may.
 */
export function mayBeOfHost({ type, properties, model, resource }: Subject): boolean {
  if (type === ROLE) {
    return isHostRole(properties);
  }
  const { Roles, Users, Groups } = properties;
  const people = [...items(Users), ...items(Groups)];
  const named = items(Roles).map((role) => model.referred(resource, role));
  const roles = [...named, ...model.referrersOf(resource, ROLE, 'ManagedPolicyArns')];
  const isOpen = [Roles, Users, Groups].some(isUnknown) || (roles.length === 0 && people.length === 0);
  return isOpen || roles.some((role) => role?.type !== ROLE || isHostRole(role.properties));
}

/** Whether EC2 or Systems Manager may take the role, or might. */
function isHostRole({ AssumeRolePolicyDocument: trust }: Properties): boolean {
  const { Statement } = record(trust);
  return [trust, Statement].some(isUnknown) || listed(Statement).some(trustsHost);
}

function trustsHost(statement: unknown): boolean {
  const { Principal } = record(statement);
  const { Service } = record(Principal);
  return (
    [statement, Principal, Service].some(isUnknown) ||
    text(Principal) === '*' ||
    listed(Service).some((service) => isUnknown(service) || /^(ec2|ssm)\./.test(text(service) ?? ''))
  );
}

function listed(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}
