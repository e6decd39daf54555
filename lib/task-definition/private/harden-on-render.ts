import { IResolveContext, Lazy } from 'aws-cdk-lib';
import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { items, record } from '../../internal/template-value';
import { HardenedContainer, RenderedContainer } from './harden-container';

/**
 * Puts `harden` between a task definition's containers and its template.
 *
 * It runs whenever the template is written and never before: resolving the list early would freeze it, and containers
 * added later would be lost.
 */
export function hardenOnRender(
  resource: CfnTaskDefinition,
  makesVolumes: boolean,
  harden: (container: RenderedContainer) => HardenedContainer,
): void {
  const { containerDefinitions, volumes } = resource;
  const hardened = (context: IResolveContext) =>
    items(context.resolve(containerDefinitions)).map((container) => harden(record(container)));

  resource.containerDefinitions = Lazy.uncachedAny(
    { produce: (context) => hardened(context).map(({ container }) => container) },
    { omitEmptyArray: true },
  );
  if (makesVolumes) {
    resource.volumes = Lazy.uncachedAny(
      {
        produce: (context) => [
          ...items(context.resolve(volumes)),
          ...hardened(context).flatMap((container) => container.volumes),
        ],
      },
      { omitEmptyArray: true },
    );
  }
}
