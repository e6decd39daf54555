import { Finding } from '../../internal/finding';
import { TaskView, runsOn } from '../../internal/task-view';
import { items, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, hasItems, isSet } from '../private/task-reading';

/** Finds settings that Managed Instances, external instances or ECS everywhere reject on the task. */
export function platformFindings(task: TaskView): Finding[] {
  return [
    ...everywhereFindings(task),
    ...(runsOn(task, 'MANAGED_INSTANCES') ? managedInstancesFindings(task) : []),
    ...(runsOn(task, 'EXTERNAL') ? externalFindings(task) : []),
  ];
}

function everywhereFindings({ properties, operatingSystem }: TaskView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  if (hasItems(properties.InferenceAccelerators)) {
    findings.push(
      refusal(
        'Platform.inferenceAccelerators',
        'InferenceAccelerators',
        `'inferenceAccelerators' must not be set, got ${items(properties.InferenceAccelerators).length}; remove them: Elastic Inference is retired${inEcsWords("Unsupported field 'inferenceAccelerators'")}`,
      ),
    );
  }
  const { RuntimePlatform } = properties;
  const architecture = text((RuntimePlatform as { CpuArchitecture?: unknown } | undefined)?.CpuArchitecture);
  if (operatingSystem === 'WINDOWS' && architecture === 'ARM64') {
    findings.push(
      refusal(
        'Platform.windowsArm64',
        'RuntimePlatform.CpuArchitecture',
        "'cpuArchitecture' must be X86_64 with a Windows operating system, got ARM64",
      ),
    );
  }
  return findings;
}

/**
 * Source: task_definition_parameters-managed-instances of the ECS developer guide (network modes awsvpc and host; `none` is
 * named by the API reference of ManagedInstancesNetworkConfiguration) and aws-cdk-lib 2.276.0. Read 2026-11-20.
 */
function managedInstancesFindings({ properties, operatingSystem }: TaskView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const networkMode = text(properties.NetworkMode);
  if (networkMode === 'bridge') {
    findings.push(
      refusal(
        'ManagedInstances.networkMode',
        'NetworkMode',
        "'networkMode' must be 'awsvpc' or 'host' on Managed Instances, got 'bridge'; use 'awsvpc'",
      ),
    );
  }
  for (const [property, written] of [
    ['IpcMode', 'ipcMode'],
    ['ProxyConfiguration', 'proxyConfiguration'],
  ] as const) {
    if (isSet(properties[property])) {
      findings.push(
        refusal(
          `ManagedInstances.${written}`,
          property,
          `'${written}' must not be set on Managed Instances; remove it, or take MANAGED_INSTANCES out of the compatibilities`,
        ),
      );
    }
  }
  if (operatingSystem === 'WINDOWS') {
    findings.push(
      refusal(
        'ManagedInstances.operatingSystem',
        'RuntimePlatform.OperatingSystemFamily',
        "'operatingSystemFamily' must be LINUX on Managed Instances, got a Windows family; place the task on EC2 or Fargate",
      ),
    );
  }
  return [...findings, ...managedInstancesVolumeFindings(properties)];
}

function managedInstancesVolumeFindings(properties: TaskView['properties']): LocatedFinding[] {
  return entries(properties.Volumes).flatMap(([volume, index]) => {
    const name = text(volume.Name) ?? `#${index + 1}`;
    const sourcePath = text((volume.Host as { SourcePath?: unknown } | undefined)?.SourcePath);
    const findings: LocatedFinding[] = [];
    if (isSet(volume.DockerVolumeConfiguration)) {
      findings.push(
        refusal(
          'ManagedInstances.dockerVolume',
          `Volumes.${index}.DockerVolumeConfiguration`,
          `'dockerVolumeConfiguration' of volume '${name}' must not be set on Managed Instances; use a bind mount, EFS or an EBS volume configured at launch`,
        ),
      );
    }
    if (sourcePath !== undefined && !/^\/(var|tmp)(\/|$)/.test(sourcePath)) {
      findings.push(
        caution(
          'ManagedInstances.hostPath',
          `Volumes.${index}.Host.SourcePath`,
          `'host.sourcePath' of volume '${name}' must lie under /var or /tmp on Managed Instances, got '${sourcePath}': the rest of the host's file system is read-only`,
        ),
      );
    }
    return findings;
  });
}

function externalFindings({ properties }: TaskView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  if (text(properties.NetworkMode) === 'awsvpc') {
    findings.push(
      refusal(
        'External.networkMode',
        'NetworkMode',
        "'networkMode' must be 'bridge', 'host' or 'none' on external instances, got 'awsvpc': they have no network interfaces to attach",
      ),
    );
  }
  entries(properties.Volumes).forEach(([volume, index]) => {
    if (isSet(volume.EFSVolumeConfiguration)) {
      findings.push(
        caution(
          'External.efsVolume',
          `Volumes.${index}.EFSVolumeConfiguration`,
          `volume '${text(volume.Name) ?? `#${index + 1}`}' is an EFS file system, which external instances do not mount; use a bind mount or a Docker volume there`,
        ),
      );
    }
  });
  return findings;
}
