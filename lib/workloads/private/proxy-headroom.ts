import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error, warning } from '../../internal/finding';
import { unresolvedProperties } from '../../internal/unresolved-properties';
import { TaskView, viewTask } from '../../internal/task-view';
import { number } from '../../internal/template-value';

/**
 * The size that AWS advises to leave for the proxy. Source: ECS developer guide, Service Connect components, read
 * 2026-11-20.
 */
const PROXY_CPU = 256;
const PROXY_MEMORY_MIB = 64;

/** Whether the task has room for the proxy, which is nowhere in its definition. */
export function proxyHeadroomFindings(taskDefinition: ecs.TaskDefinition): Finding[] {
  return headroomFindings(
    viewTask(unresolvedProperties(taskDefinition.node.defaultChild as ecs.CfnTaskDefinition)),
    taskDefinition.node.path,
  );
}

/** The same of a task as the template will hold it. */
export function headroomFindings({ properties, containers, platforms }: TaskView, path: string): Finding[] {
  const findings: Finding[] = [];
  if (properties.Memory === undefined) {
    findings.push(
      error(
        'ServiceConnect.taskMemory',
        `task definition '${path}' has no memory limit of its own, without which ECS refuses Service Connect; give it a size: 'size: TaskSize.of(512, 1024)', on instances 'TaskSize.onInstances({ memoryMiB: 1024 })', a workload in 'task: WorkloadTask.of({ size })'`,
      ),
    );
  }
  const left = (total: unknown, names: readonly string[]) => {
    const whole = number(total);
    const reserved = containers.map(({ properties: each }) => number(names.map((name) => each[name]).find(isSet)) ?? 0);
    return whole === undefined ? undefined : { whole, free: whole - reserved.reduce((sum, one) => sum + one, 0) };
  };
  const cpu = left(properties.Cpu, ['Cpu']);
  const memory = left(properties.Memory, ['Memory', 'MemoryReservation']);
  const short = [
    // The smallest size is all the application's: it has to run on something.
    ...(cpu !== undefined && (cpu.free < PROXY_CPU || cpu.whole <= PROXY_CPU)
      ? [
          cpu.free === cpu.whole
            ? `it has ${cpu.whole} CPU units, and AWS advises ${PROXY_CPU} for the proxy beside those of the application`
            : `${cpu.free} of its ${cpu.whole} CPU units are not the containers' own, and ${PROXY_CPU} are advised beside them`,
        ]
      : []),
    ...(memory !== undefined && memory.free < PROXY_MEMORY_MIB
      ? [`${memory.free} of its ${memory.whole} MiB are left, and ${PROXY_MEMORY_MIB} are advised`]
      : []),
  ];
  if (short.length > 0) {
    findings.push(
      warning(
        'ServiceConnect.proxyRoom',
        `task definition '${path}' has little room for the proxy of Service Connect: ${short.join('; ')}; choose a larger 'size', a workload in 'task: WorkloadTask.of({ size: TaskSize.of(512, 1024) })'`,
      ),
    );
  }
  if (platforms.length === 1 && platforms[0] === 'MANAGED_INSTANCES') {
    findings.push(
      warning(
        'ServiceConnect.managedInstances',
        `AWS documents Service Connect as not available on Managed Instances; try it there before you rely on it, or use Fargate, EC2 or service discovery`,
      ),
    );
  }
  return findings;
}

function isSet(value: unknown): boolean {
  return value !== undefined;
}
