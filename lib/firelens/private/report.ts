import type { CfnResource } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { faultLine } from '../../internal/errors';
import { finalProperties } from '../../internal/final-properties';
import { viewTask } from '../../internal/task-view';
import { warn } from '../../internal/warnings';
import { firelensFindings, reportsItself } from './checks';

/**
 * Reports at synthesis what the rules say of the finished task definition: errors fail it, warnings are given.
 *
 * @param fetched texts of all files that the router fetches when it starts; absent when there may be others
 */
export function reportFirelens(
  router: Construct,
  taskDefinition: ecs.TaskDefinition,
  fetched: readonly string[] | undefined,
): void {
  const resource = taskDefinition.node.defaultChild as CfnResource;
  reportsItself(resource);
  router.node.addValidation({
    validate: () => {
      const findings = firelensFindings(viewTask(finalProperties(resource)), fetched);
      for (const finding of findings.filter(({ severity }) => severity === 'warning')) {
        warn(router, finding);
      }
      return findings.filter(({ severity }) => severity === 'error').map(faultLine);
    },
  });
}
