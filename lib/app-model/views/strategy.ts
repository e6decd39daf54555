import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import type { Value } from '../values';
import { flatText } from '../../internal/flat-text';
import { isUnknown, items, record } from '../../internal/template-value';

/** An item of a capacity provider strategy. */
export interface StrategyItem {
  readonly provider: Value;
  /** The provider as the template writes it, for people. */
  readonly written?: string;
  /** For `internal/template-value`, as the rules of strategies take them from constructs too. */
  readonly base?: unknown;
  readonly weight?: unknown;
}

/** A capacity provider strategy. */
export interface StrategyView {
  /** An empty list, by which a service leaves the choice to its cluster. */
  readonly empty: boolean;
  /** The whole list is known only at deployment. */
  readonly unknown: boolean;
  readonly items: readonly StrategyItem[];
}

/** The strategy that a resource has in a property. */
export function strategyIn(model: AppModel, resource: Resource, property: string): StrategyView {
  const list = resource.has(property) ? resource.properties[property] : undefined;
  return {
    empty: Array.isArray(list) && list.length === 0,
    unknown: isUnknown(list),
    items: items(list).map((item) => {
      const { CapacityProvider, Base, Weight } = record(item);
      const written = flatText(CapacityProvider);
      return {
        provider: model.evaluate(CapacityProvider, resource.scope),
        ...(written !== undefined && { written }),
        // Of an item that is known only at deployment, base and weight are too.
        ...(isUnknown(item) && { base: item, weight: item }),
        ...(Base !== undefined && { base: Base }),
        ...(Weight !== undefined && { weight: Weight }),
      };
    }),
  };
}
