import type { aws_ecs as ecs } from 'aws-cdk-lib';

/** A cluster that records Exec sessions by itself until something else does, and then gives way to it. */
export interface RecordsExec {
  /** Leaves the record to whoever configured it. */
  _recordExecBy(configuration: ecs.ExecuteCommandConfiguration): void;
}

/** Whether a cluster gives way. */
export function recordsExec(cluster: object): cluster is RecordsExec {
  return '_recordExecBy' in cluster;
}
