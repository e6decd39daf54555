import { Finding } from '../../internal/finding';
import { TaskView, runsOn } from '../../internal/task-view';
import { items, number, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, hasItems, isSet, knownContainers } from '../private/task-reading';
import { fargateContainerFindings } from './fargate-containers';

/** Finds settings of the task and its containers that Fargate rejects at registration. */
export function fargateFindings(task: TaskView): Finding[] {
  if (!runsOn(task, 'FARGATE')) {
    return [];
  }
  return [
    ...taskFindings(task),
    ...volumeFindings(task),
    ...knownContainers(task).flatMap((container) => fargateContainerFindings(container)),
  ];
}

function taskFindings({ properties, networkMode }: TaskView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  if (networkMode !== undefined && networkMode !== 'awsvpc') {
    const got = isSet(properties.NetworkMode) ? `'${networkMode}'` : 'none, which means bridge';
    findings.push(
      refusal(
        'Fargate.networkMode',
        'NetworkMode',
        `'networkMode' must be 'awsvpc' on Fargate, got ${got}; set it, or take FARGATE out of the compatibilities${inEcsWords("Fargate only supports network mode 'awsvpc'.")}`,
      ),
    );
  }
  for (const [name, property] of [
    ['cpu', 'Cpu'],
    ['memory', 'Memory'],
  ] as const) {
    if (properties[property] === undefined) {
      findings.push(
        refusal(
          'Fargate.sizeMissing',
          property,
          `'${name}' of the task must be set on Fargate, got none; pick a pair with TaskSize.of or TaskSize.smallestFor${inEcsWords(`Fargate requires that '${name}' be defined at the task level`)}`,
        ),
      );
    }
  }
  if (text(properties.IpcMode) !== undefined) {
    findings.push(
      refusal(
        'Fargate.ipcMode',
        'IpcMode',
        `'ipcMode' must not be set on Fargate, got '${text(properties.IpcMode)}'; leave it out: containers keep an IPC namespace of their own${inEcsWords('Fargate compatible task definitions do not support ipcMode')}`,
      ),
    );
  }
  if (hasItems(properties.PlacementConstraints)) {
    findings.push(
      refusal(
        'Fargate.placementConstraints',
        'PlacementConstraints',
        `'placementConstraints' must not be set on Fargate, got ${items(properties.PlacementConstraints).length}; remove them: Fargate has no instances to choose from${inEcsWords('Fargate compatible task definitions do not support constraints')}`,
      ),
    );
  }
  return findings;
}

function volumeFindings(task: TaskView): LocatedFinding[] {
  return entries(task.properties.Volumes).flatMap(([volume, index]) => {
    const name = text(volume.Name) ?? `#${index + 1}`;
    const findings: LocatedFinding[] = [];
    const sourcePath = record(volume.Host).SourcePath;
    if (isSet(sourcePath)) {
      findings.push(
        refusal(
          'Fargate.hostVolume',
          `Volumes.${index}.Host.SourcePath`,
          `'host.sourcePath' of volume '${name}' must not be set on Fargate, got '${String(sourcePath)}'; leave 'host' empty for task storage, or use EFS${inEcsWords('Fargate compatible task definitions do not support sourcePath')}`,
        ),
      );
    }
    if (isSet(volume.DockerVolumeConfiguration)) {
      findings.push(
        refusal(
          'Fargate.dockerVolume',
          `Volumes.${index}.DockerVolumeConfiguration`,
          `'dockerVolumeConfiguration' of volume '${name}' must not be set on Fargate; use a bind mount, EFS or an EBS volume configured at launch${inEcsWords('Fargate compatible task definitions do not support dockerVolumeConfiguration')}`,
        ),
      );
    }
    if (isSet(volume.FSxWindowsFileServerVolumeConfiguration)) {
      findings.push(
        caution(
          'Fargate.fsxVolume',
          `Volumes.${index}.FSxWindowsFileServerVolumeConfiguration`,
          `'fsxWindowsFileServerVolumeConfiguration' of volume '${name}' is documented for Windows on EC2 only; use EFS on Fargate`,
        ),
      );
    }
    return findings;
  });
}

/** Ephemeral storage is Fargate's: 21 to 200 GiB, nowhere else. */
export function ephemeralStorageFindings(task: TaskView): Finding[] {
  const { EphemeralStorage } = task.properties;
  if (!isSet(EphemeralStorage)) {
    return [];
  }
  const platforms = items(task.properties.RequiresCompatibilities).map(text);
  if (!platforms.includes('FARGATE') && !platforms.includes(undefined) && platforms.length > 0) {
    return [
      refusal(
        'Fargate.ephemeralStorageElsewhere',
        'EphemeralStorage',
        `'ephemeralStorage' needs FARGATE in the compatibilities, got ${platforms.join(', ')}; remove it and size the instances' disks instead${inEcsWords('Tasks using the EC2 launch type do not support EphemeralStorage')}`,
      ),
    ];
  }
  const size = number(record(EphemeralStorage).SizeInGiB);
  if (size !== undefined && !(Number.isInteger(size) && size >= 21 && size <= 200)) {
    return [
      refusal(
        'Fargate.ephemeralStorageSize',
        'EphemeralStorage.SizeInGiB',
        `'ephemeralStorageGiB' must be an integer from 21 to 200, got ${size}; leave it out for the 20 GiB that are free${inEcsWords(`EphemeralStorage size should be ${size < 21 ? 'at least 21' : 'at most 200'}`)}`,
      ),
    ];
  }
  return [];
}
