import { IResolvable, IResolveContext, Lazy, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { finalProperties } from '../../internal/final-properties';
import { hasOverrides, unresolvedProperties } from '../../internal/unresolved-properties';
import { isUnknown, items, record, text } from '../../internal/template-value';
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
    private readonly harden: (container: RenderedContainer, index: number) => HardenedContainer,
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
      : unresolvedProperties(this.resource, {
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
    const hardened = rendered(context, this.containers).map((container, index) => this.harden(container, index));
    this.prepared = context.preparing ? hardened : undefined;
    return hardened;
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
      linuxParameters: opened(container.linuxParameters, context),
      mountPoints: opened(container.mountPoints, context),
    };
  });
}

/**
 * Lists, objects and text that CDK makes when it writes the template, made now. What is a reference stays the token that
 * it is: how one is written is known only when the template is written, and inside text not even then by us.
 */
function opened(value: unknown, context: IResolveContext): unknown {
  if (typeof value === 'string') {
    return Token.isUnresolved(value) ? openedText(value, context) : value;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const token = Tokenization.isResolvable(value) ? value : listToken(value);
  if (token !== undefined) {
    const inside = opened(token.resolve(context), context);
    return isUnknown(inside) ? value : inside;
  }
  return Array.isArray(value)
    ? value.map((item) => opened(item, context))
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each, context)]));
}

function openedText(value: string, context: IResolveContext): string {
  let known = true;
  const parts = Tokenization.reverseString(value).mapTokens({
    mapToken: (token) => {
      const inside = opened(token.resolve(context), context);
      known &&= text(inside) !== undefined;
      return inside;
    },
  });
  return known ? (parts.join({ join: (left, right) => `${left ?? ''}${right ?? ''}` }) as string) : value;
}

function listToken(value: object): IResolvable | undefined {
  return Array.isArray(value) && Token.isUnresolved(value) ? Tokenization.reverseList(value as string[]) : undefined;
}
