import { Mixin } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { fail } from '../internal/errors';
import { finalProperties } from '../internal/final-properties';
import { guarded } from '../internal/guard/guarded';
import { viewTask } from '../internal/task-view';
import { text } from '../internal/template-value';
import { reportFindings } from '../internal/warnings';
import { ProcessObserver, ProcessObserverOptions } from './process-observer';
import { processNamespaceFindings } from './rules/process-namespace';

/** Options of `SharedProcessNamespace`. */
export interface SharedProcessNamespaceProps {
  /**
   * A sidecar that sees the processes of the others, made as `ProcessObserver`.
   *
   * @default - none; the containers merely see each other
   */
  readonly observer?: ProcessObserverOptions;
}

/**
 * Lets the containers of a task definition that you already have see each other's processes (`pidMode: task`).
 *
 * What that exposes is told at synth: containers that run as one user read each other's environment and files.
 *
 * ```ts
 * taskDefinition.with(new SharedProcessNamespace({ observer: { image } }));
 * ```
 */
@guarded
export class SharedProcessNamespace extends Mixin {
  private readonly props: SharedProcessNamespaceProps;

  /** Prepares the change; `taskDefinition.with(...)` applies it. */
  constructor(props: SharedProcessNamespaceProps = {}) {
    super();
    this.props = props;
  }

  /** Task definitions, by their L1; `with()` of an L2 reaches it. */
  public supports(construct: IConstruct): boolean {
    return ecs.CfnTaskDefinition.isCfnTaskDefinition(construct);
  }

  /**
   * Shares the namespace and adds the observer.
   *
   * @throws `SharedProcessNamespace.pidMode` when the task definition shares it with the host already, and
   * `SharedProcessNamespace.observer` when an observer is asked for a task definition that is an L1 alone
   */
  public applyTo(construct: IConstruct): void {
    const resource = construct as ecs.CfnTaskDefinition;
    const given = text(resource.pidMode);
    if (given !== undefined && given !== ecs.PidMode.TASK) {
      fail(
        resource,
        'SharedProcessNamespace.pidMode',
        `'pidMode' is ${given} already, which shares more than this mixin would; leave one of the two out`,
      );
    }
    resource.pidMode = ecs.PidMode.TASK;
    resource.node.addValidation({
      validate: () => reportFindings(resource, processNamespaceFindings(viewTask(finalProperties(resource)))),
    });
    if (this.props.observer !== undefined) {
      const owner = resource.node.scope as ecs.TaskDefinition;
      if (owner?.node.defaultChild !== resource || typeof owner.addContainer !== 'function') {
        fail(
          resource,
          'SharedProcessNamespace.observer',
          "'observer' needs an ecs.TaskDefinition, got an L1 alone; add the observer's container to its 'containerDefinitions'",
        );
      }
      new ProcessObserver(owner, 'ProcessObserver', { taskDefinition: owner, ...this.props.observer });
    }
  }
}
