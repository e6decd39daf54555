import type { AppModel } from '../../app-model/app-model';
import { asText, hasMarks, Pointer } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { Placement } from './placements';

/** A configuration that does not work, whatever the task needs. */
interface Fault {
  /** Without the topic. */
  readonly code: string;
  readonly property: string;
  readonly reason: string;
  readonly fix: string;
}

/** The property of a job that names its cluster, by the kind of job. A state takes names too. */
const CLUSTER: Readonly<Partial<Record<Placement['kind'], string>>> = {
  rule: 'Targets',
  schedule: 'Target',
  pipe: 'Target',
};
const JOBS: readonly Placement['kind'][] = ['rule', 'schedule', 'pipe', 'stateMachine'];

/**
 * Finds what keeps a job from ever starting its task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export function jobFaults(graph: AppModel, placement: Placement): Fault[] {
  const { kind, resource, subnets, clusterWritten, taskDefinition } = placement;
  if (!JOBS.includes(kind)) {
    return [];
  }
  const mode = taskDefinition && asText(taskDefinitionView(graph, taskDefinition).networkMode);
  const property = CLUSTER[kind];
  return [
    ...(mode === 'awsvpc' && subnets === undefined
      ? [
          {
            code: 'noNetwork',
            property: 'NetworkConfiguration',
            reason:
              'a task in awsvpc mode needs subnets, and none are given ("Network Configuration must be provided when networkMode \'awsvpc\' is specified")',
            fix: `give ${resource.path} a network configuration with subnets and security groups`,
          },
        ]
      : []),
    ...(property !== undefined && isName(clusterWritten)
      ? [
          {
            code: 'clusterArn',
            property,
            reason: 'the target is the name of a cluster, and must be its ARN',
            fix: 'give the ARN of the cluster: clusterArn, or !GetAtt Cluster.Arn in a template',
          },
        ]
      : []),
  ];
}

/** Whether it is the name of a cluster for certain. */
function isName(cluster: Placement['clusterWritten']): boolean {
  if (cluster instanceof Pointer) {
    return cluster.resource.type === 'AWS::ECS::Cluster' && cluster.attribute === 'Ref' && !cluster.resource.told;
  }
  const text = asText(cluster);
  return text !== undefined && !hasMarks(text) && !text.startsWith('arn:');
}
