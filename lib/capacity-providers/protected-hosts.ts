import { aws_ecs as ecs, CfnResource, Mixin } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { METADATA_BLOCKED } from '../security/host-hardening';

/** The instances that a task accepts. */
export interface ProtectedHostsOptions {
  /**
   * Custom attributes that a host must have, with these values: `{ tenant: 'a' }`.
   *
   * @default - any value of any attribute
   */
  readonly attributes?: { [name: string]: string };
}

/**
 * Keeps the tasks of a definition from hosts that do not block instance metadata:
 * `taskDefinition.with(new ProtectedHosts())`.
 *
 * Hosts of `AsgCapacity` block it; this makes the scheduler itself refuse every other host, so the protection does not
 * hang on who launched the instance. For task definitions that run on EC2 hosts only: Fargate takes no constraints, and
 * Managed Instances block metadata by themselves. Fails with `ProtectedHosts.platform` on others.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
 */
@guarded
export class ProtectedHosts extends Mixin {
  private readonly expressions: readonly string[];

  constructor(options: ProtectedHostsOptions = {}) {
    super();
    this.expressions = [
      `attribute:${METADATA_BLOCKED} exists`,
      ...Object.entries(options.attributes ?? {})
        .map(([name, value]) => `attribute:${name} == ${value}`)
        .sort(),
    ];
  }

  /** Task definitions of aws-cdk-lib only. */
  public override supports(construct: IConstruct): boolean {
    return isTaskDefinition(construct);
  }

  /** Adds the constraints. */
  public applyTo(construct: IConstruct): void {
    const definition = construct as ecs.TaskDefinition;
    if (!definition.isEc2Compatible || definition.isFargateCompatible) {
      fail(
        definition,
        'ProtectedHosts.platform',
        'placement constraints work for task definitions of compatibility EC2 alone; leave ProtectedHosts out',
      );
    }
    this.expressions.forEach((expression) =>
      definition.addPlacementConstraint(ecs.PlacementConstraint.memberOf(expression)),
    );
  }
}

function isTaskDefinition(construct: IConstruct): construct is ecs.TaskDefinition {
  const child = construct.node.defaultChild;
  return (
    CfnResource.isCfnResource(child) &&
    child.cfnResourceType === 'AWS::ECS::TaskDefinition' &&
    'addPlacementConstraint' in construct
  );
}
