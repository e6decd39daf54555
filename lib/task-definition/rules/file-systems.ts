import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { isUnknown, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, isGiven, isSet, literal } from '../private/task-reading';

/** EFS and S3 Files volumes: what ECS refuses, and what it lets through unencrypted or unguarded. */
export function fileSystemFindings(task: TaskView): Finding[] {
  return entries(task.properties.Volumes).flatMap(([volume, index]) => {
    const name = text(volume.Name) ?? `#${index + 1}`;
    return [
      ...(isSet(volume.EFSVolumeConfiguration)
        ? efsFindings(record(volume.EFSVolumeConfiguration), name, `Volumes.${index}.EFSVolumeConfiguration`)
        : []),
      ...(isSet(volume.S3FilesVolumeConfiguration)
        ? s3Findings(
            task,
            record(volume.S3FilesVolumeConfiguration),
            name,
            `Volumes.${index}.S3FilesVolumeConfiguration`,
          )
        : []),
    ];
  });
}

function efsFindings(efs: Readonly<Record<string, unknown>>, name: string, property: string): LocatedFinding[] {
  const authorization = record(efs.AuthorizationConfig);
  const authorizationUnknown = isUnknown(efs.AuthorizationConfig);
  const encryption = efs.TransitEncryption === undefined ? 'DISABLED' : text(efs.TransitEncryption);
  const accessPoint = authorization.AccessPointId !== undefined;
  const iam = text(authorization.IAM);
  const findings: LocatedFinding[] = [];
  if (encryption === 'DISABLED') {
    const needs = [
      iam === 'ENABLED' && ["'iam'", 'EFS IAM authorization requires TransitEncryption to be enabled'],
      isGiven(efs.TransitEncryptionPort) && [
        "'transitEncryptionPort'",
        'TransitEncryptionPort requires that TransitEncryption is enabled',
      ],
      isGiven(authorization.AccessPointId) && ["'accessPointId'"],
    ].filter((need): need is string[] => Array.isArray(need));
    findings.push(
      needs.length > 0
        ? refusal(
            'Volumes.efsNeedsEncryption',
            `${property}.TransitEncryption`,
            `${needs.map(([prop]) => prop).join(' and ')} of EFS volume '${name}' need 'transitEncryption' ENABLED, got DISABLED; enable it${needs[0][1] ? inEcsWords(needs[0][1]) : ''}`,
          )
        : caution(
            'Volumes.efsUnencrypted',
            `${property}.TransitEncryption`,
            `EFS volume '${name}' is mounted without encryption in transit; set 'transitEncryption' to ENABLED`,
          ),
    );
  }
  const root = literal(efs.RootDirectory);
  if (accessPoint && root !== undefined && root !== '/') {
    findings.push(
      refusal(
        'Volumes.efsRootDirectory',
        `${property}.RootDirectory`,
        `'rootDirectory' of EFS volume '${name}' must be '/' or absent beside an access point, got '${root}'; the access point sets the directory${inEcsWords('When using an EFS access point, the root directory must either be set to "/" or be omitted')}`,
      ),
    );
  }
  if (!authorizationUnknown && (authorization.IAM === undefined || iam === 'DISABLED')) {
    findings.push(
      caution(
        'Volumes.efsWithoutIam',
        `${property}.AuthorizationConfig.IAM`,
        `EFS volume '${name}' is mounted without IAM: every client that reaches the mount target may read and write; set 'iam' to ENABLED and grant the task role`,
      ),
    );
  }
  if (!authorizationUnknown && !accessPoint) {
    findings.push(
      caution(
        'Volumes.efsWithoutAccessPoint',
        `${property}.AuthorizationConfig.AccessPointId`,
        `EFS volume '${name}' is mounted without an access point: the container sees the whole file system under whatever user id it has; set 'accessPointId'`,
      ),
    );
  }
  return findings;
}

function s3Findings(
  task: TaskView,
  s3: Readonly<Record<string, unknown>>,
  name: string,
  property: string,
): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const root = literal(s3.RootDirectory);
  if (s3.AccessPointArn !== undefined && root !== undefined && root !== '/') {
    findings.push(
      refusal(
        'Volumes.s3FilesRootDirectory',
        `${property}.RootDirectory`,
        `'rootDirectory' of S3 Files volume '${name}' must be '/' or absent beside an access point, got '${root}'; the access point sets the directory`,
      ),
    );
  }
  if (task.properties.TaskRoleArn === undefined) {
    findings.push(
      refusal(
        'Volumes.s3FilesWithoutTaskRole',
        'TaskRoleArn',
        `S3 Files volume '${name}' needs a task role to be mounted with, got none; give the task definition a 'taskRole'`,
      ),
    );
  }
  return findings;
}
