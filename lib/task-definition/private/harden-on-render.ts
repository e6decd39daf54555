import { IResolveContext, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { finalProperties } from '../../internal/final-properties';
import { items, record } from '../../internal/template-value';
import { HardenedContainer, RenderedContainer } from './harden-container';

/**
 * Stands between a task definition's containers and its template, and hardens them on their way.
 *
 * It works whenever the template is written and never before: resolving the list early would freeze it, and containers
 * added later would be lost. What it made for the validation serves the rest of that synthesis; the next one, which CDK
 * begins with a preparing pass, starts anew.
 */
export class HardeningOnRender {
  private made?: readonly HardenedContainer[];
  private readonly containers: CfnTaskDefinition['containerDefinitions'];

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

  /**
   * The properties that the template will hold. Only for validation, when nothing can be added any more.
   *
   * They are resolved here once and for all: what remains of this synthesis finds plain values.
   */
  public finalProperties(): Readonly<Record<string, unknown>> {
    this.made = undefined;
    const stack = Stack.of(this.resource);
    this.made = stack.resolve(Lazy.uncachedAny({ produce: (context) => this.make(context) }));
    return finalProperties(this.resource);
  }

  private make(context: IResolveContext): readonly HardenedContainer[] {
    if (context.preparing) {
      this.made = undefined;
    }
    return this.made ?? rendered(context, this.containers).map((container) => this.harden(container));
  }
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
