import { error, Finding } from '../../internal/finding';
import { Platform, runsOn, TaskView } from '../../internal/task-view';
import { isWhollyKnown, record, text } from '../../internal/template-value';
import type { ProviderKind } from '../../app-model/capacity/plan-model';

/** The properties of a provider that a task must fit. */
export interface FitProvider {
  readonly label: string;
  readonly kind: ProviderKind;
  readonly spot: boolean;
  /** Architectures of its hosts in lower case, as `arm64`; empty when any or unknown. */
  readonly architectures: readonly string[];
}

const PLATFORM_OF: Readonly<Record<ProviderKind, Platform>> = {
  FARGATE: 'FARGATE',
  AUTO_SCALING_GROUP: 'EC2',
  MANAGED_INSTANCES: 'MANAGED_INSTANCES',
};

/** The reasons why a task of this definition could not run on the provider. */
export function fitFindings({ label, kind, spot, architectures }: FitProvider, task: TaskView): Finding[] {
  const findings: Finding[] = [];
  if (isWhollyKnown(task.properties.RequiresCompatibilities) && !runsOn(task, PLATFORM_OF[kind])) {
    findings.push(
      error(
        'CapacityStrategy.platform',
        `provider '${label}' runs tasks of compatibility ${PLATFORM_OF[kind]}, and the task definition has ${
          task.platforms.join(', ') || 'EC2 (none given)'
        }; add the compatibility or choose another provider`,
      ),
    );
  }
  // Amazon ECS developer guide, fargate-capacity-providers: Windows containers do not support Fargate Spot.
  if (spot && kind === 'FARGATE' && task.operatingSystem === 'WINDOWS') {
    findings.push(
      error(
        'CapacityStrategy.windowsSpot',
        `'${label}' runs Linux tasks only, and the task definition is for Windows; use FARGATE`,
      ),
    );
  }
  const wanted = text(record(task.properties.RuntimePlatform).CpuArchitecture)?.toLowerCase();
  if (wanted !== undefined && architectures.length > 0 && !architectures.includes(wanted)) {
    findings.push(
      error(
        'CapacityStrategy.architecture',
        `the task definition is for ${wanted.toUpperCase()}, and every instance of provider '${label}' is ${architectures.join(
          ', ',
        )}; use matching instance types or another provider`,
      ),
    );
  }
  return findings;
}
