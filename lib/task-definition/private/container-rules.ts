import { awsvpcFindings } from '../rules/awsvpc';
import { environmentFindings } from '../rules/environment';
import { fargateFindings } from '../rules/fargate';
import { imageReferenceFindings } from '../rules/image-reference';
import { limitFindings } from '../rules/limits';
import { sizeFindings } from '../rules/size';
import { systemControlFindings } from '../rules/system-controls';
import type { TaskRule } from './task-rules';

/** The rules whose errors one container decides alone, so that they can be told when it is added. */
export const CONTAINER_RULES: readonly TaskRule[] = [
  awsvpcFindings,
  environmentFindings,
  fargateFindings,
  imageReferenceFindings,
  limitFindings,
  sizeFindings,
  systemControlFindings,
];
