import type { Resource } from '../resource';
import type { ProviderModel } from './plan-model';

/** An item of a strategy as a template has it, with the provider it names when that is known. */
export interface StrategyEntry {
  readonly label: string;
  readonly provider?: ProviderModel;
  /** The name, when it is written out. */
  readonly name?: string;
  readonly base?: unknown;
  readonly weight?: unknown;
}

/** A cluster of the app, with what is attached to it. */
export interface ClusterReading {
  readonly resource: Resource;
  /** The resource that associates its providers. */
  readonly association?: Resource;
  readonly defaultStrategy: readonly StrategyEntry[];
  /** Whether it has a default strategy; absent when only the deployment knows. */
  readonly hasDefault?: boolean;
  /** Keys of providers of this app, and names. */
  readonly attached: ReadonlySet<string>;
  /** Something is attached whose name only the deployment knows. */
  readonly attachedUnknown: boolean;
}
