import { Mixin } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { clearTextFindings } from '../internal/clear-text';
import { faultLine } from '../internal/errors';
import { finalProperties } from '../internal/final-properties';
import { guarded } from '../internal/guard/guarded';
import { viewTask } from '../internal/task-view';

/** Settings of `SecretsByReference`. */
export interface SecretsByReferenceProps {
  /**
   * Places that look like secrets and are none, as the error names them: `Environment.TOKEN`, `Command.3`.
   *
   * @default - none
   */
  readonly notSecret?: string[];
}

/**
 * Refuses a task definition that holds secrets in clear text: in environment variables, log options, labels, commands and
 * health checks. Everybody who may describe task definitions reads them there.
 *
 * ```
 * taskDefinition.with(new SecretsByReference());
 * ```
 *
 * Secrets are known by the names of their variables and by the formats of well-known issuers (access keys, private keys,
 * tokens, passwords in URLs). The synth fails with `Secrets.inClearText` for each place. Values that only the deployment
 * knows pass here; the NIST SP 800-190 pack warns of those. Containers that are added afterwards are covered too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
@guarded
export class SecretsByReference extends Mixin {
  private readonly notSecret: readonly string[];

  /** Takes the places that are no secrets. */
  constructor(props: SecretsByReferenceProps = {}) {
    super();
    this.notSecret = props.notSecret ?? [];
  }

  /** Task definitions, by their L1; `with()` of an L2 reaches it. */
  public override supports(construct: IConstruct): boolean {
    return ecs.CfnTaskDefinition.isCfnTaskDefinition(construct);
  }

  /** Has the synth fail for secrets in clear text. */
  public applyTo(construct: IConstruct): void {
    if (ecs.CfnTaskDefinition.isCfnTaskDefinition(construct)) {
      construct.node.addValidation({ validate: () => this.faults(construct) });
    }
  }

  private faults(construct: ecs.CfnTaskDefinition): string[] {
    return viewTask(finalProperties(construct))
      .containers.flatMap((container) => clearTextFindings(container, this.notSecret))
      .map(faultLine);
  }
}
