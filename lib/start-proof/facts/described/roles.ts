import { items, record, text } from '../../../internal/template-value';
import type { Told } from '../told';
import { Describing, Entry, Reader, needed, policyOf } from './describing';

/** The readers of the lists of `aws iam get-account-authorization-details`. */
export const ROLES: Readonly<Record<string, Reader>> = { RoleDetailList: readRole, Policies: readManagedPolicy };

/** A role with all that is attached to it, as the details of an account have it. */
function readRole(entry: Entry, told: Describing): void {
  const arn = needed(entry, 'Arn', 'RoleName', told);
  if (entry.RolePolicyList === undefined || entry.AttachedManagedPolicies === undefined) {
    told.faults.push({
      code: 'NetworkFacts.entry',
      message: `role '${arn}' of ${told.source} has not all of its policies; write what 'aws iam get-account-authorization-details' prints`,
    });
  }
  const boundary = text(record(entry.PermissionsBoundary).PermissionsBoundaryArn);
  told.add({
    type: 'AWS::IAM::Role',
    id: arn,
    ...accountOf(arn),
    properties: {
      RoleName: needed(entry, 'RoleName', 'Arn', told),
      Path: entry.Path,
      AssumeRolePolicyDocument: policyOf(entry.AssumeRolePolicyDocument, arn, told),
      Policies: items(entry.RolePolicyList)
        .map(record)
        .map(({ PolicyName, PolicyDocument }) => ({ PolicyName, PolicyDocument: policyOf(PolicyDocument, arn, told) })),
      ManagedPolicyArns: items(entry.AttachedManagedPolicies).map((attached) => record(attached).PolicyArn),
      ...(boundary !== undefined && { PermissionsBoundary: boundary }),
    },
  });
}

function readManagedPolicy(entry: Entry, told: Describing): void {
  const arn = needed(entry, 'Arn', 'PolicyName', told);
  const version = items(entry.PolicyVersionList)
    .map(record)
    .find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  if (version === undefined) {
    told.faults.push({
      code: 'NetworkFacts.entry',
      message: `policy '${arn}' of ${told.source} has no version with its document; write what 'aws iam get-account-authorization-details' prints`,
    });
  }
  told.add({
    type: 'AWS::IAM::ManagedPolicy',
    id: arn,
    ...accountOf(arn),
    properties: { PolicyDocument: policyOf(version?.Document, arn, told) },
  });
}

function accountOf(arn: string): Pick<Told, 'account'> {
  const account = /^arn:[^:]*:iam::(\d+):/.exec(arn)?.[1];
  return account === undefined ? {} : { account };
}
