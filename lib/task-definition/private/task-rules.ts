import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { awsvpcFindings } from '../rules/awsvpc';
import { environmentFindings } from '../rules/environment';
import { ephemeralStorageFindings, fargateFindings } from '../rules/fargate';
import { fileSystemFindings } from '../rules/file-systems';
import { graphFindings } from '../rules/graph';
import { hostAccessFindings } from '../rules/host-access';
import { imageNeedFindings } from '../rules/image-needs';
import { imageReferenceFindings } from '../rules/image-reference';
import { imageTagFindings } from '../rules/image-tag';
import { limitFindings } from '../rules/limits';
import { loggingFindings } from '../rules/logging';
import { platformFindings } from '../rules/platforms';
import { portFindings } from '../rules/ports';
import { processNamespaceFindings } from '../rules/process-namespace';
import { sizeFindings } from '../rules/size';
import { systemControlFindings } from '../rules/system-controls';
import { volumeFindings } from '../rules/volumes';

/** A rule over the final properties of any task definition. */
export type TaskRule = (task: TaskView) => Finding[];

/** Every rule that needs nothing but the task definition, by name. */
export const TASK_RULES: readonly TaskRule[] = [
  awsvpcFindings,
  environmentFindings,
  ephemeralStorageFindings,
  fargateFindings,
  fileSystemFindings,
  graphFindings,
  hostAccessFindings,
  imageNeedFindings,
  imageReferenceFindings,
  imageTagFindings,
  limitFindings,
  loggingFindings,
  platformFindings,
  portFindings,
  processNamespaceFindings,
  sizeFindings,
  systemControlFindings,
  volumeFindings,
];

/** The findings of all rules for a task definition. */
export function taskFindings(task: TaskView): Finding[] {
  return TASK_RULES.flatMap((rule) => rule(task));
}
