import type { AppModel } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { MANAGED_POLICIES } from '../../app-model/policy/managed-policy-table';
import { isUnknown, items } from '../../app-model/values';

/** The names of AWS's policies without their paths. Names are unique whatever the path is. */
const PATHS = new Map(Object.keys(MANAGED_POLICIES).map((name) => [name.slice(name.lastIndexOf('/') + 1), name]));

/**
 * Finds roles that name a policy of AWS under a path that it does not have: IAM refuses them, most often for a forgotten
 * `service-role/`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function policyNameFindings(model: AppModel): ResourceFinding[] {
  return model
    .ofType('AWS::IAM::Role')
    .filter((role) => !role.told && role.has('ManagedPolicyArns'))
    .flatMap((role) => {
      const arns = model.property(role, 'ManagedPolicyArns');
      return (isUnknown(arns) ? [] : items(arns)).flatMap((value): ResourceFinding[] => {
        const written = OF_AWS.exec(model.text(value) ?? '')?.[1];
        const known = PATHS.get(written?.slice(written.lastIndexOf('/') + 1) ?? '');
        return written === undefined || known === undefined || known === written
          ? []
          : [
              {
                resource: role,
                location: 'ManagedPolicyArns',
                finding: {
                  code: 'Rights.noSuchPolicy',
                  message: `${role.path}: AWS has no managed policy ${written}, and IAM refuses the role`,
                  fix: `name it ${known}`,
                  severity: 'error',
                },
              },
            ];
      });
    });
}

const OF_AWS = /^arn:(?:\u27e6[^\u27e7]*\u27e7|[^:\u27e6]*):iam::aws:policy\/([^\u27e6]+)$/;
