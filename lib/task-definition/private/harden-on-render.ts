import { IResolveContext, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { finalProperties } from '../../internal/final-properties';
import { hasOverrides, peekProperties } from '../../internal/peek';
import { isUnknown, items, record } from '../../internal/template-value';
import { HardenedContainer, RenderedContainer } from './harden-container';

/**
 * Stands between a task definition's containers and its template, and hardens them on their way.
 *
 * It works whenever the template is written and never before: resolving the list early would freeze it, and containers
 * added later would be lost.
 */
export class HardeningOnRender {
  private readonly containers: CfnTaskDefinition['containerDefinitions'];
  private prepared?: readonly HardenedContainer[];

  constructor(
    private readonly resource: CfnTaskDefinition,
    makesVolumes: boolean,
    private readonly harden: (container: RenderedContainer) => HardenedContainer,
  ) {
    const { volumes } = resource;
    this.containers = resource.containerDefinitions;
    resource.containerDefinitions = Lazy.uncachedAny(
      { produce: (context) => this.make(context).map(({ container }) => container) },
      { omitEmptyArray: true },
    );
    if (makesVolumes) {
      resource.volumes = Lazy.uncachedAny(
        {
          produce: (context) => [
            ...items(context.resolve(volumes)),
            ...this.make(context).flatMap((container) => container.volumes),
          ],
        },
        { omitEmptyArray: true },
      );
    }
  }

  /** The properties that the template will hold. Only for validation, when nothing can be added any more. */
  public finalProperties(executionRole: IRole | undefined): Readonly<Record<string, unknown>> {
    return hasOverrides(this.resource)
      ? finalProperties(this.resource)
      : peekProperties(this.resource, {
          containerDefinitions: this.unresolved(),
          executionRoleArn: executionRole?.roleArn,
        });
  }

  /** The hardened containers before their tokens are resolved, but for the image: its rules read the name in it. */
  private unresolved(): unknown[] {
    let containers: unknown[] = [];
    Stack.of(this.resource).resolve(
      Lazy.uncachedAny({
        produce: (context) => {
          containers = this.make(context).map(({ container }) => ({
            ...container,
            image: context.resolve(container.image),
          }));
          return undefined;
        },
      }),
    );
    return containers;
  }

  /**
   * CDK resolves everything three times over: for the references, when nothing can be added any more, for the tree of
   * constructs and for the template. Once is enough to harden.
   */
  private make(context: IResolveContext): readonly HardenedContainer[] {
    if (this.prepared !== undefined && !context.preparing) {
      return this.prepared;
    }
    const containers = rendered(context, this.containers);
    const hardened = containers.map((container) => this.harden(container));
    this.prepared = context.preparing && containers.every(isPlain) ? hardened : undefined;
    return hardened;
  }
}

/** Whether what was resolved here holds no reference: how one is written may change after the preparation. */
function isPlain({ linuxParameters, mountPoints }: RenderedContainer): boolean {
  return !holdsIntrinsic(linuxParameters) && !holdsIntrinsic(mountPoints);
}

function holdsIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (isUnknown(value) || Object.values(value).some(holdsIntrinsic));
}

/**
 * The containers with plain values wherever hardening looks, and everything else as it was: CDK resolves what comes out
 * anyway, and doing it twice would double the cost of every task definition.
 */
function rendered(
  context: IResolveContext,
  containers: CfnTaskDefinition['containerDefinitions'],
): RenderedContainer[] {
  const list = Tokenization.isResolvable(containers) ? containers.resolve(context) : containers;
  return items(list).map((item) => {
    const container = record(Tokenization.isResolvable(item) ? context.resolve(item) : item);
    return {
      ...container,
      linuxParameters: context.resolve(container.linuxParameters),
      mountPoints: context.resolve(container.mountPoints),
    };
  });
}
